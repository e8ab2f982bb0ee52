import type { FastifyInstance } from 'fastify'
import type { Account, Registration, ReviewStatus } from '../accounts/account.ts'
import type { PlatformState } from '../accounts/state.ts'
import type { Conversion } from '../actions/action.ts'
import type { Fault } from '../faults/fault.ts'
import type { FaultList } from '../faults/faults.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Disturbance, Pusher } from '../reports/pusher.ts'
import { streamOutbox } from './events.ts'
import {
  accountSchema,
  disturbanceSchema,
  faultSchema,
  reportUrlSchema,
  reviewSchema,
  signatureSchema,
  templateSchema,
} from './schemas.ts'

/** What can be looked at and changed over HTTP. */
export type Controlled = {
  outbox: Outbox
  faults: FaultList
  state: PlatformState
  pusher: Pusher
  conversions: readonly Conversion[]
  reset: () => void
}

type Review = { signature?: string; template?: string; status: ReviewStatus; reason?: string; accessKeyId?: string }
type AccountPatch = Partial<Pick<Account, 'status' | 'balance' | 'dayCap' | 'monthCap'>> & { accessKeyId?: string }

/** The routes under `/_emulator`, which the real service does not have. */
export async function controlRoutes(app: FastifyInstance, controlled: Controlled): Promise<void> {
  const { outbox, faults, state, pusher, conversions, reset } = controlled
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ message: error.message }),
  )
  app.addHook('onRequest', async (request, reply) => {
    // A page of another origin could otherwise post here from the browser of someone who develops.
    const { origin, host } = request.headers
    const isForeign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)
    if (request.method !== 'GET' && isForeign)
      return reply.code(403).send({ message: 'Requests from pages of another origin are refused' })
  })
  const notFound = (error: unknown) => Object.assign(error as Error, { statusCode: 404 })
  const found = <T>(look: () => T): T => {
    try {
      return look()
    } catch (error) {
      throw notFound(error)
    }
  }

  app.get<{ Querystring: { phone?: string } }>('/outbox', async ({ query }) => ({ messages: outbox.messages(query) }))
  app.delete('/outbox', async (_request, reply) => {
    outbox.clear()
    return reply.code(204).send()
  })
  app.get('/events', async (request, reply) => streamOutbox(outbox, request, reply))

  app.get('/faults', async () => ({ faults: faults.list() }))
  app.post<{ Body: Fault }>('/faults', { schema: { body: faultSchema } }, async ({ body }, reply) => {
    faults.add(body)
    return reply.code(201).send({ faults: faults.list() })
  })
  app.delete('/faults', async (_request, reply) => {
    faults.clear()
    return reply.code(204).send()
  })

  app.get<{ Querystring: { accessKeyId?: string } }>('/account', async ({ query }) => {
    const { keys, ...account } = found(() => state.account(query.accessKeyId))
    return {
      ...account,
      limits: { ...account.limits, exempt: [...account.limits.exempt] },
      blacklist: [...account.blacklist],
      optedOut: [...account.optedOut],
      testNumbers: [...account.testNumbers],
      keys: keys.map(({ accessKeyId, active, permissions }) => ({ accessKeyId, active, permissions })),
    }
  })
  app.patch<{ Body: AccountPatch }>('/account', { schema: { body: accountSchema } }, async ({ body }, reply) => {
    const { accessKeyId, ...patch } = body
    Object.assign(
      found(() => state.account(accessKeyId)),
      patch,
    )
    return reply.code(204).send()
  })
  app.post<{ Body: Review }>('/reviews', { schema: { body: reviewSchema } }, async ({ body }) => {
    const { signature, template, status, reason, accessKeyId } = body
    const patch = { status, rejection: status === 'rejected' ? (reason ?? '') : null }
    return found(() =>
      signature !== undefined
        ? state.updateSignature(signature, patch, accessKeyId)
        : state.updateTemplate(template ?? '', patch, accessKeyId),
    )
  })

  app.patch<{ Params: { code: string }; Body: { name?: string; content?: string; accessKeyId?: string } }>(
    '/templates/:code',
    { schema: { body: templateSchema } },
    async ({ params, body: { accessKeyId, ...patch } }) =>
      found(() => state.updateTemplate(params.code, patch, accessKeyId)),
  )
  app.patch<{
    Params: { name: string }
    Body: { registrations: Pick<Registration, 'operator' | 'status'>[]; accessKeyId?: string }
  }>('/signatures/:name', { schema: { body: signatureSchema } }, async ({ params, body }) => {
    const registrations = body.registrations.map((it) => ({ completedAt: null, reasons: [], ...it }))
    return found(() => state.updateSignature(params.name, { registrations }, body.accessKeyId))
  })

  app.put<{ Body: { url: string | null; accessKeyId?: string } }>(
    '/report-url',
    { schema: { body: reportUrlSchema } },
    async ({ body }, reply) => {
      found(() => state.setReportUrl(body.url, body.accessKeyId))
      return reply.code(204).send()
    },
  )
  app.get('/reports', async () => ({ pushes: pusher.pushes }))
  app.patch<{ Body: Partial<Disturbance> }>(
    '/reports',
    { schema: { body: disturbanceSchema } },
    async ({ body }, reply) => {
      pusher.disturb(body)
      return reply.code(204).send()
    },
  )

  app.get('/conversions', async () => ({ conversions }))

  app.post('/reset', async (_request, reply) => {
    reset()
    return reply.code(204).send()
  })
}
