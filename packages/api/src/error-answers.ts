import { type TSchema, Type } from 'typebox'
import { SMS_ERRORS, SmsError, type SmsErrorCode, type SmsErrorDetails, STATUS_NAMES } from './errors.ts'
import * as story from './examples.ts'
import { ref } from './schema.ts'

/** What fills the `%s` of an error's text in the document, and what it says besides. */
type Particulars = { words?: string[]; details?: SmsErrorDetails }

const noSuch = (id: string): Particulars => ({ words: [id] })
const inField = (field: string, ...words: string[]): Particulars => ({ words, details: { field } })
const later = (retryAfter: number, details: SmsErrorDetails = {}, ...words: string[]): Particulars => ({
  words,
  details: { ...details, retryAfter },
})
const said = (code: string | null): Particulars => ({
  details: { platform: { code, requestId: story.REQUEST_ID } },
})

const PARTICULARS: Partial<Record<SmsErrorCode, Particulars>> = {
  SMS_INVALID_INPUT: inField('body', 'Body is not valid JSON'),
  SMS_INVALID_PHONE: inField('body.phone', 'body.phone is too short'),
  SMS_INVALID_CURSOR: inField('querystring.cursor'),
  SMS_FORBIDDEN: { words: ['settings:write'] },
  SMS_REFUSED_BY_HOST: { words: ['Your subscription has ended'] },
  SMS_ACCOUNT_NOT_FOUND: noSuch(story.ACCOUNT_ID),
  SMS_SIGNATURE_NOT_FOUND: noSuch(story.SSID),
  SMS_TEMPLATE_NOT_FOUND: noSuch(story.STID),
  SMS_APP_NOT_FOUND: noSuch(story.APP_ID),
  SMS_VERIFICATION_NOT_FOUND: noSuch(story.VERIFICATION_ID),
  SMS_MESSAGE_NOT_FOUND: noSuch(story.MESSAGE_ID),
  SMS_ALARM_NOT_FOUND: noSuch(story.ALARM_ID),
  SMS_BLOCK_NOT_FOUND: noSuch(story.BLOCK_ID),
  SMS_ACCOUNT_EXISTS: inField('body.name', 'name'),
  SMS_SIGNATURE_EXISTS: inField('body.name', story.signature.name),
  SMS_TEMPLATE_EXISTS: inField('body.code', story.TEMPLATE_CODE),
  SMS_VERIFICATION_OVER: { words: ['expired'], details: { status: 'expired' } },
  SMS_PLATFORM_UNKNOWN: inField('body.platform', 'alibaba', 'Did you mean "alibaba_cloud"?'),
  SMS_CREDENTIALS_REJECTED: said('SignatureDoesNotMatch'),
  SMS_SECRET_MASKED: inField('body.accessKeySecret'),
  SMS_SIGNATURE_NOT_APPROVED: inField('body.name', story.signature.name, 'in review'),
  SMS_TEMPLATE_NOT_APPROVED: inField('body.code', story.TEMPLATE_CODE, 'in review'),
  SMS_APP_UNKNOWN: inField('body.appIds', 'acme-shpo'),
  SMS_CANNOT_SEND: {
    words: ['No template is authorised for this purpose and region, and there is no general one'],
    details: { reason: 'no_template' },
  },
  SMS_COUNTRY_NOT_ALLOWED: inField('body.phone', 'FR'),
  SMS_PHONE_BLOCKED: inField('body.phone'),
  SMS_PHONE_REFUSED: { details: { field: 'body.phone', ...said('isv.MOBILE_NUMBER_ILLEGAL').details } },
  SMS_POLICY_OUT_OF_BOUNDS: inField('body.lifetime', 'body.lifetime must be from 60 to 600'),
  SMS_CODE_INCORRECT: { words: ['4 attempts are left'], details: { attemptsLeft: 4 } },
  SMS_NOT_APPROVED: noSuch(story.VERIFICATION_ID),
  SMS_LIMITED: later(42, { limit: 'phone_per_minute' }, 'try again in 42 seconds'),
  SMS_RESEND_TOO_SOON: later(58, {}, '58 seconds'),
  SMS_LOCKED_OUT: later(900, {}, '15 minutes'),
  SMS_PLATFORM_LIMITED: later(60, said('isv.BUSINESS_LIMIT_CONTROL').details, '60 seconds'),
  SMS_PLATFORM_REFUSED: {
    words: ['the SMS account cannot send; look at its balance and state on the platform'],
    ...said('isv.AMOUNT_NOT_ENOUGH'),
  },
  SMS_PLATFORM_NOT_ASKED: said('ECONNREFUSED'),
  SMS_PLATFORM_NONSENSE: said(null),
  SMS_PLATFORM_UNREACHABLE: { details: { retryAfter: 5, platform: { code: 'CIRCUIT_OPEN', requestId: null } } },
  SMS_STORE_UNAVAILABLE: later(5),
  SMS_SECRET_UNREADABLE: { words: [`account ${story.ACCOUNT_ID}: no key "k1"`] },
  SMS_HOOK_FAILED: { words: ['authenticate did not answer within 10 seconds'] },
  SMS_PLATFORM_TIMEOUT: { details: { verificationId: story.VERIFICATION_ID, ...said('DEADLINE').details } },
}

/** What Fastify says of a body that it does not read; `SMS_INVALID_INPUT` with that status. */
const UNREAD: Record<number, string> = { 413: 'Request body is too large', 415: 'Unsupported Media Type' }

/** The body of an error as an example, in the story that all examples tell. */
export const errorExample = (code: SmsErrorCode, as?: 413 | 415): SmsError => {
  const { words = [], details = {} } = PARTICULARS[code] ?? {}
  const [status, text] = SMS_ERRORS[code]
  const statusCode = as ?? status
  const filled = [...words]
  const message = UNREAD[statusCode] ?? text.replace(/%s/g, () => filled.shift() ?? '')
  return { statusCode, code, error: STATUS_NAMES[statusCode] ?? 'Error', message, ...details }
}

const ABOUT: Record<number, string> = {
  400: 'What was sent is malformed; `field` says where.',
  401: 'The caller has not said who they are.',
  403: 'The caller may not do this.',
  404: 'There is no such thing, or it belongs to somebody else.',
  409: 'It is in conflict with what is there.',
  410: 'The verification is over; `status` says how it ended.',
  413: 'The body is larger than the server takes.',
  415: 'The body is not JSON.',
  422: 'It was understood and refused.',
  429: 'Too often; `retryAfter` says when it is worth trying again.',
  500: 'An error of the server, which is in its log.',
  502: 'The SMS platform refused, or its answer makes no sense.',
  503: 'Something that the server needs is out of reach: the database, the SMS platform, a stored secret or the host.',
  504: 'The SMS platform did not answer in time.',
}

const retryAfter = {
  type: 'integer',
  minimum: 0,
  description: 'Seconds until it is worth trying again. Present when `retryAfter` is.',
}

/**
 * Answers that are errors, as a route's `response` has them: for each status what it means, and each code with an example.
 * For routes of the host's as well, whose error handler answers in the same form.
 * @param bodies an example for each code
 */
export const answersOf = (bodies: readonly SmsError[]): Record<number, TSchema> => {
  const byStatus = new Map<number, SmsError[]>()
  for (const body of bodies) byStatus.set(body.statusCode, [...(byStatus.get(body.statusCode) ?? []), body])
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      Type.Unsafe<SmsError>({
        description: `${ABOUT[status] ?? ''} ${group.map(({ code }) => `\`${code}\``).join(', ')}`.trim(),
        ...(group.some((body) => body.retryAfter !== undefined) ? { headers: { 'retry-after': retryAfter } } : {}),
        content: {
          'application/json': {
            schema: ref(SmsError),
            examples: Object.fromEntries(group.map((body) => [body.code, { value: body }])),
          },
        },
      }),
    ]),
  )
}
