import type { SmsFigures, SmsStatistics, StatisticsGroup } from '@sms-settings/api'
import type { Some } from './handler.ts'
import { Refusal } from './refusal.ts'
import { ago, type World } from './world.ts'

const DAY = 86_400_000

/** Always the same for the same number, and no pattern to be seen. */
const noise = (seed: number) => {
  const it = Math.sin(seed * 12.9898) * 43_758.5453
  return it - Math.floor(it)
}

const figures = (sent: number, seed: number, more: Partial<SmsFigures> = {}): SmsFigures => {
  const failed = Math.round(sent * (0.01 + noise(seed) * 0.05))
  const unknown = Math.round(sent * noise(seed + 1) * 0.02)
  const started = Math.round(sent * 0.97)
  const approved = Math.round(started * (0.72 + noise(seed + 2) * 0.2))
  return {
    started,
    approved,
    conversion: started === 0 ? null : approved / started,
    sent,
    delivered: sent - failed - unknown,
    failed,
    unknown,
    refused: Math.round(sent * noise(seed + 3) * 0.01),
    wasted: sent - approved,
    deliverySeconds: sent === 0 ? { p50: null, p95: null } : { p50: 2.8 + noise(seed), p95: 11 + 20 * noise(seed + 4) },
    ...more,
  }
}

const sum = (all: readonly SmsFigures[]): SmsFigures => {
  const of = (name: 'started' | 'approved' | 'sent' | 'delivered' | 'failed' | 'unknown' | 'refused' | 'wasted') =>
    all.reduce((so, it) => so + it[name], 0)
  const [started, approved, sent] = [of('started'), of('approved'), of('sent')]
  return {
    started,
    approved,
    conversion: started === 0 ? null : approved / started,
    sent,
    delivered: of('delivered'),
    failed: of('failed'),
    unknown: of('unknown'),
    refused: of('refused'),
    wasted: of('wasted'),
    deliverySeconds: sent === 0 ? { p50: null, p95: null } : { p50: 3.1, p95: 14.2 },
  }
}

const ERRORS: [code: string, failed: number, refused: number][] = [
  ['MOBILE_NOT_ON_SERVICE', 412, 0],
  ['isv.BUSINESS_LIMIT_CONTROL', 0, 131],
  ['isv.AMOUNT_NOT_ENOUGH', 0, 42],
  ['REQUEST_SUCCESS', 17, 0],
  ['<b>VENDOR:900</b>', 9, 0],
  ['', 3, 0],
]

/** How many were sent, arrived and were used: more in a world with more in it. */
export const statisticsHandlers = (world: World): Some<'getStatistics'> => ({
  getStatistics: ({ query }) => {
    const today = Math.floor(Date.now() / DAY)
    const to = query.to === undefined ? today + 1 : Math.ceil(Date.parse(query.to) / DAY)
    const from = query.from === undefined ? to - 30 : Math.floor(Date.parse(query.from) / DAY)
    if (from >= to)
      throw new Refusal('SMS_INVALID_INPUT', 'querystring.from must be before `to`', { field: 'querystring.from' })
    const size = world.templates.length === 0 ? 0 : query.appId === undefined ? 1 : 0.4
    const dates = Array.from({ length: to - from }, (_, at) => from + at)
    const days = dates.map((day) => {
      const isWeekend = [2, 3].includes(day % 7)
      return figures(Math.round(size * (isWeekend ? 300 : 700) * (0.8 + 0.4 * noise(day))), day)
    })
    const total = sum(days)
    const part = (key: string, name: string | null, share: number, seed: number) => ({
      key,
      name,
      figures: figures(Math.round(total.sent * share), seed),
    })
    const parts: Record<StatisticsGroup, () => SmsStatistics['groups']> = {
      day: () =>
        dates.map((day, at) => ({
          key: new Date(day * DAY).toISOString().slice(0, 10),
          name: null,
          figures: days[at] as SmsFigures,
        })),
      app: () => [
        ...world.apps.map(({ appId, name }, at) => part(appId, name, 0.5 ** (at + 1), at)),
        part('', null, 0.001, 9),
      ],
      template: () => world.templates.map(({ stid, name }, at) => part(stid, name, 0.5 ** (at + 1), at)),
      country: () =>
        ['CN', 'HK', 'GB', 'US', 'DE', 'FR', 'JP', 'SG', 'TW', 'BR', 'IN', 'AE', 'ZA', ''].map((country, at) =>
          part(country, null, 0.6 ** (at + 1), at + 20),
        ),
      error: () =>
        ERRORS.map(([key, failed, refused]) => ({
          key,
          name: null,
          figures: { ...sum([]), failed, refused },
        })),
    }
    const groupBy = query.groupBy ?? 'day'
    return {
      from: new Date(from * DAY).toISOString(),
      to: new Date(to * DAY).toISOString(),
      groupBy,
      total,
      groups: size === 0 && groupBy !== 'day' ? [] : parts[groupBy](),
      complete: true,
      countedUntil: ago(world.countedSince),
    }
  },
})
