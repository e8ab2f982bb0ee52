import type { Database, Row, Transaction, Value } from '../database/database.ts'
import { byCount } from '../database/driver.ts'
import { inList } from '../database/lists.ts'
import { NEVER, tenantRowId } from '../revision/store.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import { addressBucket } from './address.ts'
import {
  COUNTERS,
  type Counted,
  type Counter,
  DAY,
  ENTRIES_KEPT,
  ENTRY_LENGTH,
  windowOf,
  windowStart,
} from './decide.ts'

/** Who a start is counted for. */
export type Subject = {
  tenantId: string
  appId: string
  purpose: string
  phoneHash: string
  ip: string | null
  country: string
  prefix: string
}

/** What one start took of each counter, to give it back. */
export type Allowance = { entry: string; taken: { id: string; counter: Counter; windowStart: number }[] }

const KINDS: Record<Counter, string> = { phone: 'p', ip: 'i', app: 'a', country: 'c', prefix: 'n', tenant: 't' }
/** How long the row of an App + purpose + phone is kept: wrong codes are remembered for a day. */
const SUBJECT_LIFE = 2 * DAY

export const createLimitStore = (database: Database, index: IndexKey) => {
  const { dialect } = database
  const given = (column: string) => (dialect === 'mysql' ? `values(${column})` : `excluded.${column}`)
  const kept = (ENTRIES_KEPT - 1) * ENTRY_LENGTH
  const mine = (column: string) => `sms_limits.${column}`
  const prepended =
    dialect === 'mysql'
      ? `concat(${given('recent')}, left(${mine('recent')}, ${kept}))`
      : `${given('recent')} || substr(${mine('recent')}, 1, ${kept})`
  const greater = dialect === 'mysql' ? 'greatest' : 'max'

  // MySQL assigns from left to right and sees what it has assigned; SQLite sees the old row throughout. The order below
  // means the same to both. A window never goes back, so that a process whose clock is behind cannot open it anew.
  const onConflict = `used = case when ${given('window_start')} > ${mine('window_start')} then ${given('used')} else ${mine('used')} + ${given('used')} end,
    window_start = ${greater}(${mine('window_start')}, ${given('window_start')}),
    recent = case when ${given('recent')} = '' then ${mine('recent')} else ${prepended} end,
    previous_verification_id = case when ${given('verification_id')} is null then ${mine('previous_verification_id')} else ${mine('verification_id')} end,
    verification_id = coalesce(${given('verification_id')}, ${mine('verification_id')}),
    expires_at = ${greater}(${mine('expires_at')}, ${given('expires_at')})`
  const upsert = byCount((rows) => {
    const values = Array(rows).fill('(?, ?, ?, ?, ?, ?)').join(', ')
    const then = dialect === 'mysql' ? 'on duplicate key update' : 'on conflict (id) do update set'
    return `insert into sms_limits (id, used, window_start, recent, verification_id, expires_at) values ${values} ${then} ${onConflict}`
  })
  const lock = dialect === 'mysql' ? ' for update' : ''
  /** Reads counters back, each with what it shall know of verifications. */
  const select = (on: string, more = '') =>
    byCount(
      (rows) =>
        `select l.id as limit_id, l.used, l.window_start, l.recent, l.settings_revision, ${more}v.* from sms_limits l left join sms_verifications v on ${on} where l.id in (${Array(rows).fill('?').join(', ')})${lock}`,
    )
  const PREVIOUS = 'v.id = l.previous_verification_id'
  const selectPrevious = select(PREVIOUS)
  const selectRepeated = select(PREVIOUS, '(select id from sms_verifications where idempotency_hash = ?) as repeated, ')
  const selectOwn = select("v.id = ? and l.id like 't:%'")

  const subjectRowId = ({ tenantId, appId, purpose, phoneHash }: Subject) =>
    `v:${index.hash('subject', tenantId, appId, purpose, phoneHash)}`

  const counterIds = (subject: Subject, counters: readonly Counter[]): Map<string, Counter> => {
    const { tenantId, appId, phoneHash, ip, country, prefix } = subject
    const parts: Record<Counter, string[] | null> = {
      phone: [phoneHash],
      ip: ip === null ? null : [addressBucket(ip)],
      app: [],
      country: [country],
      prefix: [prefix],
      tenant: [],
    }
    return new Map(
      counters.flatMap((counter) => {
        const own = parts[counter]
        if (own === null) return []
        const id =
          counter === 'tenant'
            ? tenantRowId(index, tenantId)
            : `${KINDS[counter]}:${index.hash('limit', counter, tenantId, appId, ...own)}`
        return [[id, counter] as const]
      }),
    )
  }

  return {
    /**
     * Counts a start everywhere, and locks what it counted until the transaction ends: two starts that share a counter
     * come one after the other. Rows are taken in one order by everybody, so that starts do not deadlock.
     *
     * Reads back the counters with this start included, the revision of the tenant's settings, and the verification that
     * was the newest of this App, purpose and phone before `verificationId`.
     * @param verificationId the new verification, or null for a resend
     * @param reread a verification to read and lock instead of the previous one (a resend's own)
     * @param idempotencyHash of the key that came with the start: `repeated` says whether another start had it
     */
    async take(
      tx: Transaction,
      subject: Subject,
      {
        verificationId,
        reread,
        entry,
        counters = COUNTERS,
        idempotencyHash = null,
        now,
      }: {
        verificationId: string | null
        reread?: string
        entry: string
        counters?: readonly Counter[]
        idempotencyHash?: string | null
        now: number
      },
    ): Promise<{
      counted: Counted[]
      allowance: Allowance
      revision: number
      verification: Row | undefined
      repeated: boolean
    }> {
      const ids = counterIds(subject, counters)
      const subjectId = subjectRowId(subject)
      const rows: Value[][] = [...ids].map(([id, counter]) => [
        id,
        1,
        windowStart(counter, now),
        counter === 'phone' ? entry : '',
        null,
        counter === 'tenant' ? NEVER : windowStart(counter, now) + 2 * windowOf(counter),
      ])
      if (verificationId !== null) rows.push([subjectId, 0, 0, '', verificationId, now + SUBJECT_LIFE])
      rows.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
      await tx.run(upsert(rows.length), rows.flat())

      const own = reread ?? idempotencyHash
      const read = reread !== undefined ? selectOwn : idempotencyHash !== null ? selectRepeated : selectPrevious
      const values = rows.map(([id]) => id as string)
      const { rows: found } = await tx.run(read(rows.length), own === null ? values : [own, ...values])
      const counted: Counted[] = []
      let revision = 0
      let verification: Row | undefined
      let repeated = false
      for (const row of found) {
        if (typeof row.repeated === 'string') repeated = true
        const counter = ids.get(String(row.limit_id))
        if (counter)
          counted.push({
            counter,
            used: Number(row.used),
            windowStart: Number(row.window_start),
            recent: String(row.recent),
          })
        if (counter === 'tenant') revision = Number(row.settings_revision)
        if (row.id !== null && row.id !== undefined) verification = row
      }
      const taken = counted.map(({ counter, windowStart: began }) => ({
        id: [...ids].find(([, it]) => it === counter)?.[0] as string,
        counter,
        windowStart: began,
      }))
      return { counted, allowance: { entry, taken }, revision, verification, repeated }
    },

    /** Gives back what a start took, where it still counts. */
    async giveBack(tx: Transaction, { entry, taken }: Allowance): Promise<void> {
      for (const { id, windowStart: began } of [...taken].sort((a, b) => (a.id < b.id ? -1 : 1)))
        await tx.run(
          "update sms_limits set used = case when window_start = ? and used > 0 then used - 1 else used end, recent = replace(recent, ?, '') where id = ?",
          [began, entry, id],
        )
    },

    /** Deletes some of the rows whose windows are over. @returns how many */
    async sweep(now: number, atMost: number): Promise<number> {
      const { rows } = await database.run(
        `select id from sms_limits where expires_at < ? order by expires_at limit ${Math.floor(atMost)}`,
        [now],
      )
      if (rows.length === 0) return 0
      // The condition again: the row may have been used since.
      const { marks, values } = inList(rows.map(({ id }) => String(id)))
      const { affected } = await database.run(`delete from sms_limits where id in (${marks}) and expires_at < ?`, [
        ...values,
        now,
      ])
      return affected
    },
  }
}
export type LimitStore = ReturnType<typeof createLimitStore>
