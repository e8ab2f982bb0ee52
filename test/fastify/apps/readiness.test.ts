import type { SmsReadiness } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO, SECOND, testGeneral } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const shop = { app: 'shop' }

await onEachDatabase(t, async (t, database) => {
  const host = async (withoutGeneral = false) => {
    emulator.reset()
    const app = await createTestHost({
      databaseUrl: database.url,
      endpoint: emulator.endpoint,
      withoutGeneral,
      settings: { ...(withoutGeneral ? {} : { general: testGeneral }), verification: { purposes: ['change_phone'] } },
    })
    t.teardown(() => app.close())
    await app.ready()
    return caller(app)
  }
  type Call = Awaited<ReturnType<typeof host>>
  const readiness = async (call: Call) => (await call('GET', '/apps/shop/settings')).body.readiness as SmsReadiness[]
  const of = async (call: Call, purpose: string) => (await readiness(call)).filter((it) => it.purpose === purpose)
  /** What a send says of an account is written down beside the answer. */
  const untilNotReady = async (call: Call, purpose: string, region: string) => {
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await of(call, purpose)).some((it) => it.region === region && !it.ready)) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const logIn = (call: Call, phone: string) => call('POST', '/verifications', { phone, purpose: 'log_in' }, shop)

  await t.test('nothing general and nothing authorised: a tenant can do something about it', async (t) => {
    t.ok((await readiness(await host(true))).every((it) => !it.ready && it.turn === 'tenant'))
  })

  await t.test('ready: nobody’s turn; a purpose that nothing general is for: the tenant’s', async (t) => {
    const call = await host()
    t.match(await of(call, 'log_in'), [
      { ready: true, turn: null },
      { ready: true, turn: null },
    ])
    t.match(await of(call, 'change_phone'), [
      { reason: 'no_template', turn: 'tenant' },
      { reason: 'no_template', turn: 'tenant' },
    ])
  })

  await t.test('a key that the platform rejects is replaced by whose it is', async (t) => {
    const call = await host()
    emulator.state.updateKey(DEMO.accessKeyId, { active: false })
    t.match(await logIn(call, '+8613900000021'), { status: 422, body: { code: 'SMS_CREDENTIALS_REJECTED' } })
    t.match(await of(call, 'log_in'), [
      { reason: 'account_rejected', stid: 'C2', turn: 'operator' },
      { reason: 'account_rejected', stid: 'C5', turn: 'operator' },
    ])

    emulator.state.updateKey(DEMO.accessKeyId, { active: true })
    const { id } = (await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Own', ...SECOND })).body
    const { ssid } = (await call('POST', `/accounts/${id}/signatures`, { name: 'Globex' })).body
    const { stid } = (await call('POST', `/accounts/${id}/templates`, { code: 'SMS_500000001', purpose: 'log_in' }))
      .body
    await call('PUT', `/signatures/${ssid}/apps`, { appIds: ['shop'] })
    await call('PUT', `/templates/${stid}/apps`, { appIds: ['shop'] })
    t.match(await of(call, 'log_in'), [{ ready: true, ssid, stid, turn: null }, { turn: 'operator' }])
    emulator.state.updateKey(SECOND.accessKeyId, { active: false })
    t.match(await logIn(call, '+8613900000022'), { status: 422, body: { code: 'SMS_CREDENTIALS_REJECTED' } })
    await untilNotReady(call, 'log_in', 'domestic')
    t.match(await of(call, 'log_in'), [
      { reason: 'account_rejected', stid, turn: 'tenant' },
      { reason: 'account_rejected', stid: 'C5', turn: 'operator' },
    ])
    await call('DELETE', `/accounts/${id}`)
  })
})

t.end()
