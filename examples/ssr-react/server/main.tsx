import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import serveStatic from '@fastify/static'
import { DEMO, startEmulator } from '@sms-settings/emulator'
import { alibabaCloud, smsSettings, sqliteConfig } from '@sms-settings/fastify'
import Fastify from 'fastify'
import { renderToPipeableStream } from 'react-dom/server'
import { Page } from '../src/pages.tsx'

const { PORT = '3000' } = process.env
const { accessKeyId, accessKeySecret } = DEMO
const owner = { tenantId: 'acme', appId: 'shop' }
const shop = { appId: 'shop', name: 'Shop' }

const emulator = await startEmulator()
const app = Fastify()

// An example without a sign-in: whoever reaches it may do everything, so it listens on this machine only.
await app.register(smsSettings, {
  prefix: '/sms',
  database: sqliteConfig(':memory:'),
  secrets: { current: 'k1', keys: { k1: randomBytes(32).toString('base64') } },
  authenticate: () => ({ tenantId: 'acme', actorId: 'ada', permissions: ['settings:read', 'settings:write'] }),
  identifyApp: () => owner,
  apps: { list: async () => ({ items: [shop], nextCursor: null }), find: async () => [shop] },
  general: {
    accessKeyId,
    accessKeySecret,
    signatureName: 'Quectel',
    templates: { C1: 'SMS_100000001', C2: 'SMS_100000002', C3: 'SMS_100000003' },
  },
  platforms: [alibabaCloud({ endpoint: emulator.endpoint, protocol: 'http' })],
})

app.post<{ Body: { verificationId: string; phone: string; country?: string } }>(
  '/log-in',
  async ({ body: { verificationId, phone, country } }) => {
    const proved = await app.sms.verifications.redeem({ ...owner, verificationId, phone, country, purpose: 'log_in' })
    return { phone: proved.phone }
  },
)

const client = fileURLToPath(new URL('../client', import.meta.url))
await app.register(serveStatic, { root: client, index: false })

for (const path of ['/', '/code', '/settings'])
  app.get<{ Querystring: { code?: string } }>(path, ({ headers, query }, reply) => {
    const locale = headers['accept-language']?.startsWith('zh') ? 'zh-CN' : 'en'
    const body = new PassThrough()
    const { pipe } = renderToPipeableStream(<Page path={path} locale={locale} said={query.code} />, {
      bootstrapModules: ['/client.js'],
      onShellReady: () => pipe(body),
      onShellError: (error) => body.destroy(error as Error),
      onError: (error) => app.log.error(error),
    })
    return reply.type('text/html; charset=utf-8').send(body)
  })

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await app.close()
    await emulator.close()
  })

const url = await app.listen({ port: Number(PORT), host: '127.0.0.1' })
console.log(`
  Pages                ${url}
  Phones               ${emulator.url}
  Key for an account   ${accessKeyId}, ${accessKeySecret}
`)
