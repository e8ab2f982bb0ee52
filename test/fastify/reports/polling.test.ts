import { startEmulator } from '@sms-settings/emulator'
import { alibabaCloud, type Platform } from '@sms-settings/fastify'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const HOUR = 3_600_000
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A platform, and hosts whose clock is as far ahead of its own as the test has moved it. */
const setUp = async (t: Test, database: TestDatabase, deliverAfter = 10) => {
  let ahead = 0
  const now = () => Date.now() + ahead
  const emulator = await startEmulator({ flowControl: false, deliverAfter })
  t.teardown(() => emulator.close())
  let asked = 0
  const real = alibabaCloud({ endpoint: emulator.endpoint, protocol: 'http' })
  const counting: Platform = {
    ...real,
    connect: (key) => {
      const account = real.connect(key)
      return {
        ...account,
        status: (message) => {
          asked++
          return account.status(message)
        },
      }
    },
  }
  // What a host does on timers it does first when it comes up.
  const host = async (platform = counting) => {
    const app = await createTestHost({
      databaseUrl: database.url,
      endpoint: emulator.endpoint,
      settings: { now, platforms: [platform] },
    })
    await app.ready()
    return app
  }
  const message = async (app: Awaited<ReturnType<typeof host>>, phone: string) =>
    (await caller(app)('GET', `/messages?phone=${encodeURIComponent(phone)}`)).body.items?.[0] as {
      status: string
      reportedAt: string | null
      problem: { code: string; turn: string } | null
    }
  const until = async (app: Awaited<ReturnType<typeof host>>, phone: string, status: string) => {
    for (let i = 0; i < 120 && (await message(app, phone)).status !== status; i++) await sleep(25)
    return message(app, phone)
  }
  return {
    emulator,
    host,
    message,
    until,
    move: (ms: number) => {
      ahead += ms
    },
    asked: () => asked,
  }
}

let phones = 0

await onEachDatabase(t, async (t, database) => {
  const newPhone = () => `+86134${String(40_000_000 + phones++).padStart(8, '0')}`
  const start = async (app: Awaited<ReturnType<typeof createTestHost>>, phone: string) =>
    (await caller(app)('POST', '/verifications', { phone, purpose: 'log_in' }, { app: 'shop' })).status

  await t.test('what was not reported is asked about: arrived, or not', async (t) => {
    const { emulator, host, move, until, message, asked } = await setUp(t, database)
    const [well, badly] = [newPhone(), newPhone()]
    let app = await host()
    emulator.faults.add({ kind: 'deliver_failed', errCode: 'MOBILE_IN_BLACK', phone: badly })
    t.same([await start(app, well), await start(app, badly)], [201, 201])
    await app.close()

    move(90_000)
    app = await host()
    await sleep(300)
    t.equal(asked(), 0, 'not before a report has had its time')
    t.equal((await message(app, well)).status, 'accepted')
    await app.close()

    move(60_000)
    app = await host()
    t.match(await until(app, well, 'delivered'), { reportedAt: String, problem: null })
    t.match(await until(app, badly, 'failed'), { problem: { code: 'MOBILE_IN_BLACK', turn: 'user' } })
    t.equal(asked(), 2)
    await app.close()
  })

  await t.test('ever more rarely, and after 72 hours it stays unknown', async (t) => {
    const { host, move, until, message, asked } = await setUp(t, database, 1000 * HOUR)
    const phone = newPhone()
    let app = await host()
    t.equal(await start(app, phone), 201)
    // Each time when it is twice as old, then twice a day.
    let age = 0
    for (const [hours, due] of [
      [1, true],
      [1.5, false],
      [2.1, true],
      [3, false],
      [4.3, true],
      [25, true],
      [30, false],
      [58, true],
      [71, true],
    ] as const) {
      await app.close()
      move((hours - age) * HOUR)
      age = hours
      const before = asked()
      app = await host()
      for (let i = 0; i < (due ? 200 : 12) && asked() === before; i++) await sleep(25)
      t.equal(asked() - before, due ? 1 : 0, `after ${hours} hours`)
    }
    t.equal((await message(app, phone)).status, 'accepted')
    await app.close()
    move(1.2 * HOUR)
    app = await host()
    t.match(await until(app, phone, 'unknown'), { status: 'unknown', problem: null })
    await app.close()
    move(24 * HOUR)
    const before = asked()
    app = await host()
    await sleep(200)
    t.equal(asked(), before, 'and nobody asks any more')
    await app.close()
  })

  await t.test('of several processes one asks, and another when that one is gone', async (t) => {
    const { host, move, until, asked } = await setUp(t, database)
    const first = await host()
    const many = Array.from({ length: 12 }, newPhone)
    for (const phone of many) t.equal(await start(first, phone), 201)
    await first.close()
    move(180_000)
    const apps = await Promise.all([host(), host(), host()])
    for (const phone of many) await until(apps[0], phone, 'delivered')
    t.equal(asked(), many.length, 'each was asked about once')
    await Promise.all(apps.map((app) => app.close()))
  })
})

t.end()
