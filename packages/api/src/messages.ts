import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { PROBLEM_KINDS } from './problems.ts'
import {
  country,
  csv,
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
  time,
} from './schema.ts'
import { purpose, region } from './words.ts'

export const MESSAGE_STATUSES = ['queued', 'accepted', 'delivered', 'failed', 'unknown'] as const
export type MessageStatus = (typeof MESSAGE_STATUSES)[number]

/** One SMS handed to the platform, with what became of it. Never the code. */
export const SmsMessage = object(
  {
    id: Type.String(),
    status: oneOf(MESSAGE_STATUSES),
    phone: Type.String({ description: 'Masked.' }),
    country: nullable(country()),
    region: region(),
    appId: nullable(Type.String(), {
      description: 'Null for a test from the console.',
    }),
    purpose: nullable(purpose()),
    verificationId: nullable(Type.String()),
    accountId: nullable(Type.String(), {
      description: "Null for the operator's account.",
    }),
    accountName: Type.String(),
    platform: Type.String(),
    ssid: Type.String(),
    signatureName: Type.String(),
    stid: Type.String(),
    templateName: Type.String(),
    templateCode: nullable(Type.String(), {
      description: 'Null for a general template.',
    }),
    problem: nullable(
      object({
        kind: oneOf(PROBLEM_KINDS),
        code: Type.String({
          description: "The platform's code, or one of ours.",
        }),
        whose: oneOf(['user', 'settings', 'operator', 'platform', 'us'], {
          description: 'Whose turn it is.',
        }),
        text: Type.String({ description: 'What has happened, in words a person understands.' }),
        todo: Type.String({ description: 'What to do about it.' }),
        link: nullable(Type.String(), { description: 'The page of the platform that describes the code.' }),
      }),
    ),
    requestId: nullable(Type.String()),
    bizId: nullable(Type.String(), {
      description: "The platform's id of the SMS.",
    }),
    createdAt: time(),
    settledAt: nullable(time(), { description: 'When the platform answered.' }),
    reportedAt: nullable(time(), {
      description: 'When the SMS was delivered, or failed.',
    }),
    handOverMs: nullable(Type.Integer({ description: 'How long the platform took to answer.' })),
  },
  { $id: 'SmsMessage' },
)
export type SmsMessage = Static<typeof SmsMessage>

const tags = ['SMS messages']

const filters = {
  appId: Type.Optional(id()),
  accountId: Type.Optional(id()),
  phone: Type.Optional(text(64, { minLength: 1, description: 'The whole number.' })),
  status: Type.Optional(oneOf(MESSAGE_STATUSES)),
  purpose: Type.Optional(purpose()),
  from: Type.Optional(time({ description: 'From this moment on.' })),
  to: Type.Optional(time({ description: 'Before this moment.' })),
}

export const listMessages = operation({
  method: 'GET',
  url: '/messages',
  access: 'messages:read',
  schema: {
    operationId: 'listMessages',
    summary: 'The message log',
    description: `Newest first. ${SEARCHED}`,
    tags,
    querystring: object({ ...pageQuery, ...filters }),
    response: { 200: searchedPage(ref(SmsMessage)), ...errors() },
  },
})

export const exportMessages = operation({
  method: 'GET',
  url: '/messages/export',
  access: 'messages:read',
  schema: {
    operationId: 'exportMessages',
    summary: 'The message log as CSV',
    description:
      'Newest first, streamed, UTF-8 with a byte order mark. No cell can act as a formula: one that begins like one has an apostrophe before it.',
    tags,
    querystring: object(filters),
    response: { 200: csv('One line for each message, after a line of names.'), ...errors() },
  },
})

export const getMessage = operation({
  method: 'GET',
  url: '/messages/:id',
  access: 'messages:read',
  schema: {
    operationId: 'getMessage',
    summary: 'Read a message',
    tags,
    params: object({ id: id() }),
    response: { 200: ref(SmsMessage), ...errors(404) },
  },
})

/** The number of a message, allowed in its App. */
export const SmsAllowedNumber = object(
  { appId: Type.String(), phone: Type.String({ description: 'Masked.' }) },
  { $id: 'SmsAllowedNumber' },
)
export type SmsAllowedNumber = Static<typeof SmsAllowedNumber>

export const allowNumber = operation({
  method: 'POST',
  url: '/messages/:id/allow',
  access: 'settings:write',
  schema: {
    operationId: 'allowNumber',
    summary: 'Put the number of a message on the safe list of its App',
    description: 'It is taken from the block list if it is there.',
    tags,
    params: object({ id: id() }),
    response: { 200: ref(SmsAllowedNumber), ...errors(404, 409, 422) },
  },
})

export const sendTestMessage = operation({
  method: 'POST',
  url: '/messages/test',
  access: 'messages:send',
  schema: {
    operationId: 'sendTestMessage',
    summary: 'Send one SMS now',
    tags,
    body: object({
      phone: text(64, { minLength: 1, examples: ['+8613900001234'] }),
      country: Type.Optional(country()),
      ssid: id(),
      stid: id(),
      variables: Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' }), line(100), {
        maxProperties: 20,
        examples: [{ code: '123456' }],
      }),
    }),
    response: { 201: ref(SmsMessage), ...errors(404, 422, 429, 502, 504) },
  },
})
