import { operations } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { sqliteDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

await t.test('a host asks again who it is before secrets are written and before anything is deleted', async (t) => {
  const database = await sqliteDatabase(t)
  const asked: string[] = []
  let answer: () => unknown = () => true
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: {
      hooks: {
        stepUp: (who, action) => {
          asked.push(`${who.tenantId} ${who.actorId} ${action}`)
          return answer()
        },
      },
    },
  })
  t.teardown(() => app.close())
  const call = caller(app)
  const body = { platform: 'alibaba_cloud', name: 'Main', ...DEMO }

  answer = () => false
  t.match(await call('POST', '/accounts', body), { status: 403, body: { code: 'SMS_STEP_UP_REQUIRED' } })
  t.same((await call('GET', '/accounts')).body.items, [], 'and nothing was stored')
  t.same(asked, ['acme ada createAccount'])

  answer = () => true
  const { id } = (await call('POST', '/accounts', body)).body
  const { ssid } = (await call('POST', `/accounts/${id}/signatures`, { name: 'Quectel' })).body

  answer = () => {
    throw Object.assign(new Error('Enter the code of your authenticator'), { statusCode: 403 })
  }
  t.match(
    await call('DELETE', `/signatures/${ssid}`),
    { status: 403, body: { code: 'SMS_REFUSED_BY_HOST', message: /authenticator/ } },
    'in the host’s own words',
  )
  answer = () => {
    throw new Error('password=hunter2')
  }
  const broken = await call('DELETE', `/accounts/${id}`)
  t.match(broken, { status: 503, body: { code: 'SMS_HOOK_FAILED' } })
  t.notMatch(broken.text, /hunter2/, 'an error that was not meant for people stays in the log')
  t.equal((await call('GET', `/signatures/${ssid}`)).status, 200)
  t.equal((await call('GET', `/accounts/${id}`)).status, 200)

  asked.length = 0
  answer = () => true
  await call('PATCH', `/accounts/${id}`, { name: 'Other' })
  await call('PUT', `/signatures/${ssid}/apps`, { appIds: ['shop'] })
  t.same(asked, [], 'not for what is neither')
  await call('PUT', `/accounts/${id}/credentials`, DEMO)
  await call('DELETE', `/signatures/${ssid}`)
  await call('DELETE', `/accounts/${id}`)
  t.same(asked, ['acme ada replaceCredentials', 'acme ada deleteSignature', 'acme ada deleteAccount'])

  const deleting = Object.values(operations).filter((it) => it.method === 'DELETE' && it.access === 'settings:write')
  t.equal(deleting.length, 3, 'a further one is to be asked about above')
})

t.end()
