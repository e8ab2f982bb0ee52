import type { PlatformTemplate, Problem } from '../platform.ts'
import { isUncertain, kindOf, waitOf } from './codes.ts'

type SdkError = {
  name?: unknown
  code?: unknown
  statusCode?: unknown
  requestId?: unknown
  retryAfter?: unknown
  message?: unknown
}

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value !== 'undefined' ? value.slice(0, 128) : null

/** The problem behind a business answer: HTTP 200 with a code that is not OK. */
export const problemOfAnswer = (
  body: { code?: unknown; message?: unknown; requestId?: unknown } | undefined,
  now: number,
): Problem => {
  const code = text(body?.code)
  const requestId = text(body?.requestId)
  if (!code) return { kind: 'nonsense', code: null, requestId }
  const kind = kindOf(code)
  return kind === 'limited'
    ? { kind, code, requestId, retryAfter: waitOf(String(body?.message ?? ''), now) }
    : { kind, code, requestId }
}

/** Errors of the connection after which nothing can have been sent: it never came about. */
const NEVER_CONNECTED = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'CERT_HAS_EXPIRED',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

/**
 * The problem behind what the SDK threw. Nothing of its message is kept: those of the network hold the whole URL, so the
 * phone number and the code, and the platform's own for a wrong signature echoes all parameters.
 */
export const problemOfError = (error: unknown, now: number): Problem => {
  const { name, code, statusCode, requestId, retryAfter, message } = (error ?? {}) as SdkError
  const id = text(requestId)
  const word = text(code)
  if (name === 'Deadline' || name === 'RequestTimeoutError' || /^(ReadTimeout|ConnectTimeout)/.test(String(message)))
    return { kind: 'timeout', code: 'TIMEOUT', requestId: id }
  if (
    typeof statusCode === 'number' ||
    name === 'ClientError' ||
    name === 'ThrottlingError' ||
    name === 'ServerError'
  ) {
    if (word === null)
      return { kind: 'nonsense', code: typeof statusCode === 'number' ? `HTTP_${statusCode}` : null, requestId: id }
    const problem = problemOfAnswer({ code: word, requestId: id, message: '' }, now)
    if (problem.kind === 'throttled' && typeof retryAfter === 'number')
      return { ...problem, retryAfter: Math.max(1, Math.ceil(retryAfter / 1000)) }
    return typeof statusCode === 'number' && statusCode >= 500 && problem.kind !== 'throttled'
      ? { ...problem, kind: 'nonsense' }
      : problem
  }
  if (word !== null && NEVER_CONNECTED.includes(word)) return { kind: 'unreachable', code: word, requestId: null }
  if (word === 'InvalidCredentials') return { kind: 'credentials', code: word, requestId: null }
  return { kind: 'nonsense', code: word ?? text(name), requestId: id }
}

/** Whether it is sure that nothing was sent. */
export const isRefusal = ({ kind, code }: Problem): boolean =>
  kind !== 'timeout' && kind !== 'nonsense' && !(code !== null && isUncertain(code))

/** `0` in review, `1` approved, `2` rejected, `10` cancelled; in lists by name, one of them misspelt on the wire. */
export const statusOf = (status: unknown): PlatformTemplate['status'] => {
  switch (String(status)) {
    case '1':
    case 'AUDIT_STATE_PASS':
      return 'approved'
    case '0':
    case 'AUDIT_STATE_INIT':
      return 'in_review'
    case '10':
    case 'AUDIT_STATE_CANCEL':
    case 'AUDIT_SATE_CANCEL':
      return 'cancelled'
    default:
      // Whatever else may come is not approved.
      return 'rejected'
  }
}

/** `TemplateType` of the Get calls and `OuterTemplateType` of lists: 0 and 7 verification, 1 notice, 2 promotion, 3 international. */
export const typeOf = (type: unknown, intlType: unknown): Pick<PlatformTemplate, 'type' | 'region'> => {
  const international: Record<string, PlatformTemplate['type']> = {
    '0': 'notice',
    '1': 'promotion',
    '2': 'verification',
  }
  if (String(type) === '3') return { region: 'international', type: international[String(intlType)] ?? 'verification' }
  return {
    region: 'domestic',
    type: String(type) === '1' ? 'notice' : String(type) === '2' ? 'promotion' : 'verification',
  }
}

const CARRIER_STATES = {
  '0': 'failed',
  '1': 'to_be_proved',
  '2': 'lapsed',
  '3': 'registered',
  '-1': 'under_way',
  '-2': 'not_registered',
} as const
/** `RegisterStatus` of GetSmsSign (help page 2807429). */
export const carrierStatusOf = (status: unknown) =>
  CARRIER_STATES[String(status) as keyof typeof CARRIER_STATES] ?? 'not_registered'

/** `yyyy-MM-dd HH:mm:ss` of China (UTC+8) in milliseconds since the epoch. */
export const timeOf = (value: unknown): number | null => {
  const at = typeof value === 'string' ? Date.parse(`${value.replace(' ', 'T')}+08:00`) : Number.NaN
  return Number.isNaN(at) ? null : at
}

/** A moment's day in China, `yyyyMMdd`. */
export const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')
