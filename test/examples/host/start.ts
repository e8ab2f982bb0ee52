import { type Emulator, startEmulator } from '@sms-settings/emulator'
import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Test } from 'tap'
import { DEMO_APPS, DEMO_PEOPLE } from '../../../examples/host/server/demo.ts'
import { demoGeneral } from '../../../examples/host/server/emulator.ts'
import { createHost, type HostOptions } from '../../../examples/host/server/host.ts'
import type { TestDatabase } from '../../support/databases.ts'
import { TEST_PASSWORD_COST } from '../../support/secrets.ts'

export type Answer = { status: number; headers: Record<string, unknown>; body: Record<string, unknown> }
export type Ask = (method: 'GET' | 'POST' | 'DELETE', url: string, more?: Partial<InjectOptions>) => Promise<Answer>

/** The example host with its demo data, on the emulator; both end with `t`. */
export const startDemo = async (
  t: Test,
  database: TestDatabase,
  more: Partial<HostOptions> = {},
): Promise<{ host: FastifyInstance; emulator: Emulator; ask: Ask }> => {
  const emulator = await startEmulator({ port: 0, host: '127.0.0.1' })
  t.teardown(() => emulator.close())
  const host = await createHost({
    database: database.config(),
    secrets: { current: 'test', keys: { test: Buffer.alloc(32, 7) } },
    smsEndpoint: emulator.endpoint,
    general: demoGeneral,
    // A test signs up, logs in and resets in one minute.
    verification: { limits: { phonePerMinute: 10, phonePerHour: 30, ipPerHour: 1000 } },
    demo: true,
    passwordCost: TEST_PASSWORD_COST,
    ...more,
  })
  t.teardown(() => host.close())
  await host.ready()
  const ask: Ask = async (method, url, more = {}) => {
    const { statusCode: status, headers, payload } = await host.inject({ method, url, ...more })
    return { status, headers, body: payload.startsWith('{') ? JSON.parse(payload) : {} }
  }
  return { host, emulator, ask }
}

/** The headers of someone signed in to the console. */
export const signIn = async (ask: Ask, name: 'ada' | 'bob' | 'grace'): Promise<{ authorization: string }> => {
  const person = DEMO_PEOPLE.find((it) => it.id === name)
  const { body } = await ask('POST', '/session', { payload: { email: person?.email, password: person?.password } })
  return { authorization: `Bearer ${body.token}` }
}

/** The headers of an App's page. */
export const appHeaders = (appId: string): { 'x-app-key': string } => ({
  'x-app-key': DEMO_APPS.find((it) => it.appId === appId)?.appKey ?? '',
})
