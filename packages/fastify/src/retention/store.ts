import type { Database } from '../database/database.ts'
import { firstIdAt } from '../database/ids.ts'
import { inList } from '../database/lists.ts'

/** What stands where a number was. */
const ERASED = '****'

/** Tables that hold phone numbers, and how to make a row forget its own. What else the row says stays. */
const TABLES = {
  sms_messages: {
    kind: 'message',
    // Nobody can be asked about it any more; one that is just being handed over is still settled by its own answer. MySQL
    // assigns from left to right: count_at and ask_at look at the state as it was.
    erase: `sealed_phone = null, phone_hash = '', masked_phone = ?,
      count_at = case when status = 'accepted' or (status = 'queued' and settled_at is not null) then coalesce(count_at, ?) else count_at end,
      ask_at = case when status = 'queued' and settled_at is null then ask_at else null end,
      status = case when status = 'accepted' or (status = 'queued' and settled_at is not null) then 'unknown' else status end`,
    values: (now: number) => [ERASED, now],
  },
  sms_verifications: {
    kind: 'verification',
    // Nobody can be sent another code, and the one that is out opens nothing.
    erase:
      "sealed_phone = '', phone_hash = '', masked_phone = ?, prefix = '', idempotency_hash = null, status = case when status in ('pending', 'approved') then 'cancelled' else status end",
    values: () => [ERASED],
  },
} as const
type Table = keyof typeof TABLES
export const PHONE_TABLES = Object.keys(TABLES) as Table[]

/** Never locks more than so many rows at a time, so that starts and checks beside it do not wait. */
const BATCH = 200

export const createRetentionStore = (database: Database) => {
  const erase = (table: Table, ids: string[], now: number): Promise<number> =>
    database.transaction(async (tx) => {
      const list = inList(ids)
      const { affected } = await tx.run(`update ${table} set ${TABLES[table].erase} where id in (${list.marks})`, [
        ...TABLES[table].values(now),
        ...list.values,
      ])
      return affected
    })

  return {
    /**
     * Erases the next numbers of rows older than a moment. How far it has come is kept in the database: no row is looked at
     * twice, however long the history is.
     * @returns how many rows were looked at
     */
    async eraseOlder(table: Table, moment: number, now: number): Promise<number> {
      const name = `erased/${table}`
      const { rows: marks } = await database.run('select place from sms_marks where name = ?', [name])
      const { rows } = await database.run(
        `select id from ${table} where id > ? and id < ? order by id limit ${BATCH}`,
        [String(marks[0]?.place ?? ''), firstIdAt(TABLES[table].kind, moment)],
      )
      const ids = rows.map(({ id }) => String(id))
      const last = ids.at(-1)
      if (last === undefined) return 0
      await erase(table, ids, now)
      const upsert =
        database.dialect === 'mysql'
          ? 'on duplicate key update place = values(place)'
          : 'on conflict (name) do update set place = excluded.place'
      await database.run(`insert into sms_marks (name, place) values (?, ?) ${upsert}`, [name, last])
      return ids.length
    },

    /** Erases one number of a tenant's from one table. @returns in how many rows it stood */
    async erasePhone(table: Table, tenantId: string, phoneHash: string, now: number): Promise<number> {
      let erased = 0
      for (;;) {
        const { rows } = await database.run(
          `select id from ${table} where tenant_id = ? and phone_hash = ? order by id limit ${BATCH}`,
          [tenantId, phoneHash],
        )
        if (rows.length === 0) return erased
        erased += await erase(
          table,
          rows.map(({ id }) => String(id)),
          now,
        )
      }
    },

    /** Refusals are of one number and nothing else: they go as a whole. */
    async deleteRefusals(tenantId: string, phoneHash: string): Promise<number> {
      const { affected } = await database.run('delete from sms_refusals where tenant_id = ? and phone_hash = ?', [
        tenantId,
        phoneHash,
      ])
      return affected
    },

    async deleteOldRefusals(moment: number): Promise<number> {
      const { rows } = await database.run(
        `select id from sms_refusals where last_at < ? order by last_at limit ${BATCH}`,
        [moment],
      )
      if (rows.length === 0) return 0
      const { marks, values } = inList(rows.map(({ id }) => String(id)))
      return (await database.run(`delete from sms_refusals where id in (${marks})`, values)).affected
    },
  }
}
export type RetentionStore = ReturnType<typeof createRetentionStore>
