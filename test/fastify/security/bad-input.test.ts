import { type OperationId, operations } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import fc from 'fast-check'
import knexModule from 'knex'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

const TABLES = [
  'accounts',
  'signatures',
  'templates',
  'signature_apps',
  'template_apps',
  'app_defaults',
  'app_policies',
  'audit_log',
  'verifications',
  'messages',
]

/** What people, scripts and attackers put where a text, a number or an object should be. */
const oddities = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    2 ** 53,
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    'line\nbreak',
    '\u001b[31mred',
    '\ud800',
    '\u202eabc',
    '__proto__',
    'constructor',
    "' or 1=1 --",
    '%',
    '_',
    '!',
    '\\',
    '<script>alert(1)</script>',
    '=cmd|x',
    '🙂'.repeat(40),
    'x'.repeat(5000),
    '９'.repeat(30),
    'é'.normalize('NFD'),
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.integer({ min: 1, max: 400 }).map((depth) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown),
)

await onEachDatabase(t, async (t, database) => {
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: {
      verification: {
        limits: { ipPerHour: 1_000_000, appPerDay: 1_000_000, prefixPerHour: 100_000, countryPerHour: 1_000_000 },
      },
    },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const db = knexModule.default(database.config())
  t.teardown(() => db.destroy())
  const stored = async () =>
    Object.fromEntries(
      await Promise.all(
        TABLES.map(async (table) => [table, Number((await db(`sms_${table}`).count({ n: '*' }))[0]?.n)] as const),
      ),
    )

  const account = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Acme', ...DEMO })
  const signature = await call('POST', `/accounts/${account.body.id}/signatures`, { name: 'Quectel' })
  const template = await call('POST', `/accounts/${account.body.id}/templates`, { code: 'SMS_100000002' })
  const { ssid } = signature.body
  const { stid } = template.body
  const ids: Record<string, unknown> = {
    accountId: account.body.id,
    ssid,
    stid,
    appId: 'shop',
    id: 'V00000000000000000000000000',
  }

  const bodies: Partial<Record<OperationId, Record<string, unknown>>> = {
    createAccount: {
      platform: 'alibaba_cloud',
      name: 'n',
      accessKeyId: 'k',
      accessKeySecret: 'secret-of-k',
      note: null,
      settings: {},
    },
    updateAccount: { name: 'n', note: 'x' },
    replaceCredentials: { ...DEMO, settings: {} },
    createSignature: { name: 'n', note: 'x' },
    updateSignature: { note: 'n' },
    putSignatureApps: { appIds: ['shop'] },
    patchSignatureApps: { add: ['shop'], remove: ['bank'] },
    queryTemplate: { code: 'SMS_1' },
    createTemplate: { code: 'SMS_1', purpose: 'log_in', note: 'x' },
    updateTemplate: { note: 'n', purpose: 'log_in' },
    putTemplateApps: { appIds: ['shop'] },
    patchTemplateApps: { add: ['shop'], remove: ['bank'] },
    importFromPlatform: {
      signatures: [{ name: 'n' }],
      templates: [{ code: 'SMS_1', purpose: null }],
      appIds: ['shop'],
    },
    putAppDefaults: { defaults: [{ purpose: 'log_in', region: 'domestic', ssid, stid }] },
    putAppPolicy: {
      lifetime: 300,
      attempts: 5,
      resendWait: [60],
      codeLength: 6,
      limits: { ipPerHour: 60 },
      countries: { others: 'allow', named: [{ country: 'CN', mode: 'block' }] },
      safeList: ['+8613900001234'],
      blockList: ['+8613900001235'],
      purposes: [{ purpose: 'log_in', lifetime: 120 }],
    },
    importSettings: {
      kind: 'sms-settings',
      version: 1,
      accounts: [],
      apps: [{ appId: 'shop', defaults: [], policy: null }],
    },
    startVerification: { phone: '+8613900001234', country: 'CN', purpose: 'log_in', ssid, stid, locale: 'en' },
    checkVerification: { code: '123456' },
    sendTestMessage: { phone: '+8613900001234', country: 'CN', ssid, stid, variables: { code: '123456' } },
  }

  for (const [id, { method, url, access, schema }] of Object.entries(operations)) {
    const body = bodies[id as OperationId]
    const query = 'querystring' in schema ? Object.keys((schema.querystring as { properties: object }).properties) : []
    const path = (odd?: unknown) =>
      url.replace(/:(\w+)/g, (_, name) => encodeURIComponent(odd === undefined ? String(ids[name]) : toText(odd)))
    const who = access === 'app' ? { app: 'shop' } : {}

    await t.test(`${id}: whatever is sent, no 500, and the error names the field`, async (t) => {
      const shapes = fc.oneof(
        fc.record({ kind: fc.constant('path' as const), odd: oddities }),
        fc.record({
          kind: fc.constant('field' as const),
          field: fc.constantFrom(...Object.keys(body ?? { x: 1 })),
          odd: oddities,
        }),
        fc.record({
          kind: fc.constant('unknown' as const),
          field: fc.constantFrom('bogus', '__proto__', 'constructor', 'tenantId', 'a'.repeat(500)),
          odd: oddities,
        }),
        fc.record({ kind: fc.constant('query' as const), field: fc.constantFrom(...query, 'bogus'), odd: oddities }),
        fc.record({ kind: fc.constant('whole' as const), odd: oddities }),
      )
      await fc.assert(
        fc.asyncProperty(shapes, async (shape) => {
          if (
            shape.kind === 'path' &&
            (!url.includes(':') || toText(shape.odd) === '' || /^\.\.?$/.test(toText(shape.odd)))
          )
            return
          if ((shape.kind === 'field' || shape.kind === 'whole') && !body) return
          const before = await stored()
          const target =
            shape.kind === 'path'
              ? path(shape.odd)
              : shape.kind === 'query'
                ? `${path()}?${encodeURIComponent(shape.field)}=${encodeURIComponent(toText(shape.odd))}`
                : path()
          const changed = (field: string, odd: unknown) =>
            Object.defineProperty({ ...body }, field, { value: odd, enumerable: true, configurable: true })
          const payload =
            shape.kind === 'whole'
              ? shape.odd
              : shape.kind === 'field' || shape.kind === 'unknown'
                ? changed(shape.field, shape.odd)
                : body
          const json = payload === undefined ? undefined : JSON.stringify(payload)
          const answer = await call(method, target, json, {
            ...who,
            headers: json === undefined ? {} : { 'content-type': 'application/json' },
          })
          if (answer.status >= 500)
            throw new Error(
              `${answer.status} ${answer.text} for ${method} ${target.slice(0, 200)} ${json?.slice(0, 300)}`,
            )
          if (answer.status < 400) return
          if (typeof answer.body.code !== 'string' || !answer.body.code.startsWith('SMS_')) {
            // What never reaches a route of ours is the server's: a path that is too long, or does not decode.
            if (shape.kind === 'path') return
            throw new Error(`not an error of ours: ${answer.text}`)
          }
          if (answer.status === 400 && answer.body.field === undefined && answer.body.code !== 'SMS_INVALID_CURSOR')
            throw new Error(`no field: ${answer.text}`)
          const { audit_log: _, ...was } = before
          const { audit_log: __, ...is } = await stored()
          if (JSON.stringify(was) !== JSON.stringify(is))
            throw new Error(`refused with ${answer.text}, and yet ${JSON.stringify(is)} after ${JSON.stringify(was)}`)
        }),
        { numRuns: 60 },
      )
      t.match(await call('GET', '/accounts'), { status: 200 }, 'and the server goes on')
    })
  }

  await t.test('JSON that does not parse, that is huge, or of another type', async (t) => {
    const send = (payload: string, type = 'application/json') =>
      call('POST', '/accounts', payload, { headers: { 'content-type': type } })
    t.match(await send('{"a":'), { status: 400, body: { code: 'SMS_INVALID_INPUT' } })
    t.match(await send(`{"name":"${'x'.repeat(2_000_000)}"}`), { status: 413, body: { code: 'SMS_INVALID_INPUT' } })
    t.match(await send('<a/>', 'application/xml'), { status: 415 })
    t.match(await send('{"__proto__":{"isAdmin":true}}'), { status: 400 })
    t.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
  })
})

t.end()

function toText(odd: unknown): string {
  const text = typeof odd === 'string' ? odd : (JSON.stringify(odd) ?? '')
  // A lone surrogate cannot be written in a URL at all.
  return (text as unknown as { toWellFormed(): string }).toWellFormed().slice(0, 1500)
}
