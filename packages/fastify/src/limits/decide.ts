import type { LimitName, SmsLimits } from '@sms-settings/api'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The starts of a rolling window are kept as text: nine base-36 digits of milliseconds and four random ones each. */
export const ENTRY_LENGTH = 13
/** More are never asked for: no limit of a rolling window is above 100. */
export const ENTRIES_KEPT = 101

export const entryOf = (now: number, random: () => number): string =>
  now.toString(36).padStart(9, '0') +
  Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, '0')

const timesIn = (recent: string): number[] =>
  Array.from({ length: Math.floor(recent.length / ENTRY_LENGTH) }, (_, at) =>
    Number.parseInt(recent.slice(at * ENTRY_LENGTH, at * ENTRY_LENGTH + 9), 36),
  )

/** What counts a start. `phone` is a rolling window; the others count in hours or days of UTC that do not overlap. */
export const COUNTERS = ['phone', 'ip', 'app', 'country', 'prefix', 'tenant'] as const
export type Counter = (typeof COUNTERS)[number]

export const windowOf = (counter: Counter): number =>
  counter === 'app' || counter === 'tenant' || counter === 'phone' ? DAY : HOUR
export const windowStart = (counter: Counter, now: number): number =>
  Math.floor(now / windowOf(counter)) * windowOf(counter)

/** A counter as it stands with the start in question already counted. */
export type Counted = { counter: Counter; used: number; windowStart: number; recent: string }

/** A limit that was hit, and the seconds until a start may come again. */
export type Hit = { limit: LimitName; retryAfter: number }

const seconds = (milliseconds: number) => Math.max(1, Math.ceil(milliseconds / 1000))

const rolling = (recent: string, now: number, limits: SmsLimits): Hit[] => {
  const times = timesIn(recent)
  const windows = [
    ['phone_per_minute', limits.phonePerMinute, MINUTE],
    ['phone_per_hour', limits.phonePerHour, HOUR],
    ['phone_per_day', limits.phonePerDay, DAY],
  ] as const
  // The newest entry is the start in question; it is one too many when the one `allowed` places back is still inside.
  return windows.flatMap(([limit, allowed, length]) => {
    const oldest = times[allowed]
    return oldest !== undefined && oldest > now - length ? [{ limit, retryAfter: seconds(oldest + length - now) }] : []
  })
}

const fixed = (
  limit: LimitName,
  allowed: number,
  { counter, used, windowStart: began }: Counted,
  now: number,
): Hit[] => (used > allowed ? [{ limit, retryAfter: seconds(began + windowOf(counter) - now) }] : [])

const FIXED: Record<Exclude<Counter, 'phone'>, (limits: SmsLimits, tenantPerDay: number) => [LimitName, number]> = {
  ip: (limits) => ['ip_per_hour', limits.ipPerHour],
  app: (limits) => ['app_per_day', limits.appPerDay],
  country: (limits) => ['country_per_hour', limits.countryPerHour],
  prefix: (limits) => ['prefix_per_hour', limits.prefixPerHour],
  tenant: (_, tenantPerDay) => ['tenant_per_day', tenantPerDay],
}

/**
 * Whether one more start is too many. Of several limits hit, the one that lasts longest is told: coming again earlier
 * would be in vain.
 */
export const firstHit = (counted: Counted[], limits: SmsLimits, tenantPerDay: number, now: number): Hit | undefined =>
  counted
    .flatMap((it) => {
      if (it.counter === 'phone') return rolling(it.recent, now, limits)
      const [limit, allowed] = FIXED[it.counter](limits, tenantPerDay)
      return fixed(limit, allowed, it, now)
    })
    .sort((a, b) => b.retryAfter - a.retryAfter)[0]
