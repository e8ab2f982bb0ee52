import type { Database } from './database.ts'
import type { Result, Value } from './driver.ts'
import { isConflict } from './errors.ts'

type Write = { sql: string; values: Value[]; resolve(result: Result): void; reject(error: unknown): void }

/** Statements in one transaction at most: none of the rest of the process has its turn meanwhile. */
const MOST = 64

/**
 * Runs statements that write, each a transaction of its own to whoever asks. Those that come in the same turn of the event
 * loop share one: on SQLite to begin and to commit costs more than the statement between. One that fails is alone in that,
 * and the others are done without it.
 */
export const createCombining = (transaction: Database['transaction']) => {
  const waiting: Write[] = []

  const runTogether = async (writes: Write[]): Promise<void> => {
    let running: Write | undefined
    try {
      const results = await transaction(async (tx) => {
        const done: Result[] = []
        for (const write of writes) {
          running = write
          done.push(await tx.run(write.sql, write.values))
        }
        running = undefined
        return done
      })
      for (const [at, { resolve }] of writes.entries()) resolve(results[at] as Result)
    } catch (error) {
      const failed = isConflict(error) ? undefined : running
      if (failed === undefined) for (const { reject } of writes) reject(error)
      else {
        failed.reject(error)
        const others = writes.filter((it) => it !== failed)
        if (others.length > 0) await runTogether(others)
      }
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
