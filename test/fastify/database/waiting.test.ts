import { setTimeout as wait } from 'node:timers/promises'
import knexModule from 'knex'
import t, { type Test } from 'tap'
import { createDatabase } from '../../../packages/fastify/src/database/database.ts'
import { onMysql } from '../../support/databases.ts'

await onMysql(t, async (t, { config }) => {
  const openDatabase = (t: Test) => {
    const database = createDatabase(knexModule.default({ ...config(), pool: { min: 0, max: 1 } }), true)
    t.teardown(() => database.close())
    return database
  }
  const one = (database: ReturnType<typeof openDatabase>) => database.run('select 1 as one', [])

  await t.test('with every connection in use for a second, who comes then is told so at once', async (t) => {
    const database = openDatabase(t)
    const held = database.transaction((tx) => tx.run('select sleep(4)', []))
    await wait(200)
    const first = one(database)
    const early = one(database)
    let refused: unknown
    while (!refused) {
      await wait(100)
      const answered = await Promise.race([one(database).catch((error) => error), wait(50)])
      if (answered) refused = answered
    }
    t.match(refused, { code: 'POOL_TOO_MANY_WAIT' })
    await held
    t.match(
      await Promise.all([first, early]),
      [{ rows: [{ one: 1 }] }, { rows: [{ one: 1 }] }],
      'who waited had their turn',
    )
  })

  await t.test('a process that stood still itself does not take that for a crowd', async (t) => {
    const database = openDatabase(t)
    const before = one(database)
    // Nothing is read meanwhile: neither that there is a connection, nor that a second is over.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6_000)
    const after = one(database)
    t.match(await Promise.all([before, after]), [{ rows: [{ one: 1 }] }, { rows: [{ one: 1 }] }])
  })
})
