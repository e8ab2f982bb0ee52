import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { DatabaseNewer, MIGRATIONS_TABLE, migrate, rollback, smsMigrations } from '@sms-settings/fastify'
import knexModule from 'knex'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'

const knex = knexModule.default

const tablesOf = async (db: ReturnType<typeof knex>) => {
  const sql = /mysql/.test(String(db.client.config.client))
    ? 'select table_name as name from information_schema.tables where table_schema = database()'
    : "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
  const result = await db.raw(sql)
  const rows: { name: string }[] = Array.isArray(result[0]) ? result[0] : result
  return rows.map(({ name }) => name).sort()
}

await onEachDatabase(t, async (t, database) => {
  const db = knex(database.config())
  t.teardown(() => db.destroy())

  await t.test('up, again, down and up again, and the host’s own table stays', async (t) => {
    await db.schema.createTable('apps', (table) => table.string('id').primary())
    const names = await migrate(db)
    t.ok(names.length >= 2)
    t.same(await migrate(db), [])
    t.ok(
      (await tablesOf(db)).filter((it) => it !== 'apps').every((it) => it.startsWith('sms_')),
      'every table of ours has the prefix',
    )
    t.same(await rollback(db), [...names].reverse())
    t.same(await tablesOf(db), ['apps'])
    t.same(await migrate(db), names)
  })

  await t.test('each migration goes down and up again with rows in place', async (t) => {
    await db('sms_accounts').insert({
      id: 'A1',
      tenant_id: 't',
      platform: 'alibaba_cloud',
      name: 'n',
      access_key_id: 'k',
      sealed_secret: 's',
      settings: '{}',
      status: 'active',
      health: 'ok',
      created_at: 1,
      updated_at: 1,
    })
    const last = await rollback(db, 1)
    t.equal(last.length, 1)
    t.same(await migrate(db), last)
    t.equal((await db('sms_accounts').select('id')).length, 1)
  })

  await t.test('an alarm of the name that 007 takes away has ended under the new one', async (t) => {
    const named = () => db('sms_alarms').select('kind', 'standing', 'ended_at').orderBy('id')
    await rollback(db, 1)
    const alarm = { tenant_id: 't', kind: 'signature_filing_lapsed', details: '{}', times: 1, first_at: 1 }
    await db('sms_alarms').insert([
      { ...alarm, id: 'L1', subject_id: 'S1', last_at: 5, standing: 'stands' },
      { ...alarm, id: 'L2', subject_id: 'S2', last_at: 6, ended_at: 7 },
    ])
    await migrate(db)
    const kind = 'signature_registration_lapsed'
    t.match(await named(), [
      { kind, standing: null, ended_at: 5 },
      { kind, standing: null, ended_at: 7 },
    ])
    await db('sms_alarms').delete()
  })

  await t.test('Knex’s own migrator understands the same source and table', async (t) => {
    t.same(
      await db.migrate
        .list({ migrationSource: smsMigrations, tableName: MIGRATIONS_TABLE })
        .then(([, pending]) => pending),
      [],
    )
    await rollback(db)
    await db.migrate.latest({ migrationSource: smsMigrations, tableName: MIGRATIONS_TABLE })
    t.same(await migrate(db), [])
    await db.schema.dropTableIfExists(`${MIGRATIONS_TABLE}_lock`)
  })

  await t.test('a database newer than the code is refused in words', async (t) => {
    await db(MIGRATIONS_TABLE).insert({ name: '999-from-the-future', batch: 9, migration_time: new Date() })
    await t.rejects(migrate(db), new DatabaseNewer(), 'by its class')
    await t.rejects(migrate(db), { message: /999-from-the-future.*newer version/ })
    await db(MIGRATIONS_TABLE).where({ name: '999-from-the-future' }).delete()
  })

  await t.test('a migration that was cut off half-way is finished by the next start', async (t) => {
    await rollback(db)
    await migrate(db)
    // As if the process had died after the first tables of a migration: MySQL keeps what DDL has done.
    const all = (await db(MIGRATIONS_TABLE).orderBy('id').select('name')).map(({ name }) => name)
    const later = all.slice(1)
    await db(MIGRATIONS_TABLE).whereIn('name', later).delete()
    await db.schema.dropTable('sms_messages')
    await db.schema.dropTable('sms_refusals')
    t.same(await migrate(db), later)
    t.ok(await db.schema.hasTable('sms_messages'))
    t.ok(await db.schema.hasTable('sms_refusals'))
  })

  await t.test('cut off before any one statement, the next start makes the same tables, keys and all', async (t) => {
    const shape = async () => {
      const isMysql = database.name === 'mysql'
      const sqlOf = async (table: string) =>
        isMysql
          ? (await db.raw('show create table ??', [table]))[0][0]['Create Table'].replace(/ AUTO_INCREMENT=\d+/, '')
          : (await db('sqlite_master').where({ tbl_name: table }).orderBy('name').select('sql')).map(({ sql }) => sql)
      const tables = (await tablesOf(db)).filter((it) => it !== MIGRATIONS_TABLE)
      return Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await sqlOf(table)])))
    }
    await rollback(db)
    await migrate(db)
    const whole = await shape()

    /** @returns how many statements changed tables */
    const migrateUntil = async (last: number) => {
      const cut = knex({ ...database.config(), pool: { min: 0, max: 1 } })
      let done = 0
      const ask = cut.client._query.bind(cut.client)
      cut.client._query = (connection: unknown, query: { sql: string }) => {
        if (/^(create|alter|drop)/i.test(query.sql) && done++ >= last) throw new Error('cut off')
        return ask(connection, query)
      }
      const outcome = await migrate(cut).then(
        () => 'whole',
        ({ message }) => message,
      )
      await cut.destroy()
      return { done, outcome }
    }
    await rollback(db)
    const { done } = await migrateUntil(Number.POSITIVE_INFINITY)
    t.ok(done > 30, `${done} statements`)
    for (let times = 0; times < 5; times++) {
      await rollback(db)
      const last = Math.floor((done * (times + Math.random())) / 5)
      t.match(await migrateUntil(last), { outcome: /cut off/ })
      await migrate(db)
      t.same(await shape(), whole, `cut off after ${last} of ${done}`)
    }
  })

  await t.test('six processes starting at once all come up, and each migration ran once', async (t) => {
    await rollback(db)
    const script = fileURLToPath(new URL('./migrate.child.mjs', import.meta.url))
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [script, database.url], { stdio: ['ignore', 'pipe', 'inherit'] }),
    )
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))
    t.same(codes, [0, 0, 0, 0, 0, 0])
    const ran = (await db(MIGRATIONS_TABLE).select('name')).map(({ name }) => name)
    t.equal(new Set(ran).size, ran.length)
  })
})
