import type { Knex } from 'knex'
import { createCombining } from './combining.ts'
import type { Poisonable, Result, Row, Value } from './driver.ts'
import { isConflict } from './errors.ts'
import { isGaleraNode, waitForOthers } from './galera.ts'
import { mysqlDriver } from './mysql.ts'
import { createSqliteDriver } from './sqlite.ts'
import { boundWaiting } from './waiting.ts'

export type { Result, Row, Value }

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
  /** What is learnt of the server when it is first used. */
  readonly server: {
    /** Whether an update computes all its columns from the old row, and not each from what was assigned before it. */
    assignsAtOnce: boolean
  }
  /** The instance that migrations run on. */
  readonly knex: Knex
  /**
   * Knex's query builder on one table, read through one of its indexes. For lists that end after a page, and what is
   * counted for their rows: planners take it that what is asked for is spread evenly, and walk through the history of
   * everybody to find what is far back in it.
   */
  through(table: string, index: string): Knex.QueryBuilder
  /** The same for a statement that is written out: what follows the name of the table. */
  hint(index: string): string
  /**
   * Does the work in one transaction that begins by taking the right to write (`BEGIN IMMEDIATE` on SQLite, so that a
   * read followed by a write cannot fail half-way). Done again from the start when another transaction was in the way;
   * so the work must have no other effect.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /**
   * On a cluster whose nodes follow each other by some milliseconds (Galera): waits until the node that answers us has
   * all that any node had committed by now. What was looked for and not found there may be found then. Where all see the
   * same anyway there is nothing to wait for.
   * @returns whether there was, so that looking again may find more
   */
  catchUp(): Promise<boolean>
  /** Reads one thing after the other on one connection: whoever waits for connections waits once. */
  reading<T>(work: (statements: Statements) => Promise<T>): Promise<T>
  /** Looks for something, and if it is not there, once more where the node that answers may only not have had it yet. */
  find<T>(look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T>
  /** Closes the connections, if they are ours. */
  close(): Promise<void>
}

const ATTEMPTS = 8
/** Milliseconds after which nothing is tried again: whoever asked has waited for long enough. */
const PATIENCE = 5_000

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Does the work again when another was in the way; it must have no other effect than what the database takes back. */
export const retrying = async <T>(work: () => Promise<T>): Promise<T> => {
  const until = performance.now() + PATIENCE
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= ATTEMPTS || performance.now() > until || !isConflict(error)) throw error
      await pause(Math.random() * 10 * 2 ** attempt)
    }
  }
}

type Pool = {
  acquireConnection(): Promise<unknown>
  releaseConnection(connection: unknown): Promise<void>
}

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
  boundWaiting(pool)

  const driver = dialect === 'mysql' ? mysqlDriver : createSqliteDriver(knex)

  const pinned = (connection: unknown): Statements => ({
    run: (sql, values = []) => driver.run(connection, sql, values),
    table: (table) => knex(table).connection(connection),
    raw: (sql, values = []) => knex.raw(sql, values),
  })

  const once = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const connection = await pool.acquireConnection()
    try {
      await driver.begin(connection)
      try {
        const result = await work({ ...pinned(connection), transaction: true })
        await driver.commit(connection)
        return result
      } catch (error) {
        if (!(connection as Poisonable).__knex__disposed)
          await driver.rollback(connection).catch((broken: unknown) => {
            ;(connection as Poisonable).__knex__disposed = broken
          })
        throw error
      }
    } finally {
      await pool.releaseConnection(connection)
    }
  }

  const transaction: Database['transaction'] = (work) => retrying(() => once(work))
  const combined = createCombining(transaction)

  const onConnection = async <T>(work: (statements: Statements) => Promise<T>): Promise<T> => {
    const connection = await pool.acquireConnection()
    try {
      return await work(pinned(connection))
    } finally {
      await pool.releaseConnection(connection)
    }
  }

  let isCluster: boolean | undefined
  const catchUp = async (): Promise<boolean> => {
    if (dialect !== 'mysql') return false
    isCluster ??= await onConnection(isGaleraNode)
    if (isCluster) await onConnection(waitForOthers)
    return isCluster
  }

  const hint = (index: string) => (dialect === 'mysql' ? `force index (${index})` : `indexed by ${index}`)

  return {
    dialect,
    server: { assignsAtOnce: dialect === 'sqlite' },
    knex,
    catchUp,
    find: async (look, isThere) => {
      const found = await look()
      return isThere(found) || !(await catchUp()) ? found : look()
    },
    run: (sql, values = []) =>
      // A write takes its turn on SQLite as a transaction does; readers never wait.
      dialect === 'sqlite' && !/^\s*select\b/i.test(sql)
        ? combined(sql, values)
        : retrying(async () => {
            const connection = await pool.acquireConnection()
            try {
              return await driver.run(connection, sql, values)
            } finally {
              await pool.releaseConnection(connection)
            }
          }),
    table: (table) => knex(table),
    reading: (work) => retrying(() => onConnection(work)),
    hint,
    through: (table, index) => knex.from(knex.raw(`?? ${hint(index)}`, [table])),
    raw: (sql, values = []) => knex.raw(sql, values),
    transaction,
    close: async () => {
      if (owned) await host.destroy()
    },
  }
}
