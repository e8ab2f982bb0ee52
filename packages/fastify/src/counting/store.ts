import { randomUUID } from 'node:crypto'
import type { Database, Row, Transaction, Value } from '../database/database.ts'
import { batchesOf, inList } from '../database/lists.ts'
import { MEASURES, type Place, type Sums } from './figures.ts'

export type CountedTable = 'sms_messages' | 'sms_verifications'
/** The row that whoever counts holds: exact as it makes counting, the lease only saves the others the work. */
const MARK = 'counting'
/** Changed by each who counts: at two nodes of a cluster a row that is only locked keeps nobody away. */
const TURN = 'counting_turn'
/** Rows of the statistics written by one statement at most. */
const AT_ONCE = 32
/** So few that nobody waits for them. */
const CLEARED_AT_ONCE = 1000

export const createCountingStore = (database: Database) => {
  const { dialect } = database
  const lock = dialect === 'mysql' ? ' for update' : ''
  const conflict = (set: string, key: string) =>
    dialect === 'mysql' ? `on duplicate key update ${set}` : `on conflict (${key}) do update set ${set}`
  const given = (column: string) => (dialect === 'mysql' ? `values(${column})` : `excluded.${column}`)

  const takeSql = `insert into sms_marks (name, place) values (?, ?), (?, '') ${conflict(
    `place = case sms_marks.name when '${TURN}' then ${given('place')} else sms_marks.place end`,
    'name',
  )}`

  const keys = ['tenant_id', 'app_id', 'dimension', 'period', 'begins', 'value']
  const keysOf = (it: Place): Value[] => [it.tenantId, it.appId, it.dimension, it.period, it.begins, it.value]
  const columns = [...keys, ...MEASURES]
  const addition = conflict(
    MEASURES.map((it) => `${it} = sms_statistics.${it} + ${given(it)}`).join(', '),
    keys.join(', '),
  )
  const addSql = (rows: number) =>
    `insert into sms_statistics (${columns.join(', ')}) values ${Array(rows)
      .fill(`(${columns.map(() => '?').join(', ')})`)
      .join(', ')} ${addition}`
  const clearSql = `delete from sms_statistics where ${[...keys.map((it) => `${it} = ?`), ...MEASURES.map((it) => `${it} = 0`)].join(' and ')}`

  return {
    /** Takes the right to count until the transaction ends. @returns how far a recount has come; '' when there is none */
    async take(tx: Transaction): Promise<string> {
      await tx.run(takeSql, [TURN, randomUUID(), MARK])
      const { rows } = await tx.run('select place from sms_marks where name = ?', [MARK])
      return String(rows[0]?.place ?? '')
    },
    /** How far a recount has come, as last known; '' when there is none. */
    async place(): Promise<string> {
      const { rows } = await database.run('select place from sms_marks where name = ?', [MARK])
      return String(rows[0]?.place ?? '')
    },
    async setPlace(tx: Transaction, place: string): Promise<void> {
      await tx.run('update sms_marks set place = ? where name = ?', [place, MARK])
    },

    async due(table: CountedTable, by: number, atMost: number): Promise<string[]> {
      const { rows } = await database.run(
        `select id from ${table} where count_at <= ? order by count_at limit ${Math.floor(atMost)}`,
        [by],
      )
      return rows.map(({ id }) => String(id))
    },

    /** The moment since when something waits to be counted; null when nothing does. */
    async waitingSince(): Promise<number | null> {
      const oldest: number[] = []
      for (const table of ['sms_messages', 'sms_verifications']) {
        const { rows } = await database.run(
          `select count_at from ${table} where count_at is not null order by count_at limit 1`,
        )
        if (rows[0]) oldest.push(Number(rows[0].count_at))
      }
      return oldest.length === 0 ? null : Math.min(...oldest)
    },

    /** Rows as they are, held until the transaction ends. */
    async hold(tx: Transaction, table: CountedTable, ids: string[]): Promise<Row[]> {
      if (ids.length === 0) return []
      const { marks, values } = inList(ids)
      return (await tx.run(`select * from ${table} where id in (${marks}) order by id${lock}`, values)).rows
    },
    async holdAfter(tx: Transaction, table: CountedTable, place: string, atMost: number): Promise<Row[]> {
      const { rows } = await tx.run(
        `select * from ${table} where id > ? order by id limit ${Math.floor(atMost)}${lock}`,
        [place],
      )
      return rows
    },

    /** Notes as what rows are counted now. */
    async setCounted(tx: Transaction, table: CountedTable, idsByCounted: Map<string, string[]>): Promise<void> {
      for (const [counted, ids] of idsByCounted) {
        const { marks, values } = inList(ids)
        await tx.run(`update ${table} set counted = ?, count_at = null where id in (${marks})`, [counted, ...values])
      }
    },

    async add(tx: Transaction, sums: Sums): Promise<void> {
      const all = sums.rows()
      const rows = all.map((it): Value[] => [...keysOf(it), ...MEASURES.map((measure) => it.figures[measure] ?? 0)])
      for (const some of batchesOf(rows, AT_ONCE)) await tx.run(addSql(some.length), some.flat())
      // A row whose last figure was taken back says nothing any more: a recount would not make it.
      for (const it of all)
        if (Object.values(it.figures).some((count = 0) => count < 0)) await tx.run(clearSql, keysOf(it))
    },

    /** Deletes some of what was counted. @returns how many rows */
    async clear(tx: Transaction): Promise<number> {
      const some =
        dialect === 'mysql'
          ? `order by ${keys.join(', ')} limit ${CLEARED_AT_ONCE}`
          : `where rowid in (select rowid from sms_statistics limit ${CLEARED_AT_ONCE})`
      return (await tx.run(`delete from sms_statistics ${some}`)).affected
    },
  }
}
export type CountingStore = ReturnType<typeof createCountingStore>
