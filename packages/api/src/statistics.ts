import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { appId } from './ids.ts'
import { operation } from './operation.ts'
import { nullable, object, oneOf, ref, time } from './schema.ts'
import { TAGS } from './tags.ts'

export const STATISTICS_GROUPS = ['day', 'app', 'template', 'country', 'error'] as const
export type StatisticsGroup = (typeof STATISTICS_GROUPS)[number]

const count = (description: string) => Type.Integer({ minimum: 0, description })

export const SmsFigures = object(
  {
    started: count(
      'Codes asked for, and not refused by us or the platform: as soon as they are used, or after 90 seconds. Decoys and test numbers are not counted.',
    ),
    approved: count('Of those: typed in right.'),
    conversion: nullable(Type.Number({ minimum: 0, maximum: 1 }), {
      description: '`approved` ÷ `started`, from 0 to 1; null when nothing was started.',
    }),
    sent: count('SMS that the platform took, tests from the console included.'),
    delivered: count('Of those: reported as delivered.'),
    failed: count('Of those: reported as failed.'),
    unknown: count('Of those: never reported, or with no known outcome.'),
    refused: count('SMS that the platform did not take.'),
    wasted: count(
      'SMS with a code that was never used: those of codes that were not approved, and all but the last of those that were.',
    ),
    deliverySeconds: object(
      {
        p50: nullable(Type.Number(), { description: 'Half took at most so many seconds.' }),
        p95: nullable(Type.Number(), { description: 'Nineteen of twenty took at most so many seconds.' }),
      },
      {
        description:
          'Seconds from the request until the phone had the SMS, to the nearest class (classes are a factor of √2 apart). Null when none was delivered.',
      },
    ),
  },
  {
    $id: 'SmsFigures',
    description:
      'What became of codes and messages that began in a time. Each counts on the day it began, whenever the rest of its story comes: yesterday still changes while its last codes are typed.',
    examples: [story.figures],
  },
)
export type SmsFigures = Static<typeof SmsFigures>

export const SmsStatistics = object(
  {
    from: time({ description: 'The first day, from its beginning in UTC.' }),
    to: time({ description: 'Until the beginning of this day, in UTC.' }),
    groupBy: oneOf(STATISTICS_GROUPS, { description: 'What the groups are.' }),
    total: ref(SmsFigures),
    groups: Type.Array(
      object({
        key: Type.String({
          description:
            'The day (`2026-11-23`), appId (empty for tests from the console), stid, country, or the code of the error.',
        }),
        name: nullable(Type.String(), {
          description: 'Of the App or template, as it is called now, or in the log; null when there is none.',
        }),
        figures: ref(SmsFigures),
      }),
      { description: 'By day: every day of the time, in order. By anything else: those with most SMS first.' },
    ),
    complete: Type.Boolean({ description: '`false` when there are more groups than the 500 that are listed.' }),
    countedUntil: time({ description: 'What happened until then is counted: mostly some seconds ago.' }),
  },
  { $id: 'SmsStatistics', description: 'Figures of some days, in all and by group.', examples: [story.statistics] },
)
export type SmsStatistics = Static<typeof SmsStatistics>

export const getStatistics = operation({
  method: 'GET',
  url: '/statistics',
  access: 'messages:read',
  schema: {
    operationId: 'getStatistics',
    summary: 'Read statistics',
    description:
      'How many codes were asked for, sent, delivered and used, over whole days in UTC, at most 400, by day, App, template, country or error. Groups by error count failed and refused SMS only.',
    tags: [TAGS.statistics],
    querystring: object({
      from: Type.Optional(
        time({
          description: 'The first day is the one that holds this moment; by default that of 30 days ago.',
          examples: ['2026-11-01T00:00:00.000Z'],
        }),
      ),
      to: Type.Optional(
        time({
          description:
            'The last day is the one that holds this moment, or the one before if this is the beginning of a day; by default today.',
          examples: ['2026-11-24T00:00:00.000Z'],
        }),
      ),
      groupBy: Type.Optional(
        oneOf(STATISTICS_GROUPS, { default: 'day', description: 'What the groups are.', examples: ['app'] }),
      ),
      appId: Type.Optional(appId({ description: 'Only what belongs to this App.' })),
    }),
    response: { 200: ref(SmsStatistics, { description: 'The figures, in all and by group.' }) },
  },
})
