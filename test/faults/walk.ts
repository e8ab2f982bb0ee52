import type { Test } from 'tap'
import { type FaultCase, play, type World } from './faults.ts'

/**
 * Walks faults one after the other, each for a moment under the load of a few users, and asserts that
 * none did harm; `npm run bench -- faults` holds them for longer under more.
 */
export const walk = async (t: Test, world: World, faults: readonly FaultCase[]): Promise<void> => {
  for (const fault of faults) {
    const isLeftOut = fault.name === 'the disk is full' && !world.isSmall
    await t.test(fault.name, { skip: isLeftOut && 'only root can mount a small file system' }, async (t) => {
      const it = await play(world, fault, { hold: 700, users: 6 })
      t.comment(JSON.stringify(it))
      const { approvedTwice, redeemedTwice, sentTwice, lost, overLimit, miscounted, forgotten, apart, odd } = it
      t.same(
        { approvedTwice, redeemedTwice, sentTwice, lost, overLimit, miscounted, forgotten, apart, odd },
        {
          approvedTwice: 0,
          redeemedTwice: 0,
          sentTwice: 0,
          lost: 0,
          overLimit: 0,
          miscounted: 0,
          forgotten: 0,
          apart: 0,
          odd: [],
        },
      )
      t.ok(it.approved > 1, `${it.approved} users got through`)
      t.ok(it.back < 15, `service was back after ${it.back.toFixed(1)} s`)
      if (fault.isCrowded) t.ok(it.unavailable > 0, `${it.unavailable} were told at once to come again later`)
      t.ok(it.longest < fault.longest, `nobody waited longer than ${it.longest.toFixed(1)} s for an answer`)
    })
  }
  const { address, app, tenant } = world.ledger.spent
  t.ok(
    address > 0 && app > 0 && tenant > 0,
    `${address} addresses, ${app} Apps and ${tenant} tenants ran into their limits`,
  )
}
