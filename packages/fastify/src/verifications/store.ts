import type { VerificationStatus } from '@sms-settings/api'
import type { Database, Row, Statements, Transaction, Value } from '../database/database.ts'
import { firstIdAt } from '../database/ids.ts'
import { LOCKOUTS } from './state.ts'

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

/** How a check went; null when there was nothing to check: the verification is over, or not there. */
export type Checked = { approved: true } | { approved: false; attemptsLeft: number } | null

/** A code counts under the template it was last sent with. MySQL assigns from left to right: what it was is looked at first. */
const SENT_WITH = 'count_at = case when sent_stid = ? then count_at else coalesce(count_at, ?) end, sent_stid = ?'
const sentWith = (stid: string | null, now: number): Value[] => [stid, now, stid]

export const createVerificationStore = (database: Database) => {
  const { dialect } = database
  const insertSql = `insert into sms_verifications (${FIELDS.map(([, column]) => column).join(', ')}) values (${FIELDS.map(() => '?').join(', ')})`

  /**
   * One statement decides a check, so that a hundred at once are decided one after the other: is it still to be had, is
   * the code right, what remains. What it decided comes back with it: on SQLite by `returning`, on MySQL by
   * `last_insert_id(…)` in the one field that MySQL sends back with an update: 100 for approved, else the attempts left.
   */
  const checkSql = (keys: number) => {
    const hashes = Array(keys).fill('?').join(', ')
    const right = `((code_hash in (${hashes}) and code_expires_at > ?) or (previous_code_hash in (${hashes}) and previous_code_expires_at > ?))`
    const append = (mark: string) => (dialect === 'mysql' ? `concat(checks, ${mark})` : `checks || ${mark}`)
    const outcome = `case when ${right} then 100 else attempts_left - 1 end`
    // Each of these but the last looks at attempts_left as it was: MySQL assigns from left to right.
    return `update sms_verifications set
      status = case when ${right} then 'approved' when attempts_left <= 1 then 'exhausted' else status end,
      approved_at = case when ${right} then ? else approved_at end,
      count_at = case when ${right} then ? else count_at end,
      failed_at = case when ${right} then failed_at else ? end,
      locked_until = case when ${right} or attempts_left > 1 then locked_until else ? + case lockouts when 0 then ${LOCKOUTS[0]} when 1 then ${LOCKOUTS[1]} else ${LOCKOUTS[2]} end end,
      lockouts = case when ${right} or attempts_left > 1 then lockouts else lockouts + 1 end,
      checks = case when ${right} then ${append('?')} else ${append('?')} end,
      attempts_left = attempts_left - case when ${dialect === 'mysql' ? `last_insert_id(${outcome})` : outcome} = 100 then 0 else 1 end
      where id = ? and tenant_id = ? and app_id = ? and status = 'pending' and expires_at > ? and attempts_left > 0
      ${dialect === 'mysql' ? '' : 'returning status, attempts_left'}`
  }

  return {
    async insert(tx: Transaction, verification: Verification): Promise<void> {
      await tx.run(
        insertSql,
        FIELDS.map(([field]) => toValue(verification[field])),
      )
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
      const right: Value[] = [...hashes, now, ...hashes, now]
      const mark = now.toString(36)
      const { affected, lastId, rows } = await database.run(checkSql(hashes.length), [
        ...right,
        ...right,
        now,
        ...right,
        now,
        ...right,
        now,
        ...right,
        now,
        ...right,
        ...right,
        `${mark}:a `,
        `${mark}:w `,
        ...right,
        id,
        tenantId,
        appId,
        now,
      ])
      if (affected === 0) return null
      if (dialect === 'mysql') return lastId === 100 ? { approved: true } : { approved: false, attemptsLeft: lastId }
      return rows[0]?.status === 'approved'
        ? { approved: true }
        : { approved: false, attemptsLeft: Number(rows[0]?.attempts_left) }
    },

    /** Another has taken its place. */
    async replace(tx: Transaction, id: string, now: number): Promise<void> {
      await tx.run(
        "update sms_verifications set status = 'cancelled', ended_at = ? where id = ? and status = 'pending'",
        [now, id],
      )
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
