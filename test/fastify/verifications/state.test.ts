import fc from 'fast-check'
import t from 'tap'
import { newCode, readCode } from '../../../packages/fastify/src/verifications/code.ts'
import { type Before, carryOver, LOCKOUTS, resendWaitAfter } from '../../../packages/fastify/src/verifications/state.ts'

const DAY = 24 * 3_600_000
const now = Date.UTC(2026, 10, 23, 12)
const before = (some: Partial<Before>): Before => ({
  status: 'cancelled',
  attempts: 5,
  attemptsLeft: 5,
  failedAt: null,
  lockouts: 0,
  lockedUntil: null,
  ...some,
})

t.test('a new start gives no fresh budget', (t) => {
  const carried = carryOver(before({ attemptsLeft: 1, failedAt: now - 1000 }), 5, now)
  t.match(carried, { attemptsLeft: 1 })
  t.end()
})

t.test('the right code forgives what was wrong before', (t) => {
  t.match(carryOver(before({ status: 'approved', attemptsLeft: 1, failedAt: now - 1000 }), 5, now), {
    attemptsLeft: 5,
    lockouts: 0,
  })
  t.match(carryOver(before({ status: 'redeemed', attemptsLeft: 1, failedAt: now - 1000 }), 5, now), { attemptsLeft: 5 })
  t.end()
})

t.test('a lock holds until its end, then the budget begins anew and the next lock is longer', (t) => {
  const exhausted = before({
    status: 'exhausted',
    attemptsLeft: 0,
    failedAt: now,
    lockouts: 1,
    lockedUntil: now + LOCKOUTS[0],
  })
  t.same(carryOver(exhausted, 5, now + LOCKOUTS[0] - 1), { lockedFor: 1 })
  t.match(carryOver(exhausted, 5, now + LOCKOUTS[0]), { attemptsLeft: 5, lockouts: 1 })
  t.end()
})

t.test('the guesses of a whole day stay within what the README says', (t) => {
  // The best an attacker can do: start anew whenever he may, and use every attempt at once.
  let guesses = 0
  let previous: Before | undefined
  for (let at = now; at < now + DAY; at += 60_000) {
    const carried = carryOver(previous, 5, at)
    if ('lockedFor' in carried) continue
    guesses += carried.attemptsLeft
    const lock = LOCKOUTS[Math.min(carried.lockouts, LOCKOUTS.length - 1)] as number
    previous = before({
      status: 'exhausted',
      attemptsLeft: 0,
      failedAt: at,
      lockouts: carried.lockouts + 1,
      lockedUntil: at + lock,
    })
  }
  t.equal(guesses, 40)
  t.end()
})

t.test('whatever happened, a start is locked, or has between one attempt and all of them', (t) => {
  fc.assert(
    fc.property(
      fc.record({
        status: fc.constantFrom<Before['status']>(
          'pending',
          'approved',
          'redeemed',
          'expired',
          'cancelled',
          'exhausted',
          'failed',
        ),
        attempts: fc.integer({ min: 1, max: 10 }),
        attemptsLeft: fc.integer({ min: 0, max: 10 }),
        failedAt: fc.option(fc.integer({ min: now - 3 * DAY, max: now })),
        lockouts: fc.integer({ min: 0, max: 9 }),
        lockedUntil: fc.option(fc.integer({ min: now - DAY, max: now + DAY })),
      }),
      fc.integer({ min: 1, max: 10 }),
      (previous, attempts) => {
        const carried = carryOver(
          { ...previous, attemptsLeft: Math.min(previous.attempts, previous.attemptsLeft) },
          attempts,
          now,
        )
        if ('lockedFor' in carried) return carried.lockedFor > 0
        return carried.attemptsLeft >= 1 && carried.attemptsLeft <= attempts
      },
    ),
  )
  t.end()
})

t.test('resends wait longer and longer', (t) => {
  t.same(
    [1, 2, 3, 4].map((sends) => resendWaitAfter(sends, [60, 120, 300])),
    [60_000, 120_000, 300_000, 300_000],
  )
  t.end()
})

t.test('a million codes are evenly spread, leading zeros included', (t) => {
  const digits = Array.from({ length: 6 }, () => new Array<number>(10).fill(0))
  const thousands = new Array<number>(1000).fill(0)
  const count = 1_000_000
  for (let i = 0; i < count; i++) {
    const code = newCode(6)
    for (let place = 0; place < 6; place++)
      (digits[place] as number[])[Number(code[place])] = ((digits[place] as number[])[Number(code[place])] ?? 0) + 1
    thousands[Number(code.slice(0, 3))] = (thousands[Number(code.slice(0, 3))] ?? 0) + 1
  }
  const chiSquare = (seen: number[]) => {
    const expected = count / seen.length
    return seen.reduce((sum, it) => sum + (it - expected) ** 2 / expected, 0)
  }
  // With 9 degrees of freedom 45 is exceeded once in a million, with 999 degrees 1,230 about as seldom.
  for (const place of digits) t.ok(chiSquare(place) < 45, `digit: ${chiSquare(place).toFixed(1)}`)
  t.ok(chiSquare(thousands) < 1230, `first three digits: ${chiSquare(thousands).toFixed(1)}`)
  t.end()
})

t.test('codes are read as people type them', (t) => {
  for (const text of ['042137', '042-137', '042 137', '０４２１３７', ' 042137 ', '042\u2013137'])
    t.equal(readCode(text), '042137', text)
  for (const text of ['', 'abc', '042x37', '123', '123456789', '４２']) t.equal(readCode(text), null, text)
  t.end()
})
