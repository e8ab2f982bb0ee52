import knexModule from 'knex'
import t from 'tap'
import { createDatabase } from '../../../packages/fastify/src/database/database.ts'
import { onEachDatabase } from '../../support/databases.ts'

await onEachDatabase(t, async (t, { config }) => {
  const knex = knexModule.default(config())
  const database = createDatabase(knex, true)
  t.teardown(() => database.close())
  await knex.schema.createTable('things', (table) => {
    table.integer('id').primary()
    table.integer('times').notNullable().defaultTo(0)
  })
  const add = (id: number) => database.run('insert into things (id) values (?)', [id])

  await t.test('of a hundred writes at once each hears its own end, and one that fails harms no other', async (t) => {
    const ids = Array.from({ length: 100 }, (_, at) => (at % 40 === 39 ? 0 : at))
    const ended = await Promise.allSettled(ids.map(add))
    const refused = ended.flatMap(({ status }, at) => (status === 'rejected' ? [at] : []))
    t.same(refused, [39, 79], 'the second and third with an id that is taken')
    t.same(
      (await knex('things').orderBy('id')).map(({ id }) => id),
      ids.filter((id, at) => id !== 0 || at === 0).sort((a, b) => a - b),
    )
  })

  await t.test('what is written at once to one row is all there, each with what it changed', async (t) => {
    const add = () => database.run('update things set times = times + 1 where id = ?', [7])
    const nothing = () => database.run('update things set times = 9 where id = ?', [999])
    const all = await Promise.all([...Array.from({ length: 30 }, add), nothing()])
    t.same(
      all.map(({ affected }) => affected),
      [...Array(30).fill(1), 0],
    )
    t.equal((await knex('things').where({ id: 7 }).first()).times, 30)
  })

  await t.test('a duplicate is told of when what it doubles is there, with another process in the way', async (t) => {
    const other = createDatabase(knexModule.default(config()), true)
    t.teardown(() => other.close())
    const count = async (on: typeof database, id: number) => {
      try {
        await on.run('insert into things (id, times) values (?, 1)', [id])
      } catch {
        await on.run('update things set times = times + 1 where id = ?', [id])
      }
    }
    for (let id = 2000; id < 2010; id++) {
      await Promise.all(Array.from({ length: 40 }, (_, at) => count(at % 2 ? database : other, id)))
      t.equal((await knex('things').where({ id }).first()).times, 40)
    }
  })

  if (database.dialect === 'mysql') return
  await t.test('there they share a transaction', async (t) => {
    let begun = 0
    knex.client.pool.on('acquireSuccess', () => begun++)
    await Promise.all(Array.from({ length: 20 }, (_, at) => add(1000 + at)))
    t.equal(begun, 1)
  })
})
