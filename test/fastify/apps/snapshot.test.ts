import knexModule from 'knex'
import t from 'tap'
import { createSnapshots } from '../../../packages/fastify/src/apps/snapshot.ts'
import { createAppStore } from '../../../packages/fastify/src/apps/store.ts'
import { createDatabase } from '../../../packages/fastify/src/database/database.ts'
import { migrate } from '../../../packages/fastify/src/database/migrate.ts'
import { createSettingsRevision } from '../../../packages/fastify/src/revision/store.ts'
import { verificationRules } from '../../../packages/fastify/src/rules.ts'
import { onEachDatabase } from '../../support/databases.ts'

const rules = verificationRules({}, 0)
const index = { hash: (...parts: string[]) => parts.join(':').slice(0, 43) }
const nothing = { signatures: [], templates: [], account: null }

await onEachDatabase(t, async (t, { config }) => {
  const knex = knexModule.default(config())
  t.teardown(() => knex.destroy())
  await migrate(knex)
  const queries: string[] = []
  knex.on('query', ({ sql }: { sql: string }) => queries.push(sql))
  const database = createDatabase(knex, false)
  const revision = createSettingsRevision(index)
  const process = () =>
    createSnapshots({
      database,
      store: createAppStore(database),
      revision,
      general: () => nothing,
      rules,
      now: () => 0,
    })
  const [here, there] = [process(), process()]
  const at = { created_at: 1, checked_at: 1 }
  const account = (id: string, tenant_id: string, more: object = {}) =>
    knex('sms_accounts').insert({
      id,
      tenant_id,
      platform: 'p',
      name: `n${id}`,
      access_key_id: id,
      sealed_secret: 's',
      settings: '{}',
      status: 'active',
      health: 'ok',
      created_at: 1,
      updated_at: 1,
      ...more,
    })
  const signature = (id: string, tenant_id: string, account_id: string, status = 'approved') =>
    knex('sms_signatures').insert({ id, tenant_id, account_id, name: id, status, carriers: '[]', ...at })
  const template = (id: string, tenant_id: string, account_id: string) =>
    knex('sms_templates').insert({
      id,
      tenant_id,
      account_id,
      code: id,
      name: id,
      content: '${code} ${name}',
      type: 'verification',
      region: 'domestic',
      purpose: 'log_in',
      status: 'approved',
      ...at,
    })
  await account('A1', 'acme')
  await account('A2', 'acme', { status: 'paused' })
  await account('A3', 'globex')
  for (const id of ['S1', 'S2']) await signature(id, 'acme', 'A1')
  await signature('S3', 'acme', 'A2', 'rejected')
  await signature('S9', 'globex', 'A3')
  await template('T1', 'acme', 'A1')
  await template('T2', 'acme', 'A1')
  for (const ssid of ['S1', 'S2', 'S3'])
    await knex('sms_signature_apps').insert({ ssid, tenant_id: 'acme', app_id: 'shop' })
  // The same App id at another tenant is another App.
  await knex('sms_signature_apps').insert({ ssid: 'S9', tenant_id: 'globex', app_id: 'shop' })
  await knex('sms_template_apps').insert({ stid: 'T2', tenant_id: 'acme', app_id: 'shop' })

  await t.test(
    'one App’s settings: what it may use, newest first, what it may not, and nothing of another tenant',
    async (t) => {
      const { choices, accounts, revision: number } = await here.load('acme', 'shop')
      t.equal(number, 0)
      t.same(
        choices.signatures.map((it) => [it.ssid, it.accountId, it.approved]),
        [
          ['S3', 'A2', false],
          ['S2', 'A1', true],
          ['S1', 'A1', true],
        ],
      )
      t.match(choices.templates, [{ stid: 'T2', variables: ['code', 'name'] }])
      t.same([...choices.others.stids, ...choices.others.ssids], ['T1'])
      t.same(
        [...choices.accounts],
        [
          ['A1', 'ready'],
          ['A2', 'paused'],
        ],
      )
      t.same([...accounts.keys()], ['A1', 'A2'])
      const other = await here.load('acme', 'bank')
      t.same([other.choices.signatures, [...other.choices.others.ssids].sort()], [[], ['S1', 'S2', 'S3']])
    },
  )

  await t.test('what is cached is known to be stale by the revision, in every process', async (t) => {
    const [mine, theirs] = [await here.get('acme', 'shop'), await there.get('acme', 'shop')]
    queries.length = 0
    t.equal(await here.get('acme', 'shop'), mine, 'the very same, without asking')
    t.equal(queries.length, 0)
    t.equal(await here.current('acme', 'shop'), mine, 'still current, by one query')
    t.equal(queries.length, 1)
    await database.transaction(async (tx) => {
      await tx.table('sms_signature_apps').where({ ssid: 'S2', app_id: 'shop' }).delete()
      await revision.bump(tx, 'acme')
    })
    t.equal(await there.get('acme', 'shop'), theirs)
    t.equal(await revision.read(database, 'acme'), theirs.revision + 1, 'a start compares this')
    const now = await there.current('acme', 'shop')
    t.same(
      now.choices.signatures.map((it) => it.ssid),
      ['S3', 'S1'],
    )
    t.equal(await there.get('acme', 'shop'), now)
    t.equal(await revision.read(database, 'globex'), 0, 'another tenant’s settings stay current')
    here.forget('acme', 'shop')
    t.not(await here.get('acme', 'shop'), mine)
  })

  await t.test('inside a transaction its own changes are seen, and what is undone was never there', async (t) => {
    const undone = new Error('undone')
    await t.rejects(
      database.transaction(async (tx) => {
        await tx.table('sms_accounts').where({ id: 'A1' }).update({ health: 'rejected' })
        t.equal((await here.load('acme', 'shop', tx)).choices.accounts.get('A1'), 'rejected')
        throw undone
      }),
      undone,
    )
    t.equal((await here.load('acme', 'shop')).choices.accounts.get('A1'), 'ready')
  })

  await t.test(
    'as many queries for a thousand signatures as for three, and a bounded number of Apps kept',
    async (t) => {
      queries.length = 0
      await here.load('acme', 'shop')
      const few = queries.length
      const rows = Array.from({ length: 1000 }, (_, i) => `S8${String(i).padStart(4, '0')}`)
      for (let from = 0; from < rows.length; from += 100)
        await knex('sms_signatures').insert(
          rows.slice(from, from + 100).map((id) => ({
            id,
            tenant_id: 'acme',
            account_id: 'A1',
            name: id,
            status: 'approved',
            carriers: '[]',
            ...at,
          })),
        )
      queries.length = 0
      t.equal((await here.load('acme', 'shop')).choices.others.ssids.size, 1001)
      t.equal(queries.length, few)

      const first = await here.get('globex', 'app-0')
      for (let i = 1; i <= 1000; i++) await here.get('globex', `app-${i}`)
      t.not(await here.get('globex', 'app-0'), first, 'the one longest there has made room')
      const last = await here.get('globex', 'app-1000')
      t.equal(await here.get('globex', 'app-1000'), last)
    },
  )
})

t.end()
