import { createRequire } from 'node:module'
import type { Knex } from 'knex'
import { isConflict } from './errors.ts'

const require = createRequire(import.meta.url)

/**
 * A Knex configuration for the embedded SQLite: the libsql driver, which installs without a compiler.
 * Several processes may use the same file.
 */
export const sqliteConfig = (filename: string): Knex.Config => {
  // The dialect is Knex's own for better-sqlite3, whose interface libsql keeps. Knex has no public name for it.
  const BetterSqlite = require('knex/lib/dialects/better-sqlite3/index.js')
  class LibsqlClient extends BetterSqlite {
    _driver() {
      return require('libsql')
    }
    /** libsql gives blobs as ArrayBuffer where Knex's users expect Buffer. */
    async _query(connection: unknown, query: { response?: unknown }) {
      const result = await super._query(connection, query)
      if (Array.isArray(result.response))
        for (const row of result.response as Record<string, unknown>[])
          for (const [column, value] of Object.entries(row))
            if (value instanceof ArrayBuffer) row[column] = Buffer.from(value)
      return result
    }
  }
  return {
    client: LibsqlClient as unknown as typeof Knex.Client,
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate: (
        connection: { pragma(sql: string): unknown },
        done: (error: Error | null, connection: unknown) => void,
      ) => {
        for (const pragma of ['busy_timeout = 5000', 'journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON'])
          connection.pragma(pragma)
        done(null, connection)
      },
    },
  }
}

const PATIENCE = 3_000
const LONGEST_PAUSE = 25

type Synchronous = { pragma(sql: string): unknown; exec(sql: string): unknown }

/**
 * Begins a transaction that writes as soon as nobody else writes to the file. The driver's own wait (`busy_timeout`)
 * stops the whole process, and so for its full length when the one who is to let go is in this process too: another
 * plugin, or a transaction of the host's. So it is asked not to wait, and the waiting is done here.
 *
 * By `exec`, since a prepared statement that found the file busy stays open in libsql, and nothing can be committed on
 * its connection any more ("SQL statements in progress").
 * @param otherwise how to begin on a driver that is not synchronous: waiting harms nobody there
 */
export const beginWhenFree = async (connection: unknown, otherwise: () => Promise<unknown>): Promise<void> => {
  const driver = connection as Synchronous
  if (typeof driver.pragma !== 'function') {
    await otherwise()
    return
  }
  const [{ timeout }] = driver.pragma('busy_timeout') as [{ timeout: number }]
  const until = Date.now() + PATIENCE
  for (let longest = 1; ; longest = Math.min(2 * longest, LONGEST_PAUSE)) {
    driver.pragma('busy_timeout = 0')
    try {
      driver.exec('begin immediate')
      return
    } catch (error) {
      if (!isConflict(error) || Date.now() > until) throw error
    } finally {
      driver.pragma(`busy_timeout = ${timeout}`)
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * longest))
  }
}
