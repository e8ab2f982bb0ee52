import { DEMO, SECOND } from '@sms-settings/emulator'
import { alibabaCloud, type SmsSettingsOptions, smsSettings } from '@sms-settings/fastify'
import Fastify, { type FastifyInstance, type FastifyServerOptions, type RouteOptions } from 'fastify'
import { databaseConfig } from './databases.ts'
import { TEST_SECRETS } from './secrets.ts'

/** The Apps of the test hosts, by tenant. */
export const TEST_APPS: Record<string, { appId: string; name: string }[]> = {
  acme: [
    { appId: 'shop', name: 'Acme Shop' },
    { appId: 'bank', name: 'Acme Bank' },
  ],
  globex: [{ appId: 'portal', name: 'Globex Portal' }],
}

const apps: SmsSettingsOptions['apps'] = {
  list: async (tenantId, { q = '', limit, cursor }) => {
    const all = (TEST_APPS[tenantId] ?? []).filter((app) =>
      `${app.appId} ${app.name}`.toLowerCase().includes(q.toLowerCase()),
    )
    const start = Number(cursor ?? 0)
    return {
      items: all.slice(start, start + limit),
      nextCursor: start + limit < all.length ? String(start + limit) : null,
    }
  },
  find: async (tenantId, appIds) => (TEST_APPS[tenantId] ?? []).filter((app) => appIds.includes(app.appId)),
}

/** The operator's account in the emulator, behind the general entries. */
export const testGeneral = {
  ...DEMO,
  signatureName: 'Quectel',
  templates: {
    C1: 'SMS_100000001',
    C2: 'SMS_100000002',
    C3: 'SMS_100000003',
    C4: 'SMS_100000004',
    C5: 'SMS_100000005',
    C6: 'SMS_100000006',
  },
}
export { DEMO, SECOND }

const ALL = ['settings:read', 'settings:write', 'messages:read', 'messages:send']

export type TestHostOptions = {
  databaseUrl: string
  /** Of the emulator, `127.0.0.1:port`. */
  endpoint: string
  settings?: Partial<SmsSettingsOptions>
  server?: FastifyServerOptions
  /** Told every route. */
  onRoute?: (route: RouteOptions) => void
  /** Without the operator's account behind the general entries. */
  withoutGeneral?: boolean
}

/**
 * A host with the plugin under `/sms`. Who calls is said in headers: `x-tenant`, `x-actor`, `x-permissions` for people,
 * `x-tenant` and `x-app` for Apps.
 */
export const createTestHost = async ({
  databaseUrl,
  endpoint,
  settings = {},
  server = {},
  withoutGeneral = false,
  onRoute,
}: TestHostOptions): Promise<FastifyInstance> => {
  const app = Fastify({ trustProxy: false, ...server })
  if (onRoute) app.addHook('onRoute', onRoute)
  const header = (value: string | string[] | undefined) => (typeof value === 'string' ? value : undefined)
  await app.register(smsSettings, {
    prefix: '/sms',
    database: await databaseConfig(databaseUrl),
    secrets: TEST_SECRETS,
    platforms: [alibabaCloud({ endpoint, protocol: 'http', timeout: 1500, deadline: 2500 })],
    authenticate: (request) => {
      const tenantId = header(request.headers['x-tenant'])
      if (!tenantId) return null
      const permissions = (header(request.headers['x-permissions']) ?? ALL.join(' ')).split(' ') as never
      return { tenantId, actorId: header(request.headers['x-actor']) ?? 'ada', permissions }
    },
    identifyApp: (request) => {
      const [tenantId, appId] = [header(request.headers['x-tenant']), header(request.headers['x-app'])]
      return tenantId && appId ? { tenantId, appId } : null
    },
    apps,
    metrics: { authorise: (request) => request.headers['x-watcher'] === 'yes' },
    ...(withoutGeneral ? {} : { general: testGeneral }),
    ...settings,
  })
  return app
}

/** How a test calls a host: who asks is said with each call. */
export type Caller = {
  tenant?: string
  app?: string
  permissions?: string
  headers?: Record<string, string>
  ip?: string
}
export type Answer = {
  status: number
  body: { [field: string]: unknown; items?: unknown[] }
  headers: Record<string, unknown>
  text: string
}

/** Calls a host's routes below `/sms` without a network. */
export const caller =
  (app: FastifyInstance) =>
  async (
    method: string,
    url: string,
    payload?: unknown,
    { tenant = 'acme', app: appId, permissions, headers = {}, ip }: Caller = {},
  ): Promise<Answer> => {
    const response = await app.inject({
      method: method as 'GET',
      url: `/sms${url}`,
      ...(payload === undefined ? {} : { payload: payload as object }),
      ...(ip ? { remoteAddress: ip } : {}),
      headers: {
        'x-tenant': tenant,
        ...(appId ? { 'x-app': appId } : {}),
        ...(permissions ? { 'x-permissions': permissions } : {}),
        ...headers,
      },
    })
    const text = response.body
    return {
      status: response.statusCode,
      body: text.startsWith('{') ? JSON.parse(text) : {},
      headers: response.headers,
      text,
    }
  }
