import { createRequire } from 'node:module'
import type { Knex } from 'knex'

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
