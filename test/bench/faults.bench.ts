// What goes wrong, one thing after the other, under load; and what became of every code. The faults themselves, and the
// account that is kept, are in test/faults; npm test walks them in short.
import type { Test } from 'tap'
import { createWorld, type Engine, FAULTS, play } from '../faults/faults.ts'
import { type Cell, full, report, table } from './report.ts'

const HOLD = full ? 5000 : 1500
const USERS = full ? 24 : 12

const rows: Cell[][] = []
for (const engine of ['mysql', 'sqlite'] as Engine[]) {
  const endings: (() => unknown)[] = []
  const until = { teardown: (end: () => unknown) => endings.push(end) } as unknown as Pick<Test, 'teardown'>
  try {
    const world = await createWorld(until, engine)
    for (const fault of FAULTS.filter(({ engines }) => engines.includes(engine))) {
      if (fault.name === 'the disk is full' && !world.isSmall) continue
      const it = await play(world, fault, { hold: HOLD, users: USERS })
      console.error(`${fault.name} on ${engine}: ${JSON.stringify(it)}`)
      if (it.odd.length > 0) throw new Error(`answers that are not in the contract: ${it.odd.join(', ')}`)
      rows.push([
        `${fault.name}, ${engine === 'mysql' ? 'MariaDB' : 'SQLite'}`,
        it.requests,
        it.sms,
        it.approved,
        it.approvedTwice + it.redeemedTwice,
        it.sentTwice,
        it.lost,
        it.forgotten,
        it.overLimit,
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
  `Two server processes, ${USERS} users at once, each fault held for ${HOLD / 1000} s. “Back” is from the mend until a user gets through at either server, start to approval.\n\n${table(
    [
      '',
      'requests',
      'SMS',
      'approved',
      'approved or redeemed twice',
      'sent twice',
      'lost',
      'forgotten',
      'numbers over their limit',
      'longest answer',
      'back after',
    ],
    rows,
  )}`,
)
