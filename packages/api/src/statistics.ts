import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { id, nullable, object, oneOf, ref, time } from './schema.ts'

export const STATISTICS_GROUPS = ['day', 'app', 'template', 'country', 'error'] as const
export type StatisticsGroup = (typeof STATISTICS_GROUPS)[number]

const count = (description: string) => Type.Integer({ minimum: 0, description })

/**
 * What became of codes and messages that began in a time. A message or code counts on the day it began, whenever the rest
 * of its story comes: yesterday's conversion still grows while yesterday's last codes are typed.
 */
export const SmsFigures = object(
  {
    started: count(
      'Codes asked for, and not refused by us or the platform: as soon as they are used, or after 90 seconds. Decoys and test numbers are not counted.',
    ),
    approved: count('Of those: typed in right.'),
    conversion: nullable(
      Type.Number({ minimum: 0, maximum: 1, description: 'approved ÷ started; null when nothing was started.' }),
    ),
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
        p50: nullable(Type.Number()),
        p95: nullable(Type.Number()),
      },
      {
        description:
          'Seconds from the request until the phone had it, by classes √2 apart: half of the delivered took at most p50, nineteen of twenty at most p95. Null when none was delivered.',
      },
    ),
  },
  { $id: 'SmsFigures' },
)
export type SmsFigures = Static<typeof SmsFigures>

export const SmsStatistics = object(
  {
    from: time({ description: 'The first day, from its beginning in UTC.' }),
    to: time({ description: 'Until the beginning of this day, in UTC.' }),
    groupBy: oneOf(STATISTICS_GROUPS),
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
      { description: 'Days in their order, each day of the time; else those with most SMS first.' },
    ),
    complete: Type.Boolean({ description: 'False when there are more groups than are listed (500).' }),
    countedUntil: time({ description: 'What happened until then is counted; mostly some seconds ago.' }),
  },
  { $id: 'SmsStatistics' },
)
export type SmsStatistics = Static<typeof SmsStatistics>

export const getStatistics = operation({
  method: 'GET',
  url: '/statistics',
  access: 'messages:read',
  schema: {
    operationId: 'getStatistics',
    summary: 'How many were sent, arrived and were used',
    description: 'Whole days in UTC, at most 400. Groups by error count failed and refused SMS only.',
    tags: ['SMS statistics'],
    querystring: object({
      from: Type.Optional(time({ description: 'The day of this moment and those after; 30 days back by default.' })),
      to: Type.Optional(
        time({
          description: 'Up to the day of this moment, itself included unless this is its beginning; today by default.',
        }),
      ),
      groupBy: Type.Optional(oneOf(STATISTICS_GROUPS, { default: 'day' })),
      appId: Type.Optional(id({ description: 'Of this App only.' })),
    }),
    response: { 200: ref(SmsStatistics), ...errors() },
  },
})
