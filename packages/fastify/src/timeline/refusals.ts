import type { LimitName } from '@sms-settings/api'
import type { Database } from '../database/database.ts'
import type { IndexKey } from '../secrets/index-key.ts'

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

const HOUR = 3_600_000
const FLUSH_AFTER = 1_000
/** Rows in one statement. */
const AT_ONCE = 100
/** Kinds of refusals waiting to be written; under a flood above that, what is new is not. */
const MOST_WAITING = 10_000

/**
 * Remembers who was refused a code and why, so that somebody who asks later is told. However many are refused, one row is
 * written for each phone, App, purpose and reason in an hour, and not on the request.
 */
export const createRefusals = (database: Database, index: IndexKey, onFailure: (error: unknown) => void) => {
  const waiting = new Map<string, Refusal & { count: number; firstAt: number }>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const mine = (column: string) => `sms_refusals.${column}`
  const given = (column: string) => (database.dialect === 'mysql' ? `values(${column})` : `excluded.${column}`)
  const [least, greatest] = database.dialect === 'mysql' ? ['least', 'greatest'] : ['min', 'max']
  const onConflict = `refusals = ${mine('refusals')} + ${given('refusals')},
    first_at = ${least}(${mine('first_at')}, ${given('first_at')}), last_at = ${greatest}(${mine('last_at')}, ${given('last_at')})`
  const upsert = (rows: number) =>
    `insert into sms_refusals (id, tenant_id, app_id, purpose, phone_hash, code, limit_name, refusals, first_at, last_at)
     values ${Array(rows).fill('(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')} ${
       database.dialect === 'mysql' ? 'on duplicate key update' : 'on conflict (id) do update set'
     } ${onConflict}`

  const write = async () => {
    // In one order, so that two processes with the same rows do not deadlock.
    const all = [...waiting].sort(([a], [b]) => (a < b ? -1 : 1))
    waiting.clear()
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const rows = all.slice(at, at + AT_ONCE)
      await database.run(
        upsert(rows.length),
        rows.flatMap(([id, it]) => [
          id,
          it.tenantId,
          it.appId,
          it.purpose,
          it.phoneHash,
          it.code,
          it.limit,
          it.count,
          it.firstAt,
          it.at,
        ]),
      )
    }
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write).catch(onFailure)
    return writing
  }

  return {
    note(refusal: Refusal): void {
      const { tenantId, appId, purpose, phoneHash, code, limit, at } = refusal
      const hour = String(Math.floor(at / HOUR))
      const id = index.hash('refusal', tenantId, appId, purpose, phoneHash, code, limit ?? '', hour)
      const known = waiting.get(id)
      if (known) waiting.set(id, { ...known, count: known.count + 1, at: Math.max(known.at, at) })
      else if (waiting.size < MOST_WAITING) waiting.set(id, { ...refusal, count: 1, firstAt: at })
      timer ??= setTimeout(flush, FLUSH_AFTER).unref()
    },

    /** Those of one number, newest first. */
    async of(tenantId: string, phoneHash: string, from: number, to: number, atMost: number): Promise<CountedRefusal[]> {
      await flush()
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

    close: flush,
  }
}
export type Refusals = ReturnType<typeof createRefusals>
