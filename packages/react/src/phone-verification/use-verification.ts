import { useMemo, useReducer, useRef, useSyncExternalStore } from 'react'
import { useBeforePaint } from '../code-input/before-paint.ts'
import {
  type Asked,
  initialState,
  type OverReason,
  type Refusal,
  type SentCode,
  type VerificationStep,
} from './machine.ts'
import type { PhoneNumber } from './phone-entry.ts'
import { createSession } from './session.ts'
import type { VerificationTransport } from './transport.ts'

/** What a person has proved: the one number that the code was sent to. */
export type Approval = {
  /** What your server redeems, together with the number. */
  verificationId: string
  /** As it was sent to the server: E.164, or a national number with `country`. */
  phone: string
  /** ISO 3166-1 alpha-2; absent when `phone` is E.164. */
  country?: string
}

export type UseVerificationOptions = {
  /** How codes are sent and checked: `verificationTransport(client)`, `httpTransport({ baseUrl })` or your own. */
  transport: VerificationTransport
  /** What the code is for: `sign_up`, `log_in`, `reset_password` or one of your own. */
  purpose: string
  /**
   * Under which name `localStorage` remembers a code that is under way (its id, masked number and times; never the code
   * nor the whole number), so that a reload and a second tab go on with it. Null remembers nothing.
   * @default 'sms-verification'
   */
  storageKey?: string | null
  /** A BCP 47 tag: the language of the SMS. */
  locale?: string
  /** Told once per verification. It proves nothing by itself: your server redeems `verificationId` in its last step. */
  onApproved?: (approval: Approval) => void
  /** Told of each refusal, for your own log. */
  onRefused?: (refusal: Refusal, of: Asked['kind']) => void
}

/** A verification by SMS, as far as it has come, and what can be done next. */
export type Verification = {
  step: VerificationStep
  /** The code that is under way. Times are milliseconds of this machine's clock: see `useSecondsUntil`. */
  sent: SentCode | null
  /** The number that the code went to; null after a reload, since no browser storage holds it. */
  number: PhoneNumber | null
  /** What went wrong last, and with what: shown until the next step is taken. */
  problem: { of: Asked['kind']; refusal: Refusal } | null
  /** Wrong codes that may still follow, once the server has said so. */
  attemptsLeft: number | null
  /** No code can be sent to this number before then: milliseconds of this machine's clock. */
  waitUntil: number | null
  /** Why the verification is over. */
  over: OverReason | null
  /** The platform did not say whether it sent the SMS. */
  isUncertain: boolean
  isResending: boolean
  /** How many codes have been sent in this verification. */
  sends: number
  /** Whether `code` has been found wrong already: it is not checked a second time. */
  isKnownWrong: (code: string) => boolean
  /** Sends a code to a number. What cannot be done at the moment, such as a second press, is ignored and gives false. */
  start: (number: PhoneNumber) => boolean
  /** Sends a new code to the same number: from `resendAt` on. */
  resend: () => boolean
  /** Checks a code: once, however often it is called with it. */
  check: (code: string) => boolean
  /** Back to the number. The code under way stays good until another is sent. */
  change: () => boolean
  /** Back to the code that is under way. */
  return: () => boolean
  /** Takes back what is said about the number: it is being edited. */
  dismiss: () => boolean
  /** Adds the number to an approval that came after a reload: `onApproved` waits for it. */
  confirm: (number: PhoneNumber) => boolean
}

/** Proves a phone number by an SMS code. No UI: draw your own on it, or take `PhoneVerification`. */
export const useVerification = (options: UseVerificationOptions): Verification => {
  const { purpose, storageKey = 'sms-verification' } = options
  const latest = useRef(options)
  const session = useMemo(() => createSession({ purpose, storageKey }, () => latest.current), [purpose, storageKey])
  const [, draw] = useReducer((count: number) => count + 1, 0)
  useBeforePaint(() => {
    latest.current = options
  })
  useBeforePaint(() => {
    const close = session.open()
    // Else what is remembered would be drawn one frame after an empty phone field.
    if (session.getState() !== initialState) draw()
    return close
  }, [session])
  const state = useSyncExternalStore(session.subscribe, session.getState, () => initialState)
  return useMemo(
    () => ({
      step: state.step,
      sent: state.sent,
      number: state.number,
      problem: state.problem,
      attemptsLeft: state.attemptsLeft,
      waitUntil: state.waitUntil,
      over: state.over,
      isUncertain: state.isUncertain,
      isResending: state.asked?.kind === 'resend',
      sends: state.sends,
      isKnownWrong: session.isKnownWrong,
      start: session.start,
      resend: session.resend,
      check: session.check,
      change: session.change,
      return: session.return,
      dismiss: session.dismiss,
      confirm: session.confirm,
    }),
    [state, session],
  )
}
