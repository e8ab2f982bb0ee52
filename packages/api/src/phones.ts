import { type Static, Type } from 'typebox'
import { errors, LIMIT_NAMES } from './errors.ts'
import { SmsMessage } from './messages.ts'
import { operation } from './operation.ts'
import { nullable, object, oneOf, ref, text, time } from './schema.ts'
import { purpose } from './words.ts'

/**
 * What can happen to a number:
 * - `started`: a code was asked for; `decoy`: the host said that it has no such user, so nothing was sent
 * - `refused`: a code was asked for and not sent: `code` is our error's, `limit` the limit that was hit, `count` how often within that hour
 * - `sent`: an SMS was handed to the platform: `message`
 * - `reported`: it arrived or did not: `message`
 * - `wrong_code`, `approved`: a code was entered
 * - `redeemed`: the host took the approval for proof
 * - `ended`: no code counts any more: `status` says why
 */
export const TIMELINE_KINDS = [
  'started',
  'refused',
  'sent',
  'reported',
  'wrong_code',
  'approved',
  'redeemed',
  'ended',
] as const
export type TimelineKind = (typeof TIMELINE_KINDS)[number]

export const SmsTimelineEvent = object(
  {
    at: time(),
    kind: oneOf(TIMELINE_KINDS),
    appId: nullable(Type.String(), { description: 'Null for a test from the console.' }),
    purpose: nullable(purpose()),
    verificationId: nullable(Type.String()),
    message: Type.Optional(ref(SmsMessage, { description: 'As it is now. Of `sent` and `reported`.' })),
    decoy: Type.Optional(Type.Boolean({ description: 'Of `started`.' })),
    attemptsLeft: Type.Optional(Type.Integer({ description: 'Of `wrong_code`.' })),
    status: Type.Optional(oneOf(['expired', 'cancelled', 'exhausted', 'failed'], { description: 'Of `ended`.' })),
    code: Type.Optional(Type.String({ description: 'Of `refused`: `SMS_LIMITED`, …' })),
    limit: Type.Optional(oneOf(LIMIT_NAMES, { description: 'Of `refused`.' })),
    count: Type.Optional(Type.Integer({ description: 'Of `refused`.' })),
  },
  { $id: 'SmsTimelineEvent' },
)
export type SmsTimelineEvent = Static<typeof SmsTimelineEvent>

/** Everything that is known of one number, oldest first. */
export const SmsPhoneTimeline = object(
  {
    phone: Type.String({ description: 'Masked.' }),
    country: nullable(Type.String()),
    from: time({ description: 'Nothing before it was looked at.' }),
    to: time(),
    events: Type.Array(ref(SmsTimelineEvent)),
    complete: Type.Boolean({ description: 'False when there is more before the first of these in the same time.' }),
  },
  { $id: 'SmsPhoneTimeline' },
)
export type SmsPhoneTimeline = Static<typeof SmsPhoneTimeline>

export const getPhoneTimeline = operation({
  method: 'GET',
  url: '/phones/:phone/timeline',
  access: 'messages:read',
  schema: {
    operationId: 'getPhoneTimeline',
    summary: 'Why did this person get no code?',
    description: 'Every start, limit, message, report and check of one number, in order. By default the last 7 days.',
    tags: ['SMS messages'],
    params: object({ phone: text(64, { minLength: 1, examples: ['+8613900001234'] }) }),
    querystring: object({
      from: Type.Optional(time({ description: 'From this moment on.' })),
      to: Type.Optional(time({ description: 'Before this moment.' })),
    }),
    response: { 200: ref(SmsPhoneTimeline), ...errors() },
  },
})

/** In how much one number stood that is known of nobody now. */
export const SmsErased = object(
  { messages: Type.Integer(), verifications: Type.Integer(), refusals: Type.Integer() },
  { $id: 'SmsErased' },
)
export type SmsErased = Static<typeof SmsErased>

export const erasePhone = operation({
  method: 'DELETE',
  url: '/phones/:phone',
  access: 'settings:write',
  schema: {
    operationId: 'erasePhone',
    summary: 'Erase a phone number',
    description:
      'From the message log, verifications and refusals of the tenant, at once and for good; the entries themselves stay. Its pending codes end.',
    tags: ['SMS messages'],
    params: object({ phone: text(64, { minLength: 1, examples: ['+8613900001234'] }) }),
    response: { 200: ref(SmsErased), ...errors() },
  },
})
