import t from 'tap'
import { sqliteDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'
import { scriptedPlatform } from '../scripted-platform.ts'

await t.test('each part of a key that is replaced takes effect with the next SMS', async (t) => {
  const { platform, sends } = scriptedPlatform()
  const app = await createTestHost({
    databaseUrl: (await sqliteDatabase(t)).url,
    endpoint: 'unused',
    settings: { platforms: [platform] },
    withoutGeneral: true,
  })
  t.teardown(() => app.close())
  const call = caller(app)
  const key = { accessKeyId: 'old', accessKeySecret: 'the same secret' }
  const { id } = (await call('POST', '/accounts', { platform: 'scripted', name: 'Main', ...key })).body
  const { ssid } = (await call('POST', `/accounts/${id}/signatures`, { name: 'Acme' })).body
  const { stid } = (await call('POST', `/accounts/${id}/templates`, { code: 'T1', purpose: 'log_in' })).body
  for (const path of [`/signatures/${ssid}/apps`, `/templates/${stid}/apps`])
    t.equal((await call('PUT', path, { appIds: ['shop'] })).status, 200)

  let phones = 0
  const sentFrom = async () => {
    const phone = `+861390000000${phones++}`
    const { status, text } = await call('POST', '/verifications', { phone, purpose: 'log_in' }, { app: 'shop' })
    t.equal(status, 201, text)
    return sends.at(-1)?.account
  }
  t.equal(await sentFrom(), 'old')
  const replaced = await call('PUT', `/accounts/${id}/credentials`, { ...key, accessKeyId: 'new' })
  t.equal(replaced.status, 200, replaced.text)
  t.equal(await sentFrom(), 'new', 'also when the secret is the one it was')
})
