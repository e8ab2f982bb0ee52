import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

type Security = Record<string, string[]>[]

/** Who may call a route, in the words of the document's security schemes: any one of each list. */
export const SIGNED_IN: Security = [{ session: [] }, { bearer: [] }]
export const APP_KEY: Security = [{ appKey: [] }]
/** Who has yet to say who he is. */
export const NOBODY: Security = []
export const LOGGED_IN: Security = [{ appSession: [] }, { bearer: [] }]

/** The same of a route of SMS Settings, which says what it wants of its caller in its config. */
const securityOf = (access: unknown): Security | undefined => {
  if (access === 'app') return APP_KEY
  if (access === 'platform') return NOBODY
  return typeof access === 'string' ? SIGNED_IN : undefined
}

/** OpenAPI 3.1 of every route, at `/docs`; the document itself at `/docs/json`. Register it before the routes. */
export const describeRoutes = async (host: FastifyInstance): Promise<void> => {
  await host.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Example host with SMS Settings',
        description: 'Everything under `/sms` is SMS Settings; the rest is the host.',
        version: '0.1.0',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This host.' }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'session', description: 'Console: `POST /session` sets it.' },
          appSession: { type: 'apiKey', in: 'cookie', name: 'app_session', description: 'An App user who logged in.' },
          bearer: { type: 'http', scheme: 'bearer', description: 'The token of a session, for programs.' },
          appKey: { type: 'apiKey', in: 'header', name: 'x-app-key', description: 'The publishable key of an App.' },
        },
      },
    },
    // Schemas keep their own names: `#/components/schemas/SmsAccount`.
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `def-${index}`,
    },
    transform: ({ schema, url, route }) => {
      const security = securityOf((route.config as { smsAccess?: unknown } | undefined)?.smsAccess)
      return { schema: security ? { ...schema, security } : schema, url }
    },
  })
  await host.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
}
