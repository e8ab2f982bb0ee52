// What goes wrong, one thing after the other, under load; and what became of every code. The faults themselves, and the
// account that is kept, are in test/faults; npm test walks them in short.
import type { Test } from 'tap'
import { createWorld, type Engine, faultsOn, play } from '../faults/faults.ts'
import { findGalera } from '../support/galera.mjs'
import { type Cell, full, report, table } from './report.ts'

const HOLD = full ? 5000 : 1500
const USERS = full ? 24 : 12

const NAMES: Record<Engine, string> = { mysql: 'MariaDB', sqlite: 'SQLite', galera: 'Galera' }

const rows: Cell[][] = []
for (const engine of ['mysql', 'sqlite', 'galera'] as Engine[]) {
  if (engine === 'galera' && !findGalera()) {
    console.error('Galera is not installed here: its faults are left out')
    continue
  }
  const endings: (() => unknown)[] = []
  const until = { teardown: (end: () => unknown) => endings.push(end) } as unknown as Pick<Test, 'teardown'>
  try {
    const world = await createWorld(until, engine)
    for (const fault of faultsOn(engine)) {
      if (fault.name === 'the disk is full' && !world.isSmall) continue
      const it = await play(world, fault, { hold: HOLD, users: USERS })
      console.error(`${fault.name} on ${engine}: ${JSON.stringify(it)}`)
      if (it.odd.length > 0) throw new Error(`answers that are not in the OpenAPI document: ${it.odd.join(', ')}`)
      if (it.apart > 0) throw new Error(`${it.apart} tables are not the same at all nodes`)
      rows.push([
        `${fault.name}, ${NAMES[engine]}`,
        it.requests,
        it.sms,
        it.approved,
        it.approvedTwice + it.redeemedTwice,
        it.sentTwice,
        it.lost,
        it.forgotten,
        it.spent,
        it.overLimit,
        it.miscounted,
        it.told503,
        `${it.p99.toFixed(1)} s`,
        `${it.longest.toFixed(1)} s`,
        `${it.back.toFixed(1)} s`,
      ])
    }
  } finally {
    for (let end = endings.pop(); end; end = endings.pop()) await end()
  }
}
report(
  'faults',
  `Two server processes (Galera: three, each at a node of its own), ${USERS} users at once, each fault held for ${HOLD / 1000} s. “Limits reached” is how many addresses, Apps and tenants were used up meanwhile, “over a limit” how many of them, or of the numbers, got more than that; “miscounted” by how many all their counts are off. “Back” is from the mend until a user gets through at each server, start to approval.\n\n${table(
    [
      '',
      'requests',
      'SMS',
      'approved',
      'approved or redeemed twice',
      'sent twice',
      'lost',
      'forgotten',
      'limits reached',
      'over a limit',
      'miscounted',
      'told 503',
      'p99',
      'longest answer',
      'back after',
    ],
    rows,
  )}`,
)
