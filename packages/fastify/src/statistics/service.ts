import type { SmsFigures, SmsStatistics, StatisticsGroup } from '@sms-settings/api'
import type { AppsService } from '../apps/service.ts'
import { COUNTS, DAY, dayOf, longestOf, TIME_CLASSES } from '../counting/figures.ts'
import type { Counting } from '../counting/service.ts'
import { smsError } from '../errors.ts'
import type { Catalogue } from '../general/catalogue.ts'
import type { StatisticsStore, Sum } from './store.ts'

export type StatisticsQuery = { from?: string; to?: string; groupBy?: StatisticsGroup; appId?: string }

type Parts = {
  store: StatisticsStore
  /** How Apps and templates are called. */
  apps: Pick<AppsService, 'find'>
  catalogue: Pick<Catalogue, 'templateNames'>
  counting: Pick<Counting, 'countedUntil'>
  now: () => number
}

const DAYS_AT_MOST = 400
const DAYS_BY_DEFAULT = 30
const GROUPS_AT_MOST = 500

const iso = (day: number) => new Date(day * DAY).toISOString()
const dateOf = (day: number) => iso(day).slice(0, 10)

/** The time that a share of the delivered took at most, taken as even within a class. */
const percentile = (times: readonly number[], share: number): number | null => {
  const delivered = times.reduce((all, count) => all + count, 0)
  if (delivered === 0) return null
  let left = share * delivered
  for (const [at, count] of times.entries()) {
    if (count > 0 && left <= count) {
      const shortest = at === 0 ? 0 : longestOf(at - 1)
      return Math.round((shortest + (longestOf(at) - shortest) * (left / count)) * 10) / 10
    }
    left -= count
  }
  return longestOf(times.length - 1)
}

const toFigures = (sum: Sum): SmsFigures => ({
  started: sum.started,
  approved: sum.approved,
  conversion: sum.started > 0 ? Math.round((sum.approved / sum.started) * 10_000) / 10_000 : null,
  sent: sum.sent,
  delivered: sum.delivered,
  failed: sum.failed,
  unknown: sum.unknown,
  refused: sum.refused,
  // Of a code that is used only the last SMS was: a code may be used before its message is counted.
  wasted: Math.max(0, sum.codes - sum.approved),
  deliverySeconds: { p50: percentile(sum.times, 0.5), p95: percentile(sum.times, 0.95) },
})

const add = (a: Sum, b: Sum): Sum => ({
  ...(Object.fromEntries(COUNTS.map((it) => [it, a[it] + b[it]])) as Record<(typeof COUNTS)[number], number>),
  key: '',
  times: a.times.map((count, at) => count + (b.times[at] ?? 0)),
})
const NOTHING: Sum = {
  ...(Object.fromEntries(COUNTS.map((it) => [it, 0])) as Record<(typeof COUNTS)[number], number>),
  key: '',
  times: Array(TIME_CLASSES).fill(0),
}
const isAnything = (sum: Sum) => COUNTS.some((it) => sum[it] !== 0)

export const createStatisticsService = ({ store, apps, catalogue, counting, now }: Parts) => {
  const daysOf = ({ from, to }: StatisticsQuery) => {
    const toDay = to === undefined ? dayOf(now()) + 1 : dayOf(Date.parse(to) - 1) + 1
    const fromDay = from === undefined ? toDay - DAYS_BY_DEFAULT : dayOf(Date.parse(from))
    const wrong = (message: string) =>
      smsError('SMS_INVALID_INPUT', [`querystring.from ${message}`], { field: 'querystring.from' })
    if (fromDay >= toDay) throw wrong('must be before `to`')
    if (toDay - fromDay > DAYS_AT_MOST) throw wrong(`must be at most ${DAYS_AT_MOST} days before \`to\``)
    return { fromDay, toDay }
  }

  const namesOf = async (
    tenantId: string,
    groupBy: StatisticsGroup,
    keys: string[],
  ): Promise<ReadonlyMap<string, string>> => {
    const named = keys.filter((key) => key !== '')
    if (named.length === 0) return new Map()
    if (groupBy === 'app') return new Map((await apps.find(tenantId, named)).map(({ appId, name }) => [appId, name]))
    return groupBy === 'template' ? catalogue.templateNames(tenantId, named) : new Map()
  }

  return {
    /** What became of the codes and messages of some days. @throws `SMS_INVALID_INPUT` */
    async get(tenantId: string, query: StatisticsQuery): Promise<SmsStatistics> {
      const { groupBy = 'day', appId } = query
      const { fromDay, toDay } = daysOf(query)
      const range = { tenantId, appId: appId ?? '', fromDay, toDay }
      const [days, until] = [await store.byDay(range), await counting.countedUntil()]

      const total = days.reduce(add, NOTHING)
      const sums =
        groupBy === 'day'
          ? days
          : groupBy === 'app' && appId !== undefined
            ? [{ ...total, key: appId }]
            : await store.byValue(range, groupBy, GROUPS_AT_MOST + 1)
      const some = groupBy === 'day' ? sums : sums.filter(isAnything).slice(0, GROUPS_AT_MOST)
      const names = await namesOf(
        tenantId,
        groupBy,
        some.map(({ key }) => key),
      )
      const known = new Map(some.map((sum) => [sum.key, sum]))
      const groups =
        groupBy === 'day'
          ? Array.from({ length: toDay - fromDay }, (_, at) => {
              const day = fromDay + at
              return {
                key: dateOf(day),
                name: null,
                figures: toFigures(known.get(String(day)) ?? NOTHING),
              }
            })
          : some.map((sum) => ({ key: sum.key, name: names.get(sum.key) ?? null, figures: toFigures(sum) }))
      return {
        from: iso(fromDay),
        to: iso(toDay),
        groupBy,
        total: toFigures(total),
        groups,
        complete: sums.length <= GROUPS_AT_MOST,
        countedUntil: new Date(until).toISOString(),
      }
    },
  }
}
export type StatisticsService = ReturnType<typeof createStatisticsService>
