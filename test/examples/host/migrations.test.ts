import knexModule, { type Knex } from 'knex'
import t, { type Test } from 'tap'
import { migrateHost } from '../../../examples/host/server/migrations/migrate.ts'
import { onEachDatabase } from '../../support/databases.ts'

const open = (t: Test, config: Knex.Config): Knex => {
  const knex = knexModule.default(config)
  t.teardown(() => knex.destroy())
  return knex
}

await t.test('hosts that start at once take turns with the migrations', (t) =>
  onEachDatabase(t, async (t, database) => {
    // SQLite's driver waits with its whole process: there the hosts are processes, in main.test.ts.
    const hosts = (database.name === 'mysql' ? [1, 2, 3, 4] : [1]).map(() => open(t, database.config()))
    await Promise.all(hosts.map(migrateHost))
    const [knex] = hosts as [Knex]
    t.same(
      (await knex('host_migrations').orderBy('id')).map((it) => it.name),
      ['001-people', '002-apps', '003-app-users'],
    )
    await migrateHost(knex)
    t.equal((await knex('host_migrations')).length, 3, 'and find nothing to do the next time')
  }),
)

await t.test('a host that died while it migrated is not in the way', (t) =>
  onEachDatabase(t, async (t, database) => {
    const knex = open(t, database.config())
    await migrateHost(knex)
    await knex('host_migrations').where('name', '003-app-users').delete()
    await knex('host_migrations_lock').update({ is_locked: 1 })
    await migrateHost(knex)
    t.equal((await knex('host_migrations')).length, 3)
  }),
)
