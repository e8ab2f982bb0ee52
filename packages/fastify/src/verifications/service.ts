import {
  CANNOT_SEND,
  type LimitName,
  maskPhone,
  type Phone,
  prefixOf,
  type SmsApproval,
  type SmsErrorCode,
  type SmsVerification,
} from '@sms-settings/api'
import { type AccountState, alternatives, type Fit, GENERAL, select, type Wanted } from '../apps/selection.ts'
import type { Snapshot, Snapshots } from '../apps/snapshot.ts'
import type { Database, Transaction } from '../database/database.ts'
import { isDuplicate } from '../database/errors.ts'
import { newId } from '../database/ids.ts'
import { inWords, isSmsError, smsError } from '../errors.ts'
import { asHostRefusal, askHost, type Hooks, type News } from '../hooks.ts'
import { type Budget, budgetsAt } from '../limits/budgets.ts'
import { COUNTERS, type Counted, entryOf, firstHit } from '../limits/decide.ts'
import type { LimitStore, Subject } from '../limits/store.ts'
import type { AfterCommit, MessagesService, Sender } from '../messages/service.ts'
import type { PlatformAccount, Problem, SendOutcome } from '../platforms/platform.ts'
import type { VerificationRules } from '../rules.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import { type KeyRing, Unreadable } from '../secrets/key-ring.ts'
import { newCode, readCode } from './code.ts'
import { readMobile } from './phones.ts'
import { createSending, type Outgoing, type Route, type Routes } from './sending.ts'
import { type Before, carryOver, resendWaitAfter, statusAt } from './state.ts'
import { NEVER_COUNTED, toVerification, type Verification, type VerificationStore } from './store.ts'

/** Whose verification it is. */
export type Owner = { tenantId: string; appId: string }

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
  /** How to reach an account; `general` is the operator's. */
  connect: (tenantId: string, accountId: string) => Promise<PlatformAccount>
  /** Whether settings still let an App send this way; holds them as they are until the transaction ends. */
  mayStillSend: (tx: Transaction, owner: Owner, sender: Sender) => Promise<boolean>
  /** What would keep a real send from getting through at the moment. */
  obstacle: (accountId: string) => Problem | null
  /** Told what an outcome says of the account it was sent from. */
  onOutcome: (tenantId: string, accountId: string, outcome: SendOutcome, known: AccountState) => void
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

/** What to send with, and by which rules. */
type Plan = Routes & {
  policy: ReturnType<Snapshot['rules']>
  snapshot: Snapshot
  /** Until when the fraud guard keeps codes from numbers like this one; null when it does not. */
  blockedUntil: number | null
}

/** A send that has been counted and written down, or a decoy's, which has no message. */
type Taken = Omit<Outgoing, 'phone' | 'variables'> & {
  /** Budgets that this send brought to the point of warning. */
  budgets: Budget[]
}

/** Raised inside a transaction to begin again with settings that have changed meanwhile. */
class Stale extends Error {}

const HAND_OVER_COUNTS_FROM = 1000
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
/** By then most of those who get a code have typed it: what is not used counts as asked for and not used. */
const JUDGED_AFTER = 90_000
const IDEMPOTENT_FOR = 24 * 60 * 60_000
const phonePlace = (id: string) => `sms_verifications/sealed_phone/${id}`

export const createVerificationsService = (parts: Parts) => {
  const { database, store, limits, snapshots, messages, index, keyRing, rules, hooks, news, random, now } = parts
  const sending = createSending(parts)
  const testNumber = (e164: string) => rules.testNumbers.find((it) => it.phone === e164 && it.until > now())

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

  const routeOf = ({ accounts, choices }: Snapshot, { signature, template }: Fit): Route => {
    const { accountId } = template
    const account = accounts.get(accountId)
    return {
      accountId,
      known: choices.accounts.get(accountId) ?? 'ready',
      sender: {
        accountId: accountId === GENERAL ? null : accountId,
        accountName: account?.name ?? GENERAL,
        platform: account?.platform ?? '',
        ssid: signature.ssid,
        signatureName: signature.name,
        stid: template.stid,
        templateName: template.name,
        templateCode: template.code,
      },
    }
  }

  /** Why a code may not be sent by these settings, or how it would be. */
  const planWith = (
    snapshot: Snapshot,
    phone: Phone,
    phoneHash: string,
    wanted: Pick<StartVerification, 'purpose' | 'ssid' | 'stid' | 'variables'>,
  ): Plan => {
    const { purpose, ssid, stid, variables = {} } = wanted
    const safe = snapshot.safe.has(phoneHash)
    if (snapshot.block.has(phoneHash)) throw smsError('SMS_PHONE_BLOCKED', [], { field: 'body.phone' })
    const mode = snapshot.countries.named.find((it) => it.country === phone.country)?.mode ?? snapshot.countries.others
    const allowed = rules.countries === null || rules.countries.includes(phone.country)
    if (!allowed || (mode === 'block' && !safe))
      throw smsError('SMS_COUNTRY_NOT_ALLOWED', [phone.country], { field: 'body.phone' })
    const choice: Wanted = {
      purpose,
      region: phone.region,
      ssid,
      stid,
      variables: Object.keys(variables),
      isCut: (accountId) => parts.obstacle(accountId) !== null,
    }
    const selected = select(snapshot.choices, choice)
    if ('reason' in selected)
      throw smsError('SMS_CANNOT_SEND', [CANNOT_SEND[selected.reason]], { reason: selected.reason })
    const block = snapshot.blocks.get(prefixOf(phone.e164))
    const held = block?.mode === 'block' && mode !== 'monitor' && !safe && block.endsAt > now()
    return {
      snapshot,
      blockedUntil: held ? block.endsAt : null,
      policy: snapshot.rules(purpose),
      first: routeOf(snapshot, selected),
      others: () => alternatives(snapshot.choices, choice, selected).map((it) => routeOf(snapshot, it)),
    }
  }

  const plan = async (
    owner: Owner,
    phone: Phone,
    phoneHash: string,
    wanted: Parameters<typeof planWith>[3],
  ): Promise<Plan> => {
    const by = async (snapshot: Snapshot): Promise<Plan> => {
      const planned = planWith(snapshot, phone, phoneHash, wanted)
      if (planned.blockedUntil === null || testNumber(phone.e164)) return planned
      // Whoever has typed a code here before is no pumped number: an attack on his neighbours is not to lock him out.
      if (await store.wasApproved(owner.tenantId, owner.appId, phoneHash)) return planned
      const retryAfter = Math.max(1, Math.ceil((planned.blockedUntil - now()) / 1000))
      throw smsError('SMS_LIMITED', [`numbers like this one get no codes for ${inWords(retryAfter)}`], {
        limit: 'prefix_blocked',
        retryAfter,
      })
    }
    const cached = await snapshots.get(owner.tenantId, owner.appId)
    try {
      return await by(cached)
    } catch (refusal) {
      // What is cached may be old: only current settings may refuse.
      const current = await snapshots.current(owner.tenantId, owner.appId)
      if (current === cached) throw refusal
      return by(current)
    }
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

  const subjectOf = (
    owner: Owner & { ip?: string | null | undefined },
    purpose: string,
    phone: Phone,
    phoneHash: string,
  ): Subject => ({
    tenantId: owner.tenantId,
    appId: owner.appId,
    purpose,
    phoneHash,
    ip: owner.ip ?? null,
    country: phone.country,
    prefix: prefixOf(phone.e164),
  })

  /** A test number gets no SMS, so only what protects us counts; a number that is known to be good is no sign of pumping. */
  const countersFor = (phone: Phone, phoneHash: string, snapshot: Snapshot) => {
    const left = testNumber(phone.e164)
      ? ['phone', 'country', 'prefix']
      : snapshot.safe.has(phoneHash)
        ? ['country', 'prefix']
        : []
    return COUNTERS.filter((counter) => !left.includes(counter))
  }

  /** @returns the budgets that it brings to the point of warning, to be told once it is sure */
  const refuseOverLimit = (owner: Owner, counted: Counted[], snapshot: Snapshot, at: number): Budget[] => {
    const budgets = budgetsAt(counted, snapshot.limits, rules.tenantPerDay)
    const hit = firstHit(counted, snapshot.limits, rules.tenantPerDay, at)
    if (!hit) return budgets
    for (const budget of budgets) if (budget.kind === 'budget_spent') parts.onBudget(owner, budget)
    throw smsError('SMS_LIMITED', [`try again in ${inWords(hit.retryAfter)}`], hit)
  }

  /** Does the work with settings that are surely current: it is told by `Stale` when they were not. */
  const withCurrent = async <T>(owner: Owner, work: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof Stale) || attempt >= 5)
          throw error instanceof Stale ? smsError('SMS_STORE_UNAVAILABLE') : error
        snapshots.forget(owner.tenantId, owner.appId)
      }
    }
  }

  const codeFor = (phone: Phone, length: number) => testNumber(phone.e164)?.code ?? newCode(length)

  /** Sends what has been written down. Throws when it was refused, or when its outcome is unknown. */
  const handOver = async (
    taken: Taken,
    { policy, ...routes }: Plan,
    to: Pick<Outgoing, 'phone' | 'variables'>,
    undo: (tx: Transaction) => Promise<AfterCommit>,
    began: number,
  ): Promise<Verification> => {
    const { verification } = taken
    await sending.handOver({ ...taken, ...to }, routes, undo, began)
    if (!taken.queued) return verification
    // A platform that took its time must not shorten the life of the code.
    const handedOver = now()
    if (handedOver - (verification.codeExpiresAt - policy.lifetime * 1000) < HAND_OVER_COUNTS_FROM) return verification
    const expiresAt = handedOver + policy.lifetime * 1000
    await store.begin(database, verification, expiresAt)
    return { ...verification, codeExpiresAt: expiresAt, expiresAt }
  }

  /** Counts a start, replaces what was pending and writes down what is about to be sent: one transaction, all or nothing. */
  const takeStart = (
    start: StartVerification,
    phone: Phone,
    phoneHash: string,
    { snapshot, policy, first: { sender } }: Plan,
    idempotencyHash: string | null,
  ) =>
    database.transaction(async (tx): Promise<Taken | { existing: Verification }> => {
      const at = now()
      const id = newId('verification', at)
      const {
        counted,
        allowance,
        revision,
        verification: row,
      } = await limits.take(tx, subjectOf(start, start.purpose, phone, phoneHash), {
        verificationId: id,
        entry: entryOf(at, random),
        counters: countersFor(phone, phoneHash, snapshot),
        now: at,
      })
      if (revision !== snapshot.revision) throw new Stale()
      if (idempotencyHash !== null) {
        const existing = await store.findByIdempotency(tx, idempotencyHash)
        if (existing) throw Object.assign(new Repeated(), { existing })
      }
      const previous = row && toVerification(row)
      const before: Before | undefined = previous
      const carried = carryOver(before, policy.attempts, at)
      if ('lockedFor' in carried) {
        const retryAfter = Math.ceil(carried.lockedFor / 1000)
        throw smsError('SMS_LOCKED_OUT', [inWords(retryAfter)], { retryAfter })
      }
      const budgets = refuseOverLimit(start, counted, snapshot, at)
      if (previous?.status === 'pending') await store.replace(tx, previous.id, at)

      const silent = start.decoy === true || testNumber(phone.e164) !== undefined
      const code = codeFor(phone, policy.codeLength)
      const expiresAt = at + policy.lifetime * 1000
      const verification: Verification = {
        id,
        tenantId: start.tenantId,
        appId: start.appId,
        purpose: start.purpose,
        phoneHash,
        sealedPhone: keyRing.seal(phone.e164, phonePlace(id)),
        maskedPhone: maskPhone(phone.e164, phone.callingCode),
        country: phone.country,
        prefix: prefixOf(phone.e164),
        status: 'pending',
        decoy: start.decoy === true,
        // No text hashes to a decoy's: it is never approved, not even by luck.
        codeHash: start.decoy ? `!${keyRing.hashCode(id, newCode(6))}`.slice(0, 44) : keyRing.hashCode(id, code),
        codeExpiresAt: expiresAt,
        previousCodeHash: null,
        previousCodeExpiresAt: null,
        codeLength: code.length,
        attempts: policy.attempts,
        attemptsLeft: carried.attemptsLeft,
        failedAt: carried.failedAt,
        lockouts: carried.lockouts,
        lockedUntil: null,
        checks: '',
        sends: 1,
        resendAt: at + resendWaitAfter(1, policy.resendWait),
        idempotencyHash,
        ssid: start.ssid ?? null,
        stid: start.stid ?? null,
        sentStid: sender.stid,
        approvedAt: null,
        redeemedAt: null,
        endedAt: null,
        expiresAt,
        createdAt: at,
        counted: silent ? NEVER_COUNTED : '',
        countAt: silent ? null : at + JUDGED_AFTER,
      }
      await store.insert(tx, verification)
      const { tenantId, appId, purpose } = start
      const queued = silent
        ? null
        : await messages.queue(tx, { ...sender, tenantId, appId, verificationId: id, purpose, phone })
      return { verification, code, queued, allowance, budgets }
    })

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
    const found = await store.find(database, tenantId, appId, id)
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
      const phone = readMobile(start.phone, start.country, (e164) => testNumber(e164) !== undefined)
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
      let planned: Plan | undefined
      let taken: Taken
      try {
        taken = (await remembering(start, start.purpose, phoneHash, async () => {
          await plan(start, phone, phoneHash, start)
          await beforeSend(start, start.purpose, phone.country, false, request)
          return withCurrent(start, async () => {
            planned = await plan(start, phone, phoneHash, start)
            return takeStart(start, phone, phoneHash, planned, idempotencyHash)
          })
        })) as Taken
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
      const { verification, budgets } = taken
      for (const budget of budgets) parts.onBudget(start, budget)
      tell(verification, 'pending')
      const undo = async (tx: Transaction) => {
        const ended = await store.endUnlessResent(tx, verification.id, now())
        return () => ended && tell(verification, 'failed')
      }
      const to = { phone, variables: start.variables ?? {} }
      return toSmsVerification(await handOver(taken, planned as Plan, to, undo, began))
    },

    /** @throws `SMS_CODE_INCORRECT` with the attempts left, `SMS_VERIFICATION_OVER` with the state */
    async check({ tenantId, appId, id, code }: Owner & { id: string; code: string }): Promise<SmsApproval> {
      const typed = readCode(code)
      if (typed === null)
        throw smsError('SMS_INVALID_INPUT', ['body.code must be the digits of a code'], { field: 'body.code' })
      const checked = await store.check(tenantId, appId, id, keyRing.hashesOfCode(id, typed), now())
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
      { tenantId, appId, id, ip }: Owner & { id: string; ip?: string | null },
      request?: unknown,
    ): Promise<SmsVerification> {
      const began = performance.now()
      const owner = { tenantId, appId, ip }
      const found = await store.find(database, tenantId, appId, id)
      if (!found || statusAt(found.status, found.expiresAt, now()) !== 'pending') throw await over(owner, id)
      const phone = readMobile(openPhone(found), undefined, () => true)
      const wanted = { purpose: found.purpose, ssid: found.ssid ?? undefined, stid: found.stid ?? undefined }
      let planned: Plan | undefined
      const taken = await remembering(owner, found.purpose, found.phoneHash, async () => {
        await plan(owner, phone, found.phoneHash, wanted)
        await beforeSend(owner, found.purpose, phone.country, true, request)
        return withCurrent(owner, async () => {
          const current = await plan(owner, phone, found.phoneHash, wanted)
          planned = current
          return takeResend(owner, found, phone, current)
        })
      })
      for (const budget of taken.budgets) parts.onBudget(owner, budget)
      const verification = await handOver(
        taken,
        planned as unknown as Plan,
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

    async cancel({ tenantId, appId, id }: Owner & { id: string }): Promise<void> {
      if (!(await store.cancel(tenantId, appId, id, now()))) throw await over({ tenantId, appId }, id)
      tellOf({ tenantId, appId }, id, 'cancelled')
    },

    async get({ tenantId, appId, id }: Owner & { id: string }): Promise<SmsVerification> {
      const found = await store.find(database, tenantId, appId, id)
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
    }: Owner & { verificationId: string; phone: string; country?: string; purpose: string }): Promise<{
      id: string
      phone: string
    }> {
      const { e164 } = readMobile(phone, country, () => true, 'phone')
      const at = now()
      const redeemed = await store.redeem(
        tenantId,
        appId,
        verificationId,
        index.hash('phone', e164),
        purpose,
        at - rules.redeemWithin * 1000,
        at,
      )
      if (!redeemed) throw smsError('SMS_NOT_APPROVED', [verificationId])
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

  function takeResend(
    owner: Owner & { ip?: string | null | undefined },
    found: Verification,
    phone: Phone,
    { snapshot, policy, first: { sender } }: Plan,
  ): Promise<Taken> {
    return database.transaction(async (tx) => {
      const at = now()
      const {
        counted,
        allowance,
        revision,
        verification: row,
      } = await limits.take(tx, subjectOf(owner, found.purpose, phone, found.phoneHash), {
        verificationId: null,
        reread: found.id,
        entry: entryOf(at, random),
        counters: countersFor(phone, found.phoneHash, snapshot),
        now: at,
      })
      if (revision !== snapshot.revision) throw new Stale()
      const current = row && toVerification(row)
      if (!current || statusAt(current.status, current.expiresAt, at) !== 'pending')
        throw smsError('SMS_VERIFICATION_OVER', [current?.status ?? 'over'], { status: current?.status ?? 'expired' })
      if (current.resendAt > at) {
        const retryAfter = Math.ceil((current.resendAt - at) / 1000)
        throw smsError('SMS_RESEND_TOO_SOON', [inWords(retryAfter)], { retryAfter })
      }
      const budgets = refuseOverLimit(owner, counted, snapshot, at)
      const code = codeFor(phone, current.codeLength)
      const codeHash = current.decoy ? current.codeHash : keyRing.hashCode(current.id, code)
      const codeExpiresAt = at + policy.lifetime * 1000
      const resendAt = at + resendWaitAfter(current.sends + 1, policy.resendWait)
      await store.renew(tx, current.id, { codeHash, codeExpiresAt, resendAt, sentStid: sender.stid }, at)
      const verification = {
        ...current,
        codeHash,
        codeExpiresAt,
        expiresAt: codeExpiresAt,
        resendAt,
        sends: current.sends + 1,
      }
      const silent = current.decoy || testNumber(phone.e164)
      const { id: verificationId, purpose } = current
      const queued = silent
        ? null
        : await messages.queue(tx, {
            ...sender,
            tenantId: owner.tenantId,
            appId: owner.appId,
            verificationId,
            purpose,
            phone,
          })
      return { verification, code, queued, allowance, budgets }
    })
  }
}
export type VerificationsService = ReturnType<typeof createVerificationsService>

/** Raised inside a transaction when another request with the same idempotency key was first. */
class Repeated extends Error {
  existing: Verification | undefined
}
