import t from 'tap'
import { createWorld, type Engine } from './faults.ts'
import { heldBy, live } from './soak.ts'

// In short what `npm run bench -- soak` does for longer: what a server holds does not grow with what it has served.
t.setTimeout(200_000)

const MIB = 2 ** 20
const withMysql = process.env.TEST_MYSQL_URL || process.env.CI === 'true'
for (const engine of ['mysql', 'sqlite'] as Engine[])
  await t.test(`on ${engine}`, { skip: engine === 'mysql' && !withMysql && 'TEST_MYSQL_URL is not set' }, async (t) => {
    const world = await createWorld(t, engine, { servers: 1 })
    const clock = { ahead: 0 }
    await live(world, { users: 150, atOnce: 4, hours: 0.5 }, clock)
    const before = await heldBy(world.ask)
    await live(world, { users: 450, atOnce: 4, hours: 1.5 }, clock)
    const after = await heldBy(world.ask)
    t.comment(JSON.stringify({ before, after }))
    t.ok(after.heap - before.heap < 6 * MIB, `the heap grew by ${((after.heap - before.heap) / MIB).toFixed(1)} MiB`)
    // A pool and kept connections may still fill up; one left open by each of 450 users would be hundreds.
    t.ok(after.files - before.files <= 30, `${after.files - before.files} more files and sockets`)
    t.ok(after.timers - before.timers <= 20, `${after.timers - before.timers} more timers`)
    t.same((await world.ledger.audit(world.knex, 2)).odd, [])
  })
