import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import {
  type OpenApiSecurity,
  openapiTags,
  type SecurityRequirements,
  type SmsSettingsOptions,
  smsSettings,
  sqliteConfig,
} from '@sms-settings/fastify'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { TEST_SECRETS } from '../support/secrets.ts'
import { lint } from './lint.ts'

type Operation = { operationId?: string; security?: object[] }

const options: SmsSettingsOptions = {
  database: sqliteConfig(':memory:'),
  secrets: TEST_SECRETS,
  authenticate: () => null,
  identifyApp: () => null,
  apps: { list: async () => ({ items: [], nextCursor: null }), find: async () => [] },
  metrics: { authorise: () => true },
}
const openapi = {
  info: { title: 'A host', version: '1', license: { name: 'MIT', url: 'https://example.org/licence' } },
  servers: [{ url: '/' }],
  tags: [{ name: 'Mine', description: 'Of the host.' }, ...openapiTags],
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      appKey: { type: 'apiKey', in: 'header', name: 'x-app-key' },
    },
  },
} satisfies FastifyDynamicSwaggerOptions['openapi']

/** A host with a schema and a route of its own. */
const documentOf = async (t: Test, more: Partial<SmsSettingsOptions>, given: FastifyDynamicSwaggerOptions, at = '') => {
  const host = Fastify()
  t.teardown(() => host.close())
  await host.register(swagger, given)
  host.addSchema({ $id: 'Account', type: 'object', properties: { balance: { type: 'number' } } })
  const schema = {
    operationId: 'getBalance',
    summary: 'Read the balance',
    tags: ['Mine'],
    security: [],
    response: { '2xx': { $ref: 'Account#' }, '4xx': { description: 'No.', type: 'object', properties: {} } },
  }
  host.get('/balance', { schema }, async () => ({ balance: 1 }))
  await host.register(async (scope) => scope.register(smsSettings, { ...options, ...more }), { prefix: at })
  await host.ready()
  return host.swagger() as { openapi: string; paths: Record<string, Record<string, Operation>> }
}
const security: OpenApiSecurity = { settings: [{ bearer: [] }], apps: [{ appKey: [] }, { bearer: [] }], metrics: [] }
const all = ({ paths }: { paths: Record<string, Record<string, Operation>> }) =>
  Object.values(paths).flatMap((path) => Object.values(path))

for (const version of ['3.0.3', '3.1.0'])
  await t.test(`a plain host, without a refResolver, has a valid document in OpenAPI ${version}`, async (t) => {
    const given = { openapi: { openapi: version, ...openapi } }
    const document = await documentOf(t, { prefix: '/sms', openapi: { security } }, given, '/api')
    t.equal(document.openapi, version)
    t.ok(document.paths['/api/sms/accounts/{accountId}/signatures'], 'under the prefixes of both')
    t.same(await lint(document), [])
    const securityOf = (id: string) => all(document).find((it) => it.operationId === id)?.security
    t.same(securityOf('createAccount'), [{ bearer: [] }])
    t.same(securityOf('startVerification'), [{ appKey: [] }, { bearer: [] }])
    t.same(securityOf('getMetrics'), [])
    t.same(securityOf('receiveReports'), [], 'the platform has its token in the path')
  })

await t.test('without security of ours that of the whole document holds', async (t) => {
  const either: SecurityRequirements = [{ bearer: [] }, { appKey: [] }]
  const given = { openapi: '3.1.0', ...openapi, security: either }
  const document = await documentOf(t, {}, { openapi: given })
  t.ok(document.paths['/accounts/{accountId}/signatures'], 'without a prefix')
  t.same(await lint(document), [])
  t.same(
    all(document)
      .filter((it) => it.security)
      .map((it) => it.operationId),
    ['getBalance', 'receiveReports'],
  )
})
