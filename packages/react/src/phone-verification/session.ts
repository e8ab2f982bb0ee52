import { type Keeping, keepIn } from './keeping.ts'
import {
  type Asked,
  bareCode,
  initialState,
  isAlive,
  next,
  type Refusal,
  type SentCode,
  type VerificationEvent,
} from './machine.ts'
import type { PhoneNumber } from './phone-entry.ts'
import { refusalOf, type VerificationAnswer, type VerificationTransport } from './transport.ts'

export type SessionOptions = {
  transport: VerificationTransport
  purpose: string
  /** Where a code that is under way is remembered; null: nowhere. */
  storageKey: string | null
  /** A BCP 47 tag: the language of the SMS. */
  locale?: string | undefined
}

/** What a session tells of. Read anew at each occasion. */
export type SessionListener = {
  onApproved?: ((approval: { verificationId: string; phone: string; country?: string }) => void) | undefined
  onRefused?: ((refusal: Refusal, of: Asked['kind']) => void) | undefined
}

/** A timer longer than this would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** For `Idempotency-Key`. `crypto.randomUUID` is missing on pages without TLS. */
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (it) => it.toString(16).padStart(2, '0')).join('')

/** A `date` header has whole seconds and takes its time to come: what is less apart is the same clock. */
const PRECISION = 2000

/**
 * A code's times on this machine's clock.
 *
 * Without the server's time its clock is taken for ours, except that it cannot be past `resendAt` at the moment when it
 * has just sent.
 */
export const onOurClock = (answer: VerificationAnswer, now: number, isFresh: boolean): SentCode => {
  const [expiresAt, resendAt] = [Date.parse(answer.expiresAt), Date.parse(answer.resendAt)]
  const theirs = answer.now === undefined ? Number.NaN : Date.parse(answer.now)
  const passed = now - theirs
  const behind = Number.isNaN(passed)
    ? Math.max(0, isFresh ? now - resendAt : 0)
    : passed >= 0 && passed < PRECISION
      ? 0
      : passed
  return {
    id: answer.id,
    phone: answer.phone,
    purpose: answer.purpose,
    expiresAt: Number.isNaN(expiresAt) ? null : expiresAt + behind,
    resendAt: Number.isNaN(resendAt) ? now : resendAt + behind,
    codeLength: answer.codeLength,
  }
}

/**
 * A verification with a server behind it: keeps the state by the rules of the machine, asks the server what follows from
 * them, remembers across reloads and hears other tabs. Outside of React, so that a second press within one event turn
 * already meets the new state.
 */
export const createSession = (
  { purpose, storageKey }: Pick<SessionOptions, 'purpose' | 'storageKey'>,
  /** Read anew each time: what a component was given last. */
  given: () => Pick<SessionOptions, 'transport' | 'locale'> & SessionListener,
) => {
  const keeping: Keeping = keepIn(storageKey, purpose)
  const listeners = new Set<() => void>()
  let state = initialState
  const flights = new Map<number, AbortController>()
  let looking = new AbortController()
  let expiry: ReturnType<typeof setTimeout> | undefined

  const dispatch = (event: VerificationEvent): boolean => {
    const before = state
    state = next(before, event)
    if (state === before) return false
    if (state.asked !== before.asked) {
      // A new code that is being sent goes on being sent, though a code that has come is checked meanwhile.
      if (before.asked && before.asked.kind !== 'resend') flights.get(before.asked.turn)?.abort()
      if (state.asked) void ask(state.asked)
    }
    if (state.sent !== before.sent || state.step !== before.step) remember(event)
    schedule()
    for (const it of listeners) it()
    if (state.step === 'approved' && state.number && (before.step !== 'approved' || !before.number)) approved()
    return true
  }

  const remember = ({ type }: VerificationEvent) => {
    // What came from there is there.
    if (type === 'adopt' || type === 'gone' || type === 'stop') return
    const { sent } = state
    if (!sent) return
    if (state.step !== 'approved' && state.over === null) keeping.write(sent)
    else if (keeping.read()?.id === sent.id) keeping.write(null)
  }

  const approved = () => {
    const { sent, number } = state
    if (sent && number) given().onApproved?.({ verificationId: sent.id, ...number })
  }

  /** Notices when the code expires. A machine that slept through it is told when it wakes. */
  const schedule = () => {
    clearTimeout(expiry)
    const { step, sent } = state
    if (step !== 'code' || !sent || sent.expiresAt === null || listeners.size === 0) return
    const wait = Math.max(0, sent.expiresAt - Date.now())
    expiry = setTimeout(() => dispatch({ type: 'expire', now: Date.now() }), Math.min(wait + 5, LONGEST_TIMER))
  }

  const ask = async (asked: Asked) => {
    const own = new AbortController()
    const { signal } = own
    const { turn } = asked
    const { transport, locale } = given()
    const left = state.sent
    flights.set(turn, own)
    try {
      if (asked.kind === 'check') {
        await transport.check(asked.id, asked.code, { signal })
        dispatch({ type: 'approved', turn })
        return
      }
      const answer =
        asked.kind === 'start'
          ? await transport.start(
              { ...asked.number, purpose, ...(locale === undefined ? {} : { locale }) },
              { signal, idempotencyKey: asked.key },
            )
          : await transport.resend(asked.id, { signal })
      const sent = onOurClock({ ...answer, purpose }, Date.now(), true)
      const isNews = dispatch({ type: 'sent', turn, sent, status: answer.status })
      if (!isNews && !signal.aborted) dispatch({ type: 'told', id: sent.id, status: answer.status, sent })
      if (isNews && left && left.id !== sent.id) abandon(left)
    } catch (cause) {
      if (signal.aborted) return
      const refusal = refusalOf(cause)
      const isNews = dispatch({ type: 'refused', turn, refusal, now: Date.now(), purpose })
      if (isNews && state.isUncertain && refusal.verificationId !== undefined) void look(refusal.verificationId)
      if (isNews) given().onRefused?.(refusal, asked.kind)
    } finally {
      flights.delete(turn)
    }
  }

  /** The code of a number that has been changed shall open nothing any more. */
  const abandon = (left: SentCode) => {
    if (isAlive(left, Date.now()))
      given()
        .transport.cancel?.(left.id, { signal: new AbortController().signal })
        .catch(() => {})
  }

  /** Has the server say how a verification stands. When it cannot, what we know is good enough. */
  const look = async (id: string) => {
    const { signal } = looking
    try {
      const answer = await given().transport.status?.(id, { signal })
      if (answer && !signal.aborted)
        dispatch({
          type: 'told',
          id,
          status: answer.status,
          sent: onOurClock({ ...answer, purpose }, Date.now(), false),
        })
    } catch (cause) {
      if (!signal.aborted && refusalOf(cause).code === 'SMS_VERIFICATION_NOT_FOUND')
        dispatch({ type: 'gone', id, now: Date.now() })
    }
  }

  const adopt = (sent: SentCode) => dispatch({ type: 'adopt', sent, now: Date.now() })
  const wake = () => dispatch({ type: 'expire', now: Date.now() })

  return {
    getState: () => state,

    /** Listens for changes. While nobody does, nothing is under way. @returns stops */
    subscribe(changed: () => void) {
      listeners.add(changed)
      schedule()
      return () => {
        listeners.delete(changed)
        if (listeners.size === 0) clearTimeout(expiry)
      }
    },

    /** Goes on with a code that was sent before a reload or in another tab, and hears of others. @returns gives up */
    open() {
      looking = new AbortController()
      const kept = keeping.read()
      if (kept && adopt(kept)) void look(kept.id)
      const deaf = keeping.listen((sent) => {
        if (!sent) return state.sent && dispatch({ type: 'gone', id: state.sent.id, now: Date.now() })
        // Somebody is typing a number here: that is not taken from under their hands.
        const isBusy = state.step === 'phone' && state.sent?.id !== sent.id && document.hasFocus()
        if (!isBusy) adopt(sent)
      })
      addEventListener('visibilitychange', wake, true)
      addEventListener('pageshow', wake)
      return () => {
        deaf()
        removeEventListener('visibilitychange', wake, true)
        removeEventListener('pageshow', wake)
        looking.abort()
        dispatch({ type: 'stop' })
        for (const it of flights.values()) it.abort()
      }
    },

    isKnownWrong: (code: string) => state.wrong.includes(bareCode(code)),
    start: (number: PhoneNumber) => dispatch({ type: 'start', number, key: newKey(), now: Date.now() }),
    resend: () => dispatch({ type: 'resend', now: Date.now() }),
    check: (code: string) => dispatch({ type: 'check', code }),
    change: () => dispatch({ type: 'change' }),
    return: () => dispatch({ type: 'return', now: Date.now() }),
    dismiss: () => dispatch({ type: 'dismiss' }),
    confirm: (number: PhoneNumber) => dispatch({ type: 'confirm', number }),
  }
}
