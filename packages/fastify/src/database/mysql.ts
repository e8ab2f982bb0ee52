import type { Driver, Poisonable, Row } from './driver.ts'

const STATEMENT_TIMEOUT = 15_000

type Done = (error: Error | null, result: unknown) => void
type Connection = {
  execute(options: { sql: string; timeout: number }, values: unknown[], done: Done): void
  query(options: { sql: string; timeout: number }, done: Done): void
  destroy(): void
}

const asked = (connection: unknown, send: (done: Done) => void): Promise<unknown> =>
  new Promise((resolve, reject) => {
    send((error, result) => {
      if (!error) return resolve(result)
      const { fatal, code } = error as { fatal?: boolean; code?: string }
      if (fatal) (connection as Poisonable).__knex__disposed = error
      // The server is still at it: whatever was asked on this connection next would wait for that. Let go, it rolls back.
      if (code === 'PROTOCOL_SEQUENCE_TIMEOUT') {
        ;(connection as Poisonable).__knex__disposed = error
        ;(connection as Connection).destroy()
      }
      reject(error)
    })
  })

const plain = async (connection: unknown, sql: string): Promise<void> => {
  await asked(connection, (done) => (connection as Connection).query({ sql, timeout: STATEMENT_TIMEOUT }, done))
}

/** How statements and transactions are run on a connection of mysql2. */
export const mysqlDriver: Driver = {
  async run(connection, sql, values) {
    const options = { sql, timeout: STATEMENT_TIMEOUT }
    const result = await asked(connection, (done) => (connection as Connection).execute(options, values, done))
    if (Array.isArray(result)) return { rows: result as Row[], affected: 0, lastId: 0 }
    const { affectedRows, insertId } = result as { affectedRows: number; insertId: number }
    return { rows: [], affected: affectedRows, lastId: insertId }
  },
  begin: (connection) => plain(connection, 'start transaction'),
  commit: (connection) => plain(connection, 'commit'),
  rollback: (connection) => plain(connection, 'rollback'),
}
