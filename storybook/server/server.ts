import { type OperationId, operations, type SmsErrorCode, type SmsErrorDetails } from '@sms-settings/api'
import type { SmsClientOptions } from '@sms-settings/api/client'
import type { Handlers } from './handler.ts'
import { handlersOf } from './handlers.ts'
import { Refusal } from './refusal.ts'
import { busyTenant, type World } from './world.ts'

/** How an operation fails. `SMS_NETWORK`: no answer comes at all. */
type Failure =
  | SmsErrorCode
  | 'SMS_NETWORK'
  | ({ code: SmsErrorCode; times?: number; particulars?: string } & SmsErrorDetails)

export type ServerOptions = {
  /** What the server knows to begin with. @default busyTenant */
  world?: () => World
  /** Milliseconds until it answers. @default 0 */
  latency?: number
  /** Operations that fail, each time or the first few times. */
  failing?: Partial<Record<OperationId, Failure>>
  /** Operations that never answer. `everything` for all. */
  silent?: readonly OperationId[] | 'everything'
}

type Fetch = NonNullable<SmsClientOptions['fetch']>

/** A story's parameters for its server: `parameters: served({ world: newTenant })`. */
export const served = (options: ServerOptions): { server: ServerOptions } => ({ server: options })

const routes = (Object.keys(operations) as OperationId[]).map((id) => {
  const { method, url } = operations[id]
  return { id, method, pattern: new RegExp(`^${url.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }
})

/** Values of a query as their schema means them: everything in an address is text. */
const queryOf = (id: OperationId, search: URLSearchParams) => {
  const { schema } = operations[id] as { schema: { querystring?: { properties: Record<string, { type?: string }> } } }
  return Object.fromEntries(
    [...search].map(([name, text]) => {
      const type = schema.querystring?.properties[name]?.type
      return [name, type === 'integer' ? Number(text) : type === 'boolean' ? text === 'true' : text]
    }),
  )
}

const answer = (status: number, body: unknown) =>
  new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  })

const aborted = () => new DOMException('The request was aborted', 'AbortError')

/** Waits, unless nobody is interested any more. */
const wait = (milliseconds: number, signal?: AbortSignal | null) =>
  new Promise<void>((resolve, reject) => {
    if (signal?.aborted) return reject(aborted())
    if (milliseconds < Number.POSITIVE_INFINITY) setTimeout(resolve, milliseconds)
    signal?.addEventListener('abort', () => reject(aborted()))
  })

/** A server in memory, for one story: what `fetch` of the provider talks to. Nothing of the kit is stubbed. */
export const startServer = ({ world = busyTenant, latency = 0, failing = {}, silent = [] }: ServerOptions): Fetch => {
  const handlers: Partial<Handlers> = handlersOf(world())
  const failures = new Map<OperationId, number>()

  const failureOf = (id: OperationId) => {
    const failure = failing[id]
    if (failure === undefined || failure === 'SMS_NETWORK') return failure
    if (typeof failure === 'string') return new Refusal(failure)
    const { code, times = Number.POSITIVE_INFINITY, particulars, ...details } = failure
    const count = failures.get(id) ?? 0
    failures.set(id, count + 1)
    return count < times ? new Refusal(code, particulars, details) : undefined
  }

  return async (address, { method = 'GET', body, signal }) => {
    const { pathname, searchParams } = new URL(address, 'http://story')
    const path = pathname.replace(/^\/sms/, '')
    const route = routes.find((it) => it.method === method && it.pattern.test(path))
    if (!route) throw new Error(`The stories' server knows no ${method} ${path}`)
    const { id, pattern } = route
    await wait(silent === 'everything' || silent.includes(id) ? Number.POSITIVE_INFINITY : latency, signal)
    const failure = failureOf(id)
    if (failure === 'SMS_NETWORK') throw new TypeError('Failed to fetch')
    const handler = handlers[id] as ((input: unknown) => unknown) | undefined
    if (!handler) throw new Error(`The stories' server has no handler of ${id} yet`)
    try {
      if (failure) throw failure
      const params = Object.fromEntries(
        Object.entries(pattern.exec(path)?.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]),
      )
      const result = handler({
        params,
        query: queryOf(id, searchParams),
        body: typeof body === 'string' ? JSON.parse(body) : undefined,
      })
      return result === undefined
        ? answer(204, null)
        : answer(method === 'POST' && /^create|^start|^send/.test(id) ? 201 : 200, result)
    } catch (error) {
      if (error instanceof Refusal) return answer(error.body.statusCode, error.body)
      throw error
    }
  }
}
