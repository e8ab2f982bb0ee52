import type { Knex } from 'knex'
import * as settings from './001-settings.ts'
import * as sending from './002-sending.ts'
import * as delivery from './003-delivery.ts'
import * as watching from './004-watching.ts'
import * as lapsing from './005-lapsing.ts'
import * as holding from './006-holding.ts'
import * as registering from './007-registering.ts'

export type Migration = {
  name: string
  up(knex: Knex): Promise<void>
  down(knex: Knex): Promise<void>
}

/** Append only: a migration that has been published is never edited, renamed or moved. */
export const migrations: readonly Migration[] = [
  { name: '001-settings', ...settings },
  { name: '002-sending', ...sending },
  { name: '003-delivery', ...delivery },
  { name: '004-watching', ...watching },
  { name: '005-lapsing', ...lapsing },
  { name: '006-holding', ...holding },
  { name: '007-registering', ...registering },
]

/** The table that remembers which migrations have run, in Knex's own layout. */
export const MIGRATIONS_TABLE = 'sms_migrations'

/**
 * The migrations as Knex wants them, for a host that runs them itself:
 * `knex.migrate.latest({ migrationSource: smsMigrations, tableName: 'sms_migrations' })`.
 */
export const smsMigrations: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...migrations],
  getMigrationName: ({ name }) => name,
  getMigration: async ({ up, down }) => ({
    up,
    down,
    config: { transaction: false },
  }),
}
