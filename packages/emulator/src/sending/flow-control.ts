import type { FlowLimits } from '../accounts/account.ts'
import { chinaWindow } from '../china-time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Verification codes a number may get in a day from all senders of the platform together. */
export const PLATFORM_PER_DAY = 40

/** A rule of flow control that a further message would break. */
export type FlowRefusal = { level: 'minute' | 'hour' | 'day'; permits: number }

const names = { minute: '分钟级', hour: '小时级', day: '天级' } as const

/** The message of a refusal, as real answers have it. */
export const flowMessage = ({ level, permits }: FlowRefusal): string => `触发${names[level]}流控Permits:${permits}`

const within = (times: readonly number[], now: number, window: number) =>
  times.filter((time) => chinaWindow(time, window) === chinaWindow(now, window)).length

const today = (times: readonly number[], now: number, kind: 'rolling' | 'calendar') =>
  kind === 'calendar' ? within(times, now, DAY) : times.filter((time) => time > now - DAY && time <= now).length

/**
 * Whether one more verification code may go to a mainland number. `sent` are the times of those with the same signature,
 * `everywhere` of all senders'. Minute and hour are clock windows in China time, not sliding ones.
 * Source: help.aliyun.com/document_detail/44335.html.
 */
export function verificationFlow(
  sent: readonly number[],
  everywhere: readonly number[],
  now: number,
  limits: Pick<FlowLimits, 'perMinute' | 'perHour' | 'perDay'>,
  day: 'rolling' | 'calendar',
): FlowRefusal | undefined {
  if (within(sent, now, MINUTE) >= limits.perMinute) return { level: 'minute', permits: limits.perMinute }
  if (within(sent, now, HOUR) >= limits.perHour) return { level: 'hour', permits: limits.perHour }
  if (today(sent, now, day) >= limits.perDay) return { level: 'day', permits: limits.perDay }
  if (today(everywhere, now, day) >= PLATFORM_PER_DAY) return { level: 'day', permits: PLATFORM_PER_DAY }
  return undefined
}

/** The same for notices and promotion, of which those with the same signature, template and number count. */
export const otherFlow = (
  sent: readonly number[],
  now: number,
  limits: Pick<FlowLimits, 'othersPerDay'>,
  day: 'rolling' | 'calendar',
): FlowRefusal | undefined =>
  today(sent, now, day) >= limits.othersPerDay ? { level: 'day', permits: limits.othersPerDay } : undefined

/** What was accepted, by what it counts for. Times older than a day are dropped as new ones come. */
export class FlowCounters {
  readonly #times = new Map<string, number[]>()

  /** Times kept under a key. */
  times(key: string): readonly number[] {
    return this.#times.get(key) ?? []
  }

  /** Adds an accepted request. */
  count(key: string, now: number): void {
    this.#times.set(key, [...this.times(key).filter((time) => time > now - 2 * DAY), now])
  }

  /** Forgets everything. */
  clear(): void {
    this.#times.clear()
  }
}

/** Keys under which a message counts; `everywhere` only for verification codes. */
export function flowKeys(message: {
  accountId: string
  signName: string
  templateCode: string
  phone: string
  verification: boolean
}): { own: string; everywhere: string | undefined } {
  const { accountId, signName, templateCode, phone, verification } = message
  return verification
    ? { own: JSON.stringify(['code', accountId, signName, phone]), everywhere: JSON.stringify(['any', phone]) }
    : { own: JSON.stringify(['other', accountId, signName, templateCode, phone]), everywhere: undefined }
}
