import { COUNTS, type Dimension, MEASURES, monthOf, TIMES } from '../counting/figures.ts'
import type { Database, Row } from '../database/database.ts'

/** `times`: how many were delivered in a time of each class. */
export type Sum = { key: string; times: number[] } & Record<(typeof COUNTS)[number], number>

const SUMS = MEASURES.map((it) => `sum(${it}) as ${it}`).join(', ')
const toSum = (row: Row): Sum =>
  ({
    key: String(row.sum_key ?? ''),
    times: TIMES.map((column) => Number(row[column])),
    ...Object.fromEntries(COUNTS.map((column) => [column, Number(row[column])])),
  }) as Sum

export type Range = { tenantId: string; appId: string; fromDay: number; toDay: number }

/** Whole months by months, what is left before and after by days. */
const periodsOf = ({ fromDay, toDay }: Range): { days: [number, number][]; months: [number, number] } => {
  const first = monthOf(fromDay) === fromDay ? fromDay : monthOf(monthOf(fromDay) + 31)
  const last = monthOf(toDay)
  if (first >= last) return { days: [[fromDay, toDay]], months: [0, 0] }
  return {
    days: [
      [fromDay, first],
      [last, toDay],
    ],
    months: [first, last],
  }
}

export const createStatisticsStore = (database: Database) => ({
  /** Each day of which there is anything. */
  async byDay({ tenantId, appId, fromDay, toDay }: Range): Promise<Sum[]> {
    const { rows } = await database.run(
      `select begins as sum_key, ${MEASURES.join(', ')} from sms_statistics
       where tenant_id = ? and app_id = ? and dimension = 'day' and period = 'd' and begins >= ? and begins < ?
       order by begins`,
      [tenantId, appId, fromDay, toDay],
    )
    return rows.map(toSum)
  },

  /** Each value of a dimension, those with most SMS first. */
  async byValue(range: Range, dimension: Exclude<Dimension, 'day'>, atMost: number): Promise<Sum[]> {
    const { tenantId, appId } = range
    const { days, months } = periodsOf(range)
    const within = '(period = ? and begins >= ? and begins < ?)'
    const { rows } = await database.run(
      `select value as sum_key, ${SUMS} from sms_statistics where tenant_id = ? and app_id = ? and dimension = ?
       and (${[within, ...days.map(() => within)].join(' or ')}) group by value
       order by sum(sent) + sum(refused) desc, sum(started) desc, value limit ${Math.floor(atMost)}`,
      [tenantId, appId, dimension, 'm', ...months, ...days.flatMap((it) => ['d', ...it])],
    )
    return rows.map(toSum)
  },
})
export type StatisticsStore = ReturnType<typeof createStatisticsStore>
