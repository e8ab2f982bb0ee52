import type { Knex } from 'knex'
import type { TestDatabase } from './databases.ts'

type Connection = { query(sql: string, done: (error: Error | null) => void): void }

/**
 * A test's database as a host has it whose connections are at READ COMMITTED, where MySQL holds rows, but not the gaps
 * between them. SQLite knows no such thing.
 */
export const readCommitted = ({ name, config }: TestDatabase): Knex.Config => {
  if (name === 'sqlite') return config()
  const afterCreate = (connection: Connection, done: (error: Error | null, connection: Connection) => void) =>
    connection.query('set session transaction isolation level read committed', (error) => done(error, connection))
  return { ...config(), pool: { min: 0, max: 10, afterCreate } }
}
