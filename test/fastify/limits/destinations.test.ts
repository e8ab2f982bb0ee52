import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

const HOUR = 3_600_000

await onEachDatabase(t, async (t, database) => {
  const clock = { now: Date.UTC(2026, 10, 23, 12) }
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: {
      now: () => clock.now,
      verification: { limits: { countryPerHour: 4, prefixPerHour: 2, ipPerHour: 1000 } },
    },
  })
  t.teardown(() => app.close())
  const call = caller(app)
  const start = (phone: string, appId = 'shop') =>
    call('POST', '/verifications', { phone, purpose: 'log_in' }, { app: appId })
  const statuses = async (...phones: string[]) => {
    const answers = await Promise.all(phones.map((phone) => start(phone)))
    return answers.map((it) => it.body.limit ?? it.status).sort()
  }

  await t.test('one prefix: exactly its number, also at once; neighbours and other Apps go on', async (t) => {
    t.same(await statuses('+8613900010001', '+8613900010002', '+8613900010003', '+8613900010004'), [
      201,
      201,
      'prefix_per_hour',
      'prefix_per_hour',
    ])
    t.equal(emulator.outbox.messages().length, 2)
    t.equal((await start('+8613900020001')).status, 201, 'the neighbour')
    t.equal((await start('+8613900010005', 'bank')).status, 201, 'another App, same prefix')
  })

  await t.test('one country: exactly its number; other countries and Apps go on', async (t) => {
    t.equal((await start('+8613900030001')).status, 201)
    const over = await start('+8613900040001')
    t.match(over, { status: 429, body: { code: 'SMS_LIMITED', limit: 'country_per_hour' } })
    t.ok(Number(over.headers['retry-after']) > 0)
    t.equal((await start('+447400123456')).status, 201, 'another country')
    t.equal((await start('+8613900050001', 'bank')).status, 201, 'another App')
    clock.now += HOUR
    t.equal((await start('+8613900040001')).status, 201, 'in the next hour')
  })

  await t.test('0 lets nothing through', async (t) => {
    await call('PUT', '/apps/shop/policy', { limits: { countryPerHour: 0 } })
    t.match(await start('+8613900060001'), { status: 429, body: { limit: 'country_per_hour' } })
  })
  emulator.outbox.clear()
})

t.end()
