import type { Database, Row, Transaction } from '../database/database.ts'
import type { VerificationChange } from '../guard/service.ts'
import { toMessage } from '../messages/store.ts'
import { NEVER_COUNTED, toVerification, type Verification } from '../verifications/store.ts'
import { createSums, isApproved, isStarted, messageCountedAs, type Sums, verificationCountedAs } from './figures.ts'
import type { CountedTable, CountingStore } from './store.ts'

type Parts = {
  database: Database
  store: CountingStore
  /** Told each change once, in the transaction that counts it. */
  onVerifications: (tx: Transaction, changes: readonly VerificationChange[]) => Promise<void>
  now: () => number
}

/** Rows that are held at a time, so that whoever wants to change one does not wait. */
const BATCH = 250
/** Batches before other work on timers has its turn, and the lease is renewed. */
const ROUNDS = 40
/** Where a recount begins: what was counted before is still being deleted, some of it at a time. */
const CLEARING = '-'

/** A row that is counted: as what, and how that is put into sums. */
type Looked = {
  id: string
  countedAs: string
  add: (sums: Sums, was: string, is: string) => void
  verification?: Verification
}
/** What is counted. A recount goes through one table after the other: ids of each begin with their letter. */
const KINDS: readonly { table: CountedTable; start: string; look: (row: Row) => Looked }[] = [
  {
    table: 'sms_messages',
    start: 'M',
    look: (row) => {
      const it = toMessage(row)
      return { id: it.id, countedAs: messageCountedAs(it), add: (sums, was, is) => sums.message(it, was, is) }
    },
  },
  {
    table: 'sms_verifications',
    start: 'V',
    look: (row) => {
      const it = toVerification(row)
      return {
        id: it.id,
        countedAs: verificationCountedAs(it),
        add: (sums, was, is) => sums.verification(it, was, is),
        verification: it,
      }
    },
  },
]
type Kind = (typeof KINDS)[number]
const FIRST = (KINDS[0] as Kind).start

const difference = (was: string, is: string, word: (countedAs: string) => boolean) =>
  (Number(word(is)) - Number(word(was))) as -1 | 0 | 1

/**
 * Counts messages and verifications into the statistics, beside requests: each row says as what it has been counted, and
 * since when it may stand otherwise (`count_at`). What differs is added, in the transaction that writes down as what the
 * row is counted now; so a row is counted once, however many count and whatever breaks off.
 */
export const createCounting = ({ database, store, onVerifications, now }: Parts) => {
  /** Whether a row is in the statistics as it was counted; one that a recount has not come to yet is not. */
  const isIn = (place: string, { table, start }: Kind, id: string): boolean =>
    place === '' || (place !== CLEARING && (place.startsWith(start) ? id <= place : table === 'sms_messages'))

  /** @param add what of a row is added to the statistics: all of it, what has changed, or nothing */
  const count = async (
    tx: Transaction,
    { table, look }: Kind,
    rows: Row[],
    add: (id: string) => 'all' | 'change' | null,
  ) => {
    const sums = createSums()
    const idsByCounted = new Map<string, string[]>()
    const changes: VerificationChange[] = []
    for (const row of rows) {
      const it = look(row)
      const was = String(row.counted)
      const isWaiting = row.count_at !== null
      const how = add(it.id)
      // A recount takes what waits as it was counted: what has changed since is counted in its turn, and told.
      if (how === 'all' && isWaiting) {
        it.add(sums, '', was)
        continue
      }
      const is = was === NEVER_COUNTED ? was : it.countedAs
      if (how) it.add(sums, how === 'all' ? '' : was, is)
      if (was !== is || isWaiting) idsByCounted.set(is, [...(idsByCounted.get(is) ?? []), it.id])
      if (it.verification && was !== is && how !== 'all') {
        const { id, tenantId, appId, country, prefix, createdAt } = it.verification
        const [started, approved] = [difference(was, is, isStarted), difference(was, is, isApproved)]
        if (started !== 0 || approved !== 0)
          changes.push({ id, tenantId, appId, country, prefix, createdAt, started, approved })
      }
    }
    await store.setCounted(tx, table, idsByCounted)
    await store.add(tx, sums)
    if (changes.length > 0) await onVerifications(tx, changes)
  }

  /** Counts some of what is due. @returns whether there may be more */
  const countDue = async (kind: Kind, by: number): Promise<boolean> => {
    const ids = await store.due(kind.table, by, BATCH)
    if (ids.length === 0) return false
    await database.transaction(async (tx) => {
      const place = await store.take(tx)
      const rows = await store.hold(tx, kind.table, ids)
      await count(tx, kind, rows, (id) => (isIn(place, kind, id) ? 'change' : null))
    })
    return ids.length === BATCH
  }

  /** Goes on with a recount, if there is one. @returns whether it goes on */
  const recount = async (): Promise<boolean> => {
    if ((await store.place()) === '') return false
    return database.transaction(async (tx) => {
      const place = await store.take(tx)
      if (place === CLEARING) {
        if ((await store.clear(tx)) === 0) await store.setPlace(tx, FIRST)
        return true
      }
      const at = KINDS.findIndex(({ start }) => place.startsWith(start))
      const kind = KINDS[at]
      if (!kind) return false
      const rows = await store.holdAfter(tx, kind.table, place, BATCH)
      await count(tx, kind, rows, () => 'all')
      const next = rows.length > 0 ? String(rows.at(-1)?.id) : (KINDS[at + 1]?.start ?? '')
      await store.setPlace(tx, next)
      return next !== ''
    })
  }

  const work = async (by: number, rounds: number) => {
    for (let round = 0; round < rounds && (await recount()); round++);
    for (const kind of KINDS) for (let round = 0; round < rounds && (await countDue(kind, by)); round++);
  }

  return {
    /** Counts what is due. */
    run: (): Promise<void> => work(now(), ROUNDS),

    /** Counts all that has happened, also what would be looked at again soon. */
    bringUpToDate: (): Promise<void> => work(Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY),

    /**
     * Counts everything anew, from the messages and verifications themselves. Figures are too low until it is done; if it
     * is broken off, a server goes on with it.
     */
    async rebuild(onProgress: (rounds: number) => void = () => undefined): Promise<void> {
      await database.transaction(async (tx) => {
        await store.take(tx)
        await store.setPlace(tx, CLEARING)
      })
      for (let rounds = 1; await recount(); rounds++) onProgress(rounds)
    },

    /** What happened until then is counted. */
    async countedUntil(): Promise<number> {
      return Math.min(now(), (await store.waitingSince()) ?? Number.MAX_SAFE_INTEGER)
    },
  }
}
export type Counting = ReturnType<typeof createCounting>
