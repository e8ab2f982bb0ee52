import type { Static, TSchema } from 'typebox'
import { endpoints } from './endpoints.ts'
import type { SmsError, SmsErrorCode } from './errors.ts'
import type { OperationId, Operations } from './operations.ts'

type Of<T> = T extends TSchema ? Static<T> : never
type Part<S, K extends string> = S extends Record<K, infer T> ? Of<T> : unknown
type Flat<T> = { [K in keyof T]: T[K] }
type Success<R> = {
  [K in keyof R]: K extends 200 | 201 ? Of<R[K]> : K extends 204 ? undefined : never
}[keyof R]

/** What an operation takes: path parameters, query and body in one object each. */
export type Input<K extends OperationId> = Flat<
  (Operations[K]['schema'] extends { params: TSchema }
    ? { params: Part<Operations[K]['schema'], 'params'> }
    : unknown) &
    (Operations[K]['schema'] extends { querystring: TSchema }
      ? { query?: Part<Operations[K]['schema'], 'querystring'> }
      : unknown) &
    (Operations[K]['schema'] extends { body: TSchema } ? { body: Part<Operations[K]['schema'], 'body'> } : unknown)
>
/** What an operation gives when it succeeds. */
export type Output<K extends OperationId> = Success<Operations[K]['schema']['response']>

export type CallOptions = {
  signal?: AbortSignal
  headers?: Record<string, string>
}
type Arguments<K extends OperationId> =
  Partial<Input<K>> extends Input<K>
    ? [input?: Input<K>, options?: CallOptions]
    : [input: Input<K>, options?: CallOptions]

/** One method per operation. */
export type SmsClient = {
  [K in OperationId]: (...args: Arguments<K>) => Promise<Output<K>>
}

export type SmsClientOptions = {
  /** Where the plugin's routes are, its prefix included: `/sms` or `https://host/sms`. */
  baseUrl: string
  /** Instead of the global `fetch`, to add headers of authentication. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>
}

/** Thrown when a call does not succeed. `code` is one of ours, or `SMS_NETWORK` when no answer of ours came. */
export class SmsClientError extends Error {
  override name = 'SmsClientError'
  readonly code: SmsErrorCode | 'SMS_NETWORK'
  readonly statusCode: number
  /** The whole body of the error; absent when no answer of ours came. */
  readonly body: SmsError | undefined

  constructor(statusCode: number, body: SmsError | undefined, cause?: unknown) {
    super(body?.message ?? 'The server cannot be reached', { cause })
    this.statusCode = statusCode
    this.code = (body?.code as SmsErrorCode | undefined) ?? 'SMS_NETWORK'
    this.body = body
  }
}

const isOurs = (body: unknown): body is SmsError =>
  typeof body === 'object' &&
  body !== null &&
  typeof (body as SmsError).code === 'string' &&
  typeof (body as SmsError).message === 'string'

/** Operations that answer something else than JSON. */
const TYPES: { [K in OperationId]?: string } = { exportMessages: 'text/csv', getMetrics: 'text/plain' }

/** What an operation gives. A page of somebody else's, as of a network that wants a login first, is no answer to it. */
const read = (id: OperationId, response: Response): Promise<unknown> => {
  const wanted = TYPES[id] ?? 'application/json'
  const type = response.headers.get('content-type') ?? ''
  if (!type.startsWith(wanted)) throw new TypeError(`the answer is ${type || 'of no type'}, and should be ${wanted}`)
  return wanted === 'application/json' ? response.json() : response.text()
}

/** A client of the plugin's routes, typed from the same schemas as the server. */
export const createClient = ({ baseUrl, fetch = globalThis.fetch }: SmsClientOptions): SmsClient => {
  const call = async (
    id: OperationId,
    input: {
      params?: Record<string, string>
      query?: Record<string, unknown>
      body?: unknown
    } = {},
    { signal, headers = {} }: CallOptions = {},
  ) => {
    const [method, url] = endpoints[id].split(' ') as [string, string]
    const path = url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(input.params?.[name] ?? '')))
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(input.query ?? {}))
      if (value !== undefined && value !== '') query.set(name, String(value))
    const search = query.size > 0 ? `?${query}` : ''
    let response: Response
    try {
      response = await fetch(`${baseUrl.replace(/\/$/, '')}${path}${search}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
        ...(signal ? { signal } : {}),
      })
    } catch (error) {
      if (signal?.aborted) throw error
      throw new SmsClientError(0, undefined, error)
    }
    if (response.status === 204) return undefined
    let body: unknown
    try {
      body = await (response.ok ? read(id, response) : response.json())
    } catch (error) {
      if (signal?.aborted) throw error
      throw new SmsClientError(response.status, undefined, error)
    }
    if (response.ok) return body
    throw new SmsClientError(response.status, isOurs(body) ? body : undefined)
  }
  return Object.fromEntries(
    Object.keys(endpoints).map((id) => [
      id,
      (input?: object, options?: CallOptions) => call(id as OperationId, input, options),
    ]),
  ) as SmsClient
}
