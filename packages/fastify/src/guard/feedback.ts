import { regionOf } from '@sms-settings/api'
import type { Reach } from '../general/reach.ts'
import { GENERAL } from '../general-entries.ts'
import type { VerificationChange } from './service.ts'

/** What has become of a verification: used, or over without being used, or neither yet. */
export type Ended = { phoneHash: string; used: boolean; over: boolean }
type Sent = { verificationId: string | null; accountId: string | null; bizId: string | null }

type Parts = {
  /** What has become of a verification; undefined when it is not there any more. */
  endOf: (tenantId: string, appId: string, id: string) => Promise<Ended | undefined>
  /** Messages to a number since a moment, newest first. */
  messagesSince: (tenantId: string, phoneHash: string, since: number) => Promise<Sent[]>
  reach: Reach
  /** Told how many could not be told, the first error, and how many were left out because too many waited. */
  onFailure: (what: { failed: number; leftOut: number }, error: unknown) => void
  now: () => number
}

type Waiting = Pick<VerificationChange, 'id' | 'tenantId' | 'appId' | 'createdAt'> & { dueAt: number }

/** Verifications that wait to be told of; above that, what is new is left out. */
const MOST_WAITING = 10_000
/** Calls to platforms at a time. */
const AT_ONCE = 4
/** How often a code that was not used is looked at again, until it can be used no more. */
const LOOK_EVERY = 10 * 60_000
/** After that it is not asked any more. */
const GIVEN_UP_AFTER = 2 * 60 * 60_000

/**
 * Tells platforms which codes to numbers abroad were used, and which ended unused: by that they choose their routes. It
 * never happens on a request. What waits is only in memory, and what fails is not repeated: the platform counts shares,
 * and one more or less is nothing to it.
 */
export const createFeedback = ({ endOf, messagesSince, reach, onFailure, now }: Parts) => {
  const waiting = new Map<string, Waiting>()
  let leftOut = 0

  const tell = async ({ id, tenantId, appId, createdAt }: Waiting): Promise<void> => {
    const found = await endOf(tenantId, appId, id)
    if (!found) return
    if (!found.used && !found.over) {
      if (now() < createdAt + GIVEN_UP_AFTER)
        waiting.set(id, { id, tenantId, appId, createdAt, dueAt: now() + LOOK_EVERY })
      return
    }
    const messages = await messagesSince(tenantId, found.phoneHash, createdAt)
    // After a resend nobody knows which of the codes was typed: the last is the likeliest.
    const sent = messages.find((it) => it.verificationId === id && it.bizId !== null)
    if (!sent?.bizId) return
    const account = await reach.connect(tenantId, sent.accountId ?? GENERAL)
    await account.conversion?.({ bizId: sent.bizId, used: found.used })
  }

  return {
    /** Remembers what is to be told. */
    note(changes: readonly VerificationChange[]): void {
      for (const { id, tenantId, appId, prefix, createdAt, started, approved } of changes) {
        if (prefix === '' || regionOf(prefix) !== 'international' || (approved < 1 && started < 1)) continue
        if (waiting.size >= MOST_WAITING && !waiting.has(id)) {
          leftOut += 1
          continue
        }
        const dueAt = approved > 0 ? 0 : createdAt + LOOK_EVERY
        waiting.set(id, { id, tenantId, appId, createdAt, dueAt })
      }
    },

    /** Tells what is due. */
    async run(): Promise<void> {
      const failures: unknown[] = []
      const due = [...waiting.values()].filter(({ dueAt }) => dueAt <= now())
      const next = async (): Promise<void> => {
        for (let it = due.pop(); it; it = due.pop()) {
          waiting.delete(it.id)
          await tell(it).catch((error: unknown) => failures.push(error))
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, next))
      if (failures.length + leftOut > 0) onFailure({ failed: failures.length, leftOut }, failures[0])
      leftOut = 0
    },
  }
}
export type Feedback = ReturnType<typeof createFeedback>
