import type { Driver, Poisonable, Row } from './driver.ts'

const STATEMENT_TIMEOUT = 15_000

type Done = (error: Error | null, result: unknown) => void
type Connection = Poisonable & {
  execute(sql: string, values: unknown[], done: Done): void
  query(sql: string, done: Done): void
  destroy(): void
}

/** Not mysql2's own time-out: that comes in an object of options, which costs more than all else it does for a statement. */
const asked = (connection: Connection, send: (done: Done) => void): Promise<unknown> =>
  new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    let isOver = false
    // It throws what it cannot send at all: nothing is waited for then.
    send((error, result) => {
      isOver = true
      clearTimeout(timer)
      if (!error) return resolve(result)
      if ((error as { fatal?: boolean }).fatal) connection.__knex__disposed = error
      reject(error)
    })
    if (isOver) return
    timer = setTimeout(() => {
      const error = Object.assign(new Error('the database did not answer'), { code: 'PROTOCOL_SEQUENCE_TIMEOUT' })
      // The server is still at it: whatever was asked on this connection next would wait for that. Let go, it rolls back.
      connection.__knex__disposed = error
      connection.destroy()
      reject(error)
    }, STATEMENT_TIMEOUT)
  })

const plain = async (connection: unknown, sql: string): Promise<void> => {
  const on = connection as Connection
  await asked(on, (done) => on.query(sql, done))
}

/** How statements and transactions are run on a connection of mysql2. */
export const mysqlDriver: Driver = {
  async run(connection, sql, values) {
    const on = connection as Connection
    const result = await asked(on, (done) => on.execute(sql, values, done))
    if (Array.isArray(result)) return { rows: result as Row[], affected: 0, lastId: 0 }
    const { affectedRows, insertId } = result as { affectedRows: number; insertId: number }
    return { rows: [], affected: affectedRows, lastId: insertId }
  },
  begin: (connection) => plain(connection, 'start transaction'),
  commit: (connection) => plain(connection, 'commit'),
  rollback: (connection) => plain(connection, 'rollback'),
}
