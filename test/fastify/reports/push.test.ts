import { startEmulator } from '@sms-settings/emulator'
import type { SmsSettingsOptions } from '@sms-settings/fastify'
import fc from 'fast-check'
import knexModule from 'knex'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { type Answer, caller, createTestHost, SECOND } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false, deliverAfter: 5 })
t.after(() => emulator.close())
const shop = { app: 'shop' }
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
type Item = Record<string, unknown>

const setUp = async (t: Test, database: TestDatabase, settings: Partial<SmsSettingsOptions> = {}) => {
  const told: string[] = []
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: {
      verification: { limits: { prefixPerHour: 100_000, countryPerHour: 100_000, ipPerHour: 100_000 } },
      hooks: { onMessage: ({ status }) => told.push(status) },
      ...settings,
    },
  })
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const origin = `http://127.0.0.1:${(app.server.address() as { port: number }).port}`
  const call = caller(app)
  const start = (phone: string) => call('POST', '/verifications', { phone, purpose: 'log_in' }, shop)
  const message = async (phone: string) =>
    (await call('GET', `/messages?phone=${encodeURIComponent(phone)}`)).body.items?.[0] as {
      id: string
      status: string
      bizId: string
      problem: { code: string; turn: string; text: string } | null
      reportedAt: string | null
    }
  const until = async (phone: string, status: string) => {
    for (let i = 0; i < 200 && (await message(phone)).status !== status; i++) await sleep(25)
    return message(phone)
  }
  const general = app.sms.reports.generalPath() as string
  const push = (items: unknown, path = general): Promise<Answer> => call('POST', path.replace(/^\/sms/, ''), items)
  const report = (phone: string, bizId: string, more: Item = {}): Item => ({
    phone_number: phone.replace('+86', ''),
    send_time: '2026-11-23 15:00:00',
    report_time: '2026-11-23 15:00:06',
    success: true,
    err_code: 'DELIVERED',
    err_msg: '用户接收成功',
    sms_size: '1',
    biz_id: bizId,
    ...more,
  })
  return { app, call, origin, start, message, until, general, push, report, told }
}

const rowsOf = async (database: TestDatabase) => {
  const knex = knexModule.default(database.config())
  try {
    return await knex('sms_messages').orderBy('id')
  } finally {
    await knex.destroy()
  }
}

let phones = 0

await onEachDatabase(t, async (t, database) => {
  const newPhone = () => `+86136${String(60_000_000 + phones++).padStart(8, '0')}`
  t.afterEach(() => {
    emulator.faults.clear()
    emulator.state.setReportUrl(null)
    emulator.reports.disturb({ duplicates: 0, reorder: false, lose: 0 })
  })

  await t.test('what the platform pushes ends in the log: arrived or not, and why', async (t) => {
    const { origin, general, start, until, told } = await setUp(t, database)
    emulator.state.setReportUrl(`${origin}${general}`)
    const [well, badly, abroad] = [newPhone(), newPhone(), '+14155552671']
    emulator.faults.add({ kind: 'deliver_failed', errCode: 'MOBILE_NOT_ON_SERVICE', phone: badly })
    for (const phone of [well, badly, abroad]) t.equal((await start(phone)).status, 201)
    t.match(await until(well, 'delivered'), { status: 'delivered', reportedAt: String, problem: null })
    t.match(await until(badly, 'failed'), {
      status: 'failed',
      problem: { code: 'MOBILE_NOT_ON_SERVICE', turn: 'user' },
    })
    t.match(await until(abroad, 'delivered'), { status: 'delivered' })
    await emulator.reports.idle()
    for (const { attempts } of emulator.reports.pushes().slice(-3))
      t.same(
        attempts.map(({ outcome }) => outcome),
        ['taken'],
        'the platform takes the answer for a yes, and does not push again',
      )
    t.equal(told.filter((it) => it === 'delivered').length, 2, 'and the host is told, once each')
  })

  await t.test('reports that come twice, in another order, or before the send has returned', async (t) => {
    const { origin, general, start, until, told, message } = await setUp(t, database)
    emulator.state.setReportUrl(`${origin}${general}`)
    emulator.reports.disturb({ duplicates: 2, reorder: true })
    const many = Array.from({ length: 8 }, newPhone)
    // The platform takes the SMS, and reports it long before it answers.
    emulator.faults.add({ action: 'SendSms', kind: 'delay', ms: 700, times: 8 })
    await Promise.all(many.map(start))
    for (const phone of many) t.match(await until(phone, 'delivered'), { status: 'delivered', bizId: String })
    await emulator.reports.idle()
    await sleep(100)
    t.equal(told.filter((it) => it === 'delivered').length, many.length)
    for (const phone of many) t.equal((await message(phone)).status, 'delivered', 'and nothing takes it back')
  })

  await t.test('delivered stays delivered, a failure gives way to a delivery, whatever comes first', async (t) => {
    const { start, message, until, push, report } = await setUp(t, database)
    for (const order of [
      [true, false],
      [false, true],
    ]) {
      const phone = newPhone()
      await start(phone)
      const { bizId } = await message(phone)
      for (const success of order) {
        await push([report(phone, bizId, { success, err_code: success ? 'DELIVERED' : 'NO_ROUTE' })])
        await until(phone, success ? 'delivered' : 'failed')
      }
      t.match(await until(phone, 'delivered'), { status: 'delivered', problem: null })
    }
  })

  await t.test('forged reports change no row of anyone', async (t) => {
    const { call, start, message, general, push, report } = await setUp(t, database)
    const added = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Other', ...SECOND })
    const own = (await call('GET', `/accounts/${added.body.id}/reports`)).body.path as string
    const phone = newPhone()
    await start(phone)
    const { id, bizId } = await message(phone)
    const before = await rowsOf(database)
    const right = report(phone, bizId, { out_id: id })
    const token = general.slice(general.lastIndexOf('/') + 1)
    const bent = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    for (const [what, path] of [
      ['no token', '/reports/alibaba-cloud/x'],
      ['a token with another end', `/reports/alibaba-cloud/${bent}`],
      ['the proof of another account', `/reports/alibaba-cloud/general.${own.split('.')[1]}`],
      ['another platform', general.replace('/sms', '').replace('alibaba-cloud', 'another-cloud')],
    ] as const)
      t.match(await push([right], path), { status: 404, body: { code: 'SMS_REPORT_ADDRESS_UNKNOWN' } }, what)
    for (const [what, item, path] of [
      ['the address of another account', right, own],
      ['an unknown BizId', report(phone, '111111111111111111^0'), general],
      ['an unknown BizId beside the right OutId', report(phone, '111111111111111111^0', { out_id: id }), general],
      ['the right OutId with another phone', report(newPhone(), bizId, { out_id: id }), general],
      ['the right BizId with another phone', report(newPhone(), bizId), general],
      ['the right BizId with another OutId', report(phone, bizId, { out_id: 'M01JD3Y0VJ6F0W8Q2Z4X6R8T0B' }), general],
      ['no phone', report('', bizId), general],
    ] as const)
      t.match(await push([item], path), { status: 200, body: { code: 0 } }, `${what}: acknowledged`)
    await sleep(500)
    t.same(await rowsOf(database), before)
    await push([right])
    await sleep(300)
    t.equal((await message(phone)).status, 'delivered', 'while the right one is believed')
  })

  await t.test('garbage: whatever is in the array, nothing breaks and no text of it is kept', async (t) => {
    const { call, general, start, message, until, push, report } = await setUp(t, database)
    const phone = newPhone()
    await start(phone)
    const { bizId } = await message(phone)
    const asJson = { headers: { 'content-type': 'application/json' } }
    for (const body of ['', 'null', '{}', '{"a":1}', '[1', '"x"', '7'])
      t.match(
        await call('POST', general.replace('/sms', ''), body, asJson),
        { status: 400, body: { code: 'SMS_INVALID_INPUT' } },
        body,
      )
    const before = await rowsOf(database)
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.object(), fc.constant(bizId))
    const fields = [
      'phone_number',
      'success',
      'biz_id',
      'out_id',
      'err_code',
      'report_time',
      'to',
      'message_id',
      'status',
    ]
    const item = fc.oneof(
      fc.dictionary(fc.constantFrom(...fields, 'sign_name', 'template_code', '__proto__'), value),
      fc.anything(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 20 }), async (items) => {
        const body = JSON.stringify(
          items.map((it) => it ?? null),
          (_, it) => (typeof it === 'bigint' ? 1 : it),
        )
        const answer = await push(JSON.parse(body))
        // Fastify itself refuses a `__proto__` in JSON.
        return answer.status === 200 || answer.body.code === 'SMS_INVALID_INPUT'
      }),
      { numRuns: 60 },
    )
    await sleep(200)
    t.same(await rowsOf(database), before)

    const evil = ['<img src=x onerror=alert(1)>', '=cmd|/c calc!A1', '\u001b[31mred', 'two\nlines', '+8613900001234']
    for (const text of evil) {
      const to = newPhone()
      await start(to)
      const sent = await message(to)
      await push([report(to, sent.bizId, { success: false, err_code: text, err_msg: text })])
      const failed = await until(to, 'failed')
      t.notOk(JSON.stringify(failed).includes(JSON.stringify(text).slice(1, -1)), JSON.stringify(failed.problem))
    }
    t.equal((await push([report(phone, bizId, { err_msg: 'x'.repeat(5_000_000) })])).status, 413)
  })

  await t.test('a thousand reports in one body are answered first and worked off after', async (t) => {
    const { start, message, push, report } = await setUp(t, database)
    const many = Array.from({ length: 40 }, newPhone)
    await Promise.all(many.map(start))
    const real = await Promise.all(many.map(async (phone) => report(phone, (await message(phone)).bizId)))
    const others = Array.from({ length: 960 }, (_, i) => report(newPhone(), `${100_000_000_000_000_000 + i}^0`))
    const items = [...others.slice(0, 480), ...real, ...others.slice(480)]
    const { status } = await push(items)
    t.equal(status, 200)
    t.equal((await message(many[0] as string)).status, 'accepted', 'nothing has been worked off by then')
    for (let i = 0; i < 200; i++) {
      const states = await Promise.all(many.map(async (phone) => (await message(phone)).status))
      if (states.every((it) => it === 'delivered')) break
      await sleep(50)
    }
    for (const phone of many) t.equal((await message(phone)).status, 'delivered')
  })

  await t.test('each account has an address of its own, which can be replaced', async (t) => {
    const { call, push, app } = await setUp(t, database)
    const [account] = (await call('GET', '/accounts')).body.items as { id: string }[]
    const path = `/accounts/${account?.id}/reports`
    const first = (await call('GET', path)).body as { path: string; receivedAt: string | null }
    t.match(first, { path: /^\/sms\/reports\/alibaba-cloud\/A\w+\.[\w-]{43}$/ })
    t.equal((await push([{}], first.path)).status, 200)
    const second = (await call('POST', `${path}/rotate`)).body as { path: string }
    t.match(second, { receivedAt: null })
    t.not(second.path, first.path)
    t.equal((await push([], first.path)).status, 404)
    t.equal((await push([], second.path)).status, 200)
    const { app: other } = await setUp(t, database)
    await other.inject({ method: 'POST', url: second.path, payload: [] })
    for (let i = 0; i < 40 && (await call('GET', path)).body.receivedAt === null; i++) await sleep(25)
    t.match((await call('GET', path)).body, { receivedAt: String }, 'an operator sees that something comes')
    const [entry] = (await call('GET', '/audit-log')).body.items as { action: string }[]
    t.equal(entry?.action, 'account.reports')
    t.notOk(JSON.stringify(entry).includes(second.path.split('.')[1] as string))
    t.equal((await call('GET', path, undefined, { tenant: 'globex' })).status, 404)
    t.equal((await call('POST', `${path}/rotate`, undefined, { tenant: 'globex' })).status, 404)
    t.equal((await call('GET', path, undefined, { permissions: 'settings:read' })).status, 403, 'it holds a token')
    t.equal((await app.inject({ method: 'GET', url: first.path })).statusCode, 404)
  })

  await t.test('two accounts with one key are one customer of the platform, with one address', async (t) => {
    const { call, start, message, until, push, report } = await setUp(t, database)
    const phone = newPhone()
    await start(phone)
    const sent = await message(phone)
    const added = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Same key', ...emulatorKey() })
    const address = (await call('GET', `/accounts/${added.body.id}/reports`)).body.path as string
    await push([report(phone, sent.bizId)], address)
    t.match(await until(phone, 'delivered'), { status: 'delivered' }, 'sent with the operator’s, reported to the other')
    t.equal((await call('DELETE', `/accounts/${added.body.id}`)).status, 204)
    t.equal((await push([], address)).status, 404, 'an address goes with its account')
  })

  await t.test('the end of a review is followed, by asking the platform', async (t) => {
    const { call, origin, push } = await setUp(t, database)
    const added = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Reviewed', ...emulatorKey() })
    const { id } = added.body as { id: string }
    const address = (await call('GET', `/accounts/${id}/reports`)).body.path as string
    const signature = (await call('POST', `/accounts/${id}/signatures`, { name: 'Quectel' })).body as { ssid: string }
    const template = (await call('POST', `/accounts/${id}/templates`, { code: 'SMS_100000001' })).body as {
      stid: string
    }
    const status = async (path: string) => ((await call('GET', path)).body as { status: string }).status
    const statuses = async () => [
      await status(`/signatures/${signature.ssid}`),
      await status(`/templates/${template.stid}`),
    ]
    await push(
      [
        { sign_name: 'Quectel', sign_status: 'rejected' },
        { template_code: 'SMS_100000001', template_status: 'rejected' },
      ],
      address,
    )
    await sleep(300)
    t.same(await statuses(), ['approved', 'approved'], 'what a push says is not believed')
    emulator.state.setReportUrl(`${origin}${address}`)
    // The same is not asked about twice within seconds.
    const later = await setUp(t, database)
    emulator.state.setReportUrl(`${later.origin}${address}`)
    emulator.state.updateSignature('Quectel', { status: 'rejected', rejection: 'Withdrawn' })
    emulator.state.updateTemplate('SMS_100000001', { status: 'rejected', rejection: 'Withdrawn' })
    for (let i = 0; i < 80 && (await statuses()).some((it) => it !== 'rejected'); i++) await sleep(50)
    t.same(await statuses(), ['rejected', 'rejected'])
    const [entry] = (await call('GET', '/audit-log')).body.items as { actorId: string }[]
    t.equal(entry?.actorId, 'platform')
    emulator.state.updateSignature('Quectel', { status: 'approved', rejection: null })
    emulator.state.updateTemplate('SMS_100000001', { status: 'approved', rejection: null })
  })

  await t.test('a review is followed though the platform cannot be asked at that moment', async (t) => {
    const { call, start, message, until, push, report } = await setUp(t, database)
    const [reviewed] = (await call('GET', '/accounts?q=Reviewed')).body.items as { id: string }[]
    const address = (await call('GET', `/accounts/${reviewed?.id}/reports`)).body.path as string
    const { items } = (await call('GET', `/accounts/${reviewed?.id}/signatures`)).body
    const [{ ssid }] = items as [{ ssid: string }]
    await call('POST', `/signatures/${ssid}/refresh`)
    const phone = newPhone()
    await start(phone)
    const sent = await message(phone)
    emulator.state.updateSignature('Quectel', { status: 'rejected', rejection: 'Withdrawn' })
    // A read is tried three times in all.
    emulator.faults.add({ action: 'GetSmsSign', kind: 'rst', times: 3 })
    await push([{ sign_name: 'Quectel', sign_status: 'rejected' }, report(phone, sent.bizId)], address)
    t.match(await until(phone, 'delivered'), { status: 'delivered' }, 'deliveries do not wait for it')
    const status = async () => ((await call('GET', `/signatures/${ssid}`)).body as { status: string }).status
    t.equal(await status(), 'approved', 'it could not be asked')
    for (let i = 0; i < 120 && (await status()) !== 'rejected'; i++) await sleep(100)
    t.equal(await status(), 'rejected')
    emulator.state.updateSignature('Quectel', { status: 'approved', rejection: null })
  })
})

/** The emulator's first account, whose reports these tests set up. */
function emulatorKey() {
  const key = emulator.state.account().keys[0] as { accessKeyId: string; accessKeySecret: string }
  return { accessKeyId: key.accessKeyId, accessKeySecret: key.accessKeySecret }
}

t.end()
