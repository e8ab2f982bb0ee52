import type { Knex } from 'knex'
import { isConflict } from './errors.ts'
import { beginWhenFree } from './sqlite.ts'

export type Value = string | number | null
export type Row = Record<string, unknown>

/** What a statement gave. */
export type Result = {
  rows: Row[]
  /** Rows matched by an update or delete, or inserted. */
  affected: number
  /** On MySQL the number set by `last_insert_id(…)` in the statement. */
  lastId: number
}

/** Where statements run: the pool, or one transaction. */
export type Statements = {
  /** Runs one statement with `?` for its values; prepared on MySQL. For the paths where a query builder costs too much. */
  run(sql: string, values?: Value[]): Promise<Result>
  /** Knex's query builder on one table. */
  table(name: string): Knex.QueryBuilder
  /** A piece of SQL for the query builder. */
  raw(sql: string, values?: Knex.RawBinding[]): Knex.Raw
}

export type Transaction = Statements & { readonly transaction: true }

export type Database = Statements & {
  readonly dialect: 'mysql' | 'sqlite'
  /** The instance that migrations run on. */
  readonly knex: Knex
  /**
   * Does the work in one transaction that begins by taking the right to write (`BEGIN IMMEDIATE` on SQLite, so that a
   * read followed by a write cannot fail half-way). Done again from the start when another transaction was in the way;
   * so the work must have no other effect.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** Closes the connections, if they are ours. */
  close(): Promise<void>
}

const ATTEMPTS = 8
const STATEMENT_TIMEOUT = 15_000

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const retrying = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= ATTEMPTS || !isConflict(error)) throw error
      await pause(Math.random() * 10 * 2 ** attempt)
    }
  }
}

type MysqlConnection = {
  execute(
    options: { sql: string; timeout: number },
    values: Value[],
    done: (error: Error | null, result: unknown) => void,
  ): void
  query(sql: string, done: (error: Error | null) => void): void
}
/** Knex's pool takes a connection out of use when this is set. */
type Poisonable = { __knex__disposed?: unknown }
type Pool = {
  acquireConnection(): Promise<unknown>
  releaseConnection(connection: unknown): Promise<void>
}

const execute = (connection: MysqlConnection, sql: string, values: Value[]): Promise<Result> =>
  new Promise((resolve, reject) => {
    connection.execute({ sql, timeout: STATEMENT_TIMEOUT }, values, (error, result) => {
      if (error) {
        if ('fatal' in error && error.fatal) (connection as Poisonable).__knex__disposed = error
        reject(error)
      } else if (Array.isArray(result)) resolve({ rows: result as Row[], affected: 0, lastId: 0 })
      else {
        const { affectedRows, insertId } = result as {
          affectedRows: number
          insertId: number
        }
        resolve({ rows: [], affected: affectedRows, lastId: insertId })
      }
    })
  })

/**
 * Our view of a Knex instance: the same pool, without the host's ways of renaming columns or rewriting rows, which
 * would otherwise change ours too.
 */
const ownView = (knex: Knex): Knex => {
  const own = knex.withUserParams({}) as Knex
  const client = own.client as { config: Record<string, unknown> }
  client.config = { ...client.config }
  delete client.config.postProcessResponse
  delete client.config.wrapIdentifier
  return own
}

/** @param owned whether `close` may close the instance */
export const createDatabase = (host: Knex, owned: boolean): Database => {
  const name = String((host.client as { config: { client: unknown } }).config.client)
  const dialect =
    (host.client as { dialect?: string }).dialect === 'mysql' || /mysql|maria/i.test(name) ? 'mysql' : 'sqlite'
  const knex = ownView(host)
  const pool = knex.client as Pool

  const pinned = (connection: unknown): Statements => ({
    run:
      dialect === 'mysql'
        ? (sql, values = []) => execute(connection as MysqlConnection, sql, values)
        : async (sql, values = []) => onSqlite(await knex.raw(sql, values).connection(connection)),
    table: (table) => knex(table).connection(connection),
    raw: (sql, values = []) => knex.raw(sql, values),
  })

  const begin = (connection: unknown) =>
    dialect === 'mysql'
      ? knex.raw('start transaction').connection(connection)
      : beginWhenFree(connection, async () => knex.raw('begin immediate').connection(connection))

  const once = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const connection = await pool.acquireConnection()
    try {
      await begin(connection)
      try {
        const result = await work({ ...pinned(connection), transaction: true })
        await knex.raw('commit').connection(connection)
        return result
      } catch (error) {
        await knex
          .raw('rollback')
          .connection(connection)
          .catch((broken: unknown) => {
            ;(connection as Poisonable).__knex__disposed = broken
          })
        throw error
      }
    } finally {
      await pool.releaseConnection(connection)
    }
  }

  return {
    dialect,
    knex,
    run: (sql, values = []) =>
      retrying(async () => {
        // A write takes its turn on SQLite as a transaction does; readers never wait.
        if (dialect === 'sqlite' && !/^\s*select\b/i.test(sql)) return once((tx) => tx.run(sql, values))
        const connection = await pool.acquireConnection()
        try {
          return await pinned(connection).run(sql, values)
        } finally {
          await pool.releaseConnection(connection)
        }
      }),
    table: (table) => knex(table),
    raw: (sql, values = []) => knex.raw(sql, values),
    transaction: (work) => retrying(() => once(work)),
    close: async () => {
      if (owned) await host.destroy()
    },
  }
}

/** SQLite's drivers say it in three ways: rows, `{ changes }`, or both. */
const onSqlite = (result: unknown): Result => {
  if (Array.isArray(result)) return { rows: result as Row[], affected: result.length, lastId: 0 }
  const { changes = 0 } = (result ?? {}) as { changes?: number }
  return { rows: [], affected: changes, lastId: 0 }
}
