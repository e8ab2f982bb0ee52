import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { openapiTags } from '@sms-settings/fastify'
import type { FastifyInstance } from 'fastify'

type Security = Record<string, string[]>[]

/** Who may call a route, in the words of the document's security schemes: any one of each list. */
export const SIGNED_IN: Security = [{ session: [] }, { bearer: [] }]
export const APP_KEY: Security = [{ appKey: [] }]
/** Who has yet to say who he is. */
export const NOBODY: Security = []
export const LOGGED_IN: Security = [{ appSession: [] }, { bearer: [] }]

/** What the host's own routes are grouped by. */
export const TAGS = { signIn: 'Host: sign-in', apps: 'Host: Apps', appUsers: 'Host: App users' } as const

/** OpenAPI 3.1 of every route, at `/docs`; the document itself at `/docs/json`. Register it before the routes. */
export const describeRoutes = async (host: FastifyInstance): Promise<void> => {
  await host.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Example host with SMS Settings',
        description:
          'A host with SMS Settings mounted under `/sms`. The rest is its own: signing in to its console, its Apps, and how the users of an App sign up, log in and reset their password by code.\n\n1. Sign in (`POST /session`) and put the token into **Authorize**.\n2. Add an SMS account, a signature and a template, and let an App use them.\n3. As the App, with its key, send a code and check it.',
        version: '0.1.0',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This host.' }],
      tags: [
        { name: TAGS.signIn, description: 'Who may use the console. Begin here.' },
        { name: TAGS.apps, description: "The tenant's Apps, which SMS Settings only reads." },
        ...openapiTags,
        {
          name: TAGS.appUsers,
          description:
            'What the pages of an App call: codes, sign-up, log-in and reset of the password. Built on the services of SMS Settings.',
        },
      ],
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
  })
  await host.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
}
