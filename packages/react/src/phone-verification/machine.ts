import type { PhoneNumber } from './phone-entry.ts'

/**
 * Where a verification is: a number is asked for, a code is being sent, is asked for, is being checked; and how it ended.
 * `over` can only be followed by a new code.
 */
export type VerificationStep = 'phone' | 'sending' | 'code' | 'checking' | 'approved' | 'over'

/** Why no code of a verification is taken any more. `elsewhere`: it ended in another tab. */
export type OverReason = 'expired' | 'exhausted' | 'cancelled' | 'redeemed' | 'failed' | 'unknown' | 'elsewhere'

/** What is known of a code that was sent. Times are milliseconds of this machine's clock. */
export type SentCode = {
  id: string
  /** Masked. */
  phone: string
  purpose: string
  /** The code is taken until then; null when the server did not say. */
  expiresAt: number | null
  /** A new code can be asked for from then on. */
  resendAt: number
  codeLength: number
}

/** What a server said against something. */
export type Refusal = {
  /** One of ours, or the host's own. */
  code: string
  /** The server's own words. */
  message: string
  /** Seconds. */
  retryAfter: number | undefined
  attemptsLeft: number | undefined
  status: string | undefined
  /** Of a send whose outcome is unknown: its code may still arrive. */
  verificationId: string | undefined
  /** As it was thrown. */
  cause: unknown
}

/** What is asked of the server at the moment. Answers bear its `turn`; those to an earlier one are stale. */
export type Asked =
  | { kind: 'start'; turn: number; number: PhoneNumber; key: string }
  | { kind: 'resend'; turn: number; id: string }
  | { kind: 'check'; turn: number; id: string; code: string }

export type VerificationState = {
  step: VerificationStep
  /** The number as it was last sent to the server; null after a reload, since the browser keeps none. */
  number: PhoneNumber | null
  sent: SentCode | null
  asked: Asked | null
  turn: number
  /** What went wrong last, and with what. */
  problem: { of: Asked['kind']; refusal: Refusal } | null
  /** Wrong codes that may still follow, once the server has said so. */
  attemptsLeft: number | null
  /** No code can be sent to `number` before then: milliseconds of this machine's clock. */
  waitUntil: number | null
  over: OverReason | null
  /** The platform did not say whether the SMS was sent: it may take a while, or not come at all. */
  isUncertain: boolean
  /** How many codes have been sent in this verification. */
  sends: number
  /** Codes known to be wrong, which need no second check. */
  wrong: readonly string[]
  /** A code whose check had no answer: it may have been right. */
  unanswered: string | null
  /** The key of a start that had no answer: with the same key, trying again sends nothing twice. */
  retryKey: { number: PhoneNumber; key: string } | null
}

export type VerificationEvent =
  | { type: 'start'; number: PhoneNumber; key: string; now: number }
  | { type: 'resend'; now: number }
  | { type: 'check'; code: string }
  | { type: 'sent'; turn: number; sent: SentCode; status?: string }
  | { type: 'approved'; turn: number }
  | { type: 'refused'; turn: number; refusal: Refusal; now: number; purpose: string }
  /** Back to the number. The code that is under way stays good. */
  | { type: 'change' }
  /** Back to the code, without a new one. */
  | { type: 'return'; now: number }
  | { type: 'expire'; now: number }
  /** The number was edited: what was wrong with it is history. */
  | { type: 'dismiss' }
  /** Another tab, or this page before it was reloaded, has this one. */
  | { type: 'adopt'; sent: SentCode; now: number }
  /** The server told how the verification stands. */
  | { type: 'told'; id: string; status: string; sent: SentCode }
  /** Another tab came to an end with it. */
  | { type: 'gone'; id: string; now: number }
  /** After an approval whose number is not known any more. */
  | { type: 'confirm'; number: PhoneNumber }
  /** Nobody looks any more: whatever is under way is given up. */
  | { type: 'stop' }

export const initialState: VerificationState = {
  step: 'phone',
  number: null,
  sent: null,
  asked: null,
  turn: 0,
  problem: null,
  attemptsLeft: null,
  waitUntil: null,
  over: null,
  isUncertain: false,
  sends: 0,
  wrong: [],
  unanswered: null,
  retryKey: null,
}

/** What a code is taken to have until the server says otherwise. */
const CODE_LENGTH = 6
const OVER: readonly string[] = ['expired', 'exhausted', 'cancelled', 'redeemed', 'failed'] satisfies OverReason[]

/** Two spellings of a request for the same number. */
export const isSameNumber = (a: PhoneNumber, b: PhoneNumber): boolean => a.phone === b.phone && a.country === b.country

/** Whether a code may still be typed. */
export const isAlive = (sent: SentCode | null, now: number): sent is SentCode =>
  sent !== null && (sent.expiresAt === null || sent.expiresAt > now)

/** Digits of a code as the server reads it: spaces and hyphens do not matter. */
export const bareCode = (code: string): string => code.normalize('NFKC').replace(/[\s\-\u2010-\u2015]/g, '')

const reasonOf = (status: string | undefined): OverReason =>
  status !== undefined && OVER.includes(status) ? (status as OverReason) : 'unknown'

const end = (state: VerificationState, over: OverReason, problem = state.problem): VerificationState => ({
  ...state,
  step: 'over',
  asked: null,
  over,
  problem,
  unanswered: null,
})

/** What a code that was sent makes of the state: whatever was said about the code before is history. */
const withCode = (state: VerificationState, sent: SentCode): VerificationState => ({
  ...state,
  step: 'code',
  asked: null,
  sent,
  sends: state.sent?.id === sent.id ? state.sends + 1 : 1,
  problem: null,
  over: null,
  waitUntil: null,
  isUncertain: false,
  wrong: [],
  unanswered: null,
  retryKey: null,
  attemptsLeft: state.sent?.id === sent.id ? state.attemptsLeft : null,
})

/** The last digits, when the server had no chance to mask the number itself. */
const masked = ({ phone }: PhoneNumber) => `****${phone.replace(/\D/g, '').slice(-4)}`

const refuseStart = (
  state: VerificationState,
  asked: Asked & { kind: 'start' },
  refusal: Refusal,
  now: number,
  purpose: string,
): VerificationState => {
  const { number, key } = asked
  if (refusal.verificationId !== undefined) {
    const sent = {
      id: refusal.verificationId,
      phone: masked(number),
      purpose,
      expiresAt: null,
      resendAt: now,
      codeLength: CODE_LENGTH,
    }
    return { ...withCode(state, sent), isUncertain: true }
  }
  return {
    ...state,
    step: 'phone',
    asked: null,
    problem: { of: 'start', refusal },
    waitUntil: refusal.retryAfter === undefined ? null : now + refusal.retryAfter * 1000,
    // An answer, even a refusal, is the end of its key; without one the SMS may be on its way.
    retryKey: refusal.code === 'SMS_NETWORK' ? { number, key } : null,
  }
}

const refuseResend = (state: VerificationState, refusal: Refusal, now: number): VerificationState => {
  const { sent } = state
  if (!sent) return state
  if (refusal.code === 'SMS_VERIFICATION_OVER' || refusal.code === 'SMS_VERIFICATION_NOT_FOUND')
    return end(state, reasonOf(refusal.status))
  if (refusal.verificationId !== undefined)
    return { ...state, step: 'code', asked: null, problem: null, isUncertain: true, sends: state.sends + 1 }
  return {
    ...state,
    step: 'code',
    asked: null,
    problem: { of: 'resend', refusal },
    sent: refusal.retryAfter === undefined ? sent : { ...sent, resendAt: now + refusal.retryAfter * 1000 },
  }
}

const refuseCheck = (state: VerificationState, code: string, refusal: Refusal): VerificationState => {
  const problem = { of: 'check' as const, refusal }
  const open = { ...state, step: 'code' as const, asked: null, problem }
  switch (refusal.code) {
    case 'SMS_CODE_INCORRECT': {
      if (refusal.attemptsLeft === 0) return end(state, 'exhausted', problem)
      const attemptsLeft = refusal.attemptsLeft ?? null
      return { ...open, attemptsLeft, wrong: [...state.wrong, code], unanswered: null }
    }
    case 'SMS_VERIFICATION_OVER':
      // The answer to the check before was lost, and it was this one.
      if (refusal.status === 'approved' && state.unanswered === code) return approve(state)
      return end(state, refusal.status === 'approved' ? 'elsewhere' : reasonOf(refusal.status), problem)
    case 'SMS_VERIFICATION_NOT_FOUND':
      return end(state, 'unknown', problem)
    case 'SMS_NETWORK':
      return { ...open, unanswered: code }
    default:
      return open
  }
}

const approve = (state: VerificationState): VerificationState => ({
  ...state,
  step: 'approved',
  asked: null,
  problem: null,
  over: null,
  unanswered: null,
  wrong: [],
})

/** Does not wait for what was asked. The server may do it all the same, so the same is not asked as something new. */
const giveUp = (state: VerificationState): VerificationState => {
  const { asked } = state
  return {
    ...state,
    asked: null,
    unanswered: asked?.kind === 'check' ? asked.code : state.unanswered,
    retryKey: asked?.kind === 'start' ? { number: asked.number, key: asked.key } : state.retryKey,
  }
}

/**
 * The rules of a verification: what follows from what a person does, a server says or a clock shows. What does not fit
 * the state (a second press, an answer to a question that is history) gives the very same state.
 */
export const next = (state: VerificationState, event: VerificationEvent): VerificationState => {
  const { step, sent, asked } = state
  switch (event.type) {
    case 'start': {
      if (step === 'sending' || step === 'checking' || step === 'approved' || asked) return state
      const { number } = event
      const isSame = state.number !== null && isSameNumber(state.number, number)
      if (isSame && state.waitUntil !== null && state.waitUntil > event.now) return state
      // The code for this very number is still good and no new one could be sent yet.
      const isGood = state.over === null && isAlive(sent, event.now) && sent.resendAt > event.now
      if (isSame && step === 'phone' && isGood) return { ...state, step: 'code', problem: null }
      const turn = state.turn + 1
      const key = state.retryKey && isSameNumber(state.retryKey.number, number) ? state.retryKey.key : event.key
      return {
        ...state,
        step: 'sending',
        number,
        turn,
        asked: { kind: 'start', turn, number, key },
        problem: null,
        waitUntil: null,
      }
    }
    case 'resend': {
      if (step !== 'code' || asked || !sent || sent.resendAt > event.now) return state
      const turn = state.turn + 1
      return { ...state, turn, asked: { kind: 'resend', turn, id: sent.id }, problem: null }
    }
    case 'check': {
      const code = bareCode(event.code)
      if (step !== 'code' || !sent || code === '' || state.wrong.includes(code)) return state
      // A code that has come is worth more than the one that is being sent: its answer is not waited for.
      const turn = state.turn + 1
      return { ...state, step: 'checking', turn, asked: { kind: 'check', turn, id: sent.id, code }, problem: null }
    }
    case 'sent': {
      if (!asked || asked.turn !== event.turn || asked.kind === 'check') return state
      // The same key as before: what it once started may be over by now.
      if (event.status !== undefined && event.status !== 'pending')
        return end({ ...state, sent: event.sent, retryKey: null, wrong: [] }, reasonOf(event.status))
      return withCode(state, event.sent)
    }
    case 'approved':
      return asked?.turn === event.turn && asked.kind === 'check' ? approve(state) : state
    case 'refused': {
      if (!asked || asked.turn !== event.turn) return state
      if (asked.kind === 'start') return refuseStart(state, asked, event.refusal, event.now, event.purpose)
      if (asked.kind === 'resend') return refuseResend(state, event.refusal, event.now)
      return refuseCheck(state, asked.code, event.refusal)
    }
    case 'change':
      return step === 'code' || step === 'checking' || step === 'over'
        ? { ...giveUp(state), step: 'phone', problem: null, waitUntil: null }
        : state
    case 'return':
      return step === 'phone' && !asked && state.over === null && isAlive(sent, event.now)
        ? { ...state, step: 'code', problem: null }
        : state
    case 'expire':
      // A check that is under way was in time or was not: the server says so.
      return step === 'code' && asked?.kind !== 'resend' && sent && !isAlive(sent, event.now)
        ? end(state, 'expired', null)
        : state
    case 'dismiss':
      return step === 'phone' && (state.problem || state.waitUntil !== null)
        ? { ...state, problem: null, waitUntil: null }
        : state
    case 'adopt': {
      if (step === 'sending' || step === 'checking' || step === 'approved' || asked) return state
      if (!isAlive(event.sent, event.now)) return state
      if (sent?.id === event.sent.id)
        return step === 'over' ? state : { ...state, sent: event.sent, wrong: [], isUncertain: false }
      return { ...withCode(state, event.sent), number: null }
    }
    case 'told': {
      if (sent?.id !== event.id || step === 'approved' || step === 'over') return state
      if (event.status === 'pending') return { ...state, sent: event.sent }
      if (asked || step !== 'code') return state
      return end(state, event.status === 'approved' ? 'elsewhere' : reasonOf(event.status), null)
    }
    case 'gone':
      if (sent?.id !== event.id || asked) return state
      if (step === 'phone') return { ...state, sent: null }
      if (step !== 'code') return state
      return end(state, isAlive(sent, event.now) ? 'elsewhere' : 'expired', null)
    case 'confirm':
      return step === 'approved' && state.number === null ? { ...state, number: event.number } : state
    case 'stop':
      return asked ? { ...giveUp(state), step: asked.kind === 'start' ? 'phone' : 'code' } : state
  }
}
