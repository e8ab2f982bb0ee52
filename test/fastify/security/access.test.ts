import { type OperationId, operations } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { sqliteDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const database = await sqliteDatabase(t)
const routes: { method: string; url: string; access: unknown }[] = []
const app = await createTestHost({
  databaseUrl: database.url,
  endpoint: emulator.endpoint,
  onRoute: ({ method, url, config }) => {
    routes.push({ method: String(method), url, access: (config as { smsAccess?: unknown } | undefined)?.smsAccess })
  },
})
t.after(() => app.close())
await app.ready()
const call = caller(app)

const sample: Partial<Record<OperationId, unknown>> = {
  createAccount: { platform: 'alibaba_cloud', name: 'n', accessKeyId: 'k', accessKeySecret: 'secret-of-k' },
  updateAccount: { name: 'n' },
  replaceCredentials: { accessKeyId: 'k', accessKeySecret: 'secret-of-k' },
  createSignature: { name: 'n' },
  updateSignature: { note: 'n' },
  putSignatureApps: { appIds: [] },
  patchSignatureApps: { add: [] },
  queryTemplate: { code: 'SMS_1' },
  createTemplate: { code: 'SMS_1' },
  updateTemplate: { note: 'n' },
  putTemplateApps: { appIds: [] },
  patchTemplateApps: { remove: [] },
  importFromPlatform: {},
  putAppDefaults: { defaults: [] },
  putAppPolicy: {},
  importSettings: { kind: 'sms-settings', version: 1, accounts: [], apps: [] },
  startVerification: { phone: '+8613900001234', purpose: 'log_in' },
  checkVerification: { code: '123456' },
  sendTestMessage: { phone: '+8613900001234', ssid: 'C1', stid: 'C1', variables: {} },
}

t.test('every operation is a route, and no route is there without saying who may call it', async (t) => {
  t.same(
    routes
      .filter(({ method }) => method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url}`)
      .sort(),
    Object.values(operations)
      .map(({ method, url }) => `${method} /sms${url}`)
      .sort(),
  )
  for (const { method, url, access } of routes) t.type(access, 'string', `${method} ${url}`)
})

for (const [id, { method, url, access }] of Object.entries(operations)) {
  const path = url.replace(/:\w+/g, 'X')
  const body = sample[id as OperationId]

  if (access === 'platform') {
    t.test(`${id}: whoever has no token is told of nothing`, async (t) => {
      t.match(await call(method, path, []), { status: 404, body: { code: 'SMS_REPORT_ADDRESS_UNKNOWN' } })
    })
    continue
  }

  if (access === 'operator') {
    t.test(`${id}: only whom the host lets`, async (t) => {
      t.match(await call(method, path), { status: 403, body: { code: 'SMS_FORBIDDEN' } })
      t.match(await call(method, path, undefined, { headers: { 'x-watcher': 'yes' } }), { status: 200 })
    })
    continue
  }

  t.test(`${id}: nobody → 401, without ${access} → 403, before anything is looked at`, async (t) => {
    const nobody = await app.inject({ method, url: `/sms${path}`, ...(body ? { payload: body as object } : {}) })
    t.equal(nobody.statusCode, 401)
    t.match(nobody.json(), { code: 'SMS_UNAUTHENTICATED', statusCode: 401, error: 'Unauthorized' })
    if (access === 'app') return
    const all = ['settings:read', 'settings:write', 'messages:read', 'messages:send']
    const others = all.filter((it) => it !== access).join(' ')
    const refused = await call(method, path, { nonsense: true }, { permissions: others })
    t.match(refused, { status: 403, body: { code: 'SMS_FORBIDDEN' } })
  })
}

t.test('a foreign id answers as an unknown one does, on every route that takes one', async (t) => {
  const own = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Acme', ...DEMO })
  t.equal(own.status, 201)
  const accountId = own.body.id
  const signature = await call('POST', `/accounts/${accountId}/signatures`, { name: 'Quectel' })
  const template = await call('POST', `/accounts/${accountId}/templates`, { code: 'SMS_100000002' })
  t.same([signature.status, template.status], [201, 201])
  const started = await call('POST', '/verifications', { phone: '+8613900001234', purpose: 'log_in' }, { app: 'shop' })
  t.equal(started.status, 201)
  const [message] = (await call('GET', '/messages')).body.items as { id: string }[]
  const ids: Record<string, unknown> = {
    accountId,
    ssid: signature.body.ssid,
    stid: template.body.stid,
    appId: 'shop',
    id: '',
  }
  for (const [id, { method, url, access }] of Object.entries(operations)) {
    // A phone number is nobody's: what another tenant sees of one is told by the test of the timeline.
    if (!url.includes(':') || url.includes(':phone') || access === 'platform') continue
    const mine = (name: string) =>
      name === 'id' ? (url.startsWith('/messages') ? message?.id : started.body.id) : ids[name]
    const body = sample[id as OperationId]
    const foreign = { tenant: 'globex', ...(access === 'app' ? { app: 'portal' } : {}) }
    const answer = await call(
      method,
      url.replace(/:(\w+)/g, (_, name) => String(mine(name))),
      body,
      foreign,
    )
    const unknown = await call(method, url.replace(/:\w+/g, 'A00000000000000000000000000'), body, foreign)
    t.equal(answer.status, 404, `${id}: ${answer.text}`)
    t.same([answer.status, answer.body.code], [unknown.status, unknown.body.code], id)
  }
  t.equal((await call('GET', `/accounts/${accountId}`)).status, 200, 'and nothing happened to it')
  t.same((await call('GET', '/messages', undefined, { tenant: 'globex' })).body.items, [])
  t.same((await call('GET', '/audit-log', undefined, { tenant: 'globex' })).body.items, [])
})

t.test('a cursor of another tenant or another list is refused', async (t) => {
  for (let i = 0; i < 3; i++)
    await call('POST', '/accounts?verify=false', {
      platform: 'alibaba_cloud',
      name: `n${i}`,
      accessKeyId: `k${i}`,
      accessKeySecret: 'secret-of-k',
    })
  const { body } = await call('GET', '/accounts?limit=1')
  const cursor = String(body.nextCursor)
  t.equal((await call('GET', `/accounts?limit=1&cursor=${cursor}`)).status, 200)
  for (const [url, who] of [
    [`/accounts?cursor=${cursor}`, { tenant: 'globex' }],
    [`/accounts?q=n&cursor=${cursor}`, {}],
    [`/messages?cursor=${cursor}`, {}],
    [`/audit-log?cursor=${cursor}`, {}],
  ] as const)
    t.match(await call('GET', url, undefined, who), { status: 400, body: { code: 'SMS_INVALID_CURSOR' } }, url)
})

t.test('a cursor is of use however the same list is asked for', async (t) => {
  for (let i = 0; i < 3; i++)
    t.equal(
      (
        await call(
          'POST',
          '/verifications',
          { phone: `+861370000100${i}`, purpose: 'log_in' },
          { app: 'shop', ip: `198.51.100.${i}` },
        )
      ).status,
      201,
    )
  const asked = ['appId=shop', 'purpose=log_in', 'status=accepted', 'limit=1']
  const { body } = await call('GET', `/messages?${asked.join('&')}`)
  t.type(body.nextCursor, 'string')
  const cursor = `cursor=${body.nextCursor}`
  const again = await call('GET', `/messages?${[cursor, ...asked.toReversed()].join('&')}`)
  t.match(again, { status: 200, body: { items: [{ purpose: 'log_in' }] } }, again.text)
  t.equal((await call('GET', `/messages?${cursor}&appId=shop&limit=1`)).status, 400, 'less of a filter is another list')
  t.equal((await call('GET', `/messages?${cursor}&purpose=shop&appId=log_in&status=accepted`)).status, 400)
})

t.test('authenticate that throws, hangs or gives nonsense lets nobody in', async (t) => {
  const cases: [string, () => unknown, number][] = [
    [
      'throws',
      () => {
        throw new Error('session store at 10.0.0.1 is down')
      },
      503,
    ],
    [
      'refuses',
      () => {
        throw Object.assign(new Error('session expired'), { statusCode: 401 })
      },
      401,
    ],
    ['gives nonsense', () => ({ tenantId: 'acme ', actorId: 'a', permissions: ['settings:read'] }), 503],
    ['gives no permissions', () => ({ tenantId: 'acme', actorId: 'a' }), 503],
    ['gives null', () => null, 401],
  ]
  for (const [name, authenticate, status] of cases) {
    const host = await createTestHost({
      databaseUrl: database.url,
      endpoint: emulator.endpoint,
      settings: { authenticate: authenticate as never },
    })
    const answer = await caller(host)('GET', '/accounts')
    t.equal(answer.status, status, `${name}: ${answer.text}`)
    t.notMatch(answer.text, /10\.0\.0\.1/)
    await host.close()
  }
  const host = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { authenticate: () => new Promise(() => undefined) },
  })
  t.teardown(() => host.close())
  // What a host takes to come up is none of it.
  await host.ready()
  const began = performance.now()
  const answer = await caller(host)('GET', '/accounts')
  t.match(answer, { status: 503, body: { code: 'SMS_HOOK_FAILED', message: /authenticate did not answer/ } })
  t.ok(performance.now() - began < 15_000, 'nobody waits for ever')
})

t.test('identifyApp that hangs is answered in time too', async (t) => {
  const host = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { identifyApp: () => new Promise(() => undefined) },
  })
  t.teardown(() => host.close())
  await host.ready()
  const began = performance.now()
  const answer = await caller(host)('POST', '/verifications', sample.startVerification, { app: 'shop' })
  t.match(answer, { status: 503, body: { code: 'SMS_HOOK_FAILED', message: /identifyApp did not answer/ } })
  t.ok(performance.now() - began < 15_000)
})

t.end()
