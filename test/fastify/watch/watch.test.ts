import type { SmsAlarm, SmsAuditEntry, SmsGeneral, SmsReadiness, SmsSignature, SmsTemplate } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO, SECOND } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

const HOUR = 3_600_000
const shop = { app: 'shop' }
let phones = 0
const newPhone = () => `+86137${String(40_000_000 + phones++).padStart(8, '0')}`
type Call = ReturnType<typeof caller>

const clock = { offset: 0 }
const setUp = async (t: Test, database: TestDatabase, settings: object = {}): Promise<[FastifyInstance, Call]> => {
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { now: () => Date.now() + clock.offset, watch: { every: false }, ...settings },
  })
  t.teardown(() => app.close())
  await app.ready()
  return [app, caller(app)]
}
const addAccount = async (call: Call, name: string, key: typeof DEMO | typeof SECOND) =>
  String((await call('POST', '/accounts', { platform: 'alibaba_cloud', name, ...key })).body.id)
const add = async (call: Call, accountId: string, kind: 'signatures' | 'templates', body: object) => {
  const { body: added } = await call('POST', `/accounts/${accountId}/${kind}`, body)
  const id = String(kind === 'signatures' ? added.ssid : added.stid)
  await call('PUT', `/${kind}/${id}/apps`, { appIds: ['shop'] })
  return id
}
const openAlarms = async (call: Call) => (await call('GET', '/alarms?standing=true')).body.items as SmsAlarm[]
const signature = async (call: Call, ssid: string) =>
  (await call('GET', `/signatures/${ssid}`)).body as unknown as SmsSignature
const template = async (call: Call, stid: string) =>
  (await call('GET', `/templates/${stid}`)).body as unknown as SmsTemplate
const start = (call: Call, more: object = {}) =>
  call('POST', '/verifications', { phone: newPhone(), purpose: 'log_in', ...more }, shop)
const registrations = (unicom: 1 | 2 | -2) =>
  ([1, unicom, 3] as const).map((status, at) => ({
    operator: (['mobile', 'unicom', 'telecom'] as const)[at] as 'mobile',
    status,
    completedAt: null,
    reasons: [],
  }))
/** What the watch asks; messages are asked about too, on a timer. */
const QUESTIONS = ['GetSmsSign', 'GetSmsTemplate']
/** How often the platform is asked about a signature or template meanwhile. */
const asked = async (work: () => Promise<unknown>): Promise<number> => {
  emulator.faults.clear()
  for (const action of QUESTIONS) emulator.faults.add({ action, kind: 'delay', ms: 0, times: 10_000 })
  await work()
  const answer = await fetch(`${emulator.url}/_emulator/faults`)
  const { faults } = (await answer.json()) as { faults: { left: number }[] }
  emulator.faults.clear()
  return faults.reduce((sum, { left }) => sum + 10_000 - left, 0)
}

await onEachDatabase(t, async (t, database) => {
  emulator.reset()
  const [app, call] = await setUp(t, database)
  const { look } = app.sms.watch
  const main = await addAccount(call, 'Main', DEMO)
  const ssid = await add(call, main, 'signatures', { name: 'Quectel' })
  const stid = await add(call, main, 'templates', { code: 'SMS_100000002', purpose: 'log_in' })

  await t.test('what was asked about lately is left alone; then each is asked about once', async (t) => {
    t.equal(await asked(look), 7, 'only the general entries, which a person asks for')
    clock.offset += 6 * HOUR + 1000
    t.equal(await asked(look), 9)
    t.ok(Date.parse((await signature(call, ssid)).checkedAt ?? '') > Date.now() + 6 * HOUR - 60_000)
    t.equal(await asked(look), 7)
    t.same(await openAlarms(call), [])
  })

  await t.test('an audit withdrawn: stored, no longer sent with, told until it is approved again', async (t) => {
    t.match(await start(call), { status: 201 })
    t.match(emulator.outbox.messages({}).at(-1), { signName: 'Quectel' })
    emulator.state.updateSignature('Quectel', { status: 'cancelled' })
    emulator.state.updateTemplate('SMS_100000002', { status: 'rejected', rejection: 'no' })
    clock.offset += 6 * HOUR + 1000
    await look()
    t.match(await signature(call, ssid), { status: 'cancelled' })
    t.match(await template(call, stid), { status: 'rejected', reason: 'no' })
    const kinds = (await openAlarms(call)).map(({ kind, subject, accountId, details }) => ({
      kind,
      subject,
      accountId,
      details,
    }))
    t.match(
      kinds.sort((a, b) => (a.kind < b.kind ? -1 : 1)),
      [
        {
          kind: 'signature_lapsed',
          subject: { id: ssid, name: 'Quectel' },
          accountId: main,
          details: { status: 'cancelled' },
        },
        { kind: 'template_lapsed', subject: { id: stid }, accountId: main, details: { status: 'rejected' } },
      ],
    )
    const { items = [] } = (await call('GET', `/audit-log?targetId=${ssid}`)).body
    t.match((items as SmsAuditEntry[])[0], {
      actorId: 'platform',
      action: 'signature.refresh',
      before: { status: 'approved' },
      after: { status: 'cancelled' },
    })
    t.match(await start(call), { status: 422, body: { code: 'SMS_CANNOT_SEND' } })

    emulator.state.updateSignature('Quectel', { status: 'approved' })
    emulator.state.updateTemplate('SMS_100000002', { status: 'approved', rejection: null })
    // A person who looks by hand ends it as the watch would.
    await call('POST', `/signatures/${ssid}/refresh`)
    await call('POST', `/templates/${stid}/refresh`)
    t.same(await openAlarms(call), [])
    await look()
    t.match(await start(call), { status: 201 })
  })

  await t.test(
    'a text that changed: stored, linted anew, told with what it was and is, until a person saw to it',
    async (t) => {
      const before = (await template(call, stid)).content
      const after = 'Your code to log in is ${code}, valid for 15 minutes.'
      emulator.state.updateTemplate('SMS_100000002', { content: after })
      clock.offset += 6 * HOUR + 1000
      await look()
      t.match(await template(call, stid), { content: after, warnings: [{ code: 'lifetime_differs' }] })
      const [alarm] = await openAlarms(call)
      t.match(alarm, { kind: 'template_changed', subject: { id: stid }, details: { before, after } })
      clock.offset += 6 * HOUR + 1000
      await look()
      t.match(await openAlarms(call), [{ kind: 'template_changed', times: 1 }])
      await call('POST', `/alarms/${alarm?.id}/end`)
      clock.offset += 6 * HOUR + 1000
      await look()
      t.same(await openAlarms(call), [])
    },
  )

  await t.test('a carrier’s registration that lapsed: told by name until all are registered again', async (t) => {
    emulator.state.updateSignature('Quectel', { registrations: registrations(2) })
    clock.offset += 6 * HOUR + 1000
    await look()
    t.match(await openAlarms(call), [
      {
        kind: 'signature_registration_lapsed',
        subject: { id: ssid, name: 'Quectel' },
        details: { carriers: ['unicom'] },
      },
    ])
    t.match((await signature(call, ssid)).carriers, [{}, { carrier: 'unicom', status: 'lapsed' }, {}])
    t.match(await start(call), { status: 201 }, 'it is still approved')
    emulator.state.updateSignature('Quectel', { registrations: registrations(-2) })
    clock.offset += 6 * HOUR + 1000
    await look()
    t.match(await openAlarms(call), [{ details: { carriers: ['unicom'] } }], 'not registered is no better than lapsed')
    emulator.state.updateSignature('Quectel', { registrations: registrations(1) })
    await call('POST', `/signatures/${ssid}/refresh`)
    t.same(await openAlarms(call), [])
  })

  await t.test('what is gone from the platform is missing; what we remove stands no longer', async (t) => {
    const code = emulator.state.addTemplate({ code: 'SMS_777', name: 'Log in', content: 'Log in: ${code}' }).code
    const gone = await add(call, main, 'templates', { code, purpose: 'log_in' })
    emulator.state.deleteTemplate(code)
    clock.offset += 6 * HOUR + 1000
    await look()
    t.match(await template(call, gone), { status: 'missing' })
    t.match(await openAlarms(call), [{ kind: 'template_lapsed', details: { status: 'missing' } }])
    await call('DELETE', `/templates/${gone}`)
    t.same(await openAlarms(call), [])
  })

  await t.test('a list read for an import tells too', async (t) => {
    emulator.state.updateTemplate('SMS_100000002', { status: 'cancelled' })
    await call('GET', `/accounts/${main}/importable`)
    t.match(await template(call, stid), { status: 'cancelled' })
    t.match(await openAlarms(call), [{ kind: 'template_lapsed' }])
    emulator.state.updateTemplate('SMS_100000002', { status: 'approved' })
    await call('POST', `/accounts/${main}/import`, { templates: [{ code: 'SMS_100000003' }] })
    t.same(await openAlarms(call), [])
  })

  await t.test('two processes at once: each thing is asked about once', async (t) => {
    const [another] = await setUp(t, database, { general: undefined })
    const [third] = await setUp(t, database, { general: undefined })
    clock.offset += 6 * HOUR + 1000
    const questions = await asked(() => Promise.all([another.sms.watch.look(), third.sms.watch.look()]))
    t.equal(questions, 3)
  })

  await t.test(
    'one account in trouble does not hold up the others; paused ones are watched, rejected ones not',
    async (t) => {
      emulator.state.addTemplate({ code: 'SMS_298', name: 'Log in', content: 'Log in: ${code}' }, SECOND.accessKeyId)
      const other = await addAccount(call, 'Other', SECOND)
      const theirs = await add(call, other, 'signatures', { name: 'Globex' })
      await add(call, other, 'templates', { code: 'SMS_298', purpose: 'log_in' })
      await call('POST', `/accounts/${other}/pause`)
      clock.offset += 6 * HOUR + 1000
      emulator.state.updateSignature('Globex', { status: 'cancelled' }, SECOND.accessKeyId)
      for (const action of QUESTIONS)
        emulator.faults.add({ action, kind: 'fin', accessKeyId: DEMO.accessKeyId, times: 10_000 })
      await app.sms.watch.look().catch(() => {})
      emulator.faults.clear()
      t.match(await signature(call, theirs), { status: 'cancelled' }, 'paused, and looked at')
      const late = Date.now() + clock.offset - 5 * HOUR
      t.ok(Date.parse((await signature(call, ssid)).checkedAt ?? '') < late, 'the one in trouble waits')
      const [fresh] = await setUp(t, database, { general: undefined })
      t.equal(await asked(fresh.sms.watch.look), 0, 'for a while')
      clock.offset += 11 * 60_000
      t.equal(await asked(fresh.sms.watch.look), 3, 'and is looked at then')

      emulator.state.updateKey(SECOND.accessKeyId, { active: false })
      clock.offset += 6 * HOUR + 1000
      await look().catch(() => {})
      t.match(await call('GET', `/accounts/${other}`), { body: { health: { status: 'rejected' } } })
      clock.offset += 6 * HOUR + 1000
      t.equal(await asked(fresh.sms.watch.look), 3, 'none of the rejected key')
      emulator.state.updateKey(SECOND.accessKeyId, { active: true })
      await call('DELETE', `/accounts/${other}`)
    },
  )

  await t.test(
    'the general entries: their real state is shown, and they are not sent with when they lapse',
    async (t) => {
      const ask = async () => (await call('GET', '/general')).body as unknown as SmsGeneral
      await look()
      t.match((await ask()).templates[0], { stid: 'C1', status: 'approved', available: true, checkedAt: String })
      emulator.state.updateTemplate('SMS_100000001', { status: 'cancelled' })
      await look()
      t.match((await ask()).templates[0], { stid: 'C1', status: 'cancelled', available: false, reason: /not approved/ })
      const readiness = ((await call('GET', '/apps/shop/settings')).body.readiness as SmsReadiness[]).find(
        (it) => it.purpose === 'reset_password' && it.region === 'domestic',
      )
      t.match(readiness, { ready: false, reason: 'template_not_approved', turn: 'operator' })
      t.match(await start(call, { purpose: 'reset_password' }), { status: 422 })
      emulator.state.updateTemplate('SMS_100000001', { status: 'approved' })
      await look()
      t.match((await ask()).templates[0], { available: true })
      t.match(await start(call, { purpose: 'reset_password' }), { status: 201 })
    },
  )

  await t.test('by itself, on a timer, by one process', async (t) => {
    emulator.state.updateSignature('Quectel', { status: 'cancelled' })
    clock.offset += 6 * HOUR + 1000
    const [, other] = await setUp(t, database, { watch: {} })
    for (let i = 0; i < 200 && (await openAlarms(other)).length === 0; i++)
      await new Promise((resolve) => setTimeout(resolve, 25))
    t.match(await openAlarms(other), [{ kind: 'signature_lapsed' }])
    emulator.state.updateSignature('Quectel', { status: 'approved' })
    clock.offset += 6 * HOUR + 1000
    await setUp(t, database)
    await new Promise((resolve) => setTimeout(resolve, 300))
    t.match(await openAlarms(other), [{ kind: 'signature_lapsed' }], 'switched off it is not')
  })
})

t.end()
