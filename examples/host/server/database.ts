import { join } from 'node:path'
import { sqliteConfig } from '@sms-settings/fastify'
import type { Knex } from 'knex'

/**
 * Where the host keeps its tables, and SMS Settings its own.
 * @param url `mysql://…`; without it a SQLite file in the data folder
 */
export const databaseConfig = (url: string | undefined, dataFolder: string): Knex.Config => {
  if (!url) return sqliteConfig(join(dataFolder, 'host.db'))
  if (!url.startsWith('mysql://')) throw new Error('DATABASE_URL must begin with mysql://; leave it out for SQLite')
  return { client: 'mysql2', connection: url, pool: { min: 0, max: 10 } }
}
