import type { Problem, ProblemKind } from '../platform.ts'

/** What one code of the platform means. */
export type Meaning = {
  kind: ProblemKind
  /** Whether an SMS may have been sent although the call failed. Such a send is never repeated by itself. */
  sent: 'no' | 'maybe'
  /** The page of help.aliyun.com/document_detail/{page}.html that names the code; null when it is known from answers only. */
  page: number | null
}

/**
 * Every code that the platform is known to answer SendSms and its queries with.
 *
 * Codes that begin with `isv.` or `isp.` come from the SMS service, with HTTP 200; the others from the gateway in front
 * of it, with 4xx or 5xx. Codes are told apart by name, never by status: the pages disagree on the statuses.
 */
export const CODES: Readonly<Record<string, Meaning>> = {
  // The gateway: who asks
  'InvalidAccessKeyId.NotFound': { kind: 'credentials', sent: 'no', page: null },
  'InvalidAccessKeyId.Inactive': { kind: 'credentials', sent: 'no', page: null },
  SignatureDoesNotMatch: { kind: 'credentials', sent: 'no', page: null },
  IncompleteSignature: { kind: 'credentials', sent: 'no', page: null },
  // Said by the SDK itself, of an empty id or secret
  InvalidCredentials: { kind: 'credentials', sent: 'no', page: null },
  'Forbidden.RAM': { kind: 'permission', sent: 'no', page: null },
  Forbidden: { kind: 'permission', sent: 'no', page: null },
  NoPermission: { kind: 'permission', sent: 'no', page: null },
  // The gateway: how it is asked. An expired time stamp means that this machine's clock is wrong.
  SignatureNonceUsed: { kind: 'bug', sent: 'no', page: null },
  'InvalidTimeStamp.Expired': { kind: 'bug', sent: 'no', page: 101346 },
  'InvalidTimeStamp.Format': { kind: 'bug', sent: 'no', page: 101346 },
  MissingPhoneNumbers: { kind: 'bug', sent: 'no', page: null },
  MissingSignName: { kind: 'bug', sent: 'no', page: null },
  MissingTemplateCode: { kind: 'bug', sent: 'no', page: null },
  InvalidVersion: { kind: 'bug', sent: 'no', page: null },
  'InvalidAction.NotFound': { kind: 'bug', sent: 'no', page: null },
  'InvalidApi.NotFound': { kind: 'bug', sent: 'no', page: null },
  'Throttling.User': { kind: 'throttled', sent: 'no', page: null },
  'Throttling.Api': { kind: 'throttled', sent: 'no', page: null },
  Throttling: { kind: 'throttled', sent: 'no', page: null },
  InternalError: { kind: 'nonsense', sent: 'maybe', page: null },
  ServiceUnavailable: { kind: 'nonsense', sent: 'maybe', page: null },

  // The person who is to get the SMS
  'isv.BUSINESS_LIMIT_CONTROL': { kind: 'limited', sent: 'no', page: 101346 },
  'isv.MOBILE_NUMBER_ILLEGAL': { kind: 'phone', sent: 'no', page: 101346 },
  'isv.BLACK_KEY_CONTROL_LIMIT': { kind: 'phone', sent: 'no', page: 101346 },
  'isv.CUSTOMER_REFUSED': { kind: 'phone', sent: 'no', page: 101346 },

  // Signature, template and variables
  'isv.SMS_SIGNATURE_ILLEGAL': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.SMS_SIGN_ILLEGAL': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.SIGN_STATE_ILLEGAL': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.SMS_TEMPLATE_ILLEGAL': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.TEMPLATE_MISSING_PARAMETERS': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.PARAM_LENGTH_LIMIT': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.UNSUPPORTED_CONTENT': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.SMS_CONTENT_ILLEGAL': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.SMS_TEST_SIGN_TEMPLATE_LIMIT': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.SMS_TEST_NUMBER_LIMIT': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.EXTEND_CODE_ERROR': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.ONE_CODE_MULTIPLE_SIGN': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.CODE_ERROR': { kind: 'settings', sent: 'no', page: 101346 },
  'isv.CODE_EXCEED_LIMIT': { kind: 'settings', sent: 'no', page: 101346 },

  // How we ask
  'isv.MOBILE_COUNT_OVER_LIMIT': { kind: 'bug', sent: 'no', page: 101346 },
  'isv.TEMPLATE_PARAMS_ILLEGAL': { kind: 'bug', sent: 'no', page: 101346 },
  'isv.INVALID_JSON_PARAM': { kind: 'bug', sent: 'no', page: 101346 },
  'isv.PARAM_NOT_SUPPORT_URL': { kind: 'bug', sent: 'no', page: 101346 },
  'isv.INVALID_PARAMETERS': { kind: 'bug', sent: 'no', page: 101346 },

  // The account
  'isv.AMOUNT_NOT_ENOUGH': { kind: 'account', sent: 'no', page: 101346 },
  'isv.OUT_OF_SERVICE': { kind: 'account', sent: 'no', page: 101346 },
  'isv.ACCOUNT_NOT_EXISTS': { kind: 'account', sent: 'no', page: 101346 },
  'isv.ACCOUNT_ABNORMAL': { kind: 'account', sent: 'no', page: 101346 },
  'isv.SECURITY_FROZEN_ACCOUNT': { kind: 'account', sent: 'no', page: 101346 },
  'isv.PRODUCT_UN_SUBSCRIPT': { kind: 'account', sent: 'no', page: 101346 },
  'isv.PRODUCT_UNSUBSCRIBE': { kind: 'account', sent: 'no', page: 101346 },
  'isv.DAY_LIMIT_CONTROL': { kind: 'account', sent: 'no', page: 101346 },
  'isv.MONTH_LIMIT_CONTROL': { kind: 'account', sent: 'no', page: 101346 },
  // Sent from an address outside the mainland
  'isv.DENY_IP_RANGE': { kind: 'account', sent: 'no', page: 101346 },
  'isp.RAM_PERMISSION_DENY': { kind: 'permission', sent: 'no', page: 101346 },

  // The platform itself: its page says to call again, which for an SMS could mean a second one
  'isp.SYSTEM_ERROR': { kind: 'nonsense', sent: 'maybe', page: 101346 },
  'isp.GATEWAY_ERROR': { kind: 'nonsense', sent: 'maybe', page: 101346 },
}

/** Families of codes, for members that {@link CODES} does not name. */
const FAMILIES: readonly (readonly [prefix: string, Meaning])[] = [
  ['Throttling', { kind: 'throttled', sent: 'no', page: null }],
  ['InvalidAccessKeyId', { kind: 'credentials', sent: 'no', page: null }],
  ['InvalidSecurityToken', { kind: 'credentials', sent: 'no', page: null }],
  ['Forbidden', { kind: 'permission', sent: 'no', page: null }],
  ['NoPermission', { kind: 'permission', sent: 'no', page: null }],
  ['Missing', { kind: 'bug', sent: 'no', page: null }],
  ['InvalidTimeStamp', { kind: 'bug', sent: 'no', page: null }],
  ['InternalError', { kind: 'nonsense', sent: 'maybe', page: null }],
  ['ServiceUnavailable', { kind: 'nonsense', sent: 'maybe', page: null }],
  // A fault on the platform's side: it may have come after the SMS was taken on.
  ['isp.', { kind: 'nonsense', sent: 'maybe', page: null }],
]

/**
 * What a code that nobody has described means: refused, not to be tried again, for whoever has the account to look at: so
 * it is of the kind `account`. The code itself is kept.
 */
const UNDESCRIBED: Meaning = { kind: 'account', sent: 'no', page: null }

/** Why an SMS that was taken on did not arrive: the codes of delivery reports (help page 101347), with whose matter it is. */
export const DELIVERY_CODES: Readonly<Record<string, { kind: ProblemKind; page: number }>> = {
  // Switched off, out of reach, or not assigned
  MOBILE_NOT_ON_SERVICE: { kind: 'phone', page: 101347 },
  MOBILE_ACCOUNT_ABNORMAL: { kind: 'phone', page: 101347 },
  // The platform's own spelling
  MOBLLE_TERMINAL_ERROR: { kind: 'phone', page: 101347 },
  INVALID_NUMBER: { kind: 'phone', page: 101347 },
  MOBILE_IN_BLACK: { kind: 'phone', page: 101347 },
  USER_REJECT: { kind: 'phone', page: 101347 },
  MOBILE_SEND_LIMIT: { kind: 'limited', page: 101347 },
  CONTENT_KEYWORD: { kind: 'settings', page: 101347 },
  CONTENT_ERROR: { kind: 'settings', page: 101347 },
  SIGNATURE_BLACKLIST: { kind: 'settings', page: 101347 },
  // The signature is not registered with the carrier
  PORT_NOT_REGISTERED: { kind: 'settings', page: 101347 },
  PARAMS_ILLEGAL: { kind: 'settings', page: 101347 },
  SP_NOT_BY_INTER_SMS: { kind: 'settings', page: 101347 },
  NO_ROUTE: { kind: 'account', page: 101347 },
  IS_CLOSE: { kind: 'account', page: 101347 },
  SP_UNKNOWN_ERROR: { kind: 'phone', page: 101347 },
  // Taken on by the carrier, which never reported
  REQUEST_SUCCESS: { kind: 'phone', page: 101347 },
}

/** Whose matter a failed delivery is. Carriers have codes of their own; these concern the phone. */
export const deliveryKind = (code: string | null): ProblemKind =>
  (code && (DELIVERY_CODES[code]?.kind ?? CODES[code]?.kind)) || 'phone'

/** What to make of a call that did not succeed. */
export type Verdict = {
  sent: 'no' | 'maybe'
  problem: Problem
  /** The SMS service itself refused, rather than the gateway or the network. */
  byService: boolean
  /** The code is one that we know the meaning of. */
  described: boolean
}

/** A code or id is kept only if it looks like one: whatever else a field holds could be a phone number with its code. */
export const word = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w.:^-]{1,64}$/.test(value) && value !== 'undefined' && !/^\d+$/.test(value)
    ? value
    : null

/**
 * Seconds to wait after `isv.BUSINESS_LIMIT_CONTROL`, read from its message (`触发分钟级流控Permits:1`). Minutes and
 * hours are windows of the clock in China, whose offset is whole hours, a day is 24 hours from the send (help page 44335).
 */
export const waitOf = (message: string, now: number): number => {
  const untilNext = (length: number) => Math.ceil((length - (now % length)) / 1000)
  if (/分钟级|minute/i.test(message)) return untilNext(60_000)
  if (/小时级|hour/i.test(message)) return untilNext(3_600_000)
  if (/天级|day/i.test(message)) return 86_400
  return 60
}

const meaningOf = (code: string, status: number): [Meaning, described: boolean] => {
  const known = Object.hasOwn(CODES, code) ? CODES[code] : FAMILIES.find(([prefix]) => code.startsWith(prefix))?.[1]
  if (known) return [known, true]
  if (status >= 500 || status === 408) return [{ kind: 'nonsense', sent: 'maybe', page: null }, false]
  if (status === 429) return [{ kind: 'throttled', sent: 'no', page: null }, false]
  return [UNDESCRIBED, false]
}

/** The fields of an answer, or of the error the SDK made of one. */
type Answered = {
  code: unknown
  status: number
  message?: string | undefined
  requestId?: unknown
  bizId?: unknown
  /** Milliseconds. */
  retryAfter?: unknown
}

/** Judges an answer that says something else than `OK`. */
export const judgeAnswer = (answer: Answered, now: number): Verdict => {
  const { status } = answer
  const requestId = word(answer.requestId)
  const code = word(answer.code)
  // Without a code, with a code that is none, or with the receipt of an SMS beside a refusal: anything may have happened.
  if (code === null && !(status >= 400 && status < 500))
    return nonsense(status >= 500 ? `HTTP_${status}` : 'NO_CODE', requestId)
  if (code === 'OK' || answer.bizId) return nonsense(code, requestId)
  const [meaning, described] = meaningOf(code ?? '', status)
  const problem: Problem = { kind: meaning.kind, code: code ?? `HTTP_${status}`, requestId }
  if (meaning.kind === 'limited') problem.retryAfter = waitOf(answer.message ?? '', now)
  if (meaning.kind === 'throttled')
    problem.retryAfter = Math.max(1, Math.ceil((Number(answer.retryAfter) || 1000) / 1000))
  return { sent: meaning.sent, problem, byService: status < 400 || /^is[vp]\./.test(code ?? ''), described }
}

const nonsense = (code: string | null, requestId: string | null = null): Verdict => ({
  sent: 'maybe',
  problem: { kind: 'nonsense', code, requestId },
  byService: false,
  described: false,
})

const unreachable = (code: string | null): Verdict => ({
  sent: 'no',
  problem: { kind: 'unreachable', code, requestId: null },
  byService: false,
  described: true,
})

/** No answer in time. */
export const tooLate = (code: string): Verdict => ({
  sent: 'maybe',
  problem: { kind: 'timeout', code, requestId: null },
  byService: false,
  described: true,
})

/** Refused by ourselves, before anything was sent. */
export const heldBack = (kind: ProblemKind, code: string, retryAfter?: number): Verdict => ({
  sent: 'no',
  problem: { kind, code, requestId: null, ...(retryAfter === undefined ? {} : { retryAfter }) },
  byService: false,
  described: true,
})

/** Network errors before there was a connection, by whichever system call they came from. */
const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA'])

/**
 * Errors of a TLS handshake: a certificate that is not believed (Node's list of X.509 codes), or another protocol than
 * TLS. No request is written before the handshake is over. Other `ERR_SSL_…` can also strike later, midway.
 */
const HANDSHAKE =
  /^(EPROTO|CERT_.+|UNABLE_TO_.+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERR_TLS_CERT_ALTNAME_\w+|ERR_TLS_HANDSHAKE_TIMEOUT|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_UNSUPPORTED_PROTOCOL|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_(TLSV1|SSLV3)_(ALERT_PROTOCOL_VERSION|ALERT_HANDSHAKE_FAILURE|UNRECOGNIZED_NAME))$/

/** What Node says of a request that cannot be written down: a lone surrogate in a value, a line break in a key. */
const UNWRITABLE = /^(ERR_INVALID_(CHAR|URI|URL|HTTP_TOKEN)|ERR_UNESCAPED_CHARACTERS)$/

type Thrown = {
  name?: unknown
  code?: unknown
  message?: unknown
  syscall?: unknown
  statusCode?: unknown
  requestId?: unknown
  retryAfter?: unknown
  errors?: unknown
}

const beforeConnection = ({ code, syscall, message, errors }: Thrown): boolean =>
  syscall === 'connect' ||
  syscall === 'getaddrinfo' ||
  NO_CONNECTION.has(String(code)) ||
  HANDSHAKE.test(String(code)) ||
  // Node's words when the other side hangs up during the handshake; the code is ECONNRESET as it is later.
  String(message).startsWith('Client network socket disconnected before secure TLS connection was established') ||
  // Several addresses were tried, and none took the connection.
  (Array.isArray(errors) && errors.length > 0 && errors.every((error) => beforeConnection(error)))

/**
 * Judges what the SDK threw. Errors are known by their fields, not by class: a second copy of the SDK in the tree has
 * classes of its own. Nothing of the message gets out, since it can hold the whole URL, and so the phone number and the code.
 */
export const judgeError = (error: unknown, now: number): Verdict => {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Thrown
  const { name, code, statusCode, requestId, retryAfter } = thrown
  if (typeof statusCode === 'number')
    return judgeAnswer({ code, status: statusCode, requestId, retryAfter, message: String(thrown.message) }, now)
  if (code === 'InvalidCredentials') return judgeAnswer({ code, status: 400 }, now)
  if (name === 'URIError' || UNWRITABLE.test(String(code))) return heldBack('bug', word(code) ?? 'URIError')
  if (beforeConnection(thrown)) return unreachable(word(code))
  if (name === 'RequestTimeoutError' || code === 'ETIMEDOUT') return tooLate(word(code) ?? 'RequestTimeoutError')
  return nonsense(word(code) ?? word(name))
}
