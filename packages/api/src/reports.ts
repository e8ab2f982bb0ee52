import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { id, nullable, object, ref, time } from './schema.ts'

/** Where the platform is to push its delivery reports of one account. */
export const SmsReportAddress = object(
  {
    path: Type.String({
      description:
        'The path on this server, with a token: put the origin that the platform reaches it by before it, and enter the whole in the console of the platform. Whoever has it can push reports; those that do not fit a message are not believed.',
      examples: ['/sms/reports/alibaba-cloud/A01JD3Y0VJ6F0W8Q2Z4X6R8T0B.mK3v…'],
    }),
    receivedAt: nullable(time(), {
      description: 'When the platform last pushed something, to the minute; null when it never has.',
    }),
  },
  { $id: 'SmsReportAddress' },
)
export type SmsReportAddress = Static<typeof SmsReportAddress>

const tags = ['SMS accounts']
const params = object({ accountId: id() })

export const getReportAddress = operation({
  method: 'GET',
  url: '/accounts/:accountId/reports',
  // It holds a token.
  access: 'settings:write',
  schema: {
    operationId: 'getReportAddress',
    summary: 'Where the platform is to push delivery reports',
    tags,
    params,
    response: { 200: ref(SmsReportAddress), ...errors(404) },
  },
})

export const rotateReportAddress = operation({
  method: 'POST',
  url: '/accounts/:accountId/reports/rotate',
  access: 'settings:write',
  schema: {
    operationId: 'rotateReportAddress',
    summary: 'Make a new address for delivery reports',
    description:
      'The one before is refused from then on. What is pushed there meanwhile is not lost: the platform is asked about messages without a report.',
    tags,
    params,
    response: { 200: ref(SmsReportAddress), ...errors(404) },
  },
})

export const receiveReports = operation({
  method: 'POST',
  url: '/reports/:platform/:token',
  access: 'platform',
  schema: {
    operationId: 'receiveReports',
    summary: 'For the platform: push reports',
    description:
      'Delivery reports of messages (SmsReport, GlobeSmsReport) and the ends of reviews (SignSmsReport, TemplateSmsReport) of Alibaba Cloud. Answered before they are worked off. A report changes a message only if it comes to the address of the account that sent it and names both its BizId and its phone number; what is unknown is acknowledged and dropped.',
    tags: ['SMS messages'],
    params: object({
      platform: id({ examples: ['alibaba-cloud'] }),
      token: Type.String({ minLength: 1, maxLength: 128 }),
    }),
    body: Type.Array(Type.Unknown(), { maxItems: 10_000 }),
    response: {
      200: object({ code: Type.Integer(), msg: Type.String() }, { description: 'Taken.' }),
      ...errors(404),
    },
  },
})
