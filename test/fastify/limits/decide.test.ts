import type { SmsLimits } from '@sms-settings/api'
import fc from 'fast-check'
import t from 'tap'
import { addressBucket } from '../../../packages/fastify/src/limits/address.ts'
import { type Counted, entryOf, firstHit } from '../../../packages/fastify/src/limits/decide.ts'

const HOUR = 3_600_000
const limits: SmsLimits = {
  phonePerMinute: 1,
  phonePerHour: 5,
  phonePerDay: 10,
  ipPerHour: 3,
  appPerDay: 7,
  countryPerHour: 5,
  prefixPerHour: 2,
}
const noon = Date.UTC(2026, 10, 23, 12)
const phone = (times: number[]): Counted => ({
  counter: 'phone',
  used: 0,
  windowStart: 0,
  recent: times.map((at) => entryOf(at, Math.random)).join(''),
})

t.test('a phone gets one start in any 60 seconds, to the millisecond', (t) => {
  t.same(firstHit([phone([noon, noon - 59_999])], limits, 100, noon), { limit: 'phone_per_minute', retryAfter: 1 })
  t.equal(firstHit([phone([noon, noon - 60_000])], limits, 100, noon), undefined)
  t.end()
})

t.test('rolling windows agree with counting by hand, whatever came before', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 26 * HOUR }), { maxLength: 40 }),
      fc.record({
        minute: fc.integer({ min: 0, max: 3 }),
        hour: fc.integer({ min: 0, max: 6 }),
        day: fc.integer({ min: 0, max: 12 }),
      }),
      (ages, allowed) => {
        const before = [...ages].sort((a, b) => a - b).map((age) => noon - age)
        const rules = {
          ...limits,
          phonePerMinute: allowed.minute,
          phonePerHour: allowed.hour,
          phonePerDay: allowed.day,
        }
        const inside = (length: number) => before.filter((at) => at > noon - length).length + 1
        const tooMany =
          inside(60_000) > allowed.minute || inside(HOUR) > allowed.hour || inside(24 * HOUR) > allowed.day
        const hit = firstHit([phone([noon, ...before])], rules, 100, noon)
        if ((hit !== undefined) !== tooMany) return false
        if (!hit || Math.min(allowed.minute, allowed.hour, allowed.day) === 0) return true
        // Coming again when told to is not in vain.
        const later = noon + hit.retryAfter * 1000
        return firstHit([phone([later, ...before])], rules, 100, later) === undefined
      },
    ),
  )
  t.end()
})

t.test('the other limits let exactly their number through and tell when the window ends', (t) => {
  const at = noon + 20 * 60_000
  const counted = (counter: Counted['counter'], used: number): Counted => ({
    counter,
    used,
    windowStart: counter === 'app' || counter === 'tenant' ? Date.UTC(2026, 10, 23) : noon,
    recent: '',
  })
  t.equal(
    firstHit([counted('ip', 3), counted('app', 7), counted('prefix', 2), counted('tenant', 50)], limits, 50, at),
    undefined,
  )
  t.same(firstHit([counted('ip', 4)], limits, 50, at), { limit: 'ip_per_hour', retryAfter: 2400 })
  t.same(firstHit([counted('prefix', 3)], limits, 50, at), { limit: 'prefix_per_hour', retryAfter: 2400 })
  t.same(firstHit([counted('tenant', 51), counted('ip', 4)], limits, 50, at), {
    limit: 'tenant_per_day',
    retryAfter: 12 * 3600 - 1200,
  })
  t.end()
})

t.test('addresses: IPv6 counts by its /64, IPv4 is IPv4 in both spellings', (t) => {
  t.equal(addressBucket('2001:db8:1:2::1'), addressBucket('2001:db8:1:2:ffff:ffff:ffff:ffff'))
  t.not(addressBucket('2001:db8:1:2::1'), addressBucket('2001:db8:1:3::1'))
  t.equal(addressBucket('::ffff:192.0.2.1'), addressBucket('192.0.2.1'))
  for (const [address, same] of [
    ['192.0.2.1:4711', '192.0.2.1'],
    [' 192.0.2.1 ', '192.0.2.1'],
    ['[2001:db8:1:2::1]:4711', '2001:db8:1:2::9'],
    ['[2001:db8:1:2::1]', '2001:db8:1:2::9'],
    ['unknown', '_hidden'],
    ['not an address', ''],
  ] as const)
    t.equal(addressBucket(address), addressBucket(same), `"${address}" is counted as "${same}"`)
  t.not(addressBucket('192.0.2.1:4711'), addressBucket('192.0.2.2:4711'))
  t.end()
})
