import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { accountId, appId, messageId } from './ids.ts'
import { operation, sendErrors } from './operation.ts'
import { PROBLEM_KINDS } from './problems.ts'
import {
  country,
  id,
  line,
  nullable,
  object,
  oneOf,
  pageQuery,
  ref,
  SEARCHED,
  searchedPage,
  text,
  textAnswer,
  time,
} from './schema.ts'
import { TAGS } from './tags.ts'
import { purpose, region, TURNS } from './terms.ts'

export const MESSAGE_STATUSES = ['queued', 'accepted', 'delivered', 'failed', 'unknown'] as const
export type MessageStatus = (typeof MESSAGE_STATUSES)[number]

export const SmsMessage = object(
  {
    id: Type.String({ description: 'What it is called in paths.' }),
    status: oneOf(MESSAGE_STATUSES, {
      description:
        '`queued`: about to be handed over. `accepted`: the platform took it. `delivered`: the phone has it. `failed`: the platform refused it, or reported that it did not arrive. `unknown`: what became of it is not known; the platform is asked.',
    }),
    phone: Type.String({ description: 'The number, masked; `****` once it is erased.' }),
    country: nullable(country(), { description: 'Of the number; null when it is not known.' }),
    region: region(),
    appId: nullable(Type.String(), {
      description: 'Null for a test from the console.',
    }),
    purpose: nullable(purpose(), { description: 'What its code is for; null for a test from the console.' }),
    verificationId: nullable(Type.String(), {
      description: 'The verification that its code belongs to; null for a test from the console.',
    }),
    accountId: nullable(Type.String(), {
      description: "Null for the operator's account.",
    }),
    accountName: Type.String({ description: 'How the account was called then.' }),
    platform: Type.String({ description: 'The platform that it was handed to.' }),
    ssid: Type.String({ description: 'The signature that it was sent with.' }),
    signatureName: Type.String({ description: 'How that was called then.' }),
    stid: Type.String({ description: 'The template that it was sent with.' }),
    templateName: Type.String({ description: 'How that was called then.' }),
    templateCode: nullable(Type.String(), {
      description: 'Null for a general template.',
    }),
    problem: nullable(
      object({
        kind: oneOf(PROBLEM_KINDS, { description: 'What kind of problem it is, as a constant.' }),
        code: Type.String({
          description: "The platform's code, or one of ours.",
        }),
        turn: oneOf(TURNS, {
          description:
            'Whose turn it is: the person with the phone (`user`), who sets up these settings and the SMS account (`tenant`), who runs the server (`operator`), or the platform.',
        }),
        text: Type.String({ description: 'What has happened, in words a person understands.' }),
        todo: Type.String({ description: 'What to do about it.' }),
        link: nullable(Type.String(), { description: 'The page of the platform that describes the code.' }),
      }),
      { description: 'What went wrong; null when nothing has.' },
    ),
    requestId: nullable(Type.String(), { description: "The platform's id of the call, for its support." }),
    bizId: nullable(Type.String(), {
      description: "The platform's id of the SMS.",
    }),
    createdAt: time({ description: 'When it was written down, before the platform was called.' }),
    settledAt: nullable(time(), { description: 'When the platform answered.' }),
    reportedAt: nullable(time(), {
      description: 'When the SMS was delivered, or failed.',
    }),
    handOverMs: nullable(Type.Integer(), { description: 'Milliseconds that the platform took to answer.' }),
  },
  {
    $id: 'SmsMessage',
    description: 'One SMS that was handed to the platform, with what became of it. Never the code.',
    examples: [story.message],
  },
)
export type SmsMessage = Static<typeof SmsMessage>

const tags = [TAGS.messages]

const filters = {
  appId: Type.Optional(appId({ description: 'Only messages of this App.' })),
  accountId: Type.Optional(accountId({ description: 'Only messages sent from this account.' })),
  phone: Type.Optional(
    text(64, {
      minLength: 1,
      description: 'Only messages to this number: all of it, in E.164.',
      examples: [story.PHONE],
    }),
  ),
  status: Type.Optional(oneOf(MESSAGE_STATUSES, { description: 'Only messages in this state.', examples: ['failed'] })),
  purpose: Type.Optional(purpose({ description: 'Only messages with codes of this purpose.' })),
  from: Type.Optional(
    time({ description: 'Only messages from this moment on.', examples: ['2026-11-23T00:00:00.000Z'] }),
  ),
  to: Type.Optional(time({ description: 'Only messages before this moment.', examples: ['2026-11-24T00:00:00.000Z'] })),
}

export const listMessages = operation({
  method: 'GET',
  url: '/messages',
  access: 'messages:read',
  errors: ['SMS_INVALID_PHONE'],
  schema: {
    operationId: 'listMessages',
    summary: 'List messages',
    description: `The message log: every SMS that was handed to a platform. Entries stay when accounts, signatures or templates are removed. Newest first. ${SEARCHED}`,
    tags,
    querystring: object({ ...pageQuery, ...filters }),
    response: { 200: searchedPage(SmsMessage, 'A page of messages, newest first.') },
  },
})

export const exportMessages = operation({
  method: 'GET',
  url: '/messages/export',
  access: 'messages:read',
  errors: ['SMS_INVALID_PHONE'],
  schema: {
    operationId: 'exportMessages',
    summary: 'Export messages as CSV',
    description:
      'Newest first, streamed, UTF-8 with a byte order mark. No cell can act as a formula: one that begins like one has an apostrophe before it.',
    tags,
    querystring: object(filters),
    response: { 200: textAnswer('text/csv', 'One line for each message, after a line of names.', story.messagesCsv) },
  },
})

export const getMessage = operation({
  method: 'GET',
  url: '/messages/:id',
  access: 'messages:read',
  errors: ['SMS_MESSAGE_NOT_FOUND'],
  schema: {
    operationId: 'getMessage',
    summary: 'Read a message',
    description: 'With what went wrong, if something did, and what to do about it.',
    tags,
    params: object({ id: messageId() }),
    response: { 200: ref(SmsMessage, { description: 'The message.' }) },
  },
})

export const SmsAllowedNumber = object(
  { appId: Type.String({ description: 'The App.' }), phone: Type.String({ description: 'The number, masked.' }) },
  {
    $id: 'SmsAllowedNumber',
    description: 'A number that its App now sends to whatever the country or the fraud guard says.',
    examples: [story.allowedNumber],
  },
)
export type SmsAllowedNumber = Static<typeof SmsAllowedNumber>

export const allowNumber = operation({
  method: 'POST',
  url: '/messages/:id/allow',
  access: 'settings:write',
  errors: [
    'SMS_MESSAGE_NOT_FOUND',
    'SMS_APP_NOT_FOUND',
    'SMS_PHONE_ERASED',
    'SMS_MESSAGE_WITHOUT_APP',
    'SMS_LIST_FULL',
    'SMS_SECRET_UNREADABLE',
  ],
  schema: {
    operationId: 'allowNumber',
    summary: 'Let the number of a message pass',
    description: 'Puts it on the safe list of its App, and takes it from the block list if it is there.',
    tags,
    params: object({ id: messageId() }),
    response: { 200: ref(SmsAllowedNumber, { description: 'The number is on the safe list.' }) },
  },
})

export const sendTestMessage = operation({
  method: 'POST',
  url: '/messages/test',
  access: 'messages:send',
  errors: ['SMS_SIGNATURE_NOT_FOUND', 'SMS_TEMPLATE_NOT_FOUND', 'SMS_INVALID_PHONE', 'SMS_LIMITED', ...sendErrors],
  schema: {
    operationId: 'sendTestMessage',
    summary: 'Send a test SMS',
    description:
      'One real SMS, now, to see whether an account, a signature and a template work together. The limits of a phone and of the tenant hold for it.',
    tags,
    body: object(
      {
        phone: text(64, { minLength: 1, description: 'E.164, or a national number with `country`.' }),
        country: Type.Optional(country({ description: 'The country of a national number, ISO 3166-1 alpha-2.' })),
        ssid: id({ description: 'The signature to send with.' }),
        stid: id({ description: 'The template to send with, of the same account.' }),
        variables: Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' }), line(100), {
          maxProperties: 20,
          description: 'What fills the variables of the template, by their names.',
        }),
      },
      { examples: [story.testSend] },
    ),
    response: { 201: ref(SmsMessage, { description: 'The SMS, as it was handed over.' }) },
  },
})
