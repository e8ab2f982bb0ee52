import { startEmulator } from '@sms-settings/emulator'
import {
  alibabaCloud,
  type DeliveryStatus,
  type Platform,
  type SendOutcome,
  type SmsSettingsOptions,
} from '@sms-settings/fastify'
import knexModule from 'knex'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false, deliverAfter: 10 })
t.after(() => emulator.close())
const noon = Date.UTC(2026, 10, 23, 12)
const shop = { app: 'shop' }
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A host that soon gives up waiting, by a clock that stands still: so it never comes to ask what became of a message. */
const setUp = async (t: Test, database: TestDatabase, settings: Partial<SmsSettingsOptions> = {}) => {
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: {
      now: () => noon,
      platforms: [alibabaCloud({ endpoint: emulator.endpoint, protocol: 'http', timeout: 6000, deadline: 300 })],
      ...settings,
    },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const start = (phone: string) => call('POST', '/verifications', { phone, purpose: 'log_in' }, shop)
  const message = async (phone: string) =>
    (await call('GET', `/messages?phone=${encodeURIComponent(phone)}`)).body.items?.[0] as {
      status: string
      bizId: string | null
      problem: { code: string; turn: string } | null
      reportedAt: string | null
    }
  const until = async (phone: string, status: string) => {
    for (let i = 0; i < 100 && (await message(phone))?.status !== status; i++) await sleep(50)
    return message(phone)
  }
  return { app, call, start, message, until }
}
type Report = Extract<DeliveryStatus, { code: unknown }>

/** A platform that never says whether it took an SMS, and when asked what became of it, always the same. */
const answering = (
  report: Report,
  sent: (onLate: (outcome: SendOutcome) => void) => void = () => undefined,
): Platform => {
  const real = alibabaCloud({ endpoint: emulator.endpoint, protocol: 'http' })
  return {
    ...real,
    connect: (key) => ({
      ...real.connect(key),
      send: async (_, onLate = () => undefined) => {
        sent(onLate)
        return { outcome: 'unknown', problem: { kind: 'timeout', code: null, requestId: null } }
      },
      status: async () => report,
    }),
  }
}

let phones = 0

await onEachDatabase(t, async (t, database) => {
  const newPhone = () => `+86135${String(50_000_000 + phones++).padStart(8, '0')}`

  await t.test('a send that was given up and succeeded after all is settled when its answer comes', async (t) => {
    const told: string[] = []
    const onMessage = ({ status }: { status: string }) => told.push(status)
    const { start, call, message, until } = await setUp(t, database, { hooks: { onMessage } })
    const phone = newPhone()
    emulator.faults.add({ action: 'SendSms', kind: 'delay', ms: 1200 })
    const answer = await start(phone)
    t.match(answer, { status: 504, body: { code: 'SMS_PLATFORM_TIMEOUT', verificationId: String } })
    t.match(await message(phone), { status: 'queued', problem: { turn: 'platform' } })
    t.match(await until(phone, 'accepted'), { status: 'accepted', problem: null, bizId: String })
    // It is told of after it is sure, so whoever reads may be sooner.
    for (let tries = 0; tries < 50 && told.length < 2; tries++) await new Promise((go) => setTimeout(go, 10))
    t.same(told, ['queued', 'accepted'])
    const code = emulator.outbox.messages({ phone })[0]?.params.code
    t.equal((await call('POST', `/verifications/${answer.body.verificationId}/check`, { code }, shop)).status, 200)
  })

  await t.test('one that was refused after all has failed, and gives its allowance back', async (t) => {
    const told: string[] = []
    const onVerification = ({ status }: { status: string }) => told.push(status)
    const { start, call, until } = await setUp(t, database, { hooks: { onVerification } })
    const phone = newPhone()
    const account = emulator.state.account()
    const { balance } = account
    account.balance = 0
    emulator.faults.add({ action: 'SendSms', kind: 'delay', ms: 1200 })
    const { body, status } = await start(phone)
    t.equal(status, 504)
    t.equal((await start(phone)).status, 429, 'while nobody knows, it counts')
    t.match(await until(phone, 'failed'), { status: 'failed', problem: { code: 'isv.AMOUNT_NOT_ENOUGH' } })
    account.balance = balance
    t.match((await call('GET', `/verifications/${body.verificationId}`, undefined, shop)).body, { status: 'failed' })
    t.same(told, ['pending', 'failed'])
    t.equal((await start(phone)).status, 201)
  })

  await t.test('what the database does not take at the time is written down when it does', async (t) => {
    const { start, message, until } = await setUp(t, database)
    const db = knexModule.default(database.config())
    t.teardown(() => db.destroy())
    const account = emulator.state.account()
    const { balance } = account
    for (const [money, answer, status] of [
      [balance, 201, 'accepted'],
      [0, 503, 'failed'],
    ] as const) {
      const phone = newPhone()
      account.balance = money
      emulator.faults.add({ action: 'SendSms', kind: 'delay', ms: 200, accept: true })
      const started = start(phone)
      await until(phone, 'queued')
      await db.schema.renameTable('sms_messages', 'away')
      t.equal((await started).status, answer)
      await db.schema.renameTable('away', 'sms_messages')
      t.match(await message(phone), { status: 'queued', problem: null })
      t.match(await until(phone, status), { status })
      account.balance = balance
      t.equal((await start(phone)).status, status === 'failed' ? 201 : 429, 'and what was refused is given back')
    }
  })

  await t.test('what was reported meanwhile stays, whatever a late answer says', async (t) => {
    const lateAnswers: ((outcome: SendOutcome) => void)[] = []
    const platforms = [
      answering({ status: 'delivered', code: null, reportedAt: noon }, (onLate) => lateAnswers.push(onLate)),
    ]
    const { start, call, message } = await setUp(t, database, { platforms })
    const phone = newPhone()
    const { body } = await start(phone)
    const { app, until } = await setUp(t, database, { platforms, now: () => noon + 60_000 })
    await until(phone, 'delivered')
    await app.close()
    for (const late of [
      { outcome: 'accepted', bizId: 'late', requestId: null },
      { outcome: 'refused', problem: { kind: 'account', code: 'LATE', requestId: null } },
    ] as const)
      lateAnswers[0]?.(late)
    await sleep(300)
    t.match(await message(phone), { status: 'delivered', reportedAt: String, problem: null, bizId: null })
    t.match((await call('GET', `/verifications/${body.verificationId}`, undefined, shop)).body, { status: 'pending' })
  })

  await t.test('a failed delivery says whose matter it is, the phone’s when the platform does not say', async (t) => {
    const said: [Report, string][] = [
      [{ status: 'failed', code: 'SIGN_BLOCKED', kind: 'settings', reportedAt: noon }, 'operator'],
      [{ status: 'failed', code: 'NO_FUNDS', kind: 'account', reportedAt: noon }, 'operator'],
      [{ status: 'failed', code: 'ODD', reportedAt: noon }, 'user'],
    ]
    for (const [status, turn] of said) {
      const platforms = [answering(status)]
      const phone = newPhone()
      const before = await setUp(t, database, { platforms })
      t.equal((await before.start(phone)).status, 504)
      const { app, until } = await setUp(t, database, { platforms, now: () => noon + 60_000 })
      t.match(await until(phone, 'failed'), { status: 'failed', problem: { code: status.code, turn } })
      // It would ask about the next one too.
      await app.close()
    }
  })
})

t.end()
