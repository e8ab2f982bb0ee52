import { AsyncLocalStorage } from 'node:async_hooks'
import { startEmulator } from '@sms-settings/emulator'
import knexModule from 'knex'
import t, { type Test } from 'tap'
import { onMysql } from '../../support/databases.ts'
import { caller, createTestHost, DEMO } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

type Send = (...args: unknown[]) => unknown
type Connection = { query: Send; execute: Send }

/** The statements of the request that is being answered: what is done on timers beside it is not its own. */
const ofRequest = new AsyncLocalStorage<string[]>()

/** Counted where they leave for the server: what is prepared passes Knex by. */
const counted = (connection: Connection, done: (error: null, it: Connection) => void) => {
  for (const name of ['query', 'execute'] as const) {
    const send = connection[name].bind(connection)
    connection[name] = (...args) => {
      const [said] = args as [string | { sql: string }]
      ofRequest.getStore()?.push((typeof said === 'string' ? said : said.sql).replace(/\s+/g, ' ').trim().toLowerCase())
      return send(...args)
    }
  }
  done(null, connection)
}
const isBracket = (statement: string) => /^(start transaction|begin|commit|rollback)/.test(statement)

await onMysql(t, async (t, database) => {
  const knex = knexModule.default({ ...database.config(), pool: { min: 1, max: 1, afterCreate: counted } })
  t.teardown(() => knex.destroy())
  const clock = { now: Date.UTC(2026, 10, 23, 12) }
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { database: knex, now: () => clock.now },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const phone = '+8613700000001'
  const start = (to = phone) => call('POST', '/verifications', { phone: to, purpose: 'log_in' }, { app: 'shop' })
  const check = (id: unknown, code: unknown) => call('POST', `/verifications/${id}/check`, { code }, { app: 'shop' })
  const newest = () => emulator.outbox.messages({ phone }).at(-1)?.params.code as string
  const wrong = () => (newest() === '000000' ? '000001' : '000000')

  /** The statements of one request, and how often the server must write to its disk for them. */
  const cost = async (t: Test, status: number, request: () => ReturnType<typeof call>) => {
    const own: string[] = []
    const answer = await ofRequest.run(own, request)
    t.equal(answer.status, status, answer.text)
    const statements = own.filter((it) => !isBracket(it))
    let inside = false
    let commits = 0
    for (const it of own) {
      if (isBracket(it)) inside = !/^(commit|rollback)/.test(it)
      if (it.startsWith('commit') || (!inside && /^(insert|update|delete)/.test(it))) commits++
    }
    return {
      statements,
      commits,
      said: `${commits} commits:\n${statements.map((it) => it.slice(0, 90)).join('\n')}`,
    }
  }

  // What is read once and kept is not a start's.
  t.equal((await start('+8613700000002')).status, 201)
  // Counts it everywhere; reads the counts back with what came before, and holds all of it; writes the verification down,
  // with the end of the one before; writes the message down before the platform is called; notes what the platform said.
  await t.test('a start: five statements and two commits, also when it replaces an older one', async (t) => {
    for (let round = 0; round < 2; round++) {
      clock.now += 60_000
      const { statements, commits, said } = await cost(t, 201, () => start())
      t.equal(statements.length, 5, said)
      t.equal(commits, 2, said)
    }
  })
  await t.test('an idempotency key costs one more: the host is not asked again about what was begun', async (t) => {
    clock.now += 60_000
    const keyed = () =>
      call(
        'POST',
        '/verifications',
        { phone: '+8613700000003', purpose: 'log_in' },
        { app: 'shop', headers: { 'idempotency-key': 'a' } },
      )
    const { statements, commits, said } = await cost(t, 201, keyed)
    t.equal(statements.length, 6, said)
    t.equal(commits, 2, said)
    t.equal((await cost(t, 201, keyed)).statements.length, 1, 'the same again is read')
  })
  await t.test('a check: one statement, right or wrong; two tell why there is nothing to check', async (t) => {
    clock.now += 60_000
    const { id } = (await start()).body
    for (const [status, code, most] of [
      [422, wrong(), 1],
      [200, newest(), 1],
      [410, newest(), 2],
    ] as const) {
      const { statements, said } = await cost(t, status, () => check(id, code))
      t.equal(statements.length, most, said)
    }
  })
  await t.test('no more with an account of the tenant: its key comes with the settings', async (t) => {
    const account = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Acme', ...DEMO })
    const signature = await call('POST', `/accounts/${account.body.id}/signatures`, { name: 'Quectel' })
    const template = await call('POST', `/accounts/${account.body.id}/templates`, { code: 'SMS_100000002' })
    const chosen = { ssid: signature.body.ssid, stid: template.body.stid }
    for (const path of [`/signatures/${chosen.ssid}/apps`, `/templates/${chosen.stid}/apps`])
      await call('PUT', path, { appIds: ['bank'] })
    clock.now += 60_000
    const own = () => call('POST', '/verifications', { phone, purpose: 'log_in', ...chosen }, { app: 'bank' })
    // Reads the settings anew, and lets nothing be pending.
    const { id } = (await own()).body
    await call('DELETE', `/verifications/${id}`, undefined, { app: 'bank' })
    clock.now += 60_000
    const { statements, commits, said } = await cost(t, 201, own)
    t.equal(statements.length, 5, said)
    t.equal(commits, 2, said)
  })
})

t.end()
