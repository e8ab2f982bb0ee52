import { DEMO, type Emulator, startEmulator } from '@sms-settings/emulator'
import {
  type AppDirectory,
  alibabaCloud,
  type Hooks,
  isSmsError,
  smsSettings,
  sqliteConfig,
  tableDirectory,
} from '@sms-settings/fastify'
import { type Platform, PlatformProblem, type PlatformReport } from '@sms-settings/fastify/platforms'
import Fastify from 'fastify'
import knexModule from 'knex'

const knex = knexModule.default(sqliteConfig('host.db'))
const emulator: Emulator = await startEmulator()
const apps: AppDirectory = tableDirectory({ knex })
const hooks: Hooks = { onAlarm: ({ kind }) => console.log(kind) }
const platform: Platform = alibabaCloud({ endpoint: emulator.endpoint, protocol: 'http' })
const app = Fastify()
await app.register(smsSettings, {
  database: knex,
  secrets: { current: 'k1', keys: { k1: '…' } },
  authenticate: async () => ({ tenantId: 'acme', actorId: DEMO.accessKeyId, permissions: ['settings:read'] }),
  identifyApp: () => null,
  apps,
  hooks,
  platforms: [platform],
})

app.post<{ Body: { verificationId: string; phone: string } }>('/log-in', async ({ body }) => {
  const { phone } = await app.sms.verifications.redeem({
    tenantId: 'acme',
    appId: 'shop',
    ...body,
    purpose: 'log_in',
  })
  const text: string = phone
  // @ts-expect-error a purpose is a text
  await app.sms.verifications.redeem({ tenantId: 'acme', appId: 'shop', ...body, purpose: 1 })
  return text
})

export const codeOf = (error: unknown): string | null => (isSmsError(error) ? error.code : null)
export const kindOf = (error: unknown) => (error instanceof PlatformProblem ? error.problem.kind : null)
export const read = (reports: PlatformReport[]) => reports.map(({ kind }) => kind)
