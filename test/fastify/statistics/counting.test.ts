import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SmsStatistics } from '@sms-settings/api'
import { migrate, rollback } from '@sms-settings/fastify'
import knexModule from 'knex'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'
import { refused, scriptedGeneral, scriptedPlatform } from '../scripted-platform.ts'

const shop = { app: 'shop' }
let phones = 0
const newPhone = () => `+86137${String(30_000_000 + phones++).padStart(8, '0')}`

/** A host whose App `shop` sends by the templates of the accounts first and second, and what is counted of each. */
const setUp = async (t: Test, database: TestDatabase) => {
  const script = scriptedPlatform()
  const clock = { offset: 0 }
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: 'unused',
    settings: {
      platforms: [script.platform],
      general: scriptedGeneral,
      now: () => Date.now() + clock.offset,
    },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  for (const { id } of (await call('GET', '/accounts?limit=100')).body.items as { id: string }[])
    await call('DELETE', `/accounts/${id}`)
  const stids: Record<string, string> = {}
  for (const name of ['second', 'first']) {
    const key = { platform: 'scripted', name, accessKeyId: name, accessKeySecret: `secret-of-${name}` }
    const accountId = String((await call('POST', '/accounts', key)).body.id)
    const ssid = String((await call('POST', `/accounts/${accountId}/signatures`, { name })).body.ssid)
    const template = { code: `${name}-log-in`, purpose: 'log_in' }
    const stid = String((await call('POST', `/accounts/${accountId}/templates`, template)).body.stid)
    for (const path of [`/signatures/${ssid}/apps`, `/templates/${stid}/apps`])
      await call('PUT', path, { appIds: ['shop'] })
    stids[name] = stid
  }
  const knex = knexModule.default(database.config())
  t.teardown(() => knex.destroy())
  return {
    app,
    call,
    script,
    clock,
    stids,
    knex,
    start: async (phone: string) => {
      const { status, body } = await call('POST', '/verifications', { phone, purpose: 'log_in' }, shop)
      t.equal(status, 201)
      return String(body.id)
    },
    resend: (id: string) => call('POST', `/verifications/${id}/resend`, undefined, shop),
    /** Codes started by each template. */
    started: async () => {
      await app.sms.statistics.bringUpToDate()
      const { groups } = (await call('GET', '/statistics?groupBy=template')).body as unknown as SmsStatistics
      const of = (stid?: string) => groups.find(({ key }) => key === stid)?.figures.started ?? 0
      return { first: of(stids.first), second: of(stids.second) }
    },
    /** All that is counted, row by row; rows in which nothing is left are as good as none. */
    rows: async () =>
      ((await knex('sms_statistics').select()) as Record<string, unknown>[])
        .map((row) => Object.values(row).map(String))
        .filter((row) => row.slice(6).some((value) => value !== '0'))
        .map((row) => row.join('|'))
        .sort(),
  }
}

await onEachDatabase(t, async (t, database) => {
  await t.test(
    'a code that was counted counts under the template of its last SMS, and counted anew as well',
    async (t) => {
      const { app, call, script, clock, stids, start, resend, started, rows } = await setUp(t, database)
      const [plain, failedOver, refusedAll] = [
        await start(newPhone()),
        await start(newPhone()),
        await start(newPhone()),
      ]
      clock.offset += 120_000
      t.same(await started(), { first: 3, second: 0 })

      // Out of another account on the way.
      script.answer('first', () => refused('settings'))
      t.match(await resend(failedOver), { status: 200 })
      t.same(await started(), { first: 2, second: 1 })
      // The last SMS that was sent was that of before.
      script.answer('second', () => refused('settings'))
      script.answer('general', () => refused('settings'))
      t.match(await resend(refusedAll), { status: 502 })
      t.same(await started(), { first: 2, second: 1 })
      // By other settings.
      script.reset()
      await call('PUT', `/templates/${stids.first}/apps`, { appIds: [] })
      t.match(await resend(plain), { status: 200 })
      t.same(await started(), { first: 1, second: 2 })

      const before = await rows()
      t.ok(before.length > 8)
      await app.sms.statistics.rebuild()
      t.same(await rows(), before)
    },
  )

  await t.test('whoever erases a number does not make the figures look old', async (t) => {
    const { call, clock, start, started } = await setUp(t, database)
    const phone = newPhone()
    await start(phone)
    clock.offset += 120_000
    await started()
    t.equal((await call('DELETE', `/phones/${encodeURIComponent(phone)}`)).status, 200)
    const { countedUntil } = (await call('GET', '/statistics')).body as unknown as SmsStatistics
    t.ok(Date.now() + clock.offset - Date.parse(countedUntil) < 60_000, countedUntil)
  })

  await t.test('a rebuild deletes what there is bit by bit, and what comes meanwhile is counted once', async (t) => {
    const { app, knex, start, rows } = await setUp(t, database)
    await start(newPhone())
    await app.sms.statistics.bringUpToDate()
    const before = await rows()
    // As many rows as a year of several Apps leaves, of days that nobody counts any more.
    const [one] = (await knex('sms_statistics').limit(1).select()) as Record<string, unknown>[]
    for (let at = 0; at < 12; at++)
      await knex.batchInsert(
        'sms_statistics',
        Array.from({ length: 400 }, (_, i) => ({ ...one, tenant_id: 'drifted', begins: 400 * at + i })),
        20,
      )
    const rebuilding = app.sms.statistics.rebuild()
    const started = [await start(newPhone()), await start(newPhone())]
    await app.sms.statistics.bringUpToDate()
    await rebuilding
    await app.sms.statistics.bringUpToDate()
    t.equal(started.length, 2)
    const after = await rows()
    t.notOk(after.some((row) => row.includes('drifted')))
    t.equal(after.length, before.length)
    await app.sms.statistics.rebuild()
    t.same(await rows(), after)
  })

  await t.test('what was sent before there were statistics is counted by itself', async (t) => {
    const { app, call, knex, start, rows } = await setUp(t, database)
    await start(newPhone())
    const decoy = { tenantId: 'acme', appId: 'shop', phone: newPhone(), purpose: 'log_in', decoy: true }
    await app.sms.verifications.start(decoy)
    await app.sms.statistics.bringUpToDate()
    const figures = async () => (await call('GET', '/statistics?groupBy=country')).body.groups
    const before = { figures: await figures(), rows: (await rows()).length }
    await app.close()
    while (await knex.schema.hasTable('sms_statistics')) await rollback(knex, 1)
    await migrate(knex)
    t.equal((await rows()).length, 0)

    const later = await createTestHost({
      databaseUrl: database.url,
      endpoint: 'unused',
      settings: { platforms: [scriptedPlatform().platform], general: scriptedGeneral },
    })
    t.teardown(() => later.close())
    await later.ready()
    const again = async () => (await caller(later)('GET', '/statistics?groupBy=country')).body.groups
    for (let i = 0; i < 200 && JSON.stringify(await again()) !== JSON.stringify(before.figures); i++)
      await new Promise((resolve) => setTimeout(resolve, 25))
    t.same(await again(), before.figures)
  })

  await t.test('a rebuild that was killed is finished by a server, and counts nothing twice', async (t) => {
    const { app, knex, start, rows } = await setUp(t, database)
    await start(newPhone())
    await app.sms.statistics.bringUpToDate()
    const [{ id: _, ...row }] = (await knex('sms_messages').orderBy('id', 'desc').limit(1)) as [{ id: string }]
    // Nobody asks the platform about these: what becomes of them would be counted while the rows are compared.
    const many = Array.from({ length: 8000 }, (_, i) => ({
      ...row,
      id: `M00${String(i).padStart(24, '0')}`,
      ask_at: null,
    }))
    await knex.batchInsert('sms_messages', many, database.name === 'sqlite' ? 200 : 1000)
    await app.sms.statistics.rebuild()
    const before = await rows()
    await app.close()

    const place = async () => String((await knex('sms_marks').where({ name: 'counting' }).first('place')).place)
    const command = spawn(process.execPath, [
      'packages/fastify/bin/sms-settings.js',
      'statistics',
      'rebuild',
      '--database',
      database.name === 'sqlite' ? fileURLToPath(database.url) : database.url,
    ])
    const gone = once(command, 'exit')
    while (!/^M00/.test(await place()) && command.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 2))
    command.kill('SIGKILL')
    await gone
    t.match(await place(), /^M00/, 'killed in the middle of it')
    t.notSame(await rows(), before)

    // Ids of old: whoever erased their numbers now would change what they count as.
    const retention = { phoneDays: 36_500 }
    const settings = { platforms: [scriptedPlatform().platform], general: scriptedGeneral, retention }
    const servers = [0, 1].map(() => createTestHost({ databaseUrl: database.url, endpoint: 'unused', settings }))
    for (const server of await Promise.all(servers)) {
      t.teardown(() => server.close())
      await server.ready()
    }
    for (let i = 0; i < 400 && (await place()) !== ''; i++) await new Promise((resolve) => setTimeout(resolve, 25))
    t.same(await rows(), before)
  })
})
