import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'
import { counts, startTwoServers } from '../../support/two-servers.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

type Alarm = {
  kind: string
  appId: string | null
  subject: { id: string }
  times: number
  details: object
  endedAt: string | null
}
const DAY = 86_400_000

await onEachDatabase(t, async (t, database) => {
  await t.test(
    '100 starts at once from two processes: each warning once, and exactly the budget is sent',
    async (t) => {
      emulator.outbox.clear()
      const limits = { appPerDay: 40, ipPerHour: 100_000, prefixPerHour: 100_000, countryPerHour: 100_000 }
      const servers = await startTwoServers(t, {
        database,
        endpoint: emulator.endpoint,
        verification: { limits, tenantPerDay: 50 },
      })
      const start = (i: number, app: string) =>
        servers.post('/sms/verifications', { phone: `+86139000${10_000 + i}`, purpose: 'log_in' }, { app })
      const shop = await Promise.all(Array.from({ length: 100 }, (_, i) => start(i, 'shop')))
      t.same(counts(shop.map(({ status, body }) => body.limit ?? status)), { 201: 40, app_per_day: 60 })
      const bank = await Promise.all(Array.from({ length: 50 }, (_, i) => start(i + 200, 'bank')))
      t.same(counts(bank.map(({ status, body }) => body.limit ?? status)), { 201: 10, tenant_per_day: 40 })
      t.equal(emulator.outbox.messages().length, 50)

      // A third process reads what the two have told.
      const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
      t.teardown(() => app.close())
      const day = new Date().toISOString().slice(0, 10)
      const told = async () => {
        const { items = [] } = (await caller(app)('GET', '/alarms?limit=100')).body
        return (items as Alarm[])
          .filter(({ kind }) => kind.startsWith('budget'))
          .map(({ kind, appId, subject, details }) => ({ kind, appId, id: subject.id, ...details }))
          .sort((a, b) => `${a.kind}${a.appId}`.localeCompare(`${b.kind}${b.appId}`))
      }
      for (let tries = 0; tries < 50 && (await told()).length < 4; tries++)
        await new Promise((go) => setTimeout(go, 50))
      const until = new Date(Math.floor(Date.now() / DAY) * DAY + DAY).toISOString()
      t.same(await told(), [
        { kind: 'budget_low', appId: null, id: day, used: 40, limit: 50, until },
        { kind: 'budget_low', appId: 'shop', id: `shop ${day}`, used: 32, limit: 40, until },
        { kind: 'budget_spent', appId: null, id: day, used: 50, limit: 50, until },
        { kind: 'budget_spent', appId: 'shop', id: `shop ${day}`, used: 40, limit: 40, until },
      ])
    },
  )
})

await onEachDatabase(t, async (t, database) => {
  const clock = { now: Date.UTC(2026, 10, 23, 12) }
  const alarms: string[] = []
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: {
      now: () => clock.now,
      verification: { limits: { appPerDay: 5, phonePerMinute: 1 }, tenantPerDay: 8 },
      hooks: { onAlarm: ({ kind, appId, subject }) => alarms.push(`${kind} ${appId ?? '*'} ${subject.id}`) },
    },
  })
  t.teardown(() => app.close())
  const call = caller(app)
  const start = async (phone: string, appId = 'shop') =>
    (await call('POST', '/verifications', { phone, purpose: 'log_in' }, { app: appId })).status
  const settled = () => new Promise((go) => setTimeout(go, 100))

  await t.test(
    'the host is told by a hook, once a day, and a start that was refused otherwise does not warn',
    async (t) => {
      for (const i of [1, 2, 3]) t.equal(await start(`+861390001000${i}`), 201)
      t.equal(await start('+8613900010003'), 429, 'one a minute for a phone')
      await settled()
      t.same(alarms, [])
      t.equal(await start('+8613900010004'), 201)
      await settled()
      t.same(alarms, ['budget_low shop shop 2026-11-23'])
      t.equal(await start('+8613900010005'), 201)
      for (const i of [6, 7, 8]) t.equal(await start(`+861390001000${i}`), 429)
      await settled()
      t.same(alarms.splice(0), ['budget_low shop shop 2026-11-23', 'budget_spent shop shop 2026-11-23'])
    },
  )

  await t.test('resends and tests from the console count, and tell, too', async (t) => {
    const started = await call(
      'POST',
      '/verifications',
      { phone: '+8613900010011', purpose: 'log_in' },
      { app: 'bank' },
    )
    clock.now += 61_000
    t.equal((await call('POST', `/verifications/${started.body.id}/resend`, undefined, { app: 'bank' })).status, 200)
    await settled()
    t.same(alarms.splice(0), ['budget_low * 2026-11-23'], 'the seventh of eight')
    const test = { phone: '+8613900010012', ssid: 'C1', stid: 'C2', variables: { code: '123456' } }
    t.equal((await call('POST', '/messages/test', test)).status, 201)
    t.equal((await call('POST', '/messages/test', { ...test, phone: '+8613900010013' })).status, 429)
    await settled()
    t.same(alarms.splice(0), ['budget_spent * 2026-11-23'])
  })

  await t.test('it is over with the day, and told anew on the next', async (t) => {
    const open = async () => ((await call('GET', '/alarms?standing=true')).body.items as Alarm[]).length
    t.equal(await open(), 4)
    clock.now += DAY
    t.equal(await open(), 0)
    for (const i of [1, 2, 3, 4]) t.equal(await start(`+861390001000${i}`), 201)
    await settled()
    t.same(alarms, ['budget_low shop shop 2026-11-24'])
  })
})

t.end()
