import { maskPhone, type Phone, prefixOf } from '@sms-settings/api'
import type { Snapshot } from '../apps/snapshot.ts'
import type { Database } from '../database/database.ts'
import { newId } from '../database/ids.ts'
import { inWords, smsError } from '../errors.ts'
import { type Budget, budgetsAt } from '../limits/budgets.ts'
import { COUNTERS, type Counted, entryOf, firstHit } from '../limits/decide.ts'
import type { LimitStore, Subject } from '../limits/store.ts'
import type { MessagesService } from '../messages/service.ts'
import type { VerificationRules } from '../rules.ts'
import type { KeyRing } from '../secrets/key-ring.ts'
import { newCode } from './code.ts'
import type { Plan } from './planning.ts'
import { draftOf, type Outgoing } from './sending.ts'
import { type Before, carryOver, resendWaitAfter, statusAt } from './state.ts'
import {
  JUDGED_AFTER,
  NEVER_COUNTED,
  type Owner,
  phonePlace,
  toVerification,
  type Verification,
  type VerificationStore,
} from './store.ts'

/** Who is counted: an App, and the address of the one who asks; null or left out is not counted. */
type Asking = Owner & { ip?: string | null | undefined }

type Subjected = Asking & { purpose: string; phone: Phone; phoneHash: string }

/** A start that has been planned. */
export type Starting = Subjected & {
  ssid: string | null
  stid: string | null
  decoy: boolean
  idempotencyHash: string | null
  correlationId: string | null
}

/** A send that has been counted and written down, or a decoy's, which has no message. */
export type Taken = Omit<Outgoing, 'phone' | 'variables'> & {
  /** Budgets that this send brought to the point of warning. */
  budgets: Budget[]
}

/** Thrown when settings have changed since the plan was made. */
export class Stale extends Error {}
/** Thrown when another request with the same idempotency key was first. */
export class Repeated extends Error {
  readonly existing: Verification
  constructor(existing: Verification) {
    super()
    this.existing = existing
  }
}

type Parts = {
  database: Database
  store: VerificationStore
  limits: LimitStore
  messages: MessagesService
  /** Told of a budget that is used up, by each start that is refused for it. */
  onBudget: (owner: Owner, budget: Budget) => void
  keyRing: KeyRing
  rules: VerificationRules
  /** The code that the host's options give a number, instead of an SMS. */
  testCode: (e164: string) => string | undefined
  random: () => number
  now: () => number
}

/** Counts starts and resends, and writes down what is about to be sent: each in one transaction, all or nothing. */
export const createTaking = (parts: Parts) => {
  const { database, store, limits, messages, keyRing, rules, testCode, random, now } = parts

  const subjectOf = ({ tenantId, appId, ip = null, purpose, phone, phoneHash }: Subjected): Subject => ({
    tenantId,
    appId,
    purpose,
    phoneHash,
    ip,
    country: phone.country,
    prefix: prefixOf(phone.e164),
  })

  /** A test number gets no SMS, so only what protects us counts; a number that is known to be good is no sign of pumping. */
  const countersFor = ({ phone, phoneHash }: Subjected, snapshot: Snapshot) => {
    const left = testCode(phone.e164)
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

  const codeFor = (phone: Phone, length: number) => testCode(phone.e164) ?? newCode(length)

  return {
    /**
     * Counts a start everywhere, ends what was pending before it, and writes down what is about to be sent.
     * @throws {Stale} {Repeated} `SMS_LIMITED`, `SMS_LOCKED_OUT`
     */
    start: (start: Starting, { snapshot, policy, first: { sender } }: Plan): Promise<Taken> =>
      database.transaction(async (tx) => {
        const at = now()
        const id = newId('verification', at)
        const { tenantId, appId, purpose, phone, phoneHash, decoy, ssid, stid, idempotencyHash, correlationId } = start
        const {
          counted,
          allowance,
          revision,
          verification: row,
          repeated,
        } = await limits.take(tx, subjectOf(start), {
          verificationId: id,
          entry: entryOf(at, random),
          counters: countersFor(start, snapshot),
          idempotencyHash,
          now: at,
        })
        if (revision !== snapshot.revision) throw new Stale()
        // Read here, where it cannot be given up meanwhile: a start that failed lets go of its key.
        const existing =
          repeated && idempotencyHash !== null ? await store.findByIdempotency(tx, idempotencyHash) : null
        if (existing) throw new Repeated(existing)
        const previous = row && toVerification(row)
        const before: Before | undefined = previous
        const carried = carryOver(before, policy.attempts, at)
        if ('lockedFor' in carried) {
          const retryAfter = Math.ceil(carried.lockedFor / 1000)
          throw smsError('SMS_LOCKED_OUT', [inWords(retryAfter)], { retryAfter })
        }
        const budgets = refuseOverLimit(start, counted, snapshot, at)
        const silent = decoy || testCode(phone.e164) !== undefined
        const code = codeFor(phone, policy.codeLength)
        const expiresAt = at + policy.lifetime * 1000
        const verification: Verification = {
          id,
          tenantId,
          appId,
          purpose,
          phoneHash,
          sealedPhone: keyRing.seal(phone.e164, phonePlace(id)),
          maskedPhone: maskPhone(phone.e164, phone.callingCode),
          country: phone.country,
          prefix: prefixOf(phone.e164),
          status: 'pending',
          decoy,
          // No text hashes to a decoy's: it is never approved, not even by luck.
          codeHash: decoy ? `!${keyRing.hashCode(id, newCode(6))}`.slice(0, 44) : keyRing.hashCode(id, code),
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
          ssid,
          stid,
          sentStid: sender.stid,
          approvedAt: null,
          redeemedAt: null,
          endedAt: null,
          expiresAt,
          createdAt: at,
          counted: silent ? NEVER_COUNTED : '',
          countAt: silent ? null : at + JUDGED_AFTER,
        }
        await store.insert(tx, verification, previous?.status === 'pending' ? previous : undefined)
        const queued = silent ? null : await messages.queue(tx, draftOf(verification, sender, phone, correlationId))
        return { verification, code, queued, allowance, budgets }
      }),

    /**
     * Counts a resend, and gives a pending verification a new code beside its last one.
     * @param found the verification as it was read before
     * @throws {Stale} `SMS_LIMITED`, `SMS_RESEND_TOO_SOON`, `SMS_VERIFICATION_OVER`
     */
    resend: (
      resend: Asking & { phone: Phone; correlationId: string | null },
      found: Verification,
      { snapshot, policy, first: { sender } }: Plan,
    ): Promise<Taken> =>
      database.transaction(async (tx) => {
        const at = now()
        const { phone, correlationId } = resend
        const { purpose, phoneHash } = found
        const subject = { ...resend, purpose, phoneHash }
        const {
          counted,
          allowance,
          revision,
          verification: row,
        } = await limits.take(tx, subjectOf(subject), {
          verificationId: null,
          reread: found.id,
          entry: entryOf(at, random),
          counters: countersFor(subject, snapshot),
          now: at,
        })
        if (revision !== snapshot.revision) throw new Stale()
        const current = row && toVerification(row)
        const status = current ? statusAt(current.status, current.expiresAt, at) : 'expired'
        if (!current || status !== 'pending') throw smsError('SMS_VERIFICATION_OVER', [status], { status })
        if (current.resendAt > at) {
          const retryAfter = Math.ceil((current.resendAt - at) / 1000)
          throw smsError('SMS_RESEND_TOO_SOON', [inWords(retryAfter)], { retryAfter })
        }
        const budgets = refuseOverLimit(resend, counted, snapshot, at)
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
        const silent = current.decoy || testCode(phone.e164) !== undefined
        const queued = silent ? null : await messages.queue(tx, draftOf(verification, sender, phone, correlationId))
        return { verification, code, queued, allowance, budgets }
      }),
  }
}
