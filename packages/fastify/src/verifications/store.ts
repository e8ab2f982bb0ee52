import type { VerificationStatus } from '@sms-settings/api'
import type { Database, Row, Statements, Transaction, Value } from '../database/database.ts'
import { byCount } from '../database/driver.ts'
import { firstIdAt } from '../database/ids.ts'
import { LOCKOUTS } from './state.ts'

/** Whose verification it is. */
export type Owner = { tenantId: string; appId: string }

export type Verification = {
  id: string
  tenantId: string
  appId: string
  purpose: string
  phoneHash: string
  sealedPhone: string
  maskedPhone: string
  country: string
  /** The number without its last four digits; empty once it is erased. */
  prefix: string
  status: VerificationStatus
  decoy: boolean
  codeHash: string
  codeExpiresAt: number
  previousCodeHash: string | null
  previousCodeExpiresAt: number | null
  codeLength: number
  attempts: number
  attemptsLeft: number
  failedAt: number | null
  lockouts: number
  lockedUntil: number | null
  checks: string
  sends: number
  resendAt: number
  idempotencyHash: string | null
  ssid: string | null
  stid: string | null
  /** What its last code was sent with. */
  sentStid: string | null
  approvedAt: number | null
  redeemedAt: number | null
  /** When it was cancelled, replaced, or its SMS refused. */
  endedAt: number | null
  expiresAt: number
  createdAt: number
  /** As what it is counted. */
  counted: string
  /** When it is to be counted anew; null when it stands as it was counted. */
  countAt: number | null
}

/**
 * When a verification is counted, by its age in milliseconds. Most of those who get a code have typed it by then: they are
 * counted once, and their check has no index to change.
 */
export const JUDGED_AFTER = 90_000

/** As what decoys and test numbers are counted, for which nothing is sent: not at all. */
export const NEVER_COUNTED = '-'

const COLUMNS: Record<keyof Verification, string> = {
  id: 'id',
  tenantId: 'tenant_id',
  appId: 'app_id',
  purpose: 'purpose',
  phoneHash: 'phone_hash',
  sealedPhone: 'sealed_phone',
  maskedPhone: 'masked_phone',
  country: 'country',
  prefix: 'prefix',
  status: 'status',
  decoy: 'decoy',
  codeHash: 'code_hash',
  codeExpiresAt: 'code_expires_at',
  previousCodeHash: 'previous_code_hash',
  previousCodeExpiresAt: 'previous_code_expires_at',
  codeLength: 'code_length',
  attempts: 'attempts',
  attemptsLeft: 'attempts_left',
  failedAt: 'failed_at',
  lockouts: 'lockouts',
  lockedUntil: 'locked_until',
  checks: 'checks',
  sends: 'sends',
  resendAt: 'resend_at',
  idempotencyHash: 'idempotency_hash',
  ssid: 'ssid',
  stid: 'stid',
  sentStid: 'sent_stid',
  approvedAt: 'approved_at',
  redeemedAt: 'redeemed_at',
  endedAt: 'ended_at',
  expiresAt: 'expires_at',
  createdAt: 'created_at',
  counted: 'counted',
  countAt: 'count_at',
}
const FIELDS = Object.entries(COLUMNS) as [keyof Verification, string][]
const NUMBERS = new Set<keyof Verification>([
  'codeExpiresAt',
  'previousCodeExpiresAt',
  'codeLength',
  'attempts',
  'attemptsLeft',
  'failedAt',
  'lockouts',
  'lockedUntil',
  'sends',
  'resendAt',
  'approvedAt',
  'redeemedAt',
  'endedAt',
  'expiresAt',
  'createdAt',
  'countAt',
])

/** Drivers give numbers as numbers, texts or big integers, as the host has set them. */
export const toVerification = (row: Row): Verification =>
  Object.fromEntries(
    FIELDS.map(([field, column]) => {
      const value = row[column]
      if (value === null || value === undefined) return [field, null]
      if (field === 'decoy') return [field, Number(value) === 1 || value === true]
      return [field, NUMBERS.has(field) ? Number(value) : String(value)]
    }),
  ) as Verification

const toValue = (value: string | number | boolean | null): Value => (typeof value === 'boolean' ? Number(value) : value)

/** Where the number of a verification is sealed to. */
export const phonePlace = (id: string): string => `sms_verifications/sealed_phone/${id}`

/** How a check went; null when there was nothing to check: the verification is over, or not there. */
export type Checked = { approved: true } | { approved: false; attemptsLeft: number } | null

/** A code counts under the template it was last sent with. MySQL assigns from left to right: what it was is looked at first. */
const SENT_WITH = 'count_at = case when sent_stid = ? then count_at else coalesce(count_at, ?) end, sent_stid = ?'
const sentWith = (stid: string | null, now: number): Value[] => [stid, now, stid]

export const createVerificationStore = (database: Database) => {
  const { dialect } = database
  const row = `(${FIELDS.map(() => '?').join(', ')})`
  const insertSql = `insert into sms_verifications (${FIELDS.map(([, column]) => column).join(', ')}) values ${row}`
  // The row before comes along as it is locked, and is only ever ended: one statement does both.
  const ending =
    dialect === 'mysql'
      ? 'on duplicate key update status = values(status), ended_at = values(ended_at)'
      : 'on conflict (id) do update set status = excluded.status, ended_at = excluded.ended_at'
  const replaceSql = `${insertSql}, ${row} ${ending}`

  /**
   * One statement decides a check, so that a hundred at once are decided one after the other: is it still to be had, is
   * the code right, what remains. Of the last code nothing more need be asked: a verification lives exactly as long.
   */
  const right = (keys: number) => {
    const hashes = Array(keys).fill('?').join(', ')
    return `code_hash in (${hashes}) or (previous_code_hash in (${hashes}) and previous_code_expires_at > ?)`
  }
  const lockedFor = `case lockouts when 0 then ${LOCKOUTS[0]} when 1 then ${LOCKOUTS[1]} else ${LOCKOUTS[2]} end`
  const pending = "tenant_id = ? and app_id = ? and status = 'pending' and expires_at > ? and attempts_left > 0"

  /**
   * What is sent is short: mysql2 looks at the whole text each time. MySQL assigns from left to right, so all but the
   * first ask for the status as it will be, and `attempts_left`, which they look at, comes last. What was decided comes
   * back in the one field that MySQL sends with an update, by `last_insert_id(…)`: 100 for approved, else the attempts left.
   */
  const checkOnMysql = (keys: number) =>
    `update sms_verifications set
status = case when ${right(keys)} then 'approved' when attempts_left <= 1 then 'exhausted' else status end,
approved_at = case status when 'approved' then ? else approved_at end,
count_at = case status when 'approved' then coalesce(count_at, ?) else count_at end,
failed_at = case status when 'approved' then failed_at else ? end,
locked_until = case status when 'exhausted' then ? + ${lockedFor} else locked_until end,
lockouts = case status when 'exhausted' then lockouts + 1 else lockouts end,
checks = concat(checks, case status when 'approved' then ? else ? end),
attempts_left = attempts_left - case last_insert_id(case status when 'approved' then 100 else attempts_left - 1 end) when 100 then 0 else 1 end
where id = ? and ${pending}`

  /** The same for servers that compute all columns from the old row; each but the last only reads what is not assigned yet. */
  const checkAtOnce = (keys: number) =>
    `update sms_verifications set
status = case when ${right(keys)} then 'approved' when attempts_left <= 1 then 'exhausted' else status end,
approved_at = case when ${right(keys)} then ? else approved_at end,
count_at = case when ${right(keys)} then coalesce(count_at, ?) else count_at end,
failed_at = case when ${right(keys)} then failed_at else ? end,
locked_until = case when ${right(keys)} or attempts_left > 1 then locked_until else ? + ${lockedFor} end,
lockouts = case when ${right(keys)} or attempts_left > 1 then lockouts else lockouts + 1 end,
checks = concat(checks, case when ${right(keys)} then ? else ? end),
attempts_left = attempts_left - case last_insert_id(case when ${right(keys)} then 100 else attempts_left - 1 end) when 100 then 0 else 1 end
where id = ? and ${pending}`

  /** SQLite sees the old row throughout: the code is compared beside it, once. */
  const checkOnSqlite = (keys: number) =>
    `update sms_verifications as v set
status = case when was.right then 'approved' when attempts_left <= 1 then 'exhausted' else status end,
approved_at = case when was.right then ? else approved_at end,
count_at = case when was.right then coalesce(count_at, ?) else count_at end,
failed_at = case when was.right then failed_at else ? end,
locked_until = case when was.right or attempts_left > 1 then locked_until else ? + ${lockedFor} end,
lockouts = case when was.right or attempts_left > 1 then lockouts else lockouts + 1 end,
checks = checks || case when was.right then ? else ? end,
attempts_left = attempts_left - case when was.right then 0 else 1 end
from (select id as same, ${right(keys)} as right from sms_verifications where id = ?) as was
where v.id = was.same and ${pending}
returning status, attempts_left`

  /** By the number of keys that a code may have been hashed with; what the server is like is known by the first check. */
  const checkSql = byCount((keys) =>
    (dialect === 'sqlite' ? checkOnSqlite : database.server.assignsAtOnce ? checkAtOnce : checkOnMysql)(keys),
  )

  return {
    /** @param replaced the one before of the same App, purpose and number, which is over with this one */
    async insert(tx: Transaction, verification: Verification, replaced?: Verification): Promise<void> {
      const values = (it: Verification) => FIELDS.map(([field]) => toValue(it[field]))
      const { createdAt, idempotencyHash } = verification
      // An idempotency key is unique as well: MySQL would take a row with the same one for the one before.
      if (!replaced || idempotencyHash !== null) await tx.run(insertSql, values(verification))
      if (!replaced) return
      if (idempotencyHash === null)
        await tx.run(replaceSql, [
          ...values(verification),
          ...values({ ...replaced, status: 'cancelled', endedAt: createdAt }),
        ])
      else
        await tx.run("update sms_verifications set status = 'cancelled', ended_at = ? where id = ?", [
          createdAt,
          replaced.id,
        ])
    },

    /** Its state as it is written down; one that has expired may still be called pending. */
    async state(
      tenantId: string,
      appId: string,
      id: string,
    ): Promise<Pick<Verification, 'status' | 'expiresAt'> | undefined> {
      const { rows } = await database.run(
        'select status, expires_at from sms_verifications where id = ? and tenant_id = ? and app_id = ?',
        [id, tenantId, appId],
      )
      const [row] = rows
      return row && { status: row.status as VerificationStatus, expiresAt: Number(row.expires_at) }
    },

    async find(statements: Statements, tenantId: string, appId: string, id: string): Promise<Verification | undefined> {
      const { rows } = await statements.run(
        'select * from sms_verifications where id = ? and tenant_id = ? and app_id = ?',
        [id, tenantId, appId],
      )
      return rows[0] && toVerification(rows[0])
    },

    /** Those of one number that began in a time, newest first. */
    async ofPhone(
      tenantId: string,
      phoneHash: string,
      { from, to }: { from: number; to: number },
      atMost: number,
    ): Promise<Verification[]> {
      const { rows } = await database.run(
        `select * from sms_verifications where tenant_id = ? and phone_hash = ? and id >= ? and id < ?
         order by id desc limit ${Math.floor(atMost)}`,
        [tenantId, phoneHash, firstIdAt('verification', from), firstIdAt('verification', to)],
      )
      return rows.map(toVerification)
    },

    /** Whether a number was ever approved in an App. */
    async wasApproved(tenantId: string, appId: string, phoneHash: string): Promise<boolean> {
      const { rows } = await database.run(
        "select id from sms_verifications where tenant_id = ? and phone_hash = ? and app_id = ? and status in ('approved', 'redeemed') limit 1",
        [tenantId, phoneHash, appId],
      )
      return rows.length > 0
    },

    async findByIdempotency(statements: Statements, hash: string): Promise<Verification | undefined> {
      const { rows } = await statements.run('select * from sms_verifications where idempotency_hash = ?', [hash])
      return rows[0] && toVerification(rows[0])
    },

    async forgetIdempotency(id: string): Promise<void> {
      await database.run('update sms_verifications set idempotency_hash = null where id = ?', [id])
    },

    async check(tenantId: string, appId: string, id: string, hashes: string[], now: number): Promise<Checked> {
      const mark = now.toString(36)
      const code: Value[] = [...hashes, ...hashes, now]
      const outcome: Value[] = [now, now, now, now, `${mark}:a `, `${mark}:w `]
      const where: Value[] = [id, tenantId, appId, now]
      const values = (): Value[] => {
        if (dialect === 'sqlite') return [...outcome, ...code, ...where]
        if (!database.server.assignsAtOnce) return [...code, ...outcome, ...where]
        const marks = outcome.splice(4)
        return [...code, ...outcome.flatMap((it) => [...code, it]), ...code, ...code, ...marks, ...code, ...where]
      }
      const { affected, lastId, rows } = await database.run(checkSql(hashes.length), values())
      if (affected === 0) return null
      if (dialect === 'mysql') return lastId === 100 ? { approved: true } : { approved: false, attemptsLeft: lastId }
      return rows[0]?.status === 'approved'
        ? { approved: true }
        : { approved: false, attemptsLeft: Number(rows[0]?.attempts_left) }
    },

    /**
     * Ends a verification whose only SMS was never sent; one that was resent may still get another code. What failed may be
     * asked for again with the same idempotency key.
     * @returns whether it was still pending
     */
    async endUnlessResent(tx: Transaction, id: string, now: number): Promise<boolean> {
      const { affected } = await tx.run(
        "update sms_verifications set status = 'failed', idempotency_hash = null, ended_at = ?, count_at = coalesce(count_at, ?) where id = ? and status = 'pending' and sends = 1",
        [now, now, id],
      )
      return affected === 1
    },

    async cancel(tenantId: string, appId: string, id: string, now: number): Promise<boolean> {
      const { affected } = await database.run(
        "update sms_verifications set status = 'cancelled', ended_at = ? where id = ? and tenant_id = ? and app_id = ? and status = 'pending' and expires_at > ?",
        [now, id, tenantId, appId, now],
      )
      return affected === 1
    },

    /** A new code takes the place of the last one, which stays good until it expires. */
    async renew(
      tx: Transaction,
      id: string,
      {
        codeHash,
        codeExpiresAt,
        resendAt,
        sentStid,
      }: Pick<Verification, 'codeHash' | 'codeExpiresAt' | 'resendAt' | 'sentStid'>,
      now: number,
    ): Promise<void> {
      await tx.run(
        `update sms_verifications set previous_code_hash = code_hash, previous_code_expires_at = code_expires_at,
         code_hash = ?, code_expires_at = ?, expires_at = ?, resend_at = ?, sends = sends + 1, ${SENT_WITH} where id = ?`,
        [codeHash, codeExpiresAt, codeExpiresAt, resendAt, ...sentWith(sentStid, now), id],
      )
    },

    /** A resend that the platform refused: its code is forgotten, the one before is the last again. */
    async takeBack(
      tx: Transaction,
      { id, codeHash }: Pick<Verification, 'id' | 'codeHash'>,
      { resendAt, sentStid }: Pick<Verification, 'resendAt' | 'sentStid'>,
      now: number,
    ): Promise<void> {
      // The columns on the right are read before they are assigned, also on MySQL, which goes from left to right.
      await tx.run(
        `update sms_verifications set code_hash = previous_code_hash, code_expires_at = previous_code_expires_at,
         expires_at = previous_code_expires_at, resend_at = ?, sends = sends - 1,
         previous_code_hash = null, previous_code_expires_at = null, ${SENT_WITH}
         where id = ? and code_hash = ? and previous_code_hash is not null`,
        [resendAt, ...sentWith(sentStid, now), id, codeHash],
      )
    },

    /** Another account than the first has it in hand. */
    async sentWith(tx: Transaction, id: string, stid: string, now: number): Promise<void> {
      await tx.run(`update sms_verifications set ${SENT_WITH} where id = ?`, [...sentWith(stid, now), id])
    },

    /** The life of a code begins when the platform took it. */
    async begin(
      tx: Statements,
      { id, codeHash }: Pick<Verification, 'id' | 'codeHash'>,
      expiresAt: number,
    ): Promise<void> {
      await tx.run('update sms_verifications set code_expires_at = ?, expires_at = ? where id = ? and code_hash = ?', [
        expiresAt,
        expiresAt,
        id,
        codeHash,
      ])
    },

    async redeem(
      tenantId: string,
      appId: string,
      id: string,
      phoneHash: string,
      purpose: string,
      approvedAfter: number,
      now: number,
    ): Promise<boolean> {
      const { affected } = await database.run(
        `update sms_verifications set status = 'redeemed', redeemed_at = ?
         where id = ? and tenant_id = ? and app_id = ? and phone_hash = ? and purpose = ? and status = 'approved' and approved_at > ?`,
        [now, id, tenantId, appId, phoneHash, purpose, approvedAfter],
      )
      return affected === 1
    },
  }
}
export type VerificationStore = ReturnType<typeof createVerificationStore>
