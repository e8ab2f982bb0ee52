import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { onMysql } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'
import { refused, scriptedPlatform } from '../scripted-platform.ts'

type Done = (...args: unknown[]) => void
type Connection = { query(asked: { sql?: string }, ...more: unknown[]): unknown }

/** Each rollback is over for the server at once, and for whoever asked for it only after this. */
const LATE = 300
const lateRollbacks = (connection: Connection, ready: (error: null, connection: Connection) => void) => {
  const query = connection.query.bind(connection)
  connection.query = (asked, ...more) => {
    if (asked.sql !== 'rollback') return query(asked, ...more)
    const done = more.pop() as Done
    return query(asked, ...more, (...args: unknown[]) => setTimeout(() => done(...args), LATE))
  }
  ready(null, connection)
}

// A start that is refused lets go of its key. Whoever came with the same key at that very moment and gave way to it is
// answered with it all the same, though nothing has that key any more by then.
await onMysql(t, async (t, database) => {
  const { platform, answer, sends } = scriptedPlatform()
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: 'unused',
    settings: { database: { ...database.config(), pool: { afterCreate: lateRollbacks } }, platforms: [platform] },
    withoutGeneral: true,
  })
  t.teardown(() => app.close())
  const call = caller(app)
  const key = { accessKeyId: 'key', accessKeySecret: 'secret' }
  const { id } = (await call('POST', '/accounts', { platform: 'scripted', name: 'Main', ...key })).body
  const { ssid } = (await call('POST', `/accounts/${id}/signatures`, { name: 'Acme' })).body
  const { stid } = (await call('POST', `/accounts/${id}/templates`, { code: 'T1', purpose: 'log_in' })).body
  for (const path of [`/signatures/${ssid}/apps`, `/templates/${stid}/apps`])
    await call('PUT', path, { appIds: ['shop'] })

  await t.test('two at once with one key, of which the first is refused', async (t) => {
    answer('key', async () => {
      await sleep(100)
      return refused('phone')
    })
    const start = () =>
      call(
        'POST',
        '/verifications',
        { phone: '+8613900010001', purpose: 'log_in' },
        { app: 'shop', headers: { 'idempotency-key': 'one-key' } },
      )
    const answers = await Promise.all([start(), start()])
    t.same(answers.map(({ status }) => status).sort(), [201, 422], answers.map(({ text }) => text).join('\n'))
    t.equal(sends.length, 1)
    t.equal((await start()).status, 422, 'the key is free again')
    t.equal(sends.length, 2)
  })
})
