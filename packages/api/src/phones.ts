import { type Static, Type } from 'typebox'
import { LIMIT_NAMES } from './errors.ts'
import * as story from './examples.ts'
import { SmsMessage } from './messages.ts'
import { operation } from './operation.ts'
import { nullable, object, oneOf, ref, text, time } from './schema.ts'
import { TAGS } from './tags.ts'
import { purpose } from './terms.ts'

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
    at: time({ description: 'When it happened.' }),
    kind: oneOf(TIMELINE_KINDS, {
      description:
        '`started`: a code was asked for. `refused`: a code was asked for and not sent. `sent`: an SMS was handed to the platform. `reported`: it arrived or did not. `wrong_code`, `approved`: a code was typed. `redeemed`: the host took the approval for proof. `ended`: no code counts any more.',
    }),
    appId: nullable(Type.String(), { description: 'Null for a test from the console.' }),
    purpose: nullable(purpose(), { description: 'What the code is for; null for a test from the console.' }),
    verificationId: nullable(Type.String(), { description: 'The verification that it belongs to, if it does.' }),
    message: Type.Optional(ref(SmsMessage)),
    decoy: Type.Optional(
      Type.Boolean({ description: 'Of `started`: the host said that it has no such user, so nothing was sent.' }),
    ),
    attemptsLeft: Type.Optional(Type.Integer({ description: 'Of `wrong_code`: how many could still follow.' })),
    status: Type.Optional(
      oneOf(['expired', 'cancelled', 'exhausted', 'failed'], { description: 'Of `ended`: how it ended.' }),
    ),
    code: Type.Optional(Type.String({ description: 'Of `refused`: the code of the error, `SMS_LIMITED`, …' })),
    limit: Type.Optional(oneOf(LIMIT_NAMES, { description: 'Of `refused`: the limit that was hit.' })),
    count: Type.Optional(Type.Integer({ description: 'Of `refused`: how often it was, within that hour.' })),
  },
  {
    $id: 'SmsTimelineEvent',
    description: 'Something that happened to one number. `sent` and `reported` have the `message`, as it is now.',
    examples: [story.timelineEvent],
  },
)
export type SmsTimelineEvent = Static<typeof SmsTimelineEvent>

export const SmsPhoneTimeline = object(
  {
    phone: Type.String({ description: 'The number, masked.' }),
    country: nullable(Type.String(), { description: 'Of the number, ISO 3166-1 alpha-2.' }),
    from: time({ description: 'What happened before was not looked at.' }),
    to: time({ description: 'What happened from then on was not looked at.' }),
    events: Type.Array(ref(SmsTimelineEvent), { description: 'What happened, oldest first.' }),
    complete: Type.Boolean({ description: '`false` when there was more in this time before the first of these.' }),
  },
  {
    $id: 'SmsPhoneTimeline',
    description: 'Everything that is known of one number, oldest first.',
    examples: [story.timeline],
  },
)
export type SmsPhoneTimeline = Static<typeof SmsPhoneTimeline>

const params = object({
  phone: text(64, { minLength: 1, description: 'The whole number in E.164.', examples: [story.PHONE] }),
})

export const getPhoneTimeline = operation({
  method: 'GET',
  url: '/phones/:phone/timeline',
  access: 'messages:read',
  errors: ['SMS_INVALID_PHONE'],
  schema: {
    operationId: 'getPhoneTimeline',
    summary: 'See why a person got no code',
    description:
      'The story of one number, in order: every code that was asked for, every refusal, message, delivery report and typed code. Of the last 7 days, unless said.',
    tags: [TAGS.messages],
    params,
    querystring: object({
      from: Type.Optional(
        time({ description: 'Only what happened from this moment on.', examples: ['2026-11-16T00:00:00.000Z'] }),
      ),
      to: Type.Optional(
        time({ description: 'Only what happened before this moment.', examples: ['2026-11-24T00:00:00.000Z'] }),
      ),
    }),
    response: { 200: ref(SmsPhoneTimeline, { description: 'What is known of the number.' }) },
  },
})

export const SmsErased = object(
  {
    messages: Type.Integer({ description: 'Messages.' }),
    verifications: Type.Integer({ description: 'Verifications.' }),
    refusals: Type.Integer({ description: 'Codes that were asked for and refused.' }),
  },
  {
    $id: 'SmsErased',
    description: 'How many entries held the number. The entries stay, without it.',
    examples: [story.erased],
  },
)
export type SmsErased = Static<typeof SmsErased>

export const erasePhone = operation({
  method: 'DELETE',
  url: '/phones/:phone',
  access: 'settings:write',
  errors: ['SMS_INVALID_PHONE'],
  schema: {
    operationId: 'erasePhone',
    summary: 'Erase a phone number',
    description:
      'From the message log, verifications and refusals of the tenant, at once and for good; the entries themselves stay. Codes that it was sent are not taken any more.',
    tags: [TAGS.messages],
    params,
    response: { 200: ref(SmsErased, { description: 'The number is erased.' }) },
  },
})
