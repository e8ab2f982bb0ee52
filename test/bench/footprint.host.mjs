// A host as it is deployed, plain JavaScript: HOST is `bare` (Fastify), `database` (with Knex, connected) or `plugin`.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import Fastify from 'fastify'

const { HOST, DATABASE_URL = '', ENDPOINT = '' } = process.env
const MANY = 10_000_000
const app = Fastify()

if (HOST !== 'bare') {
  const { default: knex } = await import('knex')
  const isFile = DATABASE_URL.startsWith('file:')
  const config = async () => {
    if (!isFile) return { client: 'mysql2', connection: DATABASE_URL }
    const { sqliteConfig } = await import('@sms-settings/fastify')
    return sqliteConfig(fileURLToPath(DATABASE_URL))
  }
  // On SQLite our own configuration brings the plugin's modules along: there the host with a database is left out.
  const database = knex(await config())
  await database.raw('select 1')
  app.addHook('onClose', () => database.destroy())
  if (HOST === 'plugin') {
    const { alibabaCloud, smsSettings } = await import('@sms-settings/fastify')
    const codes = { C1: 1, C2: 2, C3: 3, C4: 4, C5: 5, C6: 6 }
    await app.register(smsSettings, {
      prefix: '/sms',
      database,
      secrets: { current: 'bench', keys: { bench: Buffer.alloc(32, 7).toString('base64') } },
      platforms: [alibabaCloud({ endpoint: ENDPOINT, protocol: 'http' })],
      authenticate: () => null,
      identifyApp: ({ headers }) => ({ tenantId: headers['x-tenant'], appId: headers['x-app'] }),
      apps: {
        list: async () => ({ items: [{ appId: 'shop', name: 'Shop' }], nextCursor: null }),
        find: async () => [{ appId: 'shop', name: 'Shop' }],
      },
      general: {
        accessKeyId: process.env.KEY_ID,
        accessKeySecret: process.env.KEY_SECRET,
        signatureName: 'Quectel',
        templates: Object.fromEntries(Object.entries(codes).map(([stid, at]) => [stid, `SMS_10000000${at}`])),
      },
      verification: {
        limits: { ipPerHour: MANY, appPerDay: MANY, countryPerHour: MANY, prefixPerHour: MANY },
        tenantPerDay: MANY,
      },
    })
  }
}
app.get('/hello', async () => ({ hello: 'world' }))

const RESOLUTION = 1
const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
delay.enable()
/** Milliseconds that a timer came late since this was last asked. */
app.get('/delay', async () => {
  const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION)
  const answer = { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) }
  delay.reset()
  return answer
})
// Milliseconds since the process began, and of these at work.
app.get('/started', async () => started)

const address = await app.listen({ port: 0, host: '127.0.0.1' })
const { user, system } = process.cpuUsage()
const started = { after: performance.now(), cpu: (user + system) / 1000 }
console.log(`ready ${address}`)
