import t from 'tap'
import { createWorld, type Engine, FAULTS, play } from './faults.ts'

// Each for a moment under the load of a few users; `npm run bench -- faults` holds them for longer under more.
t.setTimeout(300_000)

const withMysql = process.env.TEST_MYSQL_URL || process.env.CI === 'true'
for (const engine of ['mysql', 'sqlite'] as Engine[])
  await t.test(`on ${engine}`, { skip: engine === 'mysql' && !withMysql && 'TEST_MYSQL_URL is not set' }, async (t) => {
    const world = await createWorld(t, engine)
    // What the platform does wrong is the same on either; two of these end with seconds of an open circuit.
    const isRepeated = (name: string) => engine === 'sqlite' && withMysql && name.startsWith('the platform re')
    for (const fault of FAULTS.filter(({ name, engines }) => engines.includes(engine) && !isRepeated(name))) {
      const isLeftOut = fault.name === 'the disk is full' && !world.isSmall
      await t.test(fault.name, { skip: isLeftOut && 'only root can mount a small file system' }, async (t) => {
        const it = await play(world, fault, { hold: 700, users: 6 })
        t.comment(JSON.stringify(it))
        const { approvedTwice, redeemedTwice, sentTwice, lost, overLimit, forgotten, odd } = it
        t.same(
          { approvedTwice, redeemedTwice, sentTwice, lost, overLimit, forgotten, odd },
          { approvedTwice: 0, redeemedTwice: 0, sentTwice: 0, lost: 0, overLimit: 0, forgotten: 0, odd: [] },
        )
        t.ok(it.approved > 1, `${it.approved} users got through`)
        t.ok(it.back < 15, `service was back after ${it.back.toFixed(1)} s`)
        if (fault.isCrowded) t.ok(it.unavailable > 0, `${it.unavailable} were told at once to come again later`)
        t.ok(it.longest < fault.longest, `nobody waited longer than ${it.longest.toFixed(1)} s for an answer`)
      })
    }
  })
