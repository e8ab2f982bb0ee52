import { randomBytes } from 'node:crypto'
import swagger from '@fastify/swagger'
import { InvalidOption, migrate, smsMigrations, smsSettings, sqliteConfig, tableDirectory } from '@sms-settings/fastify'
import Fastify from 'fastify'
import knexModule from 'knex'
import t from 'tap'
import { sqliteDatabase } from '../support/databases.ts'
import { TEST_SECRETS } from '../support/secrets.ts'

const knex = knexModule.default
const nobody = {
  authenticate: () => null,
  identifyApp: () => null,
  apps: { list: async () => ({ items: [], nextCursor: null }), find: async () => [] },
}
const someone = {
  ...nobody,
  authenticate: () => ({ tenantId: 'acme', actorId: 'ada', permissions: ['settings:read', 'settings:write'] as never }),
}

t.test('an option that makes no sense stops the start, and is named', async (t) => {
  const good = { database: sqliteConfig(':memory:'), secrets: TEST_SECRETS, ...nobody }
  const key = randomBytes(32)
  const cases: [string, Record<string, unknown>][] = [
    ['database', { database: undefined }],
    ['database', { database: 'mysql://x' }],
    ['secrets', { secrets: undefined }],
    ['secrets.current', { secrets: { current: 'b', keys: { a: key } } }],
    ['secrets.keys.a', { secrets: { current: 'a', keys: { a: 'too short' } } }],
    ['secrets.keys.a b', { secrets: { current: 'a b', keys: { 'a b': key } } }],
    ['authenticate', { authenticate: undefined }],
    ['identifyApp', { identifyApp: 'x' }],
    ['apps', { apps: undefined }],
    ['apps.find', { apps: { list: async () => ({ items: [], nextCursor: null }) } }],
    ['migrate', { migrate: 'yes' }],
    ['prefix', { prefix: 'sms' }],
    ['hooks.onMesage', { hooks: { onMesage: () => 0 } }],
    ['hooks.onMessage', { hooks: { onMessage: 7 } }],
    ['platforms', { platforms: [] }],
    ['verfication', { verfication: {} }],
    ['openapi', { openapi: [] }],
    ['openapi.secruity', { openapi: { secruity: {} } }],
    ['openapi.security.people', { openapi: { security: { people: [] } } }],
    ['openapi.security.settings', { openapi: { security: { settings: { bearer: [] } } } }],
    ['openapi.security.apps', { openapi: { security: { apps: [{ appKey: 'all' }] } } }],
    ['verification.lifetme', { verification: { lifetme: 60 } }],
    [
      'verification.bounds.lifetime.least',
      { verification: { bounds: { lifetime: { minimum: 30, maximum: 60, least: 1 } } } },
    ],
    ['verification.attempts', { verification: { attempts: 0 } }],
    ['verification.codeLength', { verification: { codeLength: 8 } }],
    ['verification.limits.phonePerDay', { verification: { limits: { phonePerDay: '10' } } }],
    [
      'verification.testNumbers.0.phone',
      { verification: { testNumbers: [{ phone: '139', code: '123456', until: '2030-01-01' }] } },
    ],
    [
      'verification.testNumbers.0.until',
      { verification: { testNumbers: [{ phone: '+8613900000000', code: '123456', until: 'soon' }] } },
    ],
    [
      'verification.testNumbers.0.code',
      { verification: { testNumbers: [{ phone: '+8613900000000', code: '1234', until: '2030-01-01' }] } },
    ],
    ['general.signatureName', { general: { accessKeyId: 'a', accessKeySecret: 'b', templates: {} } }],
    [
      'general.templates.C9',
      { general: { accessKeyId: 'a', accessKeySecret: 'b', signatureName: 'S', templates: { C9: 'SMS_1' } } },
    ],
  ]
  for (const [option, wrong] of cases) {
    const app = Fastify()
    app.register(smsSettings, { ...good, ...wrong } as never)
    await t.rejects(
      Promise.resolve(app.ready()),
      { name: 'InvalidOption', option, message: new RegExp(`"${option.replace(/[.*]/g, '\\$&')}"`) },
      option,
    )
    await app.close()
  }
  t.ok(new InvalidOption('x', 'y') instanceof Error)
})

t.test('test numbers are refused in production unless allowed', async (t) => {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  t.teardown(() => {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  })
  const testNumbers = [{ phone: '+8613900000000', code: '123456', until: '2099-01-01' }]
  const options = (more: object) => ({
    database: sqliteConfig(':memory:'),
    secrets: TEST_SECRETS,
    ...nobody,
    verification: { testNumbers, ...more },
  })
  const app = Fastify()
  app.register(smsSettings, options({}))
  await t.rejects(Promise.resolve(app.ready()), { message: /option "verification.testNumbers"/ })
  const allowed = Fastify()
  allowed.register(smsSettings, options({ testNumbersInProduction: true }))
  await t.resolves(async () => {
    await allowed.ready()
  })
  await allowed.close()
})

t.test(
  'in a host with its own validator, error handler, Knex, naming and migrations, all of these stay its own',
  async (t) => {
    const database = await sqliteDatabase(t)
    const host = knex({
      ...database.config(),
      // As snake-case mappers do: our rows must not pass through it.
      postProcessResponse: (rows: unknown) =>
        Array.isArray(rows)
          ? rows.map((row) => ({
              rewritten: true,
              ...Object.fromEntries(Object.entries(row).map(([k, v]) => [k.toUpperCase(), v])),
            }))
          : rows,
      wrapIdentifier: (name: string, wrap: (name: string) => string) => wrap(name.toLowerCase()),
    })
    const app = Fastify({ ajv: { customOptions: { removeAdditional: 'all', coerceTypes: 'array' } } })
    app.setErrorHandler((error, _, reply) => reply.code(418).send({ mine: String((error as Error).message) }))
    app.post(
      '/mine',
      { schema: { body: { type: 'object', additionalProperties: false, properties: { a: { type: 'integer' } } } } },
      async (request) => request.body,
    )
    await host.schema.createTable('apps', (table) => table.string('id'))
    await app.register(smsSettings, { prefix: '/sms', database: host, secrets: TEST_SECRETS, ...someone })
    app.post('/late', async () => {
      throw new Error('host')
    })
    await app.ready()

    const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload })
    t.same((await post('/mine', { a: '7', extra: 1 })).json(), { a: 7 }, 'the host coerces and drops as before')
    t.same((await post('/late', {})).json(), { mine: 'host' })
    const ours = await post('/sms/accounts?verify=false', {
      platform: 'alibaba_cloud',
      name: 'n',
      accessKeyId: 'k',
      accessKeySecret: 'secret-of-k',
      extra: 1,
    })
    t.match(ours.json(), { statusCode: 400, code: 'SMS_INVALID_INPUT', field: 'body.extra' }, 'ours refuses')
    t.match(
      (
        await post('/sms/accounts?verify=false', {
          platform: 'alibaba_cloud',
          name: 7,
          accessKeyId: 'k',
          accessKeySecret: 'secret-of-k',
        })
      ).json(),
      { field: 'body.name' },
    )
    const created = await post('/sms/accounts?verify=false', {
      platform: 'alibaba_cloud',
      name: 'n',
      accessKeyId: 'k',
      accessKeySecret: 'secret-of-k',
    })
    t.match(created.json(), { name: 'n', accessKeyId: 'k' })
    t.match((await app.inject('/sms/accounts')).json(), { items: [{ name: 'n' }] })
    t.equal((await app.inject('/accounts')).statusCode, 404, 'nothing outside the prefix')
    t.ok(app.sms.verifications, 'decorated for the host')

    await app.close()
    t.ok(await host('sms_accounts').select('id'), 'a Knex that was handed in is still open')
    await host.destroy()
  },
)

t.test('the host may run the migrations itself', async (t) => {
  const database = await sqliteDatabase(t)
  const options = () => ({ database: database.config(), secrets: TEST_SECRETS, migrate: false, ...someone })
  const early = Fastify()
  early.register(smsSettings, options())
  await t.rejects(Promise.resolve(early.ready()), 'without them it does not start')
  await early.close()
  const host = knex(database.config())
  await host.migrate.latest({ migrationSource: smsMigrations, tableName: 'sms_migrations' })
  t.same(await migrate(host), [])
  await host.destroy()
  const app = Fastify()
  app.register(smsSettings, options())
  await t.resolves(async () => {
    await app.ready()
  })
  await app.close()
})

t.test(
  'with swagger every operation is documented, and a second registration under another prefix is another door',
  async (t) => {
    const database = await sqliteDatabase(t)
    const app = Fastify()
    await app.register(swagger, {
      openapi: { openapi: '3.1.0' },
      refResolver: { buildLocalReference: (json) => String(json.$id) },
    })
    await app.register(smsSettings, { prefix: '/sms', database: database.config(), secrets: TEST_SECRETS, ...someone })
    await app.ready()
    const document = app.swagger() as unknown as {
      paths: Record<string, Record<string, { operationId: string; responses: object }>>
      components: { schemas: object }
    }
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((it) => it.operationId))
    t.ok(ids.includes('createAccount') && ids.includes('startVerification'))
    t.ok('SmsAccount' in document.components.schemas)
    await app.close()
  },
)

t.test(
  'what is not a route under the prefix is said as every error of the plugin; elsewhere the host has its own way',
  async (t) => {
    const database = await sqliteDatabase(t)
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(smsSettings, { prefix: '/sms', database: database.config(), secrets: TEST_SECRETS, ...someone })
    app.setNotFoundHandler((_request, reply) => reply.code(404).send('the host’s own'))
    const { statusCode, body } = await app.inject({ method: 'PATCH', url: '/sms/acounts?x=secret' })
    t.equal(statusCode, 404)
    t.same(JSON.parse(body), {
      statusCode: 404,
      code: 'SMS_ROUTE_NOT_FOUND',
      error: 'Not Found',
      message: 'There is no PATCH /sms/acounts',
    })
    t.equal((await app.inject('/elsewhere')).body, 'the host’s own')

    const elsewhere = await sqliteDatabase(t)
    const bare = Fastify()
    t.teardown(() => bare.close())
    await bare.register(smsSettings, { database: elsewhere.config(), secrets: TEST_SECRETS, ...someone })
    bare.setNotFoundHandler((_request, reply) => reply.code(404).send('the host’s own'))
    t.equal((await bare.inject('/acounts')).body, 'the host’s own', 'without a prefix all is the host’s')

    const inside = await sqliteDatabase(t)
    const outer = Fastify()
    t.teardown(() => outer.close())
    await outer.register(
      async (scope) => {
        await scope.register(smsSettings, { database: inside.config(), secrets: TEST_SECRETS, ...someone })
        scope.setNotFoundHandler((_request, reply) => reply.code(404).send('the scope’s own'))
      },
      { prefix: '/api' },
    )
    t.equal((await outer.inject('/api/acounts')).body, 'the scope’s own', 'also where the host has a prefix')
  },
)

t.test('a directory of Apps over a table of the host’s', async (t) => {
  const database = await sqliteDatabase(t)
  const host = knex(database.config())
  t.teardown(() => host.destroy())
  await host.schema.createTable('applications', (table) => {
    table.string('key').primary()
    table.string('title')
    table.string('owner')
  })
  await host('applications').insert(
    Array.from({ length: 45 }, (_, i) => ({
      key: `app${String(i).padStart(2, '0')}`,
      title: i === 7 ? '100%_off' : `App ${i}`,
      owner: i % 3 ? 'acme' : 'globex',
    })),
  )
  const directory = tableDirectory({
    knex: host,
    table: 'applications',
    columns: { appId: 'key', name: 'title', tenantId: 'owner' },
  })
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await directory.list('acme', { limit: 8, ...(cursor ? { cursor } : {}) })
    seen.push(...page.items.map((app) => app.appId))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  t.equal(seen.length, 30)
  t.equal(new Set(seen).size, 30)
  t.same((await directory.list('acme', { limit: 9, q: '%_OFF' })).items, [{ appId: 'app07', name: '100%_off' }])
  t.same(
    (await directory.find('acme', ['app01', 'app03', 'APP01', 'nope'])).map((app) => app.appId),
    ['app01'],
  )
})
