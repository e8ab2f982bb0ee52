import type { SmsAccount, SmsAlarm, SmsReadiness } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import { alibabaCloud } from '@sms-settings/fastify'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO, SECOND } from '../../support/host.ts'
import { accepted, refused, scriptedGeneral, scriptedPlatform } from '../scripted-platform.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

const shop = { app: 'shop' }
let phones = 0
const newPhone = () => `+86137${String(30_000_000 + phones++).padStart(8, '0')}`
const generous = { limits: { prefixPerHour: 100_000, countryPerHour: 100_000 } }
type Call = ReturnType<typeof caller>

/** What a send says of an account is written down beside the answer. */
const until = async (t: Test, what: string, is: () => Promise<boolean>) => {
  for (let tries = 0; tries < 200; tries++) {
    if (await is()) return t.pass(what)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return t.fail(what)
}
const account = async (call: Call, id: unknown) => (await call('GET', `/accounts/${id}`)).body as unknown as SmsAccount
const open = async (call: Call, tenant = 'acme') =>
  (await call('GET', '/alarms?standing=true', undefined, { tenant })).body.items as SmsAlarm[]
const start = (call: Call, more: object = {}) =>
  call('POST', '/verifications', { phone: newPhone(), purpose: 'log_in', ...more }, shop)

/** An account of the emulator that the App may send from. */
const addAccount = async (
  call: Call,
  name: string,
  key: typeof DEMO | typeof SECOND,
  signature: string,
  code: string,
) => {
  const { id } = (await call('POST', '/accounts', { platform: 'alibaba_cloud', name, ...key })).body
  const { ssid } = (await call('POST', `/accounts/${id}/signatures`, { name: signature })).body
  const { stid } = (await call('POST', `/accounts/${id}/templates`, { code, purpose: 'log_in' })).body
  for (const path of [`/signatures/${ssid}/apps`, `/templates/${stid}/apps`])
    await call('PUT', path, { appIds: ['shop'] })
  return { id, ssid, stid }
}

const hostOn = async (t: Test, database: TestDatabase, settings: object = {}): Promise<[FastifyInstance, Call]> => {
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    withoutGeneral: true,
    settings: { verification: generous, ...settings },
  })
  t.teardown(() => app.close())
  await app.ready()
  return [app, caller(app)]
}

await onEachDatabase(t, async (t, database) => {
  emulator.reset()
  emulator.state.addTemplate({ code: 'SMS_299', name: 'Log in', content: 'Log in: ${code}' }, SECOND.accessKeyId)

  await t.test(
    'an account that cannot send is marked until an SMS is taken; a check of its key does not end that',
    async (t) => {
      const told: { kind: string }[] = []
      const [app, call] = await hostOn(t, database, { hooks: { onAlarm: (it: { kind: string }) => told.push(it) } })
      const [, other] = await hostOn(t, database)
      const second = await addAccount(call, 'Second', SECOND, 'Globex', 'SMS_299')
      const first = await addAccount(call, 'First', DEMO, 'Quectel', 'SMS_100000002')
      const purse = emulator.state.account(DEMO.accessKeyId)
      const { balance } = purse
      purse.balance = 0

      t.match(await start(call), { status: 201 }, 'it goes out of the other one')
      await until(t, 'marked', async () => (await account(call, first.id)).health.status === 'cannot_send')
      t.match((await account(call, first.id)).health, { platformCode: 'isv.AMOUNT_NOT_ENOUGH' })
      await until(t, 'told', async () => told.length > 0)
      t.match(await open(call), [
        {
          kind: 'account_cannot_send',
          accountId: first.id,
          subject: { name: 'First' },
          platformCode: 'isv.AMOUNT_NOT_ENOUGH',
        },
      ])

      await call('POST', `/accounts/${first.id}/check`)
      t.equal((await account(call, first.id)).health.status, 'cannot_send', 'that the key works is no money')

      emulator.outbox.clear()
      for (const host of [call, other]) t.match(await start(host), { status: 201 })
      t.match(
        emulator.outbox.messages({}).map(({ signName }) => signName),
        ['Globex', 'Globex'],
        'other accounts come first, in every process',
      )
      const log = (await call('GET', `/messages?accountId=${first.id}`)).body.items as unknown[]
      t.equal(log.length, 1, 'it is not even tried')
      const readiness = async () =>
        ((await call('GET', '/apps/shop/settings')).body.readiness as SmsReadiness[]).find(
          (it) => it.purpose === 'log_in' && it.region === 'domestic',
        )
      t.match(await readiness(), { ready: true, warning: null, stid: second.stid })

      await call('POST', `/accounts/${second.id}/pause`)
      t.match(await readiness(), { ready: true, warning: 'account_cannot_send', message: /balance/, turn: 'tenant' })
      t.match(await start(call), { status: 502 }, 'with no other it is tried')
      t.match(await app.sms.accounts.health('acme'), [
        { id: second.id, status: 'paused', health: { status: 'ok' }, circuit: { state: 'closed', retryAfter: null } },
        { id: first.id, status: 'active', health: { status: 'cannot_send' } },
      ])
      t.same(await app.sms.accounts.health('globex'), [])

      purse.balance = balance
      t.match(await start(other), { status: 201 })
      await until(t, 'an SMS was taken', async () => (await account(call, first.id)).health.status === 'ok')
      await until(t, 'and its alarm has ended', async () => (await open(call)).length === 0)
      t.equal(told.length, 1, 'told once')
      await call('POST', `/accounts/${second.id}/resume`)
      emulator.outbox.clear()
      await start(call)
      t.match(emulator.outbox.messages({}), [{ signName: 'Quectel' }], 'the newest is first again')
      for (const { id } of [first, second]) await call('DELETE', `/accounts/${id}`)
    },
  )

  await t.test('a test from the console ends it too; a new key ends what was known of the old', async (t) => {
    const [, call] = await hostOn(t, database)
    const { id, ssid, stid } = await addAccount(call, 'Main', DEMO, 'Quectel', 'SMS_100000002')
    const mark = async () => {
      emulator.faults.add({ action: 'SendSms', kind: 'code', code: 'isv.OUT_OF_SERVICE' })
      t.match(await start(call), { status: 502 })
      await until(t, 'marked', async () => (await account(call, id)).health.status === 'cannot_send')
      await until(t, 'told', async () => (await open(call)).length === 1)
    }
    await mark()
    const test = { phone: newPhone(), ssid, stid, variables: { code: '123456' } }
    t.match(await call('POST', '/messages/test', test), { status: 201 })
    await until(t, 'over', async () => (await account(call, id)).health.status === 'ok')
    await mark()
    await call('PUT', `/accounts/${id}/credentials`, { ...DEMO })
    t.equal((await account(call, id)).health.status, 'ok')
    t.same(await open(call), [])
    await mark()
    await call('DELETE', `/accounts/${id}`)
    t.same(await open(call), [], 'nothing stands of what is gone')
  })

  await t.test(
    'a circuit that opens is shown and told, in every process; a call that gets through ends it',
    async (t) => {
      const clock = { offset: 0 }
      const settings = { now: () => Date.now() + clock.offset }
      const [app, call] = await hostOn(t, database, settings)
      const [another, other] = await hostOn(t, database, settings)
      const { id } = await addAccount(call, 'Main', DEMO, 'Quectel', 'SMS_100000002')
      t.match(await account(call, id), { circuit: { state: 'closed', retryAfter: null } })
      emulator.faults.add({ action: 'SendSms', kind: 'rst', times: 5 })
      for (let i = 0; i < 5; i++) t.match(await start(call), { status: 502 })
      t.match(await start(call), { status: 503 })
      const { circuit } = await account(call, id)
      t.equal(circuit.state, 'open')
      t.ok(circuit.retryAfter && circuit.retryAfter <= 10, `tried again in ${circuit.retryAfter} s`)
      t.match((await call('GET', '/accounts')).body.items, [{ circuit: { state: 'open' } }])
      t.match(await app.sms.accounts.health('acme'), [{ id, circuit: { state: 'open' } }])
      t.match(await account(other, id), { circuit: { state: 'closed' } }, 'each process has its own')
      await until(t, 'but all are told', async () => (await open(other))[0]?.kind === 'platform_unreachable')
      t.match(await open(other), [{ accountId: id, subject: { id, name: 'Main' } }])

      // The process whose circuit it was is gone: one that starts now asks, and the platform is there. Of several that
      // run it would be the one whose turn it is, within a minute.
      await app.close()
      await another.close()
      clock.offset += 61_000
      const [, third] = await hostOn(t, database, settings)
      await until(t, 'probed', async () => (await open(third)).length === 0)
      await third('DELETE', `/accounts/${id}`)
    },
  )

  await t.test('an account on a platform that is no longer used keeps no other from being asked', async (t) => {
    const clock = { offset: 0 }
    const now = () => Date.now() + clock.offset
    const scripted = scriptedPlatform()
    const own = alibabaCloud({ endpoint: emulator.endpoint, protocol: 'http', timeout: 1500, deadline: 2500 })
    const [app, call] = await hostOn(t, database, { now, platforms: [own, scripted.platform] })
    const key = { accessKeyId: 'gone', accessKeySecret: 'secret-of-gone' }
    scripted.answer('gone', () => refused('unreachable'))
    const add = { platform: 'scripted', name: 'Gone', ...key }
    const { id } = (await call('POST', '/accounts', add)).body
    const { ssid } = (await call('POST', `/accounts/${id}/signatures`, { name: 'Quectel' })).body
    const { stid } = (await call('POST', `/accounts/${id}/templates`, { code: 'T1', purpose: 'log_in' })).body
    for (const path of [`/signatures/${ssid}/apps`, `/templates/${stid}/apps`])
      await call('PUT', path, { appIds: ['shop'] })
    for (let i = 0; i < 5; i++) await start(call)
    await until(t, 'the first is out of reach', async () => (await open(call)).length === 1)
    const { id: other } = await addAccount(call, 'There', DEMO, 'Quectel', 'SMS_100000002')
    emulator.faults.add({ action: 'SendSms', kind: 'rst', times: 5 })
    for (let i = 0; i < 5; i++) await start(call)
    await until(t, 'and the second', async () => (await open(call)).length === 2)
    await app.close()
    clock.offset += 61_000
    const [, later] = await hostOn(t, database, { now, platforms: [own] })
    await until(t, 'both are over: one is there, the other not looked after any more', async () => {
      return (await open(later)).length === 0
    })
    for (const it of [id, other]) await later('DELETE', `/accounts/${it}`)
  })

  await t.test('the operator’s account: marked in every process, an alarm for each tenant that met it', async (t) => {
    const script = scriptedPlatform()
    const settings = { platforms: [script.platform], general: scriptedGeneral }
    const [app, call] = await hostOn(t, database, settings)
    script.answer('general', () => refused('account'))
    const starting = (host: Call, tenant: string, appId: string) =>
      host('POST', '/verifications', { phone: newPhone(), purpose: 'log_in' }, { tenant, app: appId })
    t.match(await starting(call, 'acme', 'shop'), { status: 502 })
    t.match(await starting(call, 'globex', 'portal'), { status: 502 })
    for (const tenant of ['acme', 'globex'])
      await until(t, `${tenant} is told`, async () => (await open(call, tenant)).length === 1)
    t.match(await open(call), [{ kind: 'account_cannot_send', accountId: null, subject: { id: 'general' } }])
    t.match(app.sms.general.health(), { health: 'cannot_send', circuit: { state: 'closed' } })

    // A process that starts now has met nothing itself.
    const [another, other] = await hostOn(t, database, settings)
    await until(t, 'known', async () => another.sms.general.health()?.health === 'cannot_send')
    t.match((await other('GET', '/apps/shop/settings')).body.readiness, [
      {},
      {},
      { purpose: 'log_in', ready: true, warning: 'account_cannot_send', turn: 'operator' },
    ])
    script.answer('general', accepted)
    t.match(await starting(other, 'acme', 'shop'), { status: 201 })
    for (const tenant of ['acme', 'globex'])
      await until(t, `${tenant}: over`, async () => (await open(call, tenant)).length === 0)
    t.equal(another.sms.general.health()?.health, 'unknown')
  })
})

t.end()
