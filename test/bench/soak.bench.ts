// An hour's worth of an ordinary host, and more, as fast as its work goes: does what a server holds grow, does it slow down?
import type { Test } from 'tap'
import type { Engine } from '../faults/faults.ts'
import { createSoak, type Held, type Lived } from '../faults/soak.ts'
import { type Cell, full, quantile, report, table } from './report.ts'

/** Users of one part; a part is an hour by the server's clock. */
const USERS = full ? 6000 : 800
const PARTS = full ? 8 : 4
const MIB = 2 ** 20

const rows: Cell[][] = []
for (const engine of ['mysql', 'sqlite'] as Engine[]) {
  const endings: (() => unknown)[] = []
  const until = { teardown: (end: () => unknown) => endings.push(end) } as unknown as Pick<Test, 'teardown'>
  try {
    const name = engine === 'mysql' ? 'MariaDB' : 'SQLite'
    const soak = await createSoak(until, engine)
    await soak.live(USERS / 4, 0.25)
    const parts: (Lived & Held & { perUser: number })[] = []
    for (let part = 1; part <= PARTS; part++) {
      const lived = await soak.live(USERS, 1)
      const held = await soak.held()
      parts.push({ ...lived, ...held, perUser: lived.cpu })
      rows.push([
        `${name}, hour ${part}`,
        USERS,
        `${quantile(lived.took, 0.5).toFixed(0)} ms`,
        `${quantile(lived.took, 0.99).toFixed(0)} ms`,
        `${lived.cpu.toFixed(1)} ms`,
        `${(held.heap / MIB).toFixed(1)} MiB`,
        `${(held.rss / MIB).toFixed(0)} MiB`,
        held.files,
        held.timers,
      ])
      console.error(rows.at(-1)?.join('  '))
    }
    const [first, last] = [parts[0], parts.at(-1)] as [(typeof parts)[number], (typeof parts)[number]]
    const ratio = (of: (part: typeof first) => number) => (of(last) / of(first)).toFixed(2)
    rows.push([
      `${name}, last ÷ first`,
      '',
      ratio(({ took }) => quantile(took, 0.5)),
      ratio(({ took }) => quantile(took, 0.99)),
      ratio(({ perUser }) => perUser),
      ratio(({ heap }) => heap),
      ratio(({ rss }) => rss),
      ratio(({ files }) => files),
      ratio(({ timers }) => timers),
    ])
    const { odd, ...harm } = await soak.world.ledger.audit(soak.world.knex)
    if (odd.length > 0 || Object.values(harm).some(Boolean)) throw new Error(JSON.stringify({ odd, ...harm }))
  } finally {
    for (let end = endings.pop(); end; end = endings.pop()) await end()
  }
}
report(
  'soak',
  `One server process, four users at a time: of ten, seven go from start to redemption (a wrong code, two right ones, two redemptions), one has the code sent again, one cancels, one lets it expire. The platform pushes its reports; an operator looks at log, export, statistics, settings, audit log and alarms. The server's clock is moved on by an hour in each part. CPU is the server's for each user, with all that goes on beside; the heap is after garbage collection.\n\n${table(
    ['', 'users', 'a user, p50', 'p99', 'CPU', 'heap', 'RSS', 'files and sockets', 'timers'],
    rows,
  )}`,
)
