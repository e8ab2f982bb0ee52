import type { Knex } from 'knex'
import * as people from './001-people.ts'
import * as apps from './002-apps.ts'
import * as appUsers from './003-app-users.ts'

/** Append only. */
const migrations = [
  { name: '001-people', ...people },
  { name: '002-apps', ...apps },
  { name: '003-app-users', ...appUsers },
]

/** The host's migrations have a table of their own beside `sms_migrations`, so neither sees the other's. */
const config: Knex.MigratorConfig = {
  tableName: 'host_migrations',
  migrationSource: {
    getMigrations: async () => migrations,
    getMigrationName: (migration: (typeof migrations)[number]) => migration.name,
    getMigration: async ({ up, down }: (typeof migrations)[number]) => ({ up, down, config: { transaction: false } }),
  },
}

/**
 * Brings the host's own tables up to date. Processes that start at once take turns: Knex's own lock makes all but one
 * of them fail, and stays when a process dies.
 */
export const migrateHost = (knex: Knex): Promise<void> =>
  knex.client.dialect === 'mysql' ? onMysql(knex) : onSqlite(knex)

const migrateInTurn = async (knex: Knex): Promise<void> => {
  await knex.migrate.forceFreeMigrationsLock(config)
  await knex.migrate.latest(config)
}

const onMysql = (knex: Knex) =>
  knex.transaction(async (one) => {
    // The turn belongs to this connection and goes with it; the work is done on another.
    const [[turn]] = await one.raw("select get_lock(concat('host_migrations.', database()), 60) as held")
    if (turn.held !== 1)
      throw new Error('Another process has been migrating for a minute: look at it, then start again')
    try {
      await migrateInTurn(knex)
    } finally {
      await one.raw("do release_lock(concat('host_migrations.', database()))")
    }
  })

const onSqlite = async (knex: Knex): Promise<void> => {
  await knex.raw('create table if not exists host_turn (id integer)')
  await knex.transaction(async (one) => {
    // To write first is to wait for other processes; to read first is to fail when one has written meanwhile.
    await one.raw('delete from host_turn')
    await migrateInTurn(one)
  })
}
