import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { id, nullable, object, oneOf, page, pageQuery, ref, time } from './schema.ts'

/**
 * What an operator should look at.
 *
 * | kind | meaning | ends |
 * | --- | --- | --- |
 * | key_rejected | the platform rejects the key of an account | when the key works |
 * | permission_missing | the key lacks a right that we need | when the key has it |
 * | account_cannot_send | the account is out of money, suspended or not activated | with the next SMS that is taken |
 * | secret_unreadable | the key of an account cannot be opened with the keys at hand | when it can be |
 * | platform_unreachable | calls of an account fail one after the other; its circuit is open | when a call gets through |
 * | signature_lapsed | a signature is not approved any more | when it is approved again |
 * | signature_filing_lapsed | a carrier's filing of a signature has lapsed | when it is filed again |
 * | template_lapsed | a template is not approved any more | when it is approved again |
 * | template_changed | the text of a template has changed on the platform | by hand |
 * | prefix_blocked | codes to a number prefix are not sent for hours: many were asked for, few used | after that time |
 * | prefix_suspected | the same where the country is only monitored: nothing is blocked | after that time |
 * | country_suspected | many codes to a country were asked for, few used | after a day |
 * | budget_low | most of the day's budget of an App or tenant is used | at the end of the day |
 * | budget_spent | the day's budget is used up: nothing more is sent | at the end of the day |
 */
export const ALARM_KINDS = [
  'key_rejected',
  'permission_missing',
  'account_cannot_send',
  'secret_unreadable',
  'platform_unreachable',
  'signature_lapsed',
  'signature_filing_lapsed',
  'template_lapsed',
  'template_changed',
  'prefix_blocked',
  'prefix_suspected',
  'country_suspected',
  'budget_low',
  'budget_spent',
] as const
export type AlarmKind = (typeof ALARM_KINDS)[number]

export const SmsAlarm = object(
  {
    id: Type.String(),
    kind: oneOf(ALARM_KINDS),
    accountId: nullable(Type.String(), {
      description: "Null for the operator's own account, or when it is not about one.",
    }),
    appId: nullable(Type.String()),
    subject: object(
      { id: Type.String(), name: nullable(Type.String()) },
      { description: 'What it is about: an account, a signature, a template, a prefix, a country, a day.' },
    ),
    platformCode: nullable(Type.String()),
    details: Type.Record(Type.String(), Type.Unknown(), {
      description:
        'What further is known: `country`, `prefix`, `started`, `approved`, `until`, `used`, `limit`, `carriers`, …',
    }),
    times: Type.Integer({ description: 'How often it was found since it began.' }),
    firstAt: time(),
    lastAt: time(),
    endedAt: nullable(time(), { description: 'Null while it stands.' }),
  },
  { $id: 'SmsAlarm' },
)
export type SmsAlarm = Static<typeof SmsAlarm>

const tags = ['SMS alarms']

export const listAlarms = operation({
  method: 'GET',
  url: '/alarms',
  access: 'settings:read',
  schema: {
    operationId: 'listAlarms',
    summary: 'What should be looked at',
    tags,
    querystring: object({
      ...pageQuery,
      open: Type.Optional(Type.Boolean({ default: false, description: 'Only those that stand.' })),
    }),
    response: { 200: page(ref(SmsAlarm)), ...errors() },
  },
})

export const endAlarm = operation({
  method: 'POST',
  url: '/alarms/:id/end',
  access: 'settings:write',
  schema: {
    operationId: 'endAlarm',
    summary: 'Put an alarm away',
    description: 'It was seen to. It is raised again when the same is found again.',
    tags,
    params: object({ id: id() }),
    response: { 200: ref(SmsAlarm), ...errors(404) },
  },
})
