import type { ReactNode } from 'react'
import { useWords } from '../words/use-words.ts'
import { Checkbox } from './checkbox.tsx'
import { More, type Pages } from './more.tsx'
import { ScrollBox } from './scroll-box.tsx'
import { elementWords } from './words.ts'

export type TableColumn<T> = {
  id: string
  label: string
  cell: (item: T) => ReactNode
  /** How a row is called. */
  isRowHeader?: boolean
  /** Keeps to its content's width. */
  isTight?: boolean
  /** Numbers, which are compared digit by digit. */
  isNumber?: boolean
  /** Actions of the row. */
  isAction?: boolean
}

export type TableProps<T> = {
  /** Read aloud. */
  label: string
  columns: readonly TableColumn<T>[]
  items: readonly T[]
  idOf: (item: T) => string
  /** Rows can be chosen. */
  selection?: {
    chosen: ReadonlySet<string>
    onChange: (ids: Set<string>) => void
    /** What a row's checkbox is called. */
    nameOf: (item: T) => string
    /** Rows that cannot be chosen. */
    isDisabled?: (item: T) => boolean
  }
  /** Drawn when there is nothing. */
  empty?: ReactNode
  /** Of a list that is read page by page. */
  more?: Pages
}

/**
 * A table as HTML means it, which screen readers walk through by themselves. Where it is narrow each row becomes a card
 * with its columns' labels in it; the roles are written out, since browsers forget those of a table that is laid out
 * otherwise.
 */
export const Table = <T extends object>({ label, columns, items, idOf, selection, empty, more }: TableProps<T>) => {
  const words = useWords(elementWords)
  if (items.length === 0 && empty !== undefined) return <>{empty}</>
  const choosable = selection ? items.filter((it) => !selection.isDisabled?.(it)).map(idOf) : []
  const chosenCount = choosable.filter((id) => selection?.chosen.has(id)).length

  const choose = (ids: readonly string[], isChosen: boolean) => {
    const next = new Set(selection?.chosen)
    for (const id of ids) {
      if (isChosen) next.add(id)
      else next.delete(id)
    }
    selection?.onChange(next)
  }

  const row = (item: T) => {
    const id = idOf(item)
    const isChosen = selection?.chosen.has(id) ?? false
    const isDisabled = selection?.isDisabled?.(item) ?? false
    return (
      <tr
        key={id}
        role="row"
        className="sms-tr"
        data-slot="row"
        data-selected={isChosen ? '' : undefined}
        data-disabled={isDisabled ? '' : undefined}
      >
        {selection && (
          <td role="cell" className="sms-td" data-select="">
            <Checkbox
              aria-label={words.selectRow(selection.nameOf(item))}
              isSelected={isChosen}
              isDisabled={isDisabled}
              onChange={(now) => choose([id], now)}
            />
          </td>
        )}
        {columns.map((column) => {
          const attributes = {
            className: 'sms-td',
            'data-slot': 'cell',
            'data-label': column.label,
            'data-tight': column.isTight ? '' : undefined,
            'data-number': column.isNumber ? '' : undefined,
            'data-action': column.isAction ? '' : undefined,
          }
          return column.isRowHeader ? (
            <th key={column.id} {...attributes} role="rowheader" scope="row" data-header="">
              {column.cell(item)}
            </th>
          ) : (
            <td key={column.id} {...attributes} role="cell">
              {column.cell(item)}
            </td>
          )
        })}
      </tr>
    )
  }

  return (
    <ScrollBox label={label} className="sms-scroll sms-table-box" data-slot="table-box">
      <table role="table" aria-label={label} className="sms-table" data-slot="table">
        <thead role="rowgroup" className="sms-thead">
          <tr role="row">
            {selection && (
              <th role="columnheader" scope="col" className="sms-th" data-tight="">
                <Checkbox
                  aria-label={words.selectAll}
                  isSelected={choosable.length > 0 && chosenCount === choosable.length}
                  isIndeterminate={chosenCount > 0 && chosenCount < choosable.length}
                  isDisabled={choosable.length === 0}
                  onChange={(now) => choose(choosable, now)}
                />
              </th>
            )}
            {columns.map((column) => (
              <th
                key={column.id}
                role="columnheader"
                scope="col"
                className="sms-th"
                data-slot="column"
                data-tight={column.isTight ? '' : undefined}
                data-number={column.isNumber ? '' : undefined}
                data-action={column.isAction ? '' : undefined}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="sms-tbody">
          {items.map(row)}
        </tbody>
      </table>
      {more && <More pages={more} />}
    </ScrollBox>
  )
}
