import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { accountId } from './ids.ts'
import { operation } from './operation.ts'
import { id, nullable, object, ref, time } from './schema.ts'
import { TAGS } from './tags.ts'

export const SmsReportAddress = object(
  {
    path: Type.String({
      description:
        'The path on this server, with a token: put the origin that the platform reaches it by before it, and enter the whole in the console of the platform. Whoever has it can push reports; those that do not fit a message are not believed.',
    }),
    receivedAt: nullable(time(), {
      description: 'When the platform last pushed something, to the minute; null when it never has.',
    }),
  },
  {
    $id: 'SmsReportAddress',
    description: 'Where the platform is to push its delivery reports of one account.',
    examples: [story.reportAddress],
  },
)
export type SmsReportAddress = Static<typeof SmsReportAddress>

const tags = [TAGS.reports]
const params = object({ accountId: accountId() })

export const getReportAddress = operation({
  method: 'GET',
  url: '/accounts/:accountId/reports',
  // It holds a token.
  access: 'settings:write',
  errors: ['SMS_ACCOUNT_NOT_FOUND'],
  schema: {
    operationId: 'getReportAddress',
    summary: 'Read the address for delivery reports',
    description:
      'To be entered in the console of the platform once, so that it tells what became of each SMS. It holds a token, and so asks for the right to change settings.',
    tags,
    params,
    response: { 200: ref(SmsReportAddress, { description: 'The address.' }) },
  },
})

export const rotateReportAddress = operation({
  method: 'POST',
  url: '/accounts/:accountId/reports/rotate',
  access: 'settings:write',
  errors: ['SMS_ACCOUNT_NOT_FOUND'],
  schema: {
    operationId: 'rotateReportAddress',
    summary: 'Make a new address for delivery reports',
    description:
      'The one before is refused from then on. What is pushed there meanwhile is not lost: the platform is asked about messages without a report.',
    tags,
    params,
    response: { 200: ref(SmsReportAddress, { description: 'The new address.' }) },
  },
})

export const receiveReports = operation({
  method: 'POST',
  url: '/reports/:platform/:token',
  access: 'platform',
  errors: ['SMS_REPORT_ADDRESS_UNKNOWN'],
  schema: {
    operationId: 'receiveReports',
    summary: 'Take delivery reports from the platform',
    description:
      'Called by the platform, which is known by the token in the path. Takes delivery reports of messages (SmsReport, GlobeSmsReport) and the ends of reviews (SignSmsReport, TemplateSmsReport) of Alibaba Cloud. Answered before they are worked off. A report changes a message only if it comes to the address of the account that sent it and names both its BizId and its phone number; what is unknown is acknowledged and dropped.',
    tags,
    params: object({
      platform: id({ description: 'The platform, as paths spell it.', examples: ['alibaba-cloud'] }),
      token: Type.String({
        minLength: 1,
        maxLength: 128,
        description: 'The token of the address, which says and proves the account.',
        examples: [story.REPORT_TOKEN],
      }),
    }),
    body: Type.Array(Type.Unknown(), {
      maxItems: 10_000,
      description: 'Reports, as the platform writes them.',
      examples: [story.pushedReports],
    }),
    response: {
      200: object(
        {
          code: Type.Integer({ description: '0: they need not be pushed again.' }),
          msg: Type.String({ description: 'The same, as the platform expects it.' }),
        },
        { description: 'The reports are taken.', examples: [story.reportsTaken] },
      ),
    },
  },
})
