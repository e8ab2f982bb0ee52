import { type Static, Type } from 'typebox'
import { nullable, object, oneOf, ref } from './schema.ts'
import { cannotSendReason } from './words.ts'

/**
 * Every error that a route or service of SMS Settings answers with: its status and its English text.
 * `%s` is filled with the particulars. The message says what happened and what to do next.
 */
export const SMS_ERRORS = {
  // What was sent to us
  SMS_INVALID_INPUT: [400, '%s'],
  SMS_INVALID_PHONE: [400, '%s'],
  SMS_INVALID_CURSOR: [400, 'The cursor is not one of this list: start again from the first page'],
  SMS_UNAUTHENTICATED: [401, 'Sign in first'],
  SMS_FORBIDDEN: [403, 'You lack the permission %s'],
  SMS_STEP_UP_REQUIRED: [403, 'Confirm who you are before this step'],
  SMS_REFUSED_BY_HOST: [403, '%s'],
  // Not there, or not yours
  SMS_ROUTE_NOT_FOUND: [404, '%s'],
  SMS_ACCOUNT_NOT_FOUND: [404, 'There is no SMS account %s'],
  SMS_SIGNATURE_NOT_FOUND: [404, 'There is no signature %s'],
  SMS_TEMPLATE_NOT_FOUND: [404, 'There is no template %s'],
  SMS_APP_NOT_FOUND: [404, 'There is no App %s'],
  SMS_VERIFICATION_NOT_FOUND: [404, 'There is no verification %s'],
  SMS_MESSAGE_NOT_FOUND: [404, 'There is no message %s'],
  SMS_ALARM_NOT_FOUND: [404, 'There is no alarm %s'],
  SMS_BLOCK_NOT_FOUND: [404, 'There is no block %s of this App'],
  SMS_REPORT_ADDRESS_UNKNOWN: [404, 'Reports are not taken at this address: copy that of the SMS account again'],
  // In the way of something else
  SMS_ACCOUNT_EXISTS: [409, 'An SMS account with this %s exists already'],
  SMS_SIGNATURE_EXISTS: [409, 'The signature "%s" has been added to this account already'],
  SMS_TEMPLATE_EXISTS: [409, 'The template %s has been added to this account already'],
  SMS_GENERAL_READ_ONLY: [
    409,
    'The general signature and templates are provided by the operator and cannot be changed here',
  ],
  SMS_PHONE_ERASED: [409, 'The phone number of this message has been erased'],
  SMS_IDEMPOTENCY_CONFLICT: [409, 'This idempotency key was used for a different request'],
  // Over
  SMS_VERIFICATION_OVER: [410, 'This verification is %s: ask for a new code'],
  // Understood but refused
  SMS_PLATFORM_UNKNOWN: [422, 'There is no platform "%s". %s'],
  SMS_CREDENTIALS_REJECTED: [422, 'The platform rejects this AccessKey: check both the id and the secret'],
  SMS_SECRET_MASKED: [422, 'The AccessSecret is a masked one: enter the secret itself'],
  SMS_SIGNATURE_NOT_APPROVED: [422, 'The signature "%s" is not approved on the platform (%s)'],
  SMS_TEMPLATE_NOT_APPROVED: [422, 'The template %s is not approved on the platform (%s)'],
  SMS_APP_UNKNOWN: [422, 'Not an App of yours: %s'],
  SMS_CANNOT_SEND: [422, 'No code can be sent: %s'],
  SMS_COUNTRY_NOT_ALLOWED: [422, 'SMS to this country are not allowed: %s'],
  SMS_PHONE_BLOCKED: [422, 'This phone number is on the block list'],
  SMS_PHONE_REFUSED: [422, 'The platform cannot send to this number: check it, or use another'],
  SMS_POLICY_OUT_OF_BOUNDS: [422, '%s'],
  SMS_MESSAGE_WITHOUT_APP: [422, 'This message was a test from the console: no App has a list to put its number on'],
  SMS_LIST_FULL: [422, 'The safe list of this App is full: take numbers from it first'],
  SMS_CODE_INCORRECT: [422, 'The code is not right: %s'],
  SMS_NOT_APPROVED: [422, 'There is no approved verification %s of this App, phone and purpose to redeem'],
  // Too much
  SMS_LIMITED: [429, 'Too many SMS: %s'],
  SMS_RESEND_TOO_SOON: [429, 'A new code can be sent in %s'],
  SMS_LOCKED_OUT: [429, 'Too many wrong codes: try again in %s'],
  SMS_PLATFORM_LIMITED: [429, 'The platform limits SMS to this number: try again in %s'],
  // Ours
  SMS_INTERNAL: [500, 'Something went wrong on our side'],
  // The platform's, or of what we stand on
  SMS_PLATFORM_REFUSED: [502, 'The platform refused: %s'],
  SMS_PLATFORM_NOT_ASKED: [
    502,
    'The platform cannot be reached to check the key: nothing was stored. Try again, or add it unchecked with ?verify=false',
  ],
  SMS_PLATFORM_NONSENSE: [
    502,
    'The platform gave an answer that makes no sense; whether the SMS was sent is being looked into',
  ],
  SMS_PLATFORM_UNREACHABLE: [503, 'The platform cannot be reached: try again in a moment'],
  SMS_STORE_UNAVAILABLE: [503, 'The database cannot be reached: nothing was sent, try again in a moment'],
  SMS_SECRET_UNREADABLE: [503, 'A stored secret cannot be opened (%s): restore its key or enter it again'],
  SMS_HOOK_FAILED: [503, 'The host could not answer: %s'],
  SMS_PLATFORM_TIMEOUT: [504, 'The platform did not answer in time; whether the SMS was sent is being looked into'],
} as const satisfies Record<`SMS_${string}`, readonly [number, string]>

export type SmsErrorCode = keyof typeof SMS_ERRORS

/** The limits of sending, as an error names the one that was hit. */
export const LIMIT_NAMES = [
  'phone_per_minute',
  'phone_per_hour',
  'phone_per_day',
  'ip_per_hour',
  'app_per_day',
  'tenant_per_day',
  'country_per_hour',
  'prefix_per_hour',
  'prefix_blocked',
] as const
export type LimitName = (typeof LIMIT_NAMES)[number]

/** The body of every answer that is not a success. */
export const SmsError = object(
  {
    statusCode: Type.Integer(),
    code: Type.String({ description: 'A constant to branch on, `SMS_…`.' }),
    error: Type.String({ description: 'The name of the HTTP status.' }),
    message: Type.String({
      description: 'What happened and what to do next. Never a code, a secret or a whole number.',
    }),
    field: Type.Optional(
      Type.String({
        description: 'The field that is wrong, as a path: `body.phone`.',
      }),
    ),
    limit: Type.Optional(oneOf(LIMIT_NAMES, { description: 'Which limit was hit.' })),
    retryAfter: Type.Optional(Type.Integer({ description: 'Seconds until it is worth trying again.' })),
    attemptsLeft: Type.Optional(Type.Integer({ description: 'Wrong codes that may still follow.' })),
    status: Type.Optional(Type.String({ description: 'The state of a verification that is over.' })),
    reason: Type.Optional(cannotSendReason({ description: 'Why no code can be sent.' })),
    verificationId: Type.Optional(
      Type.String({
        description: 'The verification of a send whose outcome is unknown: its code may still arrive.',
      }),
    ),
    platform: Type.Optional(
      object(
        { code: nullable(Type.String()), requestId: nullable(Type.String()) },
        {
          description: "The platform's own code and request id, for the operator.",
        },
      ),
    ),
  },
  { $id: 'SmsError' },
)
export type SmsError = Static<typeof SmsError>

/** What an error may say beside its message. */
export type SmsErrorDetails = Partial<
  Pick<
    SmsError,
    'field' | 'limit' | 'retryAfter' | 'attemptsLeft' | 'status' | 'reason' | 'verificationId' | 'platform'
  >
>

const ABOUT: Record<number, string> = {
  400: 'Malformed: `field` says where.',
  401: 'Not signed in.',
  403: 'Not allowed.',
  404: 'Not there, or not yours.',
  409: 'In conflict with what is there.',
  410: 'The verification is over: `status` says how.',
  422: 'Understood, but refused.',
  429: 'Limited: `retryAfter` says for how long.',
  500: 'An error of ours.',
  502: 'The platform refused, or answered nonsense.',
  503: 'The platform or the database cannot be reached.',
  504: 'The platform did not answer in time.',
}

/** The error answers of an operation. Every route can answer 400, 401, 403, 500 and 503; `more` are its own. */
export const errors = <const S extends number>(...more: S[]) =>
  Object.fromEntries(
    [400, 401, 403, 500, 503, ...more].sort().map((status) => [status, ref(SmsError, { description: ABOUT[status] })]),
  ) as Record<400 | 401 | 403 | 500 | 503 | S, ReturnType<typeof ref<typeof SmsError>>>
