import { createHash, createHmac } from 'node:crypto'
import {
  type Credentials,
  type KeyCheck,
  type Platform,
  PlatformProblem,
  type PlatformReport,
  type PlatformSignature,
  type PlatformTemplate,
  type Problem,
  type ProblemKind,
  type SendOutcome,
} from '@sms-settings/fastify/platforms'

export type HarbourSmsOptions = {
  /** @default 'https://api.harbour-sms.example' */
  endpoint?: string
  /** Milliseconds that a call may take in all, what is repeated included. @default 8000 */
  deadline?: number
  /** Milliseconds since the epoch; for tests. @default Date.now */
  now?: () => number
}

/** Whose matter it is, by the codes of the service's documents. What is not here is told by the status. */
const KINDS: Readonly<Record<string, ProblemKind>> = {
  recipient_limit: 'limited',
  recipient_invalid: 'phone',
  recipient_opted_out: 'phone',
  sender_unknown: 'settings',
  sender_not_approved: 'settings',
  template_unknown: 'settings',
  template_not_approved: 'settings',
  variables_mismatch: 'settings',
  balance_exhausted: 'account',
  project_suspended: 'account',
  key_unknown: 'credentials',
  signature_mismatch: 'credentials',
  scope_missing: 'permission',
  rate_limited: 'throttled',
  // Of SMS that were taken on and did not arrive.
  handset_absent: 'phone',
  number_unassigned: 'phone',
  carrier_limit: 'limited',
  content_blocked: 'settings',
}

const byStatus = (status: number): ProblemKind => {
  if (status === 401) return 'credentials'
  if (status === 403) return 'permission'
  if (status === 429) return 'throttled'
  return status >= 500 ? 'nonsense' : 'bug'
}

/** After these nothing has left this machine. Of all other errors of a connection nobody can say. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
])

const RIGHTS = ['messages:send', 'messages:read', 'senders:read', 'templates:read']
const PAGE = 50
/** How often a read is tried, and the milliseconds between. A send is tried once. */
const TRIES = 3
const PAUSE = 50

type Json = Record<string, unknown>
type Answer = { status: number; body: Json; requestId: string | null; retryAfter: number | null }

/** Codes and ids only: a text of the service's can echo the phone number and the code. */
const word = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w.:-]{1,64}$/.test(value) ? value : null
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const moment = (value: unknown): number | null => {
  const at = Date.parse(text(value))
  return Number.isNaN(at) ? null : at
}

const problemOf = ({ status, body, requestId, retryAfter }: Answer): Problem => {
  const code = word((body.error as Json | undefined)?.code)
  const kind = KINDS[code ?? ''] ?? byStatus(status)
  return {
    kind,
    code: code ?? `HTTP_${status}`,
    requestId,
    ...(retryAfter && (kind === 'limited' || kind === 'throttled') ? { retryAfter } : {}),
  }
}

const networkProblem = (error: unknown): Problem => {
  const { name, cause } = error as { name?: string; cause?: { code?: string } }
  const code = cause?.code ?? null
  if (name === 'TimeoutError') return { kind: 'timeout', code: 'TIMEOUT', requestId: null }
  if (code && NEVER_CONNECTED.has(code)) return { kind: 'unreachable', code, requestId: null }
  return { kind: 'nonsense', code: code ?? 'ANSWER_MAKES_NO_SENSE', requestId: null }
}

const statusOf = (value: unknown): PlatformSignature['status'] =>
  value === 'approved' || value === 'rejected' ? value : 'in_review'

/** The service reviews a sender once, for all carriers. */
const signatureOf = ({ name, review, reason }: Json): PlatformSignature => ({
  name: text(name),
  status: statusOf(review),
  reason: typeof reason === 'string' ? reason : null,
  carriers: [],
})

const templateOf = ({ code, name, text: content, use, international, review, reason }: Json): PlatformTemplate => ({
  code: text(code),
  name: text(name),
  // `{{code}}` there is `${code}` here.
  content: text(content).replaceAll(/\{\{(\w+)\}\}/g, (_, variable) => `\${${variable}}`),
  type: use === 'otp' ? 'verification' : use === 'marketing' ? 'promotion' : 'notice',
  region: international === true ? 'international' : 'domestic',
  status: statusOf(review),
  reason: typeof reason === 'string' ? reason : null,
})

const connect = ({ accessKeyId, accessKeySecret, settings }: Credentials, options: Required<HarbourSmsOptions>) => {
  const { endpoint, deadline, now } = options
  const project = settings.project ?? ''

  /** @throws what `fetch` throws, and a SyntaxError when the answer is not JSON */
  const ask = async (method: string, path: string, signal: AbortSignal, body = ''): Promise<Answer> => {
    const stamp = String(Math.floor(now() / 1000))
    const digest = createHash('sha256').update(body).digest('hex')
    const signed = createHmac('sha256', accessKeySecret)
      .update([method, path, stamp, project, digest].join('\n'))
      .digest('hex')
    const answer = await fetch(`${endpoint}${path}`, {
      method,
      signal,
      headers: {
        authorization: `Harbour ${accessKeyId}:${signed}`,
        'x-harbour-time': stamp,
        'x-harbour-project': project,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body } : {}),
    })
    const read: unknown = await answer.json()
    if (typeof read !== 'object' || read === null) throw new SyntaxError('not an object')
    const wait = Number(answer.headers.get('retry-after'))
    return {
      status: answer.status,
      body: read as Json,
      requestId: word(answer.headers.get('x-request-id')),
      retryAfter: wait > 0 ? Math.ceil(wait) : null,
    }
  }

  /**
   * Reads change nothing, so what may pass is tried again within the deadline.
   * @returns null when the service has no such thing
   */
  const read = async (path: string): Promise<Json | null> => {
    const signal = AbortSignal.timeout(deadline)
    for (let attempt = 1; ; attempt++) {
      let problem: Problem
      try {
        const answer = await ask('GET', path, signal)
        if (answer.status === 200) return answer.body
        if (answer.status === 404) return null
        problem = problemOf(answer)
      } catch (error) {
        problem = networkProblem(error)
      }
      if (attempt === TRIES || !['nonsense', 'throttled'].includes(problem.kind)) throw new PlatformProblem(problem)
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }

  const list = async <T>(path: string, limit: number, make: (item: Json) => T) => {
    const items: T[] = []
    for (let after = ''; ; ) {
      const page = (await read(`${path}?limit=${PAGE}${after ? `&after=${encodeURIComponent(after)}` : ''}`)) ?? {}
      items.push(...((page.items ?? []) as Json[]).map(make))
      after = text(page.next)
      if (!after || items.length > limit)
        return { items: items.slice(0, limit), complete: !after && items.length <= limit }
    }
  }

  return {
    async check(): Promise<KeyCheck> {
      const nothing = { missingPermissions: [], policy: null, code: null, requestId: null }
      try {
        const answer = await ask('GET', '/v1/key', AbortSignal.timeout(deadline))
        if (answer.status !== 200) {
          const { kind, code, requestId } = problemOf(answer)
          return { ...nothing, status: kind === 'credentials' ? 'rejected' : 'unreachable', code, requestId }
        }
        const granted = Array.isArray(answer.body.scopes) ? answer.body.scopes : []
        const missing = RIGHTS.filter((right) => !granted.includes(right))
        if (missing.length === 0) return { ...nothing, status: 'ok', requestId: answer.requestId }
        return {
          status: 'forbidden',
          missingPermissions: missing,
          policy: JSON.stringify({ scopes: RIGHTS }, null, 2),
          code: 'scope_missing',
          requestId: answer.requestId,
        }
      } catch (error) {
        return { ...nothing, status: 'unreachable', code: networkProblem(error).code }
      }
    },

    async send(message: {
      messageId: string
      phone: string
      signatureName: string
      templateCode: string
      variables: Record<string, string>
    }): Promise<SendOutcome> {
      const body = JSON.stringify({
        reference: message.messageId,
        to: message.phone,
        sender: message.signatureName,
        template: message.templateCode,
        variables: message.variables,
      })
      try {
        const answer = await ask('POST', '/v1/messages', AbortSignal.timeout(deadline), body)
        const { status, requestId } = answer
        const bizId = word(answer.body.id)
        if (status === 202 && bizId) return { outcome: 'accepted', bizId, requestId }
        // The service refuses before it sends; after that it answers 202 or breaks.
        if (status >= 400 && status < 500) return { outcome: 'refused', problem: problemOf(answer) }
        return { outcome: 'unknown', problem: { ...problemOf(answer), kind: 'nonsense' } }
      } catch (error) {
        const problem = networkProblem(error)
        return { outcome: problem.kind === 'unreachable' ? 'refused' : 'unknown', problem }
      }
    },

    signature: async (name: string) => {
      const found = await read(`/v1/senders/${encodeURIComponent(name)}`)
      return found && signatureOf(found)
    },
    template: async (code: string) => {
      const found = await read(`/v1/templates/${encodeURIComponent(code)}`)
      return found && templateOf(found)
    },
    listSignatures: (limit: number) => list('/v1/senders', limit, signatureOf),
    listTemplates: (limit: number) => list('/v1/templates', limit, templateOf),

    /** By our own id, which the service calls the reference, so also of a message that got no answer. */
    async status({ messageId }: { messageId: string }) {
      const found = await read(`/v1/messages/${encodeURIComponent(messageId)}`)
      if (!found) return { status: 'not_found' } as const
      const reportedAt = moment(found.at)
      if (found.state === 'delivered') return { status: 'delivered', code: null, reportedAt } as const
      if (found.state !== 'undelivered') return { status: 'waiting', code: null, reportedAt: null } as const
      const code = word(found.reason)
      return { status: 'failed', code, kind: KINDS[code ?? ''] ?? 'settings', reportedAt } as const
    },
    // The service does not want to know which codes were used: there is no `conversion`.
  }
}

/** Anybody can push here: what does not look like an event of the service's is left out. */
const readEvent = (item: unknown): PlatformReport[] => {
  if (typeof item !== 'object' || item === null) return []
  const { event, id, reference, to, reason, at, sender, template } = item as Json
  if (event === 'sender.reviewed' && text(sender)) return [{ kind: 'signature', name: text(sender) }]
  if (event === 'template.reviewed' && text(template)) return [{ kind: 'template', code: text(template) }]
  const bizId = word(id)
  if ((event !== 'message.delivered' && event !== 'message.undelivered') || !bizId) return []
  if (!/^\+\d{6,15}$/.test(text(to))) return []
  const failed = event === 'message.undelivered'
  const code = failed ? word(reason) : null
  return [
    {
      kind: 'delivery',
      bizId,
      phones: [text(to)],
      messageId: word(reference),
      status: failed ? 'failed' : 'delivered',
      code,
      problem: failed ? (code && KINDS[code]) || 'settings' : null,
      reportedAt: moment(at),
    },
  ]
}

/** Harbour SMS, by its HTTP interface. */
export const harbourSms = ({
  endpoint = 'https://api.harbour-sms.example',
  deadline = 8000,
  now = Date.now,
}: HarbourSmsOptions = {}): Platform => ({
  id: 'harbour_sms',
  name: { en: 'Harbour SMS', 'zh-CN': 'Harbour 短信' },
  regions: ['domestic', 'international'],
  fields: [
    {
      name: 'accessKeyId',
      label: { en: 'API key', 'zh-CN': 'API 密钥' },
      secret: false,
      required: true,
      pattern: '^hk_[a-z0-9]+$',
      maxLength: 64,
      placeholder: 'hk_…',
    },
    {
      name: 'accessKeySecret',
      label: { en: 'API secret', 'zh-CN': 'API 密钥密码' },
      secret: true,
      required: true,
      maxLength: 128,
    },
    {
      name: 'settings.project',
      label: { en: 'Project', 'zh-CN': '项目' },
      secret: false,
      required: true,
      pattern: '^[a-z0-9-]+$',
      maxLength: 32,
    },
  ],
  links: { console: 'https://harbour-sms.example/', keys: 'https://harbour-sms.example/keys' },
  connect: (credentials) => connect(credentials, { endpoint, deadline, now }),
  reports: { read: (items) => items.flatMap(readEvent), taken: { code: 0, msg: 'taken' } },
})
