import { COUNTS, type Dimension, MEASURES, TIMES } from '../counting/figures.ts'
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

export const createStatisticsStore = (database: Database) => {
  const where = 'tenant_id = ? and app_id = ? and dimension = ? and day >= ? and day < ?'
  const values = ({ tenantId, appId, fromDay, toDay }: Range, dimension: Dimension) => [
    tenantId,
    appId,
    dimension,
    fromDay,
    toDay,
  ]
  return {
    /** Each day of which there is anything. */
    async byDay(range: Range): Promise<Sum[]> {
      const { rows } = await database.run(
        `select day as sum_key, ${SUMS} from sms_statistics where ${where} group by day order by day`,
        values(range, 'day'),
      )
      return rows.map(toSum)
    },

    /** Each value of a dimension, those with most SMS first. */
    async byValue(range: Range, dimension: Dimension, atMost: number): Promise<Sum[]> {
      const { rows } = await database.run(
        `select value as sum_key, ${SUMS} from sms_statistics where ${where} group by value
         order by sum(sent) + sum(refused) desc, sum(started) desc, value limit ${Math.floor(atMost)}`,
        values(range, dimension),
      )
      return rows.map(toSum)
    },
  }
}
export type StatisticsStore = ReturnType<typeof createStatisticsStore>
