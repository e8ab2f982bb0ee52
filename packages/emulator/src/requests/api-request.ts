import type { Parameters } from '../actions/action.ts'
import { parsePairs } from './percent-encoding.ts'

/** A request to the API as it came over the wire. */
export type ApiRequest = {
  method: string
  /** Without `?`. */
  query: string
  /** Lower-case names; repeated ones joined as Node does. */
  headers: Readonly<Record<string, string | undefined>>
  body: Uint8Array
  /** Of query and form body together, in this order. */
  pairs: readonly (readonly [string, string])[]
  params: Parameters
}

/** Reads a request. Parameters are taken from the query and, if the body is a form, from the body too. */
export function readRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Uint8Array,
): ApiRequest {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : ''
  const flat = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(flat['content-type'] ?? '')
  const pairs = [...parsePairs(query), ...(isForm ? parsePairs(Buffer.from(body).toString()) : [])]
  return { method, query, headers: flat, body, pairs, params: new Map(pairs) }
}

/** Action and version, from the headers (third signature version) or the parameters (first). */
export const routeOf = ({ headers, params }: ApiRequest): { action: string; version: string } => ({
  action: headers['x-acs-action'] ?? params.get('Action') ?? '',
  version: headers['x-acs-version'] ?? params.get('Version') ?? '',
})

/** Whether a request is meant for the API rather than for the page that shows the outbox. */
export const isApiRequest = (request: ApiRequest): boolean =>
  request.headers['x-acs-action'] !== undefined ||
  request.headers.authorization !== undefined ||
  request.params.has('Action') ||
  request.params.has('Signature')
