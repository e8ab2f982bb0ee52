import { createTestHost } from '../../support/host.ts'
import { APP_HEADERS, type Contestant } from './contestant.ts'

const MANY = 10_000_000

/** The plugin's own routes, with limits that count everything and refuse nothing. */
export const ours = {
  name: 'SMS Settings',
  serve: async ({ databaseUrl, endpoint }) => {
    let ahead = 0
    const app = await createTestHost({
      databaseUrl,
      endpoint,
      settings: {
        now: () => Date.now() + ahead,
        verification: {
          limits: { ipPerHour: MANY, appPerDay: MANY, countryPerHour: MANY, prefixPerHour: MANY },
          tenantPerDay: MANY,
        },
      },
    })
    app.post<{ Body: { seconds: number } }>('/later', async ({ body }) => {
      ahead += body.seconds * 1000
      return {}
    })
    // No reports are pushed here, so that the platform is asked about each SMS, some seconds after its time has come.
    app.get('/asked', async (_request, reply) => {
      const { items } = await app.sms.messages.list(APP_HEADERS['x-tenant'], { status: 'accepted', limit: 1 })
      return reply.code(items.length === 0 ? 204 : 202).send()
    })
    return app
  },
  later: (seconds) => ({ method: 'POST', path: '/later', body: { seconds } }),
  asked: { method: 'GET', path: '/asked' },
  start: (phone) => ({
    method: 'POST',
    path: '/sms/verifications',
    headers: APP_HEADERS,
    body: { phone, purpose: 'log_in' },
  }),
  check: ({ id, code }) => ({
    method: 'POST',
    path: `/sms/verifications/${id}/check`,
    headers: APP_HEADERS,
    body: { code },
  }),
} satisfies Contestant
