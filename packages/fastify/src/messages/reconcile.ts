import type { Database, Transaction } from '../database/database.ts'
import type { PlatformAccount } from '../platforms/platform.ts'
import { type KeyRing, Unreadable } from '../secrets/key-ring.ts'
import type { AfterCommit } from './service.ts'
import type { Message, MessageStore, Settlement } from './store.ts'

/** Seconds between the times that the platform is asked about one message; then it is given up. */
const WAITS = [10, 20, 60, 120, 300, 600]
const BATCH = 50

type Parts = {
  database: Database
  store: MessageStore
  keyRing: KeyRing
  /** Null when the account is gone. */
  connect: (message: Message) => Promise<PlatformAccount | null>
  /** What else follows when a message was never sent, in the same transaction; what it returns is done after. */
  neverSent: (tx: Transaction, message: Message) => Promise<AfterCommit>
  onFailure: (messageId: string, error: unknown) => void
  now: () => number
}

/**
 * Finds out what became of messages whose hand-over has no known outcome: the server was killed before or during the
 * call, or the platform's answer was lost. It only ever asks; it never sends.
 */
export const createReconciler = ({ database, store, keyRing, connect, neverSent, onFailure, now }: Parts) => {
  const giveUp = async (message: Message, settlement: Settlement) => {
    const then = await database.transaction(async (tx) =>
      (await store.settle(tx, message.id, settlement)) ? neverSent(tx, message) : undefined,
    )
    then?.()
  }

  const ask = async (message: Message): Promise<void> => {
    const wait = WAITS[message.asked]
    const again = now() + (wait ?? 3600) * 1000
    if (!(await store.claimAsking(message, again))) return
    const account = await connect(message)
    const phone = message.sealedPhone && keyRing.open(message.sealedPhone, `sms_messages/sealed_phone/${message.id}`)
    const settledAt = message.settledAt ?? now()
    if (!account || !phone) {
      // Nobody can be asked any more. Whether it was sent stays unknown, and so the code stays good.
      await store.settle(database, message.id, { status: 'unknown', settledAt, askAt: null })
      return
    }
    const { messageId, bizId, sentAt } = { messageId: message.id, bizId: message.bizId, sentAt: message.createdAt }
    const found = await account.status({ messageId, phone, bizId, sentAt })
    if (found.status === 'not_found') {
      // The platform may be behind with its own log: only after the last time of asking is "not there" an answer.
      if (wait !== undefined) return
      await giveUp(message, {
        status: 'failed',
        problemKind: 'never_sent',
        problemCode: 'SMS_NEVER_SENT',
        settledAt,
        askAt: null,
      })
      return
    }
    await store.settle(database, message.id, {
      status: found.status === 'waiting' ? 'accepted' : found.status,
      settledAt,
      askAt: null,
      reportedAt: found.reportedAt,
      ...(found.status === 'failed'
        ? // A platform that does not say whose matter it is leaves the likeliest: the phone is off or out of reach.
          { problemKind: found.kind ?? 'phone', problemCode: found.code }
        : { problemKind: null, problemCode: null }),
    })
  }

  return {
    /** Asks about what is due. @returns how many were looked at */
    async run(): Promise<number> {
      const due = await store.toAsk(now(), BATCH)
      for (const message of due) {
        try {
          await ask(message)
        } catch (error) {
          // It is asked again later; one account's trouble must not keep the others waiting.
          onFailure(message.id, error instanceof Unreadable ? undefined : error)
        }
      }
      return due.length
    },
  }
}
