import { type Emulator, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onMysql } from '../../support/databases.ts'
import { type Answered, counts, startTwoServers } from '../../support/two-servers.ts'

const HOUR = 60 * 60_000
const noon = Date.UTC(2026, 10, 23, 12)

let emulator: Emulator
t.before(async () => {
  emulator = await startEmulator({ flowControl: false })
})
t.after(() => emulator.close())

/** 201, or the limit that was hit. */
const verdicts = (answers: Answered[]) =>
  counts(answers.map(({ status, body }) => (status === 429 ? (body.limit ?? body.code) : status)))

await onMysql(t, async (t, database) => {
  const { post, setClock } = await startTwoServers(t, {
    database,
    endpoint: emulator.endpoint,
    verification: {
      // The limit of a minute out of the way of those of an hour and a day.
      limits: {
        phonePerMinute: 100,
        phonePerHour: 5,
        phonePerDay: 8,
        ipPerHour: 7,
        appPerDay: 12,
        prefixPerHour: 100_000,
        countryPerHour: 100_000,
      },
      tenantPerDay: 20,
    },
  })
  let phones = 0
  const newPhone = () => `+86137${String(30_000_000 + phones++).padStart(8, '0')}`
  let addresses = 0
  const newAddress = () => `198.51.${100 + Math.floor(addresses / 250)}.${addresses++ % 250}`
  /** So many starts at once, each from somewhere else unless said. */
  const startAll = (
    count: number,
    { phone = newPhone, ip = newAddress, app }: { phone?: () => string; ip?: () => string; app?: string } = {},
  ) =>
    Promise.all(
      Array.from({ length: count }, () =>
        post('/sms/verifications', { phone: phone(), purpose: 'log_in' }, { ip: ip(), ...(app ? { app } : {}) }),
      ),
    )
  const sent = () => emulator.outbox.messages().length

  await t.test(
    'hour and day of a phone: exactly as many as allowed get through, then and when the hour is over',
    async (t) => {
      emulator.outbox.clear()
      await setClock(noon)
      const number = newPhone()
      const phone = () => number
      t.same(verdicts(await startAll(40, { phone })), { 201: 5, phone_per_hour: 35 })
      await setClock(noon + HOUR - 1)
      t.same(verdicts(await startAll(20, { phone })), { phone_per_hour: 20 }, 'to the last millisecond')
      await setClock(noon + HOUR)
      t.same(verdicts(await startAll(40, { phone })), { 201: 3, phone_per_day: 37 }, 'the rest of the day')
      t.equal(sent(), 8)
      await setClock(noon + 24 * HOUR)
      t.same(verdicts(await startAll(40, { phone })), { 201: 5, phone_per_hour: 35 }, 'the first five are a day old')
      t.equal(sent(), 13)
    },
  )

  await t.test('an address, and a /64 in which one rotates: one budget each', async (t) => {
    emulator.outbox.clear()
    await setClock(noon + 48 * HOUR)
    t.same(verdicts(await startAll(30, { ip: () => '203.0.113.5' })), { 201: 7, ip_per_hour: 23 })
    t.equal(sent(), 7)
    emulator.outbox.clear()
    await setClock(noon + 72 * HOUR)
    let host = 1
    const rotating = () => `2001:db8:0:7:${(host++ * 1999).toString(16)}::1`
    t.same(verdicts(await startAll(30, { ip: rotating })), { 201: 7, ip_per_hour: 23 })
    t.same(verdicts(await startAll(5, { ip: () => '2001:db8:0:8::1' })), { 201: 5 }, 'the next /64 is another')
    t.equal(sent(), 12)
  })

  await t.test('App and tenant: exactly their budgets, and a new one at midnight UTC', async (t) => {
    emulator.outbox.clear()
    const midnight = Date.UTC(2026, 10, 29)
    await setClock(midnight - 1)
    t.same(verdicts(await startAll(40)), { 201: 12, app_per_day: 28 })
    t.same(verdicts(await startAll(40, { app: 'bank' })), { 201: 8, tenant_per_day: 32 })
    t.equal(sent(), 20)
    await setClock(midnight)
    const both = await Promise.all([startAll(30), startAll(30, { app: 'bank' })])
    t.equal(counts(both.flat().map((it) => it.status))[201], 20)
    t.equal(sent(), 40)
  })
})

t.end()
