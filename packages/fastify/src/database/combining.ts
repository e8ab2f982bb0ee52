import type { Database } from './database.ts'
import type { Result, Value } from './driver.ts'
import { isConflict } from './errors.ts'

type Write = { sql: string; values: Value[]; resolve(result: Result): void; reject(error: unknown): void }

/** Statements in one transaction at most: none of the rest of the process has its turn meanwhile. */
const MOST = 64

/**
 * Runs statements that write, each a transaction of its own to whoever asks. Those that come in the same turn of the event
 * loop share one: on SQLite to begin and to commit costs more than the statement between.
 *
 * When one fails, each is done again by itself: what a statement is told is so at its end must be there for the next (that
 * a row is a duplicate, say, of one that another of them wrote), and what was done beside it has been taken back.
 */
export const createCombining = (transaction: Database['transaction']) => {
  const waiting: Write[] = []

  const runTogether = async (writes: Write[]): Promise<void> => {
    try {
      const results = await transaction(async (tx) => {
        const done: Result[] = []
        for (const { sql, values } of writes) done.push(await tx.run(sql, values))
        return done
      })
      for (const [at, { resolve }] of writes.entries()) resolve(results[at] as Result)
    } catch (error) {
      if (writes.length === 1 || isConflict(error)) for (const { reject } of writes) reject(error)
      else for (const write of writes) await runTogether([write])
    }
  }

  const begin = () => {
    const writes = waiting.splice(0, MOST)
    if (waiting.length > 0) setImmediate(begin)
    void runTogether(writes)
  }

  return (sql: string, values: Value[]): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (waiting.push({ sql, values, resolve, reject }) === 1) setImmediate(begin)
    })
}
