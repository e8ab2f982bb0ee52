import type { Database, Transaction } from '../database/database.ts'
import type { Reach } from '../general/reach.ts'
import { type KeyRing, Unreadable } from '../secrets/key-ring.ts'
import type { AfterCommit } from './service.ts'
import { type DeliveryOf, type Message, type MessageStore, phonePlace, type Settlement } from './store.ts'

/** Seconds between the times that the platform is asked about a message of which it is not known whether it was taken. */
const WAITS = [10, 20, 60, 120, 300, 600]
/** One that was taken is asked about whenever it is twice as old as the last time, up to this many milliseconds apart. */
const LONGEST_WAIT = 12 * 3_600_000
/** Then nobody will ever know. */
const GIVEN_UP_AFTER = 72 * 3_600_000
const BATCH = 100
/** Questions at a time: far below what the platform takes in a second. */
const AT_ONCE = 8
/** Batches before others that work on timers have their turn, and the lease is renewed. */
const ROUNDS = 10

type Parts = {
  database: Database
  store: MessageStore
  keyRing: KeyRing
  reach: Reach
  /** What else follows when a message was never sent, in the same transaction; what it returns is done after. */
  neverSent: (tx: Transaction, message: Message) => Promise<AfterCommit>
  /** Told a message that has changed. */
  announce: (message: Message) => void
  onFailure: (messageId: string, error: unknown) => void
  now: () => number
}

/**
 * Finds out what became of messages whose hand-over has no known outcome: the server was killed before or during the
 * call, or the platform's answer was lost; and of messages that no report was pushed of. It only ever asks; it never sends.
 */
export const createReconciler = ({ database, store, keyRing, reach, neverSent, announce, onFailure, now }: Parts) => {
  const giveUp = async (message: Message, settlement: Settlement) => {
    const then = await database.transaction(async (tx) =>
      (await store.settle(tx, message.id, settlement)) ? neverSent(tx, message) : undefined,
    )
    if (!then) return
    announce({ ...message, ...settlement })
    then()
  }

  const isOver = ({ createdAt }: Message) => now() >= createdAt + GIVEN_UP_AFTER

  const nextAsking = (message: Message): number => {
    if (message.status === 'queued') return now() + (WAITS[message.asked] ?? 3600) * 1000
    const age = now() - message.createdAt
    const next = now() + Math.min(age, LONGEST_WAIT)
    return isOver(message) ? next : Math.min(next, message.createdAt + GIVEN_UP_AFTER)
  }

  const ask = async (message: Message): Promise<void> => {
    if (!(await store.claimAsking(message, nextAsking(message)))) return
    const account = await reach.connectToAsk(message.tenantId, message.accountId)
    const phone = message.sealedPhone && keyRing.open(message.sealedPhone, phonePlace(message.id))
    const settledAt = message.settledAt ?? now()
    const report = async (delivery: Omit<DeliveryOf, 'settledAt'>) => {
      if (await store.report(database, message.id, { ...delivery, settledAt }, now()))
        announce({ ...message, ...delivery, settledAt })
    }
    const unknown = () =>
      report({ status: 'unknown', problemKind: null, problemCode: null, reportedAt: null, bizId: message.bizId })
    // Nobody can be asked any more. Whether it was sent stays unknown, and so the code stays good.
    if (!account || !phone) return unknown()

    const { messageId, bizId, sentAt } = { messageId: message.id, bizId: message.bizId, sentAt: message.createdAt }
    const found = await account.status({ messageId, phone, bizId, sentAt }).catch(async (error: unknown) => {
      if (message.status === 'queued' || !isOver(message)) throw error
      return { status: 'not_found' } as const
    })
    if (found.status === 'delivered' || found.status === 'failed') {
      const failed = found.status === 'failed'
      await report({
        status: found.status,
        // A platform that does not say whose matter it is leaves the likeliest: the phone is off or out of reach.
        problemKind: failed ? (found.kind ?? 'phone') : null,
        problemCode: failed ? found.code : null,
        reportedAt: found.reportedAt ?? now(),
        bizId,
      })
    } else if (message.status !== 'queued') {
      if (isOver(message)) await unknown()
    } else if (found.status === 'waiting') {
      const settlement = { problemKind: null, problemCode: null, settledAt, askAt: now() + 120_000 } as const
      if (await store.settle(database, message.id, { status: 'accepted', ...settlement }))
        announce({ ...message, status: 'accepted', ...settlement })
    } else if (WAITS[message.asked] === undefined) {
      // The platform may be behind with its own log: only after the last time of asking is "not there" an answer.
      await giveUp(message, {
        status: 'failed',
        problemKind: 'never_sent',
        problemCode: 'SMS_NEVER_SENT',
        settledAt,
        askAt: null,
      })
    }
  }

  const askAll = async (status: 'queued' | 'accepted'): Promise<number> => {
    const due = await store.toAsk(status, now(), BATCH)
    const left = due[Symbol.iterator]()
    const work = async () => {
      for (const message of left) {
        try {
          await ask(message)
        } catch (error) {
          // It is asked again later; one account's trouble must not keep the others waiting.
          onFailure(message.id, error instanceof Unreadable ? undefined : error)
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return due.length
  }

  return {
    /** Asks about those of which it is not known whether they were sent: each process, so that no crash is found late. */
    askUnknown: () => askAll('queued'),

    /** Asks about those that were sent and not reported. One process at a time is enough for these. */
    async askUnreported(): Promise<void> {
      for (let rounds = 0; rounds < ROUNDS && (await askAll('accepted')) === BATCH; rounds++);
    },
  }
}
export type Reconciler = ReturnType<typeof createReconciler>
