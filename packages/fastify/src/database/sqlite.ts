import { createRequire } from 'node:module'
import type { Knex } from 'knex'
import type { Driver, Result, Row, Value } from './driver.ts'
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
/** Statements kept prepared on a connection: a list of values in a statement makes another text for each length. */
const PREPARED = 200

type Prepared = { reader: boolean; all(values: Value[]): Row[]; run(values: Value[]): { changes: number } }
type Synchronous = { prepare(sql: string): Prepared; exec(sql: string): unknown; pragma(sql: string): unknown }

/** A connection of libsql or better-sqlite3, which answer at once. Others, sqlite3 for one, answer later. */
const isSynchronous = (connection: unknown): connection is Synchronous =>
  typeof (connection as Partial<Synchronous>).pragma === 'function'

type Known = { timeout: number; prepared: Map<string, Prepared> }
const connections = new WeakMap<Synchronous, Known>()
const knownOf = (connection: Synchronous): Known => {
  const known = connections.get(connection)
  if (known) return known
  const [{ timeout }] = connection.pragma('busy_timeout') as [{ timeout: number }]
  const first = { timeout, prepared: new Map() }
  connections.set(connection, first)
  return first
}

const prepare = (connection: Synchronous, sql: string): Prepared => {
  const { prepared } = knownOf(connection)
  const known = prepared.get(sql)
  if (known) return known
  const statement = connection.prepare(sql)
  prepared.set(sql, statement)
  // A Map keeps the order of insertion: the first has been there for longest.
  if (prepared.size > PREPARED) prepared.delete(prepared.keys().next().value as string)
  return statement
}

const runNow = (connection: Synchronous, sql: string, values: Value[]): Result => {
  const statement = prepare(connection, sql)
  try {
    if (!statement.reader) return { rows: [], affected: statement.run(values).changes, lastId: 0 }
    const rows = statement.all(values)
    return { rows, affected: rows.length, lastId: 0 }
  } catch (error) {
    // One that failed may stay open in libsql, and nothing can be committed on its connection as long as it is there.
    knownOf(connection).prepared.delete(sql)
    throw error
  }
}

/**
 * Begins a transaction that writes as soon as nobody else writes to the file. The driver's own wait (`busy_timeout`)
 * stops the whole process, and so for its full length when the one who is to let go is in this process too: another
 * plugin, or a transaction of the host's. So it is asked not to wait until the transaction has ended, and the waiting is
 * done here.
 *
 * By `exec`, since a prepared statement that found the file busy stays open in libsql, and nothing can be committed on
 * its connection any more ("SQL statements in progress").
 */
const beginNow = async (connection: Synchronous): Promise<void> => {
  const { timeout } = knownOf(connection)
  const until = Date.now() + PATIENCE
  for (let longest = 1; ; longest = Math.min(2 * longest, LONGEST_PAUSE)) {
    try {
      connection.exec('pragma busy_timeout = 0; begin immediate')
      return
    } catch (error) {
      connection.exec(`pragma busy_timeout = ${timeout}`)
      if (!isConflict(error) || Date.now() > until) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * longest))
  }
}

/** Milliseconds that transactions may follow one another before the rest of the process has its turn. */
const LONGEST_TURN = 5
/** When the first of this turn of the event loop began. */
let turnBegan: number | undefined
/**
 * Answers that are there at once never let go of the process: a crowd of requests would be served to the last before
 * anything else of the host's is.
 */
const inFairTurns = async (): Promise<void> => {
  const at = performance.now()
  if (turnBegan === undefined) {
    turnBegan = at
    setImmediate(() => {
      turnBegan = undefined
    })
  } else if (at - turnBegan > LONGEST_TURN) await new Promise((resolve) => setImmediate(resolve))
}

/** How statements and transactions are run on a connection to SQLite. */
export const createSqliteDriver = (knex: Knex): Driver => {
  const later = async (connection: unknown, sql: string, values: Value[] = []) =>
    knex.raw(sql, values).connection(connection)
  return {
    async run(connection, sql, values) {
      return isSynchronous(connection)
        ? runNow(connection, sql, values)
        : resultOf(await later(connection, sql, values))
    },
    async begin(connection) {
      if (!isSynchronous(connection)) await later(connection, 'begin immediate')
      else {
        await inFairTurns()
        await beginNow(connection)
      }
    },
    async commit(connection) {
      if (!isSynchronous(connection)) await later(connection, 'commit')
      else connection.exec(`commit; pragma busy_timeout = ${knownOf(connection).timeout}`)
    },
    async rollback(connection) {
      if (!isSynchronous(connection)) await later(connection, 'rollback')
      else connection.exec(`rollback; pragma busy_timeout = ${knownOf(connection).timeout}`)
    },
  }
}

/** What Knex makes of an answer: rows, or `{ changes }`. */
const resultOf = (result: unknown): Result => {
  if (Array.isArray(result)) return { rows: result as Row[], affected: result.length, lastId: 0 }
  const { changes = 0 } = (result ?? {}) as { changes?: number }
  return { rows: [], affected: changes, lastId: 0 }
}
