import t from 'tap'
import type { Engine } from './faults.ts'
import { createSoak } from './soak.ts'

// In short what `npm run bench -- soak` does for longer: what a server holds does not grow with what it has served, nor
// does what it takes to serve.
t.setTimeout(200_000)

type Row = { status: string; n: number }
const MIB = 2 ** 20
const withMysql = process.env.TEST_MYSQL_URL || process.env.CI === 'true'
const middle = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number

for (const engine of ['mysql', 'sqlite'] as Engine[])
  await t.test(`on ${engine}`, { skip: engine === 'mysql' && !withMysql && 'TEST_MYSQL_URL is not set' }, async (t) => {
    const soak = await createSoak(t, engine)
    const { world } = soak
    await soak.live(100, 0.5)
    const first = await soak.live(100, 0.5)
    const before = await soak.held()
    await soak.live(200, 1)
    const last = await soak.live(100, 0.5)
    const after = await soak.held()
    const slower = { p50: middle(last.took) / middle(first.took), cpu: last.cpu / first.cpu }
    t.comment(JSON.stringify({ before, after, slower }))
    t.ok(after.heap - before.heap < 6 * MIB, `the heap grew by ${((after.heap - before.heap) / MIB).toFixed(1)} MiB`)
    // A pool and kept connections may still fill up; one left open by each of 300 users would be hundreds.
    t.ok(after.files - before.files <= 30, `${after.files - before.files} more files and sockets`)
    t.ok(after.timers - before.timers <= 20, `${after.timers - before.timers} more timers`)
    // A server that has just started is slower, not faster; what else runs on the machine moves both, CPU time least.
    t.ok(slower.cpu < 1.5, `a user took ${slower.cpu.toFixed(2)} of the CPU time that one took at first`)
    t.ok(slower.p50 < 2.5, `a user took ${slower.p50.toFixed(2)} of the time that one took at first`)
    const { odd, ...harm } = await world.ledger.audit(world.knex)
    t.same(odd, [])
    t.equal(
      Object.values(harm).reduce((sum, it) => sum + it, 0),
      0,
      JSON.stringify(harm),
    )
    const of = async (table: string) =>
      Object.fromEntries(
        ((await world.knex(table).select('status').count({ n: '*' }).groupBy('status')) as Row[]).map((it) => [
          it.status,
          Number(it.n),
        ]),
      ) as Record<string, number>
    const [messages, verifications] = [await of('sms_messages'), await of('sms_verifications')]
    t.comment(JSON.stringify({ messages, verifications }))
    t.ok((messages.delivered ?? 0) > 400, 'what the platform pushed has arrived')
    for (const [kind, least] of Object.entries({ redeemed: 300, approved: 30, cancelled: 50, pending: 50 }))
      t.ok(
        (verifications[kind] ?? 0) >= least,
        `${verifications[kind] ?? 0} are ${kind}${kind === 'pending' ? ', most of them expired' : ''}`,
      )
  })
