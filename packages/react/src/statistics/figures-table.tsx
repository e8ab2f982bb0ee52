import type { SmsFigures, SmsStatistics } from '@sms-settings/api'
import { useState } from 'react'
import { Button, Table, type TableColumn } from '../elements/index.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { type Group, openOf, useFigures } from './use-figures.ts'
import { statisticsWords } from './words.ts'

/** As many rows as are drawn without being asked for. */
const ROWS = 10

/** Everything that the charts show, and the rest, as numbers. Days come latest first, as they are looked for. */
export const FiguresTable = ({ statistics: { groupBy, groups, complete } }: { statistics: SmsStatistics }) => {
  const words = useWords(statisticsWords)
  const { number } = useFormat()
  const { nameOf, share, seconds } = useFigures()
  const [isWhole, setWhole] = useState(false)
  const all = groupBy === 'day' ? groups.toReversed() : groups
  const rows = isWhole ? all : all.slice(0, ROWS)

  const numbers = (
    id: string,
    label: string,
    count: (figures: SmsFigures) => number,
    of?: (figures: SmsFigures) => number,
  ): TableColumn<Group> => ({
    id,
    label,
    isNumber: true,
    cell: ({ figures }) => {
      const part = of && share(count(figures), of(figures))
      return (
        <div>
          {number(count(figures))}
          {part && <span className="sms-cell-note">{part}</span>}
        </div>
      )
    },
  })
  const ofWhat: TableColumn<Group> = {
    id: 'of',
    label: words.columns[groupBy],
    isRowHeader: true,
    cell: (it) => {
      const { name, note } = nameOf(groupBy, it)
      return (
        <div>
          <span className="sms-cell-main">{name}</span>
          {note !== undefined && <span className="sms-cell-note sms-code">{note}</span>}
        </div>
      )
    },
  }
  const failed = numbers('failed', words.failed, (it) => it.failed, groupBy === 'error' ? undefined : (it) => it.sent)
  const refused = numbers('refused', words.refused, (it) => it.refused)
  const columns: TableColumn<Group>[] =
    groupBy === 'error'
      ? [ofWhat, failed, refused]
      : [
          ofWhat,
          numbers('sent', words.sent, (it) => it.sent),
          numbers(
            'delivered',
            words.delivered,
            (it) => it.delivered,
            (it) => it.sent,
          ),
          failed,
          numbers('open', words.open, openOf),
          refused,
          numbers('started', words.started, (it) => it.started),
          numbers(
            'approved',
            words.approved,
            (it) => it.approved,
            (it) => it.started,
          ),
          numbers('wasted', words.wasted, (it) => it.wasted),
          {
            id: 'speed',
            label: words.speed,
            isNumber: true,
            cell: ({ figures: { deliverySeconds } }) => {
              const [p50, p95] = [seconds(deliverySeconds.p50), seconds(deliverySeconds.p95)]
              if (p50 === null || p95 === null) return words.nothing
              return (
                <div>
                  {words.p50(p50)}
                  <span className="sms-cell-note">{words.p95(p95)}</span>
                </div>
              )
            },
          },
        ]

  return (
    <section className="sms-section">
      <h2 className="sms-section-title">{words.table}</h2>
      {!complete && <p className="sms-section-text">{words.incomplete(number(groups.length))}</p>}
      <Table label={words.table} items={rows} idOf={(it) => it.key} columns={columns} />
      {rows.length < all.length && (
        <div>
          <Button onPress={() => setWhole(true)}>{words.showRows(number(all.length))}</Button>
        </div>
      )}
    </section>
  )
}
