import type { SmsLimits } from '@sms-settings/api'
import { type Counted, windowOf } from './decide.ts'

/** What a day's budget has come to. */
export type Budget = {
  kind: 'budget_low' | 'budget_spent'
  /** Whose it is. */
  of: 'app' | 'tenant'
  used: number
  limit: number
  /** When its day begins and ends, in milliseconds since the epoch. */
  from: number
  until: number
}

/** The share of a day's budget at which a warning is given. */
const LOW = 0.8

/**
 * The budgets of which this one start has to tell. Counters are exact, so exactly one start of a day sees the one that is
 * low; every start that comes too late sees the one that is spent.
 */
export const budgetsAt = (counted: readonly Counted[], limits: SmsLimits, tenantPerDay: number): Budget[] =>
  counted.flatMap(({ counter, used, windowStart }) => {
    if (counter !== 'app' && counter !== 'tenant') return []
    const limit = counter === 'app' ? limits.appPerDay : tenantPerDay
    // Where nothing is to be sent at all, that is no news.
    if (limit === 0) return []
    const kind = used > limit ? 'budget_spent' : used === Math.ceil(limit * LOW) ? 'budget_low' : null
    if (!kind) return []
    const until = windowStart + windowOf(counter)
    return [{ kind, of: counter, used: Math.min(used, limit), limit, from: windowStart, until } as const]
  })
