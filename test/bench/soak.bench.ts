// An hour's worth of an ordinary host, and more, as fast as its work goes: does what a server holds grow, does it slow down?
import type { Test } from 'tap'
import { createWorld, type Engine } from '../faults/faults.ts'
import { heldBy, live } from '../faults/soak.ts'
import { type Cell, full, quantile, report, table } from './report.ts'

/** Users of one part; a part is an hour by the server's clock. */
const USERS = full ? 6000 : 800
const PARTS = 4
const MIB = 2 ** 20

const rows: Cell[][] = []
for (const engine of ['mysql', 'sqlite'] as Engine[]) {
  const endings: (() => unknown)[] = []
  const until = { teardown: (end: () => unknown) => endings.push(end) } as unknown as Pick<Test, 'teardown'>
  try {
    const world = await createWorld(until, engine, { servers: 1, disk: 512 })
    const clock = { ahead: 0 }
    await live(world, { users: USERS / 4, atOnce: 4, hours: 0.25 }, clock)
    for (let part = 1; part <= PARTS; part++) {
      const took = await live(world, { users: USERS, atOnce: 4, hours: 1 }, clock)
      const held = await heldBy(world.ask)
      rows.push([
        `${engine === 'mysql' ? 'MariaDB' : 'SQLite'}, hour ${part}`,
        USERS,
        `${quantile(took, 0.5).toFixed(0)} ms`,
        `${quantile(took, 0.99).toFixed(0)} ms`,
        `${(held.heap / MIB).toFixed(1)} MiB`,
        `${(held.rss / MIB).toFixed(0)} MiB`,
        held.files,
        held.timers,
      ])
      console.error(rows.at(-1)?.join('  '))
    }
  } finally {
    for (let end = endings.pop(); end; end = endings.pop()) await end()
  }
}
report(
  'soak',
  `One server process, four users at a time, each from start to redemption (a wrong code, two right ones, two redemptions), an operator who looks at log, statistics, settings and audit log meanwhile. The server's clock is moved on by an hour in each part, so sweeps, expiries and counting run as they would. The heap is after garbage collection.\n\n${table(
    ['', 'users', 'a user, p50', 'p99', 'heap', 'RSS', 'files and sockets', 'timers'],
    rows,
  )}`,
)
