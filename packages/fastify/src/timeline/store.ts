import type { LimitName } from '@sms-settings/api'
import type { Database } from '../database/database.ts'
import { batchesOf } from '../database/lists.ts'

/** A code that was asked for and not sent, before any row of its own was written. */
export type Refusal = {
  tenantId: string
  appId: string
  purpose: string
  phoneHash: string
  /** Ours: `SMS_LIMITED`, … */
  code: string
  limit: LimitName | null
  at: number
}

/** Refusals of one kind within one hour. */
export type CountedRefusal = Omit<Refusal, 'tenantId' | 'phoneHash' | 'at'> & {
  count: number
  firstAt: number
  lastAt: number
}

/** One row of them, to be added to what is there of it. */
export type RefusalRow = Omit<Refusal, 'at'> & { id: string; count: number; firstAt: number; lastAt: number }

/** Rows in one statement. */
const AT_ONCE = 128

export const createRefusalStore = (database: Database) => {
  const isMysql = database.dialect === 'mysql'
  const mine = (column: string) => `sms_refusals.${column}`
  const given = (column: string) => (isMysql ? `values(${column})` : `excluded.${column}`)
  const [least, greatest] = isMysql ? ['least', 'greatest'] : ['min', 'max']
  const onConflict = `refusals = ${mine('refusals')} + ${given('refusals')},
    first_at = ${least}(${mine('first_at')}, ${given('first_at')}), last_at = ${greatest}(${mine('last_at')}, ${given('last_at')})`
  const upsert = (rows: number) =>
    `insert into sms_refusals (id, tenant_id, app_id, purpose, phone_hash, code, limit_name, refusals, first_at, last_at)
     values ${Array(rows).fill('(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')} ${
       isMysql ? 'on duplicate key update' : 'on conflict (id) do update set'
     } ${onConflict}`

  return {
    async add(refusals: readonly RefusalRow[]): Promise<void> {
      // In one order, so that two processes with the same rows do not deadlock.
      const all = [...refusals].sort((a, b) => (a.id < b.id ? -1 : 1))
      for (const rows of batchesOf(all, AT_ONCE))
        await database.run(
          upsert(rows.length),
          rows.flatMap((it) => [
            it.id,
            it.tenantId,
            it.appId,
            it.purpose,
            it.phoneHash,
            it.code,
            it.limit,
            it.count,
            it.firstAt,
            it.lastAt,
          ]),
        )
    },

    /** Those of one number, newest first. */
    async ofPhone(
      tenantId: string,
      phoneHash: string,
      { from, to }: { from: number; to: number },
      atMost: number,
    ): Promise<CountedRefusal[]> {
      const { rows } = await database.run(
        `select * from sms_refusals where tenant_id = ? and phone_hash = ? and last_at >= ? and last_at < ?
         order by last_at desc limit ${Math.floor(atMost)}`,
        [tenantId, phoneHash, from, to],
      )
      return rows.map((row) => ({
        appId: String(row.app_id),
        purpose: String(row.purpose),
        code: String(row.code),
        limit: row.limit_name === null ? null : (String(row.limit_name) as LimitName),
        count: Number(row.refusals),
        firstAt: Number(row.first_at),
        lastAt: Number(row.last_at),
      }))
    },
  }
}
export type RefusalStore = ReturnType<typeof createRefusalStore>
