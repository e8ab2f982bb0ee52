import type { LimitName, SmsApproval, SmsErrorCode, SmsVerification } from '@sms-settings/api'
import type { Snapshots } from '../apps/snapshot.ts'
import type { Database, Transaction } from '../database/database.ts'
import { isDuplicate } from '../database/errors.ts'
import { isSmsError, smsError } from '../errors.ts'
import type { Reach } from '../general/reach.ts'
import type { Health } from '../health/service.ts'
import { asHostRefusal, askHost, type Hooks, type News } from '../hooks.ts'
import type { Budget } from '../limits/budgets.ts'
import type { LimitStore } from '../limits/store.ts'
import type { AfterCommit, MessagesService } from '../messages/service.ts'
import { correlationOf } from '../observing/correlation.ts'
import { readMobile, readNumber } from '../phones.ts'
import type { VerificationRules } from '../rules.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import { type KeyRing, Unreadable } from '../secrets/key-ring.ts'
import { readCode } from './code.ts'
import { createPlanning, type Plan } from './planning.ts'
import { createSending, type Outgoing } from './sending.ts'
import { statusAt } from './state.ts'
import { type Owner, phonePlace, type Verification, type VerificationStore } from './store.ts'
import { createTaking, Repeated, Stale, type Starting, type Taken } from './taking.ts'

export type StartVerification = Owner & {
  /** E.164, or a national number with `country`. */
  phone: string
  /** ISO 3166-1 alpha-2. */
  country?: string | undefined
  purpose: string
  ssid?: string | undefined
  stid?: string | undefined
  locale?: string | undefined
  /** Values of the template's variables besides `code`. */
  variables?: Record<string, string> | undefined
  /** The address of the one who asks; null or left out is not counted. */
  ip?: string | null | undefined
  /** The same key within a day gives the same verification and sends nothing more. */
  idempotencyKey?: string | undefined
  /** Answers, limits, times and later checks like a real one, and sends nothing: for a user who does not exist. */
  decoy?: boolean | undefined
}

type Parts = {
  database: Database
  store: VerificationStore
  limits: LimitStore
  snapshots: Snapshots
  messages: MessagesService
  reach: Reach
  health: Health
  /** Told of a code that was asked for and not sent, of which no row tells. */
  onRefused: (refused: Refused) => void
  /** Told when a day's budget is nearly or wholly used up: by the one start that sees it, or by each that is refused. */
  onBudget: (owner: Owner, budget: Budget) => void
  index: IndexKey
  keyRing: KeyRing
  rules: VerificationRules
  hooks: Hooks
  news: News
  random: () => number
  now: () => number
}

/** A start or resend that was refused before anything was written down. */
export type Refused = Owner & {
  purpose: string
  phoneHash: string
  code: string
  limit: LimitName | null
  at: number
}

const HAND_OVER_COUNTS_FROM = 1000
/** How often settings may change under one start. */
const ATTEMPTS = 5
/** Errors by which a code is not sent although settings and number are in order, or that somebody must mend. */
const REFUSALS: readonly (SmsErrorCode | string)[] = [
  'SMS_LIMITED',
  'SMS_LOCKED_OUT',
  'SMS_RESEND_TOO_SOON',
  'SMS_COUNTRY_NOT_ALLOWED',
  'SMS_PHONE_BLOCKED',
  'SMS_CANNOT_SEND',
  'SMS_REFUSED_BY_HOST',
  'SMS_HOOK_FAILED',
] satisfies SmsErrorCode[]
const IDEMPOTENT_FOR = 24 * 60 * 60_000

/** A host in plain JavaScript may hand along what its client has left out: nothing has an empty id. */
const given = (text: string): string => (typeof text === 'string' ? text : '')

export const createVerificationsService = (parts: Parts) => {
  const { database, store, snapshots, index, keyRing, rules, hooks, news, now } = parts
  const testCode = (e164: string) => rules.testNumbers.find((it) => it.phone === e164 && it.until > now())?.code
  const isTestNumber = (e164: string) => testCode(e164) !== undefined
  const plan = createPlanning({ ...parts, isTestNumber })
  const taking = createTaking({ ...parts, testCode })
  const sending = createSending(parts)

  const toSmsVerification = (it: Verification): SmsVerification => ({
    id: it.id,
    phone: it.maskedPhone,
    purpose: it.purpose,
    status: statusAt(it.status, it.expiresAt, now()),
    expiresAt: new Date(it.expiresAt).toISOString(),
    resendAt: new Date(it.resendAt).toISOString(),
    codeLength: it.codeLength,
    now: new Date(now()).toISOString(),
  })
  const tell = ({ id, tenantId, appId, purpose }: Verification, status: Verification['status']) =>
    news.verification({ id, tenantId, appId, purpose, status })

  /** For a host that listens, what the one statement of a check does not say is read afterwards. */
  const tellOf = ({ tenantId, appId }: Owner, id: string, status: Verification['status']) => {
    if (!hooks.onVerification) return
    store
      .find(database, tenantId, appId, id)
      .then((found) => found && tell(found, status))
      .catch(() => undefined)
  }

  const beforeSend = async (
    owner: Owner & { ip?: string | null | undefined },
    purpose: string,
    country: string,
    resend: boolean,
    request: unknown,
  ) => {
    const hook = hooks.beforeSend
    if (!hook) return
    const start = { tenantId: owner.tenantId, appId: owner.appId, ip: owner.ip ?? null, purpose, country, resend }
    try {
      await askHost('beforeSend', () => hook(start, request))
    } catch (error) {
      throw asHostRefusal('beforeSend failed', error)
    }
  }

  /** Plans, asks the host, and takes; planned and taken again as long as settings change in between. */
  const planAndTake = async (
    owner: Owner,
    planFor: () => Promise<Plan>,
    askBefore: () => Promise<void>,
    take: (plan: Plan) => Promise<Taken>,
  ): Promise<{ taken: Taken; planned: Plan }> => {
    let planned = await planFor()
    await askBefore()
    for (let attempt = 1; ; attempt++) {
      try {
        return { taken: await take(planned), planned }
      } catch (error) {
        if (!(error instanceof Stale)) throw error
        if (attempt >= ATTEMPTS) throw smsError('SMS_STORE_UNAVAILABLE')
        snapshots.forget(owner.tenantId, owner.appId)
        planned = await planFor()
      }
    }
  }

  /** Sends what has been written down. Throws when it was refused, or when its outcome is unknown. */
  const handOver = async (
    taken: Taken,
    { policy, ...ways }: Plan,
    to: Pick<Outgoing, 'phone' | 'variables'>,
    undo: (tx: Transaction) => Promise<AfterCommit>,
    began: number,
  ): Promise<Verification> => {
    const { verification } = taken
    await sending.handOver({ ...taken, ...to }, ways, undo, began)
    if (!taken.queued) return verification
    // A platform that took its time must not shorten the life of the code.
    const handedOver = now()
    if (handedOver - (verification.codeExpiresAt - policy.lifetime * 1000) < HAND_OVER_COUNTS_FROM) return verification
    const expiresAt = handedOver + policy.lifetime * 1000
    try {
      await store.begin(database, verification, expiresAt)
    } catch {
      // The SMS is on its way: to say that nothing was sent would be wrong. The code lives as long as is written down.
      return verification
    }
    return { ...verification, codeExpiresAt: expiresAt, expiresAt }
  }

  /** Does the work; when it is refused, that is remembered for whoever asks why no code came. */
  const remembering = async <T>(
    { tenantId, appId }: Owner,
    purpose: string,
    phoneHash: string,
    work: () => Promise<T>,
  ): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (isSmsError(error) && REFUSALS.includes(error.code) && rules.purposes.includes(purpose))
        parts.onRefused({
          tenantId,
          appId,
          purpose,
          phoneHash,
          code: error.code,
          limit: error.details.limit ?? null,
          at: now(),
        })
      throw error
    }
  }

  const answerRepeated = (existing: Verification, start: StartVerification, phoneHash: string) => {
    if (existing.phoneHash !== phoneHash || existing.purpose !== start.purpose)
      throw smsError('SMS_IDEMPOTENCY_CONFLICT')
    return toSmsVerification(existing)
  }

  const over = async ({ tenantId, appId }: Owner, id: string) => {
    const found = await store.state(tenantId, appId, id)
    if (!found) return smsError('SMS_VERIFICATION_NOT_FOUND', [id])
    const status = statusAt(found.status, found.expiresAt, now())
    const words = status === 'pending' ? 'over' : status
    return smsError('SMS_VERIFICATION_OVER', [words], { status })
  }

  return {
    /**
     * Sends a code.
     * @param request the host's, for its `beforeSend`
     * @throws `SMS_INVALID_PHONE`, `SMS_CANNOT_SEND`, `SMS_LIMITED`, `SMS_LOCKED_OUT`, …; see the table of errors
     */
    async start(start: StartVerification, request?: unknown): Promise<SmsVerification> {
      const began = performance.now()
      const phone = readMobile(start.phone, start.country, isTestNumber)
      const phoneHash = index.hash('phone', phone.e164)
      const idempotencyHash =
        start.idempotencyKey === undefined
          ? null
          : index.hash('idempotency', start.tenantId, start.appId, start.idempotencyKey)
      if (idempotencyHash !== null) {
        const existing = await store.findByIdempotency(database, idempotencyHash)
        if (existing && existing.createdAt > now() - IDEMPOTENT_FOR) return answerRepeated(existing, start, phoneHash)
        if (existing) await store.forgetIdempotency(existing.id)
      }
      const starting: Starting = {
        ...start,
        phone,
        phoneHash,
        ssid: start.ssid ?? null,
        stid: start.stid ?? null,
        decoy: start.decoy === true,
        idempotencyHash,
        correlationId: correlationOf(request),
      }
      let begun: { taken: Taken; planned: Plan }
      try {
        begun = await remembering(start, start.purpose, phoneHash, () =>
          planAndTake(
            start,
            () => plan(start, phone, phoneHash, start),
            () => beforeSend(start, start.purpose, phone.country, false, request),
            (planned) => taking.start(starting, planned),
          ),
        )
      } catch (error) {
        const existing =
          error instanceof Repeated
            ? error.existing
            : isDuplicate(error) && idempotencyHash !== null
              ? await store.findByIdempotency(database, idempotencyHash)
              : undefined
        if (existing) return answerRepeated(existing, start, phoneHash)
        throw error
      }
      const { taken, planned } = begun
      const { verification, budgets } = taken
      for (const budget of budgets) parts.onBudget(start, budget)
      tell(verification, 'pending')
      const undo = async (tx: Transaction) => {
        const ended = await store.endUnlessResent(tx, verification.id, now())
        return () => ended && tell(verification, 'failed')
      }
      const to = { phone, variables: start.variables ?? {} }
      return toSmsVerification(await handOver(taken, planned, to, undo, began))
    },

    /** @throws `SMS_CODE_INCORRECT` with the attempts left, `SMS_VERIFICATION_OVER` with the state */
    async check(
      { tenantId, appId, id: named, code }: Owner & { id: string; code: string },
      _request?: unknown,
    ): Promise<SmsApproval> {
      const id = given(named)
      const typed = readCode(given(code))
      if (typed === null)
        throw smsError('SMS_INVALID_INPUT', ['body.code must be the digits of a code'], { field: 'body.code' })
      const at = now()
      const hashes = keyRing.hashesOfCode(id, typed)
      const checked = await database.find(
        () => store.check(tenantId, appId, id, hashes, at),
        (it) => it !== null,
      )
      if (checked === null) throw await over({ tenantId, appId }, id)
      if (checked.approved) {
        tellOf({ tenantId, appId }, id, 'approved')
        return { id, status: 'approved' }
      }
      const { attemptsLeft } = checked
      if (attemptsLeft === 0) tellOf({ tenantId, appId }, id, 'exhausted')
      const words =
        attemptsLeft === 0
          ? 'no attempts are left'
          : attemptsLeft === 1
            ? '1 attempt is left'
            : `${attemptsLeft} attempts are left`
      throw smsError('SMS_CODE_INCORRECT', [words], { attemptsLeft })
    },

    /** Sends a new code of the same verification; the last one stays good until it expires. */
    async resend(
      { tenantId, appId, id: named, ip }: Owner & { id: string; ip?: string | null },
      request?: unknown,
    ): Promise<SmsVerification> {
      const id = given(named)
      const began = performance.now()
      const owner = { tenantId, appId, ip }
      const isPending = (it: Verification | undefined) =>
        it !== undefined && statusAt(it.status, it.expiresAt, now()) === 'pending'
      const found = await database.find(() => store.find(database, tenantId, appId, id), isPending)
      if (!found || !isPending(found)) throw await over(owner, id)
      const phone = readNumber(openPhone(found), 'phone')
      const wanted = { purpose: found.purpose, ssid: found.ssid ?? undefined, stid: found.stid ?? undefined }
      const correlationId = correlationOf(request)
      const { taken, planned } = await remembering(owner, found.purpose, found.phoneHash, () =>
        planAndTake(
          owner,
          () => plan(owner, phone, found.phoneHash, wanted),
          () => beforeSend(owner, found.purpose, phone.country, true, request),
          (current) => taking.resend({ ...owner, phone, correlationId }, found, current),
        ),
      )
      for (const budget of taken.budgets) parts.onBudget(owner, budget)
      const verification = await handOver(
        taken,
        planned,
        { phone, variables: {} },
        async (tx) => {
          const { resendAt } = found
          await store.takeBack(tx, taken.verification, { resendAt, sentStid: taken.verification.sentStid }, now())
          return () => {}
        },
        began,
      )
      return toSmsVerification(verification)
    },

    async cancel({ tenantId, appId, id: named }: Owner & { id: string }, _request?: unknown): Promise<void> {
      const id = given(named)
      const cancelled = await database.find(() => store.cancel(tenantId, appId, id, now()), Boolean)
      if (!cancelled) throw await over({ tenantId, appId }, id)
      tellOf({ tenantId, appId }, id, 'cancelled')
    },

    async get({ tenantId, appId, id: named }: Owner & { id: string }): Promise<SmsVerification> {
      const id = given(named)
      const found = await database.find(() => store.find(database, tenantId, appId, id), Boolean)
      if (!found) throw smsError('SMS_VERIFICATION_NOT_FOUND', [id])
      return toSmsVerification(found)
    },

    /**
     * Turns one approved verification of exactly this App, phone and purpose into `redeemed`, once: the only proof that a
     * host may trust. Call it at the host's own last step.
     * @throws `SMS_NOT_APPROVED`
     */
    async redeem({
      tenantId,
      appId,
      verificationId,
      phone,
      country,
      purpose,
    }: Owner & { verificationId: string; phone: string; country?: string | undefined; purpose: string }): Promise<{
      id: string
      phone: string
    }> {
      const { e164 } = readMobile(phone, country, () => true, 'phone')
      const at = now()
      const phoneHash = index.hash('phone', e164)
      const approvedAfter = at - rules.redeemWithin * 1000
      const redeemed = await database.find(
        () => store.redeem(tenantId, appId, given(verificationId), phoneHash, given(purpose), approvedAfter, at),
        Boolean,
      )
      if (!redeemed) throw smsError('SMS_NOT_APPROVED', [given(verificationId)])
      news.verification({ id: verificationId, tenantId, appId, purpose, status: 'redeemed' })
      return { id: verificationId, phone: e164 }
    },

    /** A message of a verification was never sent: nothing is left to wait for, unless an earlier code may still come. */
    async neverSent(tx: Transaction, owner: Owner, verificationId: string): Promise<AfterCommit> {
      const ended = await store.endUnlessResent(tx, verificationId, now())
      return () => ended && tellOf(owner, verificationId, 'failed')
    },
  }

  function openPhone(found: Verification): string {
    try {
      return keyRing.open(found.sealedPhone, phonePlace(found.id))
    } catch (error) {
      if (error instanceof Unreadable) throw smsError('SMS_SECRET_UNREADABLE', [error.keyId], {}, error)
      throw error
    }
  }
}
export type VerificationsService = ReturnType<typeof createVerificationsService>
