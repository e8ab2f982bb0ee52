import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import Fastify from 'fastify'
import { createBetterAuth } from '../peers/better-auth.mjs'
import type { Contestant } from './contestant.ts'
import { createSendCode } from './sms.ts'

/** better-auth's phone-number plugin behind two Fastify routes: its `sendPhoneNumberOTP` and `consumePhoneNumberOTP`. */
export const betterAuth: Contestant = {
  name: 'better-auth',

  async serve({ databaseUrl, endpoint }) {
    const isFile = databaseUrl.startsWith('file:')
    const Database = createRequire(import.meta.url)('libsql') as new (file: string) => { pragma(it: string): void }
    const sqlite = isFile ? new Database(fileURLToPath(databaseUrl)) : undefined
    for (const pragma of ['busy_timeout = 5000', 'journal_mode = WAL', 'synchronous = NORMAL']) sqlite?.pragma(pragma)
    const auth = await createBetterAuth({
      mysqlUrl: isFile ? undefined : databaseUrl,
      sqlite,
      sendCode: createSendCode(endpoint),
    })
    const app = Fastify()
    app.setErrorHandler((error, _request, reply) => {
      const { statusCode = 500, body } = error as { statusCode?: number; body?: { code?: string } }
      return reply.code(statusCode).send({ code: body?.code ?? (error as Error).message })
    })
    app.post('/codes', async (request, reply) => {
      const { phone } = request.body as { phone: string }
      return reply.code(201).send(await auth.sendPhoneNumberOTP({ body: { phoneNumber: phone } }))
    })
    app.post('/codes/check', async (request) => {
      const { phone, code } = request.body as { phone: string; code: string }
      return auth.consumePhoneNumberOTP({ body: { phoneNumber: phone, code } })
    })
    return app
  },

  start: (phone) => ({ method: 'POST', path: '/codes', body: { phone } }),
  check: ({ phone, code }) => ({ method: 'POST', path: '/codes/check', body: { phone, code } }),
}
