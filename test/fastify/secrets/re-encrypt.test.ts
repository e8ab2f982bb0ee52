import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startEmulator } from '@sms-settings/emulator'
import knexModule from 'knex'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const command = fileURLToPath(new URL('../../../packages/fastify/dist/commands/main.js', import.meta.url))
const run = (args: string[], env: Record<string, string>) =>
  promisify(execFile)(process.execPath, [command, ...args], { env: { ...process.env, ...env } }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )

const k1 = randomBytes(32).toString('base64')
const k2 = randomBytes(32).toString('base64')
const old = { current: 'k1', keys: { k1 } }
const both = { current: 'k2', keys: { k1, k2 } }
const only = { current: 'k2', keys: { k2 } }
const shop = { app: 'shop' }

await onEachDatabase(t, async (t, database) => {
  const clock = { now: Date.UTC(2026, 10, 23, 12) }
  const host = async (secrets: typeof both | typeof old | typeof only) => {
    const app = await createTestHost({
      databaseUrl: database.url,
      endpoint: emulator.endpoint,
      settings: { secrets: secrets as never, now: () => clock.now },
    })
    try {
      await app.ready()
    } catch (error) {
      await app.close()
      throw error
    }
    return { app, call: caller(app) }
  }
  const phone = '+8613900001111'
  const start = (call: ReturnType<typeof caller>, purpose = 'log_in') =>
    call('POST', '/verifications', { phone, purpose }, shop)
  const newest = () =>
    emulator.outbox
      .messages({ phone })
      .sort((a, b) => a.id.localeCompare(b.id))
      .at(-1)?.params.code

  emulator.outbox.clear()
  const first = await host(old)
  const account = await first.call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Acme', ...DEMO })
  const started = await start(first.call)
  t.same([account.status, started.status], [201, 201])
  const code = newest()
  await first.app.close()

  const second = await host(both)
  t.match(
    await second.call('POST', `/accounts/${account.body.id}/check`),
    { body: { status: 'ok' } },
    'an old ciphertext still opens',
  )
  t.equal((await start(second.call)).status, 429, 'a rotation gives no phone a fresh budget')
  t.match(
    await second.call('POST', `/verifications/${started.body.id}/check`, { code }, shop),
    { status: 200 },
    'a code hashed before the rotation is right after it',
  )
  t.equal(
    (await second.call('GET', `/messages?phone=${encodeURIComponent(phone)}`)).body.items?.length,
    1,
    'and the phone is found',
  )
  await second.app.close()

  const env = { SMS_KEYS: JSON.stringify(both), DATABASE_URL: database.url }
  const done = await run(['keys', 're-encrypt'], env)
  t.equal(done.code, 0, done.stderr)
  t.match(done.stdout, /sms_accounts: 1 looked at, 1 sealed anew/)
  t.match((await run(['keys', 're-encrypt'], env)).stdout, /sms_accounts: 1 looked at, 0 sealed anew/)
  const db = knexModule.default(database.config())
  t.teardown(() => db.destroy())
  const sealed = JSON.stringify(
    await Promise.all(['keys', 'accounts', 'verifications', 'messages'].map((it) => db(`sms_${it}`).select())),
  )
  t.notMatch(sealed, /v1\.k1\./)

  const third = await host(only)
  t.match(
    await third.call('POST', `/accounts/${account.body.id}/check`),
    { body: { status: 'ok' } },
    'the retired key can be removed',
  )
  t.equal((await third.call('GET', `/messages?phone=${encodeURIComponent(phone)}`)).body.items?.length, 1)
  await third.app.close()

  const lost = await run(['keys', 're-encrypt'], {
    ...env,
    SMS_KEYS: JSON.stringify({ current: 'k3', keys: { k3: k1 } }),
  })
  t.equal(lost.code, 1)
  t.notMatch(`${lost.stdout}${lost.stderr}`, new RegExp(k1.replace(/[+/=]/g, '\\$&')))
  const wrong = await host({ current: 'k9', keys: { k9: randomBytes(32).toString('base64') } } as never).then(
    () => 'started',
    (error: Error) => error.message,
  )
  t.match(wrong, /k2/, 'a server without the key says which one it lacks')
})

t.test('the command helps, and says what is wrong in a line', async (t) => {
  t.match(await run(['--help'], {}), { code: 0, stdout: /keys re-encrypt/ })
  t.equal(Buffer.from((await run(['keys', 'make'], {})).stdout.trim(), 'base64').length, 32)
  t.match(await run(['keys', 're-encrypt'], { SMS_KEYS: '' }), { code: 2, stderr: /SMS_KEYS/ })
  t.match(await run(['kes'], {}), { code: 2, stderr: /no command "kes"/ })
})

t.end()
