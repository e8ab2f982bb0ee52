import { type Static, Type } from 'typebox'
import { nullable, object, oneOf } from './schema.ts'
import { cannotSendReason } from './terms.ts'

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

export const SmsError = object(
  {
    statusCode: Type.Integer({ description: 'The HTTP status, again.' }),
    code: Type.String({ description: 'What went wrong, as a constant to branch on: `SMS_…`.' }),
    error: Type.String({ description: 'The name of the HTTP status.' }),
    message: Type.String({
      description:
        'What happened and what to do next, in English, for people. Never holds a code, a secret or a whole phone number.',
    }),
    field: Type.Optional(Type.String({ description: 'The field that is wrong, as a path: `body.phone`.' })),
    limit: Type.Optional(oneOf(LIMIT_NAMES, { description: 'The limit that was hit.' })),
    retryAfter: Type.Optional(
      Type.Integer({ description: 'Seconds until it is worth trying again; the header `retry-after` says the same.' }),
    ),
    attemptsLeft: Type.Optional(
      Type.Integer({ description: 'How many wrong codes may still follow before this verification is over.' }),
    ),
    status: Type.Optional(
      Type.String({ description: 'How a verification that is over has ended: `expired`, `exhausted`, …' }),
    ),
    reason: Type.Optional(cannotSendReason({ description: 'Why no code can be sent, as a constant.' })),
    verificationId: Type.Optional(
      Type.String({
        description: 'The verification of a code of which nobody knows yet whether it was sent: it may still arrive.',
      }),
    ),
    platform: Type.Optional(
      object(
        {
          code: nullable(Type.String(), { description: "The platform's code of what went wrong." }),
          requestId: nullable(Type.String(), { description: "The platform's id of the call, for its support." }),
        },
        { description: 'What the platform said, for the operator. Present when the platform was asked.' },
      ),
    ),
  },
  { $id: 'SmsError', description: 'The body of every answer that is not a success.' },
)
export type SmsError = Static<typeof SmsError>

/** What an error may say beside its message. */
export type SmsErrorDetails = Partial<
  Pick<
    SmsError,
    'field' | 'limit' | 'retryAfter' | 'attemptsLeft' | 'status' | 'reason' | 'verificationId' | 'platform'
  >
>

/** The `error` of an answer: the name of its HTTP status. */
export const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}
