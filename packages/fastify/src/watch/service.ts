import type { AccountsService } from '../accounts/service.ts'
import type { AccountStore } from '../accounts/store.ts'
import type { Caller } from '../callers.ts'
import { platformCaller } from '../callers.ts'
import { isSmsError } from '../errors.ts'
import { PlatformProblem } from '../platforms/platform.ts'
import type { Kind, Watched, WatchStore } from './store.ts'

/** Seconds. */
export const WATCH_EVERY = 6 * 3600

type Parts = {
  store: WatchStore
  accountStore: AccountStore
  accounts: AccountsService
  /** Asks the platform about one, keeps what it says, and tells of it. */
  refresh: Record<Kind, (caller: Caller, id: string) => Promise<unknown>>
  /** Milliseconds. */
  every: number
  onFailure: (accountId: string, error: unknown) => void
  now: () => number
}

const BATCH = 50
/** Batches in a round, at most: what is due beyond that waits for the next. */
const BATCHES = 10
/** Accounts that are asked at a time; each is asked about one thing after the other. */
const AT_ONCE = 4
/** Milliseconds between two questions to one account: far below the 150 a second that the platform takes. */
const PAUSE = 50
/** Failures in a row after which the rest of an account waits too. */
const FAILURES = 3
/** Milliseconds until what could not be looked at is tried again. */
const RETRY_AFTER = 10 * 60_000

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Looks slowly, again and again, at every signature and template: a push can be lost, and carriers' registrations are not
 * pushed at all. One by one rather than by whole lists: a list knows nothing of carriers and does not say what is gone, and at
 * one question per entry and `every` an account of 1,000 templates is asked once in 20 seconds on average.
 */
export const createWatch = (parts: Parts) => {
  const { store, accountStore, accounts, refresh, every, onFailure, now } = parts

  /** @returns whether the account itself is at fault, so that there is no use in asking it further */
  const failed = async ({ tenantId, accountId }: Watched, error: unknown): Promise<boolean> => {
    const problem = isSmsError(error) && error.cause instanceof PlatformProblem ? error.cause.problem : null
    onFailure(accountId, error)
    if (problem?.kind === 'credentials') await accounts.markHealth(tenantId, accountId, 'rejected', problem.code)
    return problem?.kind === 'credentials' || (isSmsError(error) && error.code === 'SMS_SECRET_UNREADABLE')
  }

  const lookAtAccount = async (kind: Kind, due: readonly Watched[], before: number): Promise<void> => {
    const [first] = due
    if (!first) return
    const { tenantId, accountId } = first
    const account = await accountStore.find(tenantId, accountId)
    if (!account) return
    if (account.health === 'rejected' || account.health === 'unreadable')
      return store.putOff(kind, accountId, before, before + RETRY_AFTER)
    let failures = 0
    for (const it of due) {
      // What fails is not due again before the others have had their turn.
      if (!(await store.claim(kind, it, before + RETRY_AFTER))) continue
      try {
        await refresh[kind](platformCaller(tenantId), it.id)
        failures = 0
      } catch (error) {
        if (isSmsError(error) && error.statusCode === 404) continue
        failures += 1
        if ((await failed(it, error)) || failures >= FAILURES)
          return store.putOff(kind, accountId, before, before + RETRY_AFTER)
      }
      await pause(PAUSE)
    }
  }

  const lookAt = async (kind: Kind): Promise<void> => {
    for (let batch = 0; batch < BATCHES; batch++) {
      const before = now() - every
      const due = await store.due(kind, before, BATCH)
      const byAccount = new Map<string, Watched[]>()
      for (const it of due) byAccount.set(it.accountId, [...(byAccount.get(it.accountId) ?? []), it])
      const left = byAccount.values()
      const work = async () => {
        for (const it of left) await lookAtAccount(kind, it, before)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      if (due.length < BATCH) return
    }
  }

  return {
    /** Looks now at all that is due. Several processes may do so at once: each thing is asked about once. */
    async look(): Promise<void> {
      await lookAt('signature')
      await lookAt('template')
    },
  }
}
export type Watch = ReturnType<typeof createWatch>
