import type { SmsPhoneTimeline } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false, deliverAfter: 5 })
t.after(() => emulator.close())
const shop = { app: 'shop' }
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const setUp = async (t: Test, database: TestDatabase) => {
  let ahead = 0
  const now = () => Date.now() + ahead
  const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint, settings: { now } })
  t.teardown(() => app.close())
  app.post('/reset', async (request) => {
    const { phone } = request.body as { phone: string }
    return app.sms.verifications.start({
      tenantId: 'acme',
      appId: 'shop',
      phone,
      purpose: 'reset_password',
      decoy: true,
    })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  emulator.state.setReportUrl(`http://127.0.0.1:${port}${app.sms.reports.generalPath()}`)
  const call = caller(app)
  const start = (phone: string, purpose = 'log_in') => call('POST', '/verifications', { phone, purpose }, shop)
  const check = (id: unknown, code: unknown) => call('POST', `/verifications/${id}/check`, { code }, shop)
  const codeOf = (phone: string) => emulator.outbox.messages({ phone }).at(-1)?.params.code as string
  const timeline = async (phone: string, query = '', as = {}) => {
    const answer = await call('GET', `/phones/${encodeURIComponent(phone)}/timeline${query}`, undefined, as)
    t.equal(answer.status, 200)
    return answer.body as unknown as SmsPhoneTimeline
  }
  const kinds = ({ events }: SmsPhoneTimeline) => events.map(({ kind }) => kind)
  const until = async (phone: string, count: number) => {
    for (let i = 0; i < 100 && (await timeline(phone)).events.length < count; i++) await sleep(30)
    return timeline(phone)
  }
  return { app, call, start, check, codeOf, timeline, kinds, until, move: (ms: number) => (ahead += ms) }
}

let phones = 0

await onEachDatabase(t, async (t, database) => {
  const newPhone = () => `+86133${String(30_000_000 + phones++).padStart(8, '0')}`

  await t.test('a whole story in order: sent, delivered, a wrong code, the right one, redeemed', async (t) => {
    const { app, start, check, codeOf, until, kinds } = await setUp(t, database)
    const phone = newPhone()
    const { id } = (await start(phone)).body
    await until(phone, 3)
    const code = codeOf(phone)
    await check(id, code === '000000' ? '000001' : '000000')
    await check(id, code)
    await app.sms.verifications.redeem({
      tenantId: 'acme',
      appId: 'shop',
      verificationId: String(id),
      phone,
      purpose: 'log_in',
    })
    const story = await until(phone, 6)
    const told = kinds(story)
    t.same(told.slice(0, 2), ['started', 'sent'])
    t.same(
      told.filter((it) => it !== 'reported'),
      ['started', 'sent', 'wrong_code', 'approved', 'redeemed'],
    )
    t.ok(told.includes('reported'))
    t.match(story, { phone: /^\+86 ?133\*+/, country: 'CN', complete: true })
    t.match(
      story.events.find(({ kind }) => kind === 'sent'),
      { message: { status: 'delivered' }, appId: 'shop', purpose: 'log_in', verificationId: id },
    )
    t.equal(story.events.find(({ kind }) => kind === 'wrong_code')?.attemptsLeft, 4)
    t.notOk(JSON.stringify(story).includes(code))
    t.notOk(JSON.stringify(story).includes(phone))
  })

  await t.test('who asked again and again is told of each reason, and how often', async (t) => {
    const { start, call, kinds, until, timeline } = await setUp(t, database)
    const phone = newPhone()
    await start(phone)
    for (let i = 0; i < 4; i++) t.equal((await start(phone)).status, 429)
    const story = await until(phone, 4)
    t.match(
      story.events.filter(({ kind }) => kind === 'refused'),
      [{ code: 'SMS_LIMITED', limit: 'phone_per_minute', count: 4, appId: 'shop', verificationId: null }],
    )
    t.equal(story.events.filter(({ kind }) => kind === 'refused').length, 1, 'one line for one reason in an hour')
    await call('PUT', '/apps/shop/policy', { blockList: [phone] })
    t.equal((await start(phone)).status, 422)
    t.ok(kinds(await timeline(phone)).length >= 5)
    t.match(
      (await timeline(phone)).events.filter(({ kind }) => kind === 'refused').map(({ code }) => code),
      ['SMS_LIMITED', 'SMS_PHONE_BLOCKED'],
    )
    await call('PUT', '/apps/shop/policy', {})
  })

  await t.test('why nothing came: a refusal by the platform, a failed delivery, a user who is not there', async (t) => {
    const { app, start, call, timeline, until, move } = await setUp(t, database)
    const [refused, undelivered, nobody] = [newPhone(), newPhone(), newPhone()]
    emulator.faults.add({ action: 'SendSms', kind: 'code', code: 'isv.BLACK_KEY_CONTROL_LIMIT' })
    await start(refused)
    t.match((await timeline(refused)).events, [
      { kind: 'started' },
      { kind: 'sent', message: { status: 'failed', problem: { code: 'isv.BLACK_KEY_CONTROL_LIMIT' } } },
      { kind: 'ended', status: 'failed' },
    ])
    emulator.faults.add({ kind: 'deliver_failed', errCode: 'MOBILE_NOT_ON_SERVICE', phone: undelivered })
    await start(undelivered)
    t.match(
      (await until(undelivered, 3)).events.find(({ kind }) => kind === 'reported'),
      { message: { status: 'failed', problem: { code: 'MOBILE_NOT_ON_SERVICE', turn: 'user' } } },
    )
    await app.inject({ method: 'POST', url: '/reset', payload: { phone: nobody } })
    t.match((await timeline(nobody)).events, [{ kind: 'started', decoy: true }])
    const id = (await timeline(nobody)).events[0]?.verificationId
    await call('DELETE', `/verifications/${id}`, undefined, shop)
    t.match((await timeline(nobody)).events, [{ kind: 'started' }, { kind: 'ended', status: 'cancelled' }])
    move(3_600_000)
    t.match(
      (await timeline(undelivered)).events.find(({ kind }) => kind === 'ended'),
      { status: 'expired' },
    )
  })

  await t.test('any spelling finds the number; a time is kept to; another tenant sees nothing', async (t) => {
    const { start, call, timeline, until } = await setUp(t, database)
    const phone = newPhone()
    await start(phone)
    await until(phone, 2)
    const spelt = `${phone.slice(0, 3)} ${phone.slice(3, 6)} ${phone.slice(6)}`
    t.ok((await timeline(spelt)).events.length >= 2)
    const before = encodeURIComponent(new Date(Date.now() - 60_000).toISOString())
    t.same((await timeline(phone, `?to=${before}`)).events, [])
    t.same((await timeline(phone, '', { tenant: 'globex' })).events, [])
    t.match(await call('GET', '/phones/12/timeline'), { status: 400, body: { field: 'params.phone' } })
    t.match(
      await call('GET', `/phones/${encodeURIComponent(phone)}/timeline`, undefined, { permissions: 'settings:read' }),
      {
        status: 403,
      },
    )
  })

  await t.test('the log as CSV: every line, filters kept, formulas disarmed', async (t) => {
    const { start, call } = await setUp(t, database)
    const evil = '=HYPERLINK("http://x","y")'
    const added = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: evil, ...keyOfEmulator() })
    const { id } = added.body
    const signature = (await call('POST', `/accounts/${id}/signatures`, { name: 'Quectel' })).body
    const template = (await call('POST', `/accounts/${id}/templates`, { code: 'SMS_100000002' })).body
    const phone = newPhone()
    const sent = await call('POST', '/messages/test', {
      phone,
      ssid: signature.ssid,
      stid: template.stid,
      variables: { code: '123456' },
    })
    t.equal(sent.status, 201, sent.text)
    await start(newPhone())
    const all = await call('GET', '/messages/export')
    t.equal(all.status, 200)
    t.match(all.headers, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="sms-messages.csv"',
    })
    const lines = all.text.trim().split('\n')
    t.ok(all.text.startsWith('\ufeffid,createdAt,status,phone,'))
    const listed = await call('GET', '/messages?limit=100')
    t.equal(lines.length - 1, listed.body.items?.length)
    const own = await call('GET', `/messages/export?accountId=${id}`)
    t.equal(own.text.trim().split('\n').length, 2)
    t.ok(own.text.includes(`"'=HYPERLINK(""http://x"",""y"")"`))
    t.notOk(own.text.includes(phone))
    t.notOk(own.text.includes('123456'))
    t.equal((await call('GET', '/messages/export', undefined, { tenant: 'globex' })).text.trim().split('\n').length, 1)
    t.match(await call('GET', '/messages/export?status=nonsense'), {
      status: 400,
      body: { field: 'querystring.status' },
    })
    t.match(await call('GET', '/messages/export?phone=x'), { status: 400, body: { field: 'querystring.phone' } })
    await call('DELETE', `/accounts/${id}`)
  })
})

function keyOfEmulator() {
  const { accessKeyId, accessKeySecret } = emulator.state.account().keys[0] as {
    accessKeyId: string
    accessKeySecret: string
  }
  return { accessKeyId, accessKeySecret }
}

t.end()
