import type { ReactNode } from 'react'
import { useWords } from '../words/use-words.ts'
import * as aria from './aria.ts'
import { Button } from './button.tsx'
import { Checkbox } from './checkbox.tsx'
import { elementWords } from './words.ts'

export type TableColumn<T> = {
  id: string
  label: string
  cell: (item: T) => ReactNode
  /** How a row is called. */
  isRowHeader?: boolean
  /** Keeps to its content's width. */
  isTight?: boolean
  /** Actions of the row. */
  isAction?: boolean
}

export type TableProps<T> = {
  /** Read aloud. */
  label: string
  columns: readonly TableColumn<T>[]
  items: readonly T[]
  idOf: (item: T) => string
  /** Rows can be chosen; which are. */
  selected?: ReadonlySet<string>
  onSelect?: (ids: Set<string>) => void
  /** Rows that cannot be chosen. */
  disabled?: readonly string[]
  /** Drawn when there is nothing. */
  empty?: ReactNode
  /** Of a list that is read page by page. */
  more?: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}

/**
 * Rows and columns, as a grid that arrow keys walk through. Where it is narrow each row becomes a card with its columns'
 * labels in it.
 */
export const Table = <T extends object>({
  label,
  columns,
  items,
  idOf,
  selected,
  onSelect,
  disabled,
  empty,
  more,
}: TableProps<T>) => {
  const words = useWords(elementWords)
  if (items.length === 0 && empty !== undefined) return <>{empty}</>
  return (
    <div className="sms-table-box" data-slot="table-box">
      <aria.Table
        aria-label={label}
        className="sms-table"
        data-slot="table"
        {...(onSelect
          ? {
              selectionMode: 'multiple' as const,
              selectedKeys: selected ?? new Set<string>(),
              onSelectionChange: (keys) =>
                onSelect(
                  keys === 'all'
                    ? new Set(items.map(idOf).filter((id) => !disabled?.includes(id)))
                    : new Set([...keys].map(String)),
                ),
            }
          : {})}
        {...(disabled ? { disabledKeys: disabled } : {})}
      >
        <aria.TableHeader className="sms-thead">
          {onSelect && (
            <aria.Column className="sms-th" data-tight="">
              <Checkbox slot="selection" />
            </aria.Column>
          )}
          {columns.map((column) => (
            <aria.Column
              key={column.id}
              id={column.id}
              isRowHeader={column.isRowHeader ?? false}
              className="sms-th"
              data-slot="column"
              data-tight={column.isTight ? '' : undefined}
              data-action={column.isAction ? '' : undefined}
            >
              {column.label}
            </aria.Column>
          ))}
        </aria.TableHeader>
        <aria.TableBody className="sms-tbody">
          {items.map((item) => (
            <aria.Row key={idOf(item)} id={idOf(item)} className="sms-tr" data-slot="row">
              {onSelect && (
                <aria.Cell className="sms-td" data-select="">
                  <Checkbox slot="selection" />
                </aria.Cell>
              )}
              {columns.map((column) => (
                <aria.Cell
                  key={column.id}
                  className="sms-td"
                  data-slot="cell"
                  data-label={column.label}
                  data-header={column.isRowHeader ? '' : undefined}
                  data-tight={column.isTight ? '' : undefined}
                  data-action={column.isAction ? '' : undefined}
                >
                  {column.cell(item)}
                </aria.Cell>
              ))}
            </aria.Row>
          ))}
        </aria.TableBody>
      </aria.Table>
      {more?.hasNextPage && (
        <div className="sms-more">
          <Button isPending={more.isFetchingNextPage} onPress={() => more.fetchNextPage()}>
            {words.loadMore}
          </Button>
        </div>
      )}
    </div>
  )
}
