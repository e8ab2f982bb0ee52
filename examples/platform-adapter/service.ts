import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Review = 'approved' | 'rejected' | 'pending'
type Sender = { name: string; review: Review; reason: string | null }
type Template = {
  code: string
  name: string
  text: string
  use: 'otp' | 'notice' | 'marketing'
  international: boolean
  review: Review
  reason: string | null
}
type Sent = {
  id: string
  reference: string
  to: string
  text: string
  at: number
  /** Why it does not arrive. */
  reason: string | null
}

/** What goes wrong with the next requests of a method; `after`: once it was handled. */
export type Fault = {
  method: 'GET' | 'POST'
  how: 'reset' | 'error' | 'garbage' | 'silence' | 'drip'
  after?: boolean
  times?: number
}

export const KEYS = {
  full: {
    accessKeyId: 'hk_full',
    accessKeySecret: 'harbour-secret-full',
    scopes: ['messages:send', 'messages:read', 'senders:read', 'templates:read'],
  },
  reader: {
    accessKeyId: 'hk_reader',
    accessKeySecret: 'harbour-secret-reader',
    scopes: ['messages:read', 'senders:read', 'templates:read'],
  },
}
export const PROJECT = 'shop'
/** Milliseconds until an SMS has arrived, and between two to one number. */
export const ARRIVES_AFTER = 2000
const BETWEEN = 60_000

const seed = () => ({
  balance: 1000,
  suspended: false,
  optedOut: new Set<string>(),
  busy: false,
  sent: [] as Sent[],
  faults: [] as Required<Fault>[],
  failNext: null as string | null,
  senders: [
    { name: 'Harbour', review: 'approved', reason: null },
    { name: 'Pending', review: 'pending', reason: null },
    { name: 'Refused', review: 'rejected', reason: 'A trade mark of somebody else' },
    ...Array.from({ length: 60 }, (_, n) => ({ name: `Sender ${n}`, review: 'approved', reason: null }) as const),
  ] as Sender[],
  templates: [
    {
      code: 'otp-cn',
      name: 'Log in',
      text: 'Your code is {{code}}.',
      use: 'otp',
      international: false,
      review: 'approved',
      reason: null,
    },
    {
      code: 'otp-world',
      name: 'Log in abroad',
      text: '{{code}} is your code.',
      use: 'otp',
      international: true,
      review: 'approved',
      reason: null,
    },
    {
      code: 'refused',
      name: 'Refused',
      text: 'Win {{prize}}!',
      use: 'marketing',
      international: false,
      review: 'rejected',
      reason: 'Advertising',
    },
    ...Array.from(
      { length: 60 },
      (_, n) =>
        ({
          code: `notice-${n}`,
          name: `Notice ${n}`,
          text: `Notice ${n} of today`,
          use: 'notice',
          international: false,
          review: 'pending',
          reason: null,
        }) as const,
    ),
  ] as Template[],
})

type Answer = [status: number, body: object, headers?: Record<string, string>]
const refuse = (status: number, code: string, headers: Record<string, string> = {}): Answer => [
  status,
  { error: { code, message: 'See the documents' } },
  headers,
]

const textOf = async (request: IncomingMessage): Promise<string> => {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}

/** Harbour SMS in small. */
export const startHarbour = async ({ now = Date.now }: { now?: () => number } = {}) => {
  const state = seed()
  let count = 0

  const stateOf = (sent: Sent) => ({
    id: sent.id,
    reference: sent.reference,
    state: now() < sent.at + ARRIVES_AFTER ? 'queued' : sent.reason ? 'undelivered' : 'delivered',
    reason: sent.reason,
    at: new Date(sent.at + ARRIVES_AFTER).toISOString(),
  })

  const page = (items: object[], names: string[], query: URLSearchParams): Answer => {
    const start = query.has('after') ? names.indexOf(query.get('after') ?? '') + 1 : 0
    const end = start + Number(query.get('limit') ?? 50)
    return [200, { items: items.slice(start, end), next: end < items.length ? names[end - 1] : null }]
  }

  const send = ({
    reference,
    to,
    sender,
    template,
    variables = {},
  }: Record<string, string> & { variables?: Record<string, string> }): Answer => {
    if (state.busy) return refuse(429, 'rate_limited', { 'retry-after': '1' })
    if (state.suspended) return refuse(402, 'project_suspended')
    if (state.balance <= 0) return refuse(402, 'balance_exhausted')
    // Too short to be a number anywhere, or of the mainland and too short for that.
    if (!/^\+[1-9]\d{7,14}$/.test(to ?? '') || /^\+86(?!1\d{10}$)/.test(to ?? ''))
      return refuse(422, 'recipient_invalid')
    if (state.optedOut.has(to ?? '')) return refuse(422, 'recipient_opted_out')
    const from = state.senders.find(({ name }) => name === sender)
    if (!from) return refuse(422, 'sender_unknown')
    if (from.review !== 'approved') return refuse(422, 'sender_not_approved')
    const wording = state.templates.find(({ code }) => code === template)
    if (!wording) return refuse(422, 'template_unknown')
    if (wording.review !== 'approved') return refuse(422, 'template_not_approved')
    const names = [...wording.text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name)
    if (names.some((name) => !variables[name])) return refuse(422, 'variables_mismatch')
    const last = state.sent.findLast((one) => one.to === to)
    if (last && now() < last.at + BETWEEN)
      return refuse(429, 'recipient_limit', { 'retry-after': String(Math.ceil((last.at + BETWEEN - now()) / 1000)) })
    state.balance--
    const text = `[${sender}] ${wording.text.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => variables[name] ?? '')}`
    const sent = {
      id: `hm-${++count}`,
      reference: reference ?? '',
      to: to ?? '',
      text,
      at: now(),
      reason: state.failNext,
    }
    state.failNext = null
    state.sent.push(sent)
    return [202, { id: sent.id, reference: sent.reference }]
  }

  const answer = (request: IncomingMessage, body: string): Answer => {
    const { method = '', url = '/', headers } = request
    const [, id = '', signature = ''] = /^Harbour (\w+):(\w+)$/.exec(headers.authorization ?? '') ?? []
    const key = Object.values(KEYS).find(({ accessKeyId }) => accessKeyId === id)
    const stamp = String(headers['x-harbour-time'])
    const project = String(headers['x-harbour-project'])
    if (!key || project !== PROJECT || Math.abs(Number(stamp) - now() / 1000) > 300) return refuse(401, 'key_unknown')
    const digest = createHash('sha256').update(body).digest('hex')
    const wanted = createHmac('sha256', key.accessKeySecret)
      .update([method, url, stamp, project, digest].join('\n'))
      .digest()
    const given = Buffer.from(signature, 'hex')
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return refuse(401, 'signature_mismatch')

    const { pathname, searchParams } = new URL(url, 'http://harbour')
    const [, , noun, name] = pathname.split('/').map(decodeURIComponent)
    if (method === 'POST' && noun === 'messages')
      return key.scopes.includes('messages:send') ? send(JSON.parse(body)) : refuse(403, 'scope_missing')
    if (noun === 'key') return [200, { key: id, scopes: key.scopes }]
    if (noun === 'senders' && !name)
      return page(
        state.senders,
        state.senders.map((it) => it.name),
        searchParams,
      )
    if (noun === 'templates' && !name)
      return page(
        state.templates,
        state.templates.map((it) => it.code),
        searchParams,
      )
    const found =
      noun === 'senders'
        ? state.senders.find((it) => it.name === name)
        : noun === 'templates'
          ? state.templates.find((it) => it.code === name)
          : state.sent.filter((it) => it.reference === name).map(stateOf)[0]
    return found ? [200, found] : refuse(404, 'not_found')
  }

  const misbehave = (how: Fault['how'], response: ServerResponse) => {
    if (how === 'reset') response.destroy()
    else if (how === 'error') response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
    else if (how === 'garbage') response.writeHead(200).end('{"id":')
    else if (how === 'drip') {
      response.writeHead(200)
      const drops = setInterval(() => response.write(' '), 50).unref()
      response.once('close', () => clearInterval(drops))
    }
  }

  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    const fault = state.faults.find(({ method }) => method === request.method)
    if (fault && --fault.times === 0) state.faults.splice(state.faults.indexOf(fault), 1)
    if (fault && !fault.after) return misbehave(fault.how, response)
    const [status, said, headers = {}] = answer(request, body)
    if (fault) return misbehave(fault.how, response)
    response
      .writeHead(status, { 'content-type': 'application/json', 'x-request-id': `hr-${++count}`, ...headers })
      .end(JSON.stringify(said))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    fail: (fault: Fault) => state.faults.push({ after: false, times: 1, ...fault }),
    received: (phone: string) => state.sent.filter(({ to }) => to === phone),
    /** Pushes what became of every message, as the service does in batches. */
    push: async (address: string) => {
      const events = state.sent.map((sent) => {
        const { state, ...rest } = stateOf(sent)
        return { event: `message.${state}`, to: sent.to, ...rest }
      })
      const headers = { 'content-type': 'application/json' }
      return (await fetch(address, { method: 'POST', headers, body: JSON.stringify(events) })).status
    },
    reset: () => Object.assign(state, seed()),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
