import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import { PlatformState } from './accounts/state.ts'
import type { Conversion } from './actions/action.ts'
import { type Behaviours, defaultBehaviours } from './behaviours.ts'
import { controlRoutes } from './control/routes.ts'
import { Delivery } from './delivery.ts'
import type { Fault } from './faults/fault.ts'
import { FaultList } from './faults/faults.ts'
import { isDead, perform } from './faults/perform.ts'
import { handle } from './gateway.ts'
import type { OutboxMessage } from './outbox/message.ts'
import { Outbox } from './outbox/outbox.ts'
import { pageRoutes, sendPage } from './page/routes.ts'
import { type Disturbance, type Push, Pusher } from './reports/pusher.ts'
import {
  globeSmsReport,
  type Report,
  type ReportKind,
  signSmsReport,
  smsReport,
  templateSmsReport,
} from './reports/report.ts'
import { isApiRequest, readRequest } from './requests/api-request.ts'
import { TOLERANCE } from './requests/authenticate.ts'
import { Nonces } from './requests/nonces.ts'
import { QueryRate } from './requests/query-rate.ts'
import { Scheduler } from './scheduler.ts'
import { DEMO } from './seed/keys.ts'
import { seedAccounts } from './seed/seed.ts'
import { FlowCounters } from './sending/flow-control.ts'

/** How an emulator is started. */
export type EmulatorOptions = {
  /** A free one unless given. */
  port?: number
  /** The loopback address unless given. */
  host?: string
  /** Time in ms since 1970, by which dates, flow control, delivery and report retries go. */
  clock?: () => number
  /** How long a message is under way, in ms of the clock; 1000 unless given. */
  deliverAfter?: number
  /** Whether numbers of the mainland get so many messages at most; true unless given. */
  flowControl?: boolean
  /** What documents leave open. */
  behaviours?: Partial<Behaviours>
}

/** A running emulator. */
export type Emulator = {
  /** `host:port`, as the official SDK wants it, with `protocol: 'http'`. */
  endpoint: string
  /** The page that shows the outbox. */
  url: string
  outbox: {
    /** Accepted messages, oldest first; of one number, in any spelling, when asked. */
    messages: (filter?: { phone?: string }) => OutboxMessage[]
    /**
     * The newest message to a number, once `count` (1) of them have come after the one with the id `after`. Rejects after
     * `timeout` real ms (5000).
     */
    waitFor: (phone: string, options?: { after?: string; count?: number; timeout?: number }) => Promise<OutboxMessage>
    /** Forgets all messages. */
    clear: () => void
  }
  faults: {
    /** Has the next requests that match go wrong. */
    add: (fault: Fault) => void
    clear: () => void
  }
  reports: {
    /** Has the coming reports be lost, doubled or reordered; what is not named stays as it is. */
    disturb: (disturbance: Partial<Disturbance>) => void
    /** Every push so far with its attempts, oldest first. */
    pushes: () => readonly Push[]
    /** Pushes a report of one's own making to an account's report URL. */
    push: (kind: ReportKind, report: Report, accessKeyId?: string) => void
    /** Resolves when no push is in flight; retries that are due later do not count. */
    idle: () => Promise<void>
  }
  /** What was said of codes sent abroad (SmsConversionIntl), oldest first. */
  conversions: () => readonly Conversion[]
  /** The platform's records: accounts with keys, signatures, templates, limits. */
  state: PlatformState
  /** What documents leave open; may be changed while running. */
  behaviours: Behaviours
  /** Back to the seed: accounts, outbox, faults, reports, counters, behaviours. */
  reset: () => void
  /** Ends at once, even with connections kept alive or stalled. */
  close: () => Promise<void>
}

/** Starts an emulator of Alibaba Cloud SMS on a port of its own. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', deliverAfter = 1000, flowControl = true } = options
  const scheduler = new Scheduler(options.clock)
  const now = () => scheduler.now()
  const startingBehaviours = () => ({ ...defaultBehaviours, ...structuredClone(options.behaviours ?? {}) })
  const behaviours = startingBehaviours()
  const outbox = new Outbox()
  const faults = new FaultList()
  const flow = new FlowCounters()
  const nonces = new Nonces(2 * TOLERANCE)
  const rate = new QueryRate()
  const conversions: Conversion[] = []
  const pusher = new Pusher(scheduler, () => behaviours.reportTimeout)
  const state = new PlatformState(
    () => seedAccounts(now()),
    now,
    DEMO.accessKeyId,
    (review) => {
      const { reportUrl } = review.account
      if (!reportUrl) return
      if (review.kind === 'signature') pusher.push('SignSmsReport', reportUrl, signSmsReport(review.signature))
      else pusher.push('TemplateSmsReport', reportUrl, templateSmsReport(review.template))
    },
  )
  const delivery = new Delivery(scheduler, outbox, deliverAfter, (message) => {
    const reportUrl = state.accounts.find(({ id }) => id === message.accountId)?.reportUrl
    const kind = message.domestic ? 'SmsReport' : behaviours.internationalReports
    if (!reportUrl || kind === 'none') return
    pusher.push(kind, reportUrl, kind === 'SmsReport' ? smsReport(message, behaviours) : globeSmsReport(message))
  })
  const reset = () => {
    scheduler.clear()
    pusher.reset()
    state.reset()
    outbox.clear()
    faults.clear()
    flow.clear()
    rate.clear()
    nonces.clear()
    conversions.length = 0
    Object.assign(behaviours, startingBehaviours())
  }

  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: 4 * 1024 * 1024,
    exposeHeadRoutes: false,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, discriminator: true } },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.route({
    method: ['GET', 'POST'],
    url: '/',
    handler: async (request, reply) => {
      if (isDead(request.raw.socket)) return reply.hijack()
      scheduler.runDue()
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
      const api = readRequest(request.method, request.raw.url ?? '/', request.headers, body)
      if (request.method === 'GET' && !isApiRequest(api)) return sendPage(reply)
      const answer = handle(api, {
        accounts: state.accounts,
        behaviours,
        nonces,
        rate,
        conversions,
        now,
        flow,
        flowControl,
        faults,
        outbox,
        delivery,
      })
      return perform(reply, answer)
    },
  })
  await app.register((scope) => controlRoutes(scope, { outbox, faults, state, pusher, conversions, reset }), {
    prefix: '/_emulator',
  })
  await app.register(pageRoutes, { prefix: '/_emulator/page' })
  await app.listen({ port, host })
  const address = app.server.address() as AddressInfo
  const endpoint = `${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`

  return {
    endpoint,
    url: `http://${endpoint}`,
    outbox: {
      messages: (filter) => outbox.messages(filter),
      waitFor: (phone, wait) => outbox.waitFor(phone, wait),
      clear: () => outbox.clear(),
    },
    faults: { add: (fault) => faults.add(fault), clear: () => faults.clear() },
    reports: {
      disturb: (disturbance) => pusher.disturb(disturbance),
      pushes: () => pusher.pushes,
      push: (kind, report, accessKeyId) => {
        const { reportUrl } = state.account(accessKeyId)
        if (!reportUrl) throw new Error('The account has no report URL')
        pusher.push(kind, reportUrl, report)
      },
      idle: () => pusher.idle(),
    },
    conversions: () => conversions,
    state,
    behaviours,
    reset,
    close: async () => {
      scheduler.close()
      pusher.reset()
      const closed = once(app.server, 'close')
      app.server.closeAllConnections()
      await Promise.all([app.close(), closed])
    },
  }
}
