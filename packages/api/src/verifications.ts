import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { country, id, object, oneOf, ref, text, time } from './schema.ts'
import { purpose } from './words.ts'

export const VERIFICATION_STATUSES = [
  'pending',
  'approved',
  'redeemed',
  'expired',
  'cancelled',
  'exhausted',
  'failed',
] as const
export type VerificationStatus = (typeof VERIFICATION_STATUSES)[number]

/** One code sent to one phone for one purpose of one App. */
export const SmsVerification = object(
  {
    id: Type.String(),
    phone: Type.String({
      description: 'Masked.',
      examples: ['+86 139****1234'],
    }),
    purpose: purpose(),
    status: oneOf(VERIFICATION_STATUSES),
    expiresAt: time({ description: 'The code is taken until then.' }),
    resendAt: time({
      description: 'A new code can be asked for from then on.',
    }),
    codeLength: Type.Integer({ examples: [6] }),
    now: time({
      description: "The server's time of this answer, to count down by whatever the clock of the phone says.",
    }),
  },
  { $id: 'SmsVerification' },
)
export type SmsVerification = Static<typeof SmsVerification>

export const StartSmsVerification = object(
  {
    phone: text(64, {
      minLength: 1,
      description: 'E.164, or a national number with `country`.',
      examples: ['+8613900001234'],
    }),
    country: Type.Optional(country({ description: 'Of a national number.' })),
    purpose: purpose(),
    ssid: Type.Optional(id({ description: 'The signature to use.' })),
    stid: Type.Optional(id({ description: 'The template to use.' })),
    locale: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$',
        description: 'The language of the user.',
      }),
    ),
  },
  { $id: 'StartSmsVerification' },
)
export type StartSmsVerification = Static<typeof StartSmsVerification>

/** The code was right; this is said exactly once. */
export const SmsApproval = object({ id: Type.String(), status: oneOf(['approved']) }, { $id: 'SmsApproval' })
export type SmsApproval = Static<typeof SmsApproval>

const tags = ['SMS verifications']
const params = object({ id: id() })

export const startVerification = operation({
  method: 'POST',
  url: '/verifications',
  access: 'app',
  schema: {
    operationId: 'startVerification',
    summary: 'Send a code',
    description: 'The same `idempotency-key` within a day answers with the same verification and sends nothing more.',
    tags,
    headers: Type.Object({
      'idempotency-key': Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 128,
          pattern: '^[\\x21-\\x7e]+$',
        }),
      ),
    }),
    body: ref(StartSmsVerification),
    response: { 201: ref(SmsVerification), ...errors(409, 422, 429, 502, 504) },
  },
})

export const checkVerification = operation({
  method: 'POST',
  url: '/verifications/:id/check',
  access: 'app',
  schema: {
    operationId: 'checkVerification',
    summary: 'Check a code',
    tags,
    params,
    body: object({
      code: text(32, {
        minLength: 1,
        description: 'As the user typed it; spaces and hyphens do not matter.',
        examples: ['042137'],
      }),
    }),
    response: { 200: ref(SmsApproval), ...errors(404, 410, 422, 429) },
  },
})

export const resendVerification = operation({
  method: 'POST',
  url: '/verifications/:id/resend',
  access: 'app',
  schema: {
    operationId: 'resendVerification',
    summary: 'Send a new code',
    description: 'The code sent before is still taken until it expires. Wrong codes go on counting.',
    tags,
    params,
    response: {
      200: ref(SmsVerification),
      ...errors(404, 410, 422, 429, 502, 504),
    },
  },
})

export const cancelVerification = operation({
  method: 'DELETE',
  url: '/verifications/:id',
  access: 'app',
  schema: {
    operationId: 'cancelVerification',
    summary: 'Cancel a verification',
    tags,
    params,
    response: {
      204: Type.Null({ description: 'Cancelled.' }),
      ...errors(404, 410),
    },
  },
})

export const getVerification = operation({
  method: 'GET',
  url: '/verifications/:id',
  access: 'app',
  schema: {
    operationId: 'getVerification',
    summary: 'Read the state of a verification',
    tags,
    params,
    response: { 200: ref(SmsVerification), ...errors(404) },
  },
})
