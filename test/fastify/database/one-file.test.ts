import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startEmulator } from '@sms-settings/emulator'
import knexModule from 'knex'
import t from 'tap'
import { onSqlite } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

await onSqlite(t, async (t, database) => {
  const open = () => createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
  const apps = await Promise.all(Array.from({ length: 5 }, open))
  t.teardown(() => Promise.all(apps.map((app) => app.close())))
  let phones = 0
  const start = (i: number) =>
    caller(apps[i] as (typeof apps)[0])(
      'POST',
      '/verifications',
      { phone: `+8613${700_000_000 + phones++}`, purpose: 'log_in' },
      { app: 'shop' },
    )

  await t.test('five hosts of one process open one file at once, and share it', async (t) => {
    await Promise.all(apps.map((app) => app.ready()))
    const delay = monitorEventLoopDelay()
    delay.enable()
    const all = await Promise.all(Array.from({ length: 25 }, (_, i) => start(i % 5)))
    t.same(new Set(all.map(({ status }) => status)), new Set([201]))
    // A wait inside the driver, five seconds long, would stop the very process that is to let go.
    t.ok(delay.max < 2.5e9, `the server stood still for ${Math.round(delay.max / 1e6)} ms`)
  })

  await t.test(
    'while a transaction of the host’s own stands open, a start waits and the server does not',
    async (t) => {
      const host = knexModule.default(database.config())
      t.teardown(() => host.destroy())
      await host.raw('create table notes (text text)')
      let ticks = 0
      const ticking = setInterval(() => ticks++, 10)
      const transaction = await host.transaction()
      await transaction('notes').insert({ text: 'hello' })
      const started = start(0)
      await sleep(400)
      t.ok(ticks > 20, `the server went on: ${ticks}`)
      await transaction.commit()
      t.equal((await started).status, 201)
      clearInterval(ticking)
    },
  )
})

t.end()
