import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onSqlite } from '../../support/databases.ts'
import { caller, createTestHost, DEMO, type TestHostOptions, testGeneral } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const shop = { app: 'shop' }

type General = {
  signatures: { available: boolean }[]
  templates: { stid: string; available: boolean; reason: string | null }[]
}
type Readiness = { purpose: string; region: string; ready: boolean; reason: string | null; stid: string | null }

// What is general comes from the options: the database plays no part in it.
await onSqlite(t, async (t, database) => {
  const host = async (options: Partial<TestHostOptions>) => {
    emulator.reset()
    const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint, ...options })
    t.teardown(() => app.close())
    await app.ready()
    return caller(app)
  }
  const readinessOf = async (call: ReturnType<typeof caller>) =>
    (await call('GET', '/apps/shop/settings')).body.readiness as Readiness[]

  await t.test('not set up: shown as the guide has them, as not available, and sending says so', async (t) => {
    const call = await host({ withoutGeneral: true })
    const { signatures, templates } = (await call('GET', '/general')).body as unknown as General
    t.match(signatures, [{ ssid: 'C1', name: 'Quectel', platform: 'alibaba_cloud', available: false }])
    t.equal(templates.length, 6)
    for (const it of templates) t.match(it, { available: false, reason: /operator has not set up/ }, it.stid)
    t.ok((await readinessOf(call)).every((it) => !it.ready && it.reason === 'general_not_available'))
    for (const named of [{}, { ssid: 'C1', stid: 'C2' }, { stid: 'C2' }, { ssid: 'C1' }])
      t.match(
        await call('POST', '/verifications', { phone: '+8613900000001', purpose: 'log_in', ...named }, shop),
        { status: 422, body: { code: 'SMS_CANNOT_SEND', reason: 'general_not_available' } },
        JSON.stringify(named),
      )
    t.match((await call('GET', '/templates/C2')).body, { status: 'missing', reason: /operator has not set up/ })
    t.match(
      await call('POST', '/messages/test', {
        phone: '+8613900000001',
        ssid: 'C1',
        stid: 'C2',
        variables: { code: '123456' },
      }),
      {
        status: 422,
        body: { code: 'SMS_CANNOT_SEND' },
      },
    )
    t.same(emulator.outbox.messages(), [])
  })

  await t.test(
    'a host’s own services do what the routes do: the general ones, a test, a number let pass',
    async (t) => {
      emulator.reset()
      const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
      t.teardown(() => app.close())
      await app.ready()
      const { signatures, templates, messages } = app.sms
      t.match(await signatures.get('acme', 'C1'), { ssid: 'C1', name: 'Quectel' })
      t.match(await templates.get('acme', 'C2'), { stid: 'C2', name: 'Log in' })
      const ada = { tenantId: 'acme', actorId: 'ada', permissions: ['settings:write' as const] }
      const phone = '+8613900000071'
      const variables = { code: '123456' }
      t.match(await messages.test(ada, { phone, ssid: 'C1', stid: 'C2', variables }), {
        status: 'accepted',
        appId: null,
      })
      await app.sms.verifications.start({ tenantId: 'acme', appId: 'shop', phone: '+8613900000072', purpose: 'log_in' })
      const [sent] = (await messages.list('acme', { appId: 'shop', limit: 1 })).items
      t.match(await messages.allow(ada, String(sent?.id)), { appId: 'shop', phone: /\*{4}0072$/ })
      t.same((await app.sms.apps.policy('acme', 'shop')).set.safeList, ['+8613900000072'])
    },
  )

  await t.test(
    'set up in part: what has no code on the platform is not available, the rest is sent with',
    async (t) => {
      const content = '【移远】登录验证码${code}，5分钟内有效。'
      const call = await host({
        settings: {
          general: {
            ...DEMO,
            signatureName: '阿里云测试',
            templates: { C2: { code: 'SMS_100000002', content }, C5: 'SMS_100000005' },
          },
        },
      })
      const { signatures, templates } = (await call('GET', '/general')).body as unknown as General
      t.match(signatures, [{ name: '阿里云测试', available: true, reason: null }])
      t.same(
        templates.filter((it) => it.available).map((it) => it.stid),
        ['C2', 'C5'],
      )
      t.match(templates[1], { name: 'Log in', content, purpose: 'log_in', region: 'domestic', reason: null })
      t.match(templates[2], { stid: 'C3', available: false, reason: 'The operator has not set up this template' })
      t.notMatch(
        JSON.stringify({ signatures, templates }),
        /SMS_1000|LTAI/,
        'what stands behind them is the operator’s',
      )
      t.same(
        (await readinessOf(call)).map((it) => `${it.purpose} ${it.region} ${it.stid ?? it.reason}`),
        [
          'sign_up domestic no_template',
          'sign_up international no_template',
          'log_in domestic C2',
          'log_in international C5',
          'reset_password domestic no_template',
          'reset_password international no_template',
        ],
      )
      t.match(
        await call(
          'POST',
          '/verifications',
          { phone: '+8613900000002', purpose: 'sign_up', ssid: 'C1', stid: 'C3' },
          shop,
        ),
        { status: 422, body: { reason: 'general_not_available' } },
      )
      t.equal((await call('POST', '/verifications', { phone: '+8613900000002', purpose: 'log_in' }, shop)).status, 201)
      t.match(emulator.outbox.messages(), [{ signName: '阿里云测试', templateCode: 'SMS_100000002' }])
      t.match((await call('GET', '/messages')).body.items, [{ accountId: null, templateCode: null, stid: 'C2' }])
    },
  )

  await t.test('the operator’s key rejected by the platform: told once, and not sent with any more', async (t) => {
    const alarms: object[] = []
    const call = await host({ settings: { general: testGeneral, hooks: { onAlarm: (alarm) => alarms.push(alarm) } } })
    emulator.state.updateKey(DEMO.accessKeyId, { active: false })
    const start = (phone: string) => call('POST', '/verifications', { phone, purpose: 'log_in' }, shop)
    t.match(await start('+8613900000011'), { status: 422, body: { code: 'SMS_CREDENTIALS_REJECTED' } })
    t.match(await start('+8613900000012'), {
      status: 422,
      body: { code: 'SMS_CANNOT_SEND', reason: 'account_rejected' },
    })
    t.match((await call('GET', '/general')).body, {
      signatures: [{ available: false, reason: "The platform rejects the operator's AccessKey" }],
      templates: [{ available: false }],
    })
    // It is raised beside the request.
    for (let i = 0; i < 100 && alarms.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 20))
    t.match(alarms, [{ kind: 'key_rejected', accountId: null }])
    t.equal(alarms.length, 1)
  })
})

t.end()
