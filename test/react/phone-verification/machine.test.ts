import fc from 'fast-check'
import t from 'tap'
import {
  initialState,
  next,
  type Refusal,
  type SentCode,
  type VerificationEvent,
  type VerificationState,
} from '../../../packages/react/src/phone-verification/machine.ts'

const NOW = Date.UTC(2026, 10, 23, 12)
const NUMBER = { phone: '+8613900001234' }
const OTHER = { phone: '+8613900005678' }

const code = (id: string, some: Partial<SentCode> = {}): SentCode => ({
  id,
  phone: '+86 139****1234',
  purpose: 'log_in',
  expiresAt: NOW + 300_000,
  resendAt: NOW + 60_000,
  codeLength: 6,
  ...some,
})
const refusal = (code: string, some: Partial<Refusal> = {}): Refusal => ({
  code,
  message: '',
  retryAfter: undefined,
  attemptsLeft: undefined,
  status: undefined,
  verificationId: undefined,
  cause: undefined,
  ...some,
})
const play = (events: VerificationEvent[], from: VerificationState = initialState) => events.reduce(next, from)
const started: VerificationEvent[] = [
  { type: 'start', number: NUMBER, key: 'k1', now: NOW },
  { type: 'sent', turn: 1, sent: code('v1'), status: 'pending' },
]
const refused = (turn: number, it: Refusal, now = NOW): VerificationEvent => ({
  type: 'refused',
  turn,
  refusal: it,
  now,
  purpose: 'log_in',
})

t.test('a number, a code, an approval', async (t) => {
  const state = play([...started, { type: 'check', code: ' 042-137 ' }])
  t.match(state, { step: 'checking', asked: { kind: 'check', id: 'v1', code: '042137' } })
  t.match(next(state, { type: 'approved', turn: 2 }), { step: 'approved', number: NUMBER, sent: { id: 'v1' } })
})

t.test('a second press changes nothing, not even the object', async (t) => {
  const sending = play(started.slice(0, 1))
  t.equal(next(sending, { type: 'start', number: OTHER, key: 'k2', now: NOW }), sending)
  const checking = play([...started, { type: 'check', code: '1234' }])
  t.equal(next(checking, { type: 'check', code: '1234' }), checking)
  t.equal(next(checking, { type: 'check', code: '9999' }), checking)
  t.equal(next(checking, { type: 'resend', now: NOW + 90_000 }), checking)
})

t.test('a wrong code says what is left and is not checked again; a new code may be the same', async (t) => {
  const wrong = play([
    ...started,
    { type: 'check', code: '000000' },
    refused(2, refusal('SMS_CODE_INCORRECT', { attemptsLeft: 4 })),
  ])
  t.match(wrong, { step: 'code', attemptsLeft: 4, wrong: ['000000'] })
  t.equal(next(wrong, { type: 'check', code: '000 000' }), wrong)
  const resent = play(
    [
      { type: 'resend', now: NOW + 60_000 },
      { type: 'sent', turn: 3, sent: code('v1'), status: 'pending' },
    ],
    wrong,
  )
  t.match(resent, { step: 'code', attemptsLeft: 4, wrong: [], sends: 2 })
  t.match(
    play([{ type: 'check', code: '111111' }, refused(3, refusal('SMS_CODE_INCORRECT', { attemptsLeft: 0 }))], wrong),
    { step: 'over', over: 'exhausted' },
  )
})

t.test('how a verification that is over is over', async (t) => {
  for (const status of ['expired', 'exhausted', 'cancelled', 'redeemed', 'failed'])
    t.match(
      play([...started, { type: 'check', code: '1' }, refused(2, refusal('SMS_VERIFICATION_OVER', { status }))]),
      { step: 'over', over: status },
    )
  t.match(play([...started, { type: 'check', code: '1' }, refused(2, refusal('SMS_VERIFICATION_NOT_FOUND'))]), {
    over: 'unknown',
  })
})

t.test('an answer that was lost: the same code again finds the approval', async (t) => {
  const lost = play([...started, { type: 'check', code: '1' }, refused(2, refusal('SMS_NETWORK'))])
  t.match(lost, { step: 'code', unanswered: '1', wrong: [] })
  const approved = refusal('SMS_VERIFICATION_OVER', { status: 'approved' })
  t.match(play([{ type: 'check', code: '1' }, refused(3, approved)], lost), { step: 'approved' })
  t.match(play([{ type: 'check', code: '2' }, refused(3, approved)], lost), { step: 'over', over: 'elsewhere' })
})

t.test('the same key as long as no answer came, a new one after any', async (t) => {
  const again = (first: VerificationEvent, number = NUMBER) =>
    play([
      { type: 'start', number: NUMBER, key: 'k1', now: NOW },
      first,
      { type: 'start', number, key: 'k2', now: NOW + 999_000 },
    ]).asked
  t.match(again(refused(1, refusal('SMS_NETWORK'))), { key: 'k1' })
  t.match(again(refused(1, refusal('SMS_NETWORK')), OTHER), { key: 'k2' })
  t.match(again(refused(1, refusal('SMS_LIMITED', { retryAfter: 30 }))), { key: 'k2' })
  t.match(again({ type: 'stop' }), { key: 'k1' })
})

t.test('a limit waits for the number that hit it alone', async (t) => {
  const limited = play([
    { type: 'start', number: NUMBER, key: 'k', now: NOW },
    refused(1, refusal('SMS_LIMITED', { retryAfter: 30 })),
  ])
  t.match(limited, { step: 'phone', waitUntil: NOW + 30_000 })
  t.equal(next(limited, { type: 'start', number: NUMBER, key: 'k', now: NOW + 29_000 }), limited)
  t.equal(next(limited, { type: 'start', number: NUMBER, key: 'k', now: NOW + 30_000 }).step, 'sending')
  t.equal(next(limited, { type: 'start', number: OTHER, key: 'k', now: NOW }).step, 'sending')
  t.equal(next(limited, { type: 'dismiss' }).waitUntil, null)
})

t.test('a send whose outcome is unknown goes on to its code', async (t) => {
  const state = play([
    { type: 'start', number: NUMBER, key: 'k', now: NOW },
    refused(1, refusal('SMS_PLATFORM_TIMEOUT', { verificationId: 'v9' })),
  ])
  t.match(state, { step: 'code', isUncertain: true, sent: { id: 'v9', phone: '****1234', expiresAt: null } })
  t.match(next(state, { type: 'told', id: 'v9', status: 'pending', sent: code('v9') }), {
    step: 'code',
    isUncertain: true,
    sent: { expiresAt: NOW + 300_000 },
  })
  t.match(next(state, { type: 'told', id: 'v9', status: 'failed', sent: code('v9') }), { step: 'over', over: 'failed' })
})

t.test('a resend that comes too soon learns when', async (t) => {
  const state = play([...started, { type: 'resend', now: NOW + 60_000 }])
  t.equal(next(play(started), { type: 'resend', now: NOW + 59_999 }).asked, null)
  t.match(next(state, refused(2, refusal('SMS_RESEND_TOO_SOON', { retryAfter: 20 }), NOW + 60_000)), {
    step: 'code',
    sent: { resendAt: NOW + 80_000 },
    problem: { of: 'resend' },
  })
})

t.test('changing the number loses nothing: back to the code, or the same number again sends nothing', async (t) => {
  const changing = play([...started, { type: 'change' }])
  t.match(changing, { step: 'phone', number: NUMBER, sent: { id: 'v1' } })
  t.match(next(changing, { type: 'return', now: NOW }), { step: 'code' })
  t.match(next(changing, { type: 'start', number: NUMBER, key: 'k', now: NOW }), { step: 'code', asked: null })
  t.match(next(changing, { type: 'start', number: NUMBER, key: 'k', now: NOW + 60_000 }), { step: 'sending' })
  t.match(next(changing, { type: 'start', number: OTHER, key: 'k', now: NOW }), { step: 'sending' })
  t.equal(next(changing, { type: 'return', now: NOW + 300_000 }), changing, 'not to a code that has expired')
  const over = play([...started, { type: 'expire', now: NOW + 300_000 }, { type: 'change' }])
  t.equal(next(over, { type: 'return', now: NOW }), over)
  t.equal(
    next(over, { type: 'start', number: NUMBER, key: 'k', now: NOW }).step,
    'sending',
    'a dead code is no way back',
  )
})

t.test('another tab', async (t) => {
  t.match(next(initialState, { type: 'adopt', sent: code('v2'), now: NOW }), { step: 'code', number: null })
  t.equal(next(initialState, { type: 'adopt', sent: code('v2'), now: NOW + 300_000 }), initialState, 'an old one')
  const here = play(started)
  t.match(next(here, { type: 'adopt', sent: code('v1', { resendAt: NOW + 180_000 }), now: NOW }), {
    number: NUMBER,
    sent: { resendAt: NOW + 180_000 },
  })
  t.match(next(here, { type: 'gone', id: 'v1', now: NOW }), { step: 'over', over: 'elsewhere' })
  t.match(next(here, { type: 'gone', id: 'v1', now: NOW + 300_000 }), { step: 'over', over: 'expired' })
  t.equal(next(here, { type: 'gone', id: 'v0', now: NOW }), here)
  const approved = play(
    [
      { type: 'check', code: '1' },
      { type: 'approved', turn: 2 },
    ],
    here,
  )
  t.equal(next(approved, { type: 'gone', id: 'v1', now: NOW }), approved)
  t.equal(next(approved, { type: 'adopt', sent: code('v2'), now: NOW }), approved)
})

const anyNumber = fc.constantFrom(NUMBER, OTHER)
/** How many turns ago: mostly the one that is waited for. */
const anyTurn = fc.constantFrom(0, 0, 0, 0, 1, 5)
const anyTime = fc.integer({ min: 0, max: 400 }).map((it) => NOW + it * 1000)
const anySent = fc
  .record({ id: fc.constantFrom('v1', 'v2'), wait: fc.nat(300) })
  .map(({ id, wait }) => code(id, { resendAt: NOW + wait * 1000 }))
const anyStatus = fc.constantFrom('pending', 'approved', 'expired', 'exhausted', 'strange')
const anyEvent: fc.Arbitrary<VerificationEvent> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('start' as const), number: anyNumber, key: fc.uuid(), now: anyTime }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('resend' as const), now: anyTime }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('check' as const), code: fc.constantFrom('1', '2', ' 1 ', '') }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('sent' as const), turn: anyTurn, sent: anySent, status: anyStatus }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('approved' as const), turn: anyTurn }) },
  {
    weight: 4,
    arbitrary: fc
      .record({
        turn: anyTurn,
        now: anyTime,
        code: fc.constantFrom('SMS_CODE_INCORRECT', 'SMS_VERIFICATION_OVER', 'SMS_NETWORK', 'SMS_LIMITED', 'HOSTS_OWN'),
        attemptsLeft: fc.option(fc.nat(4), { nil: undefined }),
        retryAfter: fc.option(fc.nat(100), { nil: undefined }),
        status: fc.option(anyStatus, { nil: undefined }),
        verificationId: fc.option(fc.constantFrom('v1', 'v3'), { nil: undefined }),
      })
      .map(({ turn, now, code, ...some }) => refused(turn, refusal(code, some), now)),
  },
  fc.record({ type: fc.constantFrom('change' as const, 'dismiss' as const, 'stop' as const) }),
  fc.record({ type: fc.constantFrom('return' as const, 'expire' as const), now: anyTime }),
  fc.record({ type: fc.constant('adopt' as const), sent: anySent, now: anyTime }),
  fc.record({ type: fc.constant('told' as const), id: fc.constantFrom('v1', 'v2'), status: anyStatus, sent: anySent }),
  fc.record({ type: fc.constant('gone' as const), id: fc.constantFrom('v1', 'v2'), now: anyTime }),
  fc.record({ type: fc.constant('confirm' as const), number: anyNumber }),
)

t.test('for any order of events', async (t) => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let state = initialState
      for (const any of events) {
        const before = state
        const event = 'turn' in any ? { ...any, turn: before.turn - any.turn } : any
        state = next(before, event)
        reached.add(state.step)
        // What is under way is what the step says.
        const kind = state.asked?.kind
        if ((state.step === 'sending') !== (kind === 'start')) return false
        if ((state.step === 'checking') !== (kind === 'check')) return false
        if (state.step === 'code' && kind !== undefined && kind !== 'resend') return false
        if (state.step === 'over' && (state.over === null || state.asked)) return false
        if (['code', 'checking', 'approved', 'over'].includes(state.step) && !state.sent) return false
        // Turns never go back, and an answer to another turn is no answer.
        if (state.turn < before.turn) return false
        if ('turn' in event && event.turn !== before.asked?.turn && state !== before) return false
        // Nothing is asked while an answer is awaited, but for a code that comes during a resend.
        const isNew = state.asked && state.asked.turn !== before.asked?.turn
        if (isNew && before.asked && before.asked.kind !== 'resend') return false
        // No code is checked that is known to be wrong.
        if (isNew && state.asked?.kind === 'check' && before.wrong.includes(state.asked.code)) return false
        // Nothing but an answer to a check of one's own approves, and nothing undoes it.
        if (state.step === 'approved' && before.step !== 'approved' && before.step !== 'checking') return false
        if (before.step === 'approved' && state.step !== 'approved') return false
        // What was typed is never lost to an answer.
        if (before.number && !state.number && event.type !== 'adopt') return false
      }
      return true
    }),
    { numRuns: 3000 },
  )
  t.same([...reached].sort(), ['approved', 'checking', 'code', 'over', 'phone', 'sending'], 'every step was reached')
})
