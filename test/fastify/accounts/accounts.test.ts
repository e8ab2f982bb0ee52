import { LIMITED, startEmulator } from '@sms-settings/emulator'
import { alibabaCloud } from '@sms-settings/fastify'
import knexModule from 'knex'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO, SECOND } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const globex = { tenant: 'globex' }

/** An account whose key nobody asks about. */
const unchecked = (name: string, more: object = {}) => ({
  platform: 'alibaba_cloud',
  name,
  accessKeyId: `LTAI-${name.replace(/[^a-z0-9]/gi, '')}`,
  accessKeySecret: 'secret-that-nobody-asks-about',
  ...more,
})

await onEachDatabase(t, async (t, database) => {
  emulator.reset()
  const alarms: { kind: string; accountId: string | null }[] = []
  const options = {
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { hooks: { onAlarm: (alarm: { kind: string; accountId: string | null }) => alarms.push(alarm) } },
  }
  const app = await createTestHost(options)
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const db = knexModule.default(database.config())
  t.teardown(() => db.destroy())
  const names = async (url: string, who = {}) =>
    ((await call('GET', url, undefined, who)).body.items as { name: string }[]).map((it) => it.name)
  const add = (body: object, who = {}) => call('POST', '/accounts?verify=false', body, who)

  const main = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Main', ...DEMO })
  const { id } = main.body

  await t.test('the platform is asked first, and what it refuses is not stored', async (t) => {
    t.match(main, { status: 201, body: { health: { status: 'ok', platformCode: null }, status: 'active' } })
    t.match(
      await call('POST', '/accounts', { ...unchecked('Refused'), ...DEMO, accessKeySecret: 'not-the-right-secret' }),
      { status: 422, body: { code: 'SMS_CREDENTIALS_REJECTED', field: 'body.accessKeySecret', platform: {} } },
    )
    const limited = await call('POST', '/accounts', { ...unchecked('Limited'), ...LIMITED })
    t.match(limited, { status: 201, body: { health: { status: 'forbidden' } } })
    const checked = await call('POST', `/accounts/${limited.body.id}/check`)
    t.match(checked.body, { status: 'forbidden', missingPermissions: ['dysms:SendSms'] })
    t.match(JSON.parse(String(checked.body.policy)), { Statement: [{ Effect: 'Allow' }] }, 'a policy to paste')
    t.same(await names('/accounts'), ['Limited', 'Main'])
    t.equal((await call('DELETE', `/accounts/${limited.body.id}`)).status, 204)
  })

  await t.test('a platform that cannot be reached: 502, nothing stored, unless it need not be asked', async (t) => {
    const far = await createTestHost({
      ...options,
      settings: {
        platforms: [alibabaCloud({ endpoint: '127.0.0.1:1', protocol: 'http', timeout: 500, deadline: 900 })],
      },
    })
    t.teardown(() => far.close())
    const callFar = caller(far)
    t.match(await callFar('POST', '/accounts', unchecked('Far')), {
      status: 502,
      body: { code: 'SMS_PLATFORM_NOT_ASKED', message: /verify=false/ },
    })
    t.same(await names('/accounts'), ['Main'])
    t.match(await callFar('PUT', `/accounts/${id}/credentials`, SECOND), { status: 502 })
    t.equal((await call('GET', `/accounts/${id}`)).body.accessKeyId, DEMO.accessKeyId, 'the key stays as it was')
    const added = await callFar('POST', '/accounts?verify=false', unchecked('Far'))
    t.match(added, { status: 201, body: { health: { status: 'unknown', checkedAt: null } } })
    t.match(await callFar('POST', `/accounts/${added.body.id}/check`), { status: 200, body: { status: 'unreachable' } })
    t.match((await call('GET', `/accounts/${added.body.id}`)).body, { health: { status: 'unreachable' } })
    await call('DELETE', `/accounts/${added.body.id}`)
  })

  await t.test('what was entered wrongly is named, with what was probably meant', async (t) => {
    for (const [wrong, expected] of [
      [
        { platform: 'alibaba-cloud' },
        { status: 422, body: { code: 'SMS_PLATFORM_UNKNOWN', message: /alibaba_cloud/ } },
      ],
      [{ settings: { region: 'x' } }, { status: 400, body: { field: 'body.settings.region' } }],
      [{ accessKeyId: 'has a space' }, { status: 400, body: { field: 'body.accessKeyId' } }],
      [{ accessKeySecret: '************' }, { status: 422, body: { code: 'SMS_SECRET_MASKED' } }],
      [{ name: ' ' }, { status: 400, body: { field: 'body.name' } }],
      [{ name: 'a\u0000b' }, { status: 400, body: { field: 'body.name' } }],
    ] as const)
      t.match(await add({ ...unchecked('Wrong'), ...wrong }), expected, JSON.stringify(wrong))
    t.same(await names('/accounts'), ['Main'])
  })

  await t.test('name and key are there once a tenant; another tenant may have the same', async (t) => {
    t.match(await add(unchecked('Main')), { status: 409, body: { code: 'SMS_ACCOUNT_EXISTS', field: 'body.name' } })
    t.match(await add({ ...unchecked('Other'), accessKeyId: DEMO.accessKeyId }), {
      status: 409,
      body: { code: 'SMS_ACCOUNT_EXISTS', field: 'body.accessKeyId' },
    })
    t.equal((await add(unchecked('main'))).status, 201, 'names compare letter by letter, upper case is another')
    const theirs = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Main', ...DEMO }, globex)
    t.equal(theirs.status, 201)
    t.same(await names('/accounts', globex), ['Main'])
    const second = await add(unchecked('Second'))
    t.match(await call('PATCH', `/accounts/${second.body.id}`, { name: 'Main' }), {
      status: 409,
      body: { field: 'body.name' },
    })
    t.match(await call('PUT', `/accounts/${second.body.id}/credentials?verify=false`, DEMO), {
      status: 409,
      body: { field: 'body.accessKeyId' },
    })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => add({ ...unchecked('Same', { note: `${i}` }) })),
    )
    t.same(answers.map((it) => it.status).sort(), [201, ...Array(19).fill(409)])
  })

  await t.test('looking for accounts: part of a name, note or key, nothing of it a wildcard', async (t) => {
    await add(unchecked('100% Élan_Ünal', { note: 'Für die Großkunden', accessKeyId: 'LTAI5tFinder' }))
    // SQLite folds ASCII letters only; what is typed as it is written is found everywhere.
    const folded = database.name === 'mysql' ? ['ÉLAN', 'élan'] : []
    for (const q of ['100%', 'n_Ü', 'Élan', ...folded, 'großkunden', 'Großkunden', 'FINDER', '5tf'])
      t.same(await names(`/accounts?q=${encodeURIComponent(q)}`), ['100% Élan_Ünal'], q)
    for (const q of ['%%', 'n%Ü', 'n!_', '\\', "'", 'LTAI5tEmulatorDemo00002'])
      t.same(await names(`/accounts?q=${encodeURIComponent(q)}`), [], q)
  })

  await t.test('pages hold every account once, newest first, with their counts', async (t) => {
    for (let i = 0; i < 55; i++) await add(unchecked(`Page ${String(i).padStart(2, '0')}`))
    await call('POST', `/accounts/${id}/signatures`, { name: 'Quectel' })
    await call('POST', `/accounts/${id}/templates`, { code: 'SMS_100000002' })
    await call('POST', `/accounts/${id}/templates`, { code: 'SMS_100000003' })
    const seen: { name: string; signatureCount: number; templateCount: number }[] = []
    const sizes: number[] = []
    let cursor = ''
    do {
      const { body } = await call('GET', `/accounts?limit=20${cursor && `&cursor=${cursor}`}`)
      seen.push(...(body.items as typeof seen))
      sizes.push((body.items as unknown[]).length)
      cursor = (body.nextCursor as string | null) ?? ''
      // Something added meanwhile moves nothing.
      await add(unchecked(`While ${sizes.length}`))
    } while (cursor)
    t.same(sizes, [20, 20, 20])
    t.equal(new Set(seen.map((it) => it.name)).size, 60)
    t.same(
      seen.filter((it) => /^Page/.test(it.name)).map((it) => it.name),
      Array.from({ length: 55 }, (_, i) => `Page ${String(54 - i).padStart(2, '0')}`),
    )
    t.match(seen.at(-1), { name: 'Main', signatureCount: 1, templateCount: 2 })
    const { nextCursor } = (await call('GET', '/accounts?limit=1')).body
    t.match(await call('GET', `/accounts?limit=1&cursor=${nextCursor}`, undefined, globex), {
      status: 400,
      body: { code: 'SMS_INVALID_CURSOR' },
    })
  })

  await t.test('a new key is used at once, by every process, and nothing below the account is lost', async (t) => {
    const other = await createTestHost(options)
    t.teardown(() => other.close())
    await other.ready()
    const callOther = caller(other)
    const query = (by = call) => by('POST', `/accounts/${id}/templates/query`, { code: 'SMS_100000001' })
    t.same([(await query()).status, (await query(callOther)).status], [200, 200], 'both have used the old key')
    const fresh = { accessKeyId: 'LTAI5tRotated', accessKeySecret: 'RotatedSecret000000000000001' }
    emulator.state.addKey(fresh)
    t.match(await call('PUT', `/accounts/${id}/credentials`, { ...fresh, accessKeySecret: 'mistyped-secret' }), {
      status: 422,
    })
    t.match(await call('PUT', `/accounts/${id}/credentials`, fresh), {
      status: 200,
      body: { accessKeyId: fresh.accessKeyId, signatureCount: 1, templateCount: 2, health: { status: 'ok' } },
    })
    emulator.state.updateKey(DEMO.accessKeyId, { active: false })
    t.same([(await query()).status, (await query(callOther)).status], [200, 200])
    emulator.state.updateKey(fresh.accessKeyId, { active: false })
    t.match(await query(callOther), { status: 422, body: { code: 'SMS_CREDENTIALS_REJECTED', platform: {} } })
    emulator.state.updateKey(fresh.accessKeyId, { active: true })
    emulator.state.updateKey(DEMO.accessKeyId, { active: true })
    const { items } = (await call('GET', `/audit-log?targetId=${id}&limit=1`)).body
    t.match(items, [{ action: 'account.credentials', after: { accessKeyId: fresh.accessKeyId } }])
    t.notMatch(JSON.stringify(items), /Secret0000|v1\.\w+\./)
  })

  await t.test('health is news once, however many notice it at once', async (t) => {
    const { accounts } = app.sms
    const count = (kind: string) => alarms.filter((it) => it.kind === kind && it.accountId === id).length
    const settle = () => new Promise((resolve) => setTimeout(resolve, 50))
    const revision = async () => (await db('sms_limits').sum({ sum: 'settings_revision' }))[0]?.sum
    await Promise.all(Array.from({ length: 20 }, () => accounts.markHealth('acme', String(id), 'rejected', 'Inactive')))
    await settle()
    t.equal(count('key_rejected'), 1)
    t.match((await call('GET', `/accounts/${id}`)).body, { health: { status: 'rejected', platformCode: 'Inactive' } })
    const before = await revision()
    await accounts.markHealth('acme', String(id), 'rejected', 'Inactive')
    t.equal(await revision(), before, 'what is known already makes no settings stale')
    t.match(await call('POST', `/accounts/${id}/check`), { body: { status: 'ok' } })
    t.match((await call('GET', `/accounts/${id}`)).body, { health: { status: 'ok', platformCode: null } })
    await accounts.markHealth('acme', String(id), 'rejected', 'Inactive')
    await settle()
    t.equal(count('key_rejected'), 2, 'a change for the worse again')
    await accounts.markHealth('globex', String(id), 'ok', null)
    t.match((await call('GET', `/accounts/${id}`)).body, { health: { status: 'rejected' } }, 'not by another tenant')
    await call('POST', `/accounts/${id}/check`)
  })

  await t.test('a deleted account takes along what is below it, and nothing else', async (t) => {
    const theirs = (await call('GET', '/accounts', undefined, globex)).body.items as { id: string }[]
    await call('POST', `/accounts/${theirs[0]?.id}/signatures`, { name: 'Quectel' }, globex)
    const items = async (what: string) =>
      (await call('GET', `/accounts/${id}/${what}`)).body.items as { ssid: string; stid: string; purpose: string }[]
    const [signature] = await items('signatures')
    const template = (await items('templates')).find((it) => it.purpose === 'log_in')
    await call('PUT', `/signatures/${signature?.ssid}/apps`, { appIds: ['shop', 'bank'] })
    await call('PUT', `/templates/${template?.stid}/apps`, { appIds: ['shop'] })
    const own = { purpose: 'log_in', region: 'domestic', ssid: signature?.ssid, stid: template?.stid }
    const general = { purpose: 'sign_up', region: 'domestic', ssid: 'C1', stid: 'C3' }
    t.equal((await call('PUT', '/apps/shop/defaults', { defaults: [own, general] })).status, 200)
    t.equal((await call('DELETE', `/accounts/${id}`)).status, 204)
    t.match(await call('DELETE', `/accounts/${id}`), { status: 404, body: { code: 'SMS_ACCOUNT_NOT_FOUND' } })
    for (const url of [`/accounts/${id}`, `/signatures/${signature?.ssid}`, `/templates/${template?.stid}`])
      t.equal((await call('GET', url)).status, 404, url)
    t.match((await call('GET', '/apps/shop/settings')).body, {
      signatures: [{ ssid: 'C1' }],
      defaults: [general],
      readiness: [{ purpose: 'sign_up', source: 'default' }],
    })
    t.equal((await db('sms_signature_apps').where({ ssid: String(signature?.ssid) })).length, 0)
    t.equal((await call('GET', `/accounts/${theirs[0]?.id}/signatures`, undefined, globex)).body.items?.length, 1)
    t.match((await call('GET', `/audit-log?targetId=${id}&limit=1`)).body.items, [
      { action: 'account.delete', target: { name: 'Main' }, before: { accessKeyId: 'LTAI5tRotated' } },
    ])
  })
})

t.end()
