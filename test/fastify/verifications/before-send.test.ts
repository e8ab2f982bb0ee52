import { startEmulator } from '@sms-settings/emulator'
import type { SmsSettingsOptions } from '@sms-settings/fastify'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

type BeforeSend = NonNullable<NonNullable<SmsSettingsOptions['hooks']>['beforeSend']>

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const shop = { app: 'shop', ip: '20.1.2.3', headers: { 'x-captcha': 'solved' } }

await onEachDatabase(t, async (t, database) => {
  emulator.reset()
  let hook: BeforeSend = () => {}
  let ahead = 0
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { hooks: { beforeSend: (start, request) => hook(start, request) }, now: () => Date.now() + ahead },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const sentTo = (phone: string) => emulator.outbox.messages({ phone }).length
  const start = (phone: string) => call('POST', '/verifications', { phone, purpose: 'log_in' }, shop)

  await t.test('the host is asked before each code is sent, with its own request beside', async (t) => {
    const phone = '+8613900000001'
    const asked: unknown[] = []
    hook = (it, request) => {
      const { headers } = request as { headers: Record<string, string> }
      asked.push({ ...it, sent: sentTo(phone), captcha: headers['x-captcha'] })
    }
    const { body } = await start(phone)
    ahead += 61_000
    t.match(await call('POST', `/verifications/${body.id}/resend`, undefined, shop), { status: 200 })
    const common = { tenantId: 'acme', appId: 'shop', ip: '20.1.2.3', purpose: 'log_in', country: 'CN' }
    t.same(asked, [
      { ...common, resend: false, sent: 0, captcha: 'solved' },
      { ...common, resend: true, sent: 1, captcha: 'solved' },
    ])
    t.equal(sentTo(phone), 2)
  })

  await t.test('what it refuses is not sent, and its words reach the App only where they are meant to', async (t) => {
    const phone = '+8613900000002'
    hook = () => {
      throw Object.assign(new Error('Solve the puzzle first'), { statusCode: 403 })
    }
    const refused = await start(phone)
    t.match(refused, { status: 403, body: { code: 'SMS_REFUSED_BY_HOST', message: /Solve the puzzle first/ } })
    hook = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7'))
    const failed = await start(phone)
    t.match(failed, { body: { code: 'SMS_HOOK_FAILED', message: /beforeSend failed/ } })
    t.notMatch(failed.text, '10.0.0.7')
    t.equal(sentTo(phone), 0)
    hook = () => {}
    t.match(await start(phone), { status: 201 }, 'neither has counted as a code that was sent')
  })

  await t.test('a code that expires while the host thinks is told to be expired', async (t) => {
    hook = () => {}
    const { body } = await start('+8613900000003')
    ahead += 290_000
    hook = () => {
      ahead += 20_000
    }
    t.match(await call('POST', `/verifications/${body.id}/resend`, undefined, shop), {
      status: 410,
      body: { code: 'SMS_VERIFICATION_OVER', status: 'expired', message: /expired/ },
    })
  })
})

t.end()
