import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { alarmId } from './ids.ts'
import { operation } from './operation.ts'
import { nullable, object, oneOf, page, pageQuery, ref, time } from './schema.ts'
import { TAGS } from './tags.ts'

/** What somebody should look at, and when that is over. */
const KINDS = {
  key_rejected: 'the platform rejects the key of an account; ends when the key works',
  permission_missing: 'the key lacks a right that we need; ends when the key has it',
  account_cannot_send: 'the account is out of money, suspended or not activated; ends with the next SMS that is taken',
  secret_unreadable: 'the key of an account cannot be opened with the keys at hand; ends when it can be',
  platform_unreachable:
    'calls of an account fail one after the other; its circuit is open; ends when a call gets through',
  signature_lapsed: 'a signature is not approved any more; ends when it is approved again',
  signature_registration_lapsed: "a carrier's registration of a signature has lapsed; ends when it is registered again",
  template_lapsed: 'a template is not approved any more; ends when it is approved again',
  template_changed: 'the text of a template has changed on the platform; ends by hand',
  prefix_blocked:
    'codes to a number prefix are not sent for hours: many were asked for, few used; ends after that time',
  prefix_suspected: 'the same where the country is only monitored: nothing is blocked; ends after that time',
  country_suspected: 'many codes to a country were asked for, few used; ends after a day',
  budget_low: "most of the day's budget of an App or tenant is used; ends at the end of the day",
  budget_spent: "the day's budget is used up: nothing more is sent; ends at the end of the day",
} as const
export type AlarmKind = keyof typeof KINDS
export const ALARM_KINDS = Object.keys(KINDS) as AlarmKind[]

const KINDS_IN_WORDS = Object.entries(KINDS)
  .map(([kind, meaning]) => `\`${kind}\`: ${meaning}.`)
  .join(' ')

export const SmsAlarm = object(
  {
    id: Type.String({ description: 'What it is called in paths.' }),
    kind: oneOf(ALARM_KINDS, { description: KINDS_IN_WORDS }),
    accountId: nullable(Type.String(), {
      description: "Null for the operator's own account, or when it is not about one.",
    }),
    appId: nullable(Type.String(), { description: 'The App that it is about; null when it is not about one.' }),
    subject: object(
      {
        id: Type.String({ description: 'Its id, prefix, country or day.' }),
        name: nullable(Type.String(), { description: 'How it is called, if it has a name.' }),
      },
      { description: 'What it is about: an account, a signature, a template, a prefix, a country, a day.' },
    ),
    platformCode: nullable(Type.String(), { description: "The platform's code of what is wrong, if it said one." }),
    details: Type.Record(Type.String(), Type.Unknown(), {
      description:
        'What further is known: `country`, `prefix`, `started`, `approved`, `until`, `used`, `limit`, `carriers`, …',
    }),
    times: Type.Integer({ description: 'How often it was found since it began.' }),
    firstAt: time({ description: 'When it was first found.' }),
    lastAt: time({ description: 'When it was last found.' }),
    endedAt: nullable(time(), { description: 'When it ended; null while it stands.' }),
  },
  { $id: 'SmsAlarm', description: 'Something that somebody should look at.', examples: [story.alarm] },
)
export type SmsAlarm = Static<typeof SmsAlarm>

const tags = [TAGS.alarms]

export const listAlarms = operation({
  method: 'GET',
  url: '/alarms',
  access: 'settings:read',
  schema: {
    operationId: 'listAlarms',
    summary: 'List alarms',
    description:
      'What somebody should look at, newest first. Most alarms end by themselves once what they are about is mended.',
    tags,
    querystring: object({
      ...pageQuery,
      standing: Type.Optional(
        Type.Boolean({ default: false, description: '`true` leaves out those that have ended.', examples: [true] }),
      ),
    }),
    response: { 200: page(SmsAlarm, 'A page of alarms.') },
  },
})

export const endAlarm = operation({
  method: 'POST',
  url: '/alarms/:id/end',
  access: 'settings:write',
  errors: ['SMS_ALARM_NOT_FOUND'],
  schema: {
    operationId: 'endAlarm',
    summary: 'End an alarm',
    description: 'Somebody has seen to it. It is raised again when the same is found again.',
    tags,
    params: object({ id: alarmId() }),
    response: { 200: ref(SmsAlarm, { description: 'The alarm, which has ended.' }) },
  },
})
