import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { verificationId } from './ids.ts'
import { codeErrors, operation } from './operation.ts'
import { country, id, nothing, object, oneOf, ref, text, time } from './schema.ts'
import { TAGS } from './tags.ts'
import { purpose } from './terms.ts'

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

export const SmsVerification = object(
  {
    id: Type.String({ description: 'What it is called in paths.' }),
    phone: Type.String({ description: 'The number, masked.' }),
    purpose: purpose(),
    status: oneOf(VERIFICATION_STATUSES, {
      description:
        '`pending`: its code is awaited. `approved`: the code was right. `redeemed`: the host has taken that for proof. `expired`, `cancelled`, `exhausted` (too many wrong codes), `failed` (not sent): over, ask for a new code.',
    }),
    expiresAt: time({ description: 'Until then the code is taken.' }),
    resendAt: time({
      description: 'From then on a new code can be asked for.',
    }),
    codeLength: Type.Integer({ description: 'Digits of the code.' }),
    now: time({
      description: "The server's time of this answer, to count down by whatever the clock of the phone says.",
    }),
  },
  {
    $id: 'SmsVerification',
    description: 'One code sent to one phone, for one purpose of one App. Never the code itself.',
    examples: [story.verification],
  },
)
export type SmsVerification = Static<typeof SmsVerification>

export const StartSmsVerification = object(
  {
    phone: text(64, {
      minLength: 1,
      description: 'E.164, or a national number with `country`.',
      examples: [story.PHONE],
    }),
    country: Type.Optional(country({ description: 'The country of a national number, ISO 3166-1 alpha-2.' })),
    purpose: purpose(),
    ssid: Type.Optional(id({ description: 'The signature to use. Left out: as the settings of the App say.' })),
    stid: Type.Optional(id({ description: 'The template to use. Left out: as the settings of the App say.' })),
    locale: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$',
        description: 'The language of the user, BCP 47. Nothing depends on it yet: a template is in one language.',
      }),
    ),
  },
  {
    $id: 'StartSmsVerification',
    description: 'Whom to send a code to, and what for.',
    examples: [story.newVerification],
  },
)
export type StartSmsVerification = Static<typeof StartSmsVerification>

export const SmsApproval = object(
  {
    id: Type.String({ description: 'The verification, which the host redeems.' }),
    status: oneOf(['approved'], { description: 'Says that the code was right.' }),
  },
  { $id: 'SmsApproval', description: 'The code was right. This is said exactly once.', examples: [story.approval] },
)
export type SmsApproval = Static<typeof SmsApproval>

const tags = [TAGS.verifications]
const params = object({ id: verificationId() })

export const startVerification = operation({
  method: 'POST',
  url: '/verifications',
  access: 'app',
  errors: ['SMS_INVALID_PHONE', 'SMS_IDEMPOTENCY_CONFLICT', ...codeErrors],
  schema: {
    operationId: 'startVerification',
    summary: 'Send a code',
    description:
      'Starts a verification: makes a code, sends it by SMS, and answers with when it expires and when a new one can be asked for. Which signature and template it goes with is decided by the settings of the App.',
    tags,
    headers: Type.Object({
      'idempotency-key': Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 128,
          pattern: '^[\\x21-\\x7e]+$',
          description:
            'Any text that the caller has not used before, for calls that are tried again: the same key within a day answers with the same verification and sends nothing more.',
          examples: [story.IDEMPOTENCY_KEY],
        }),
      ),
    }),
    body: ref(StartSmsVerification),
    response: { 201: ref(SmsVerification, { description: 'The code is on its way.' }) },
  },
})

export const checkVerification = operation({
  method: 'POST',
  url: '/verifications/:id/check',
  access: 'app',
  errors: ['SMS_VERIFICATION_NOT_FOUND', 'SMS_VERIFICATION_OVER', 'SMS_CODE_INCORRECT'],
  schema: {
    operationId: 'checkVerification',
    summary: 'Check a code',
    description:
      'Approves the verification when the code is right, once. An approval is no proof by itself: the host redeems it in its own last step. After too many wrong codes the verification is over, and the number is locked for a while.',
    tags,
    params,
    body: object(
      {
        code: text(32, {
          minLength: 1,
          description: 'As the user typed it; spaces, hyphens and full-width digits do not matter.',
        }),
      },
      { examples: [{ code: story.CODE }] },
    ),
    response: { 200: ref(SmsApproval, { description: 'The code was right.' }) },
  },
})

export const resendVerification = operation({
  method: 'POST',
  url: '/verifications/:id/resend',
  access: 'app',
  errors: ['SMS_VERIFICATION_NOT_FOUND', 'SMS_VERIFICATION_OVER', 'SMS_RESEND_TOO_SOON', ...codeErrors],
  schema: {
    operationId: 'resendVerification',
    summary: 'Send a new code',
    description:
      'Of the same verification, from `resendAt` on. The code sent before is still taken until it expires, and wrong codes go on counting.',
    tags,
    params,
    response: {
      200: ref(SmsVerification, { description: 'The new code is on its way.' }),
    },
  },
})

export const cancelVerification = operation({
  method: 'DELETE',
  url: '/verifications/:id',
  access: 'app',
  errors: ['SMS_VERIFICATION_NOT_FOUND', 'SMS_VERIFICATION_OVER'],
  schema: {
    operationId: 'cancelVerification',
    summary: 'Cancel a verification',
    description: 'Its codes are not taken any more.',
    tags,
    params,
    response: {
      204: nothing('The verification is cancelled.'),
    },
  },
})

export const getVerification = operation({
  method: 'GET',
  url: '/verifications/:id',
  access: 'app',
  errors: ['SMS_VERIFICATION_NOT_FOUND'],
  schema: {
    operationId: 'getVerification',
    summary: 'Read a verification',
    description: 'To go on after a page was loaded again: how it stands and how long its code still lives.',
    tags,
    params,
    response: { 200: ref(SmsVerification, { description: 'The verification.' }) },
  },
})
