import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { id, line, nullable, object, oneOf, page, pageQuery, ref, text, time } from './schema.ts'
import { purpose, region } from './words.ts'

/**
 * What is known of an account and its key. `cannot_send`: the key works, but the last SMS was refused because of the
 * account itself (out of money, in arrears, suspended, not activated); the next one that is taken ends that.
 * `unreadable`: the secret cannot be opened with the keys at hand.
 */
export const ACCOUNT_HEALTH = [
  'unknown',
  'ok',
  'cannot_send',
  'rejected',
  'forbidden',
  'unreachable',
  'unreadable',
] as const

export const SmsAccountHealth = object(
  {
    status: oneOf(ACCOUNT_HEALTH),
    checkedAt: nullable(time()),
    platformCode: nullable(Type.String(), {
      description: "The platform's code of what is wrong.",
    }),
  },
  { $id: 'SmsAccountHealth' },
)
export type SmsAccountHealth = Static<typeof SmsAccountHealth>

/** How the way to an account is, as the server process that answers sees it; others may see it otherwise. */
export const SmsCircuit = object(
  {
    state: oneOf(['closed', 'half_open', 'open'], {
      description:
        '`closed`: calls go through. `open`: the platform failed several times in a row, and nothing is tried for a while. `half_open`: the next call tries whether it is back.',
    }),
    retryAfter: nullable(Type.Integer(), { description: 'Seconds until the next try; null while it is closed.' }),
  },
  { $id: 'SmsCircuit' },
)
export type SmsCircuit = Static<typeof SmsCircuit>

/** An AccessKey on a platform, with a name. The secret is never part of any answer. */
export const SmsAccount = object(
  {
    id: Type.String(),
    platform: Type.String({ examples: ['alibaba_cloud'] }),
    name: Type.String(),
    note: nullable(Type.String()),
    accessKeyId: Type.String(),
    settings: Type.Record(Type.String(), Type.String(), {
      description: "The platform's further fields.",
    }),
    status: oneOf(['active', 'paused'], {
      description: 'Nothing is sent from a paused account.',
    }),
    health: ref(SmsAccountHealth),
    circuit: ref(SmsCircuit),
    signatureCount: Type.Integer(),
    templateCount: Type.Integer(),
    createdAt: time(),
    updatedAt: time(),
  },
  { $id: 'SmsAccount' },
)
export type SmsAccount = Static<typeof SmsAccount>

/** Whether a key works and what it lacks. */
export const SmsAccountCheck = object(
  {
    status: oneOf(['ok', 'rejected', 'forbidden', 'unreachable', 'unreadable']),
    missingPermissions: Type.Array(Type.String(), {
      description: 'Actions that the key may not do.',
      examples: [['dysms:SendSms']],
    }),
    policy: nullable(Type.String(), {
      description: 'A least-privilege policy to paste into the platform, when something is missing.',
    }),
    platformCode: nullable(Type.String()),
    requestId: nullable(Type.String()),
    checkedAt: time(),
  },
  { $id: 'SmsAccountCheck' },
)
export type SmsAccountCheck = Static<typeof SmsAccountCheck>

/** What would stop working. Empty when nothing would. */
export const SmsImpact = object(
  {
    apps: Type.Array(
      object({
        appId: Type.String(),
        name: Type.String(),
        affected: Type.Array(
          object({
            purpose: purpose(),
            region: region(),
            becomes: oneOf(['stopped', 'other'], {
              description:
                '`stopped`: no code can be sent any more. `other`: another signature and template take over.',
            }),
          }),
        ),
      }),
    ),
  },
  { $id: 'SmsImpact' },
)
export type SmsImpact = Static<typeof SmsImpact>

const tags = ['SMS accounts']
const params = object({ accountId: id() })
const accessKeyId = line(128, {
  description: 'AccessKey id, issued by the platform.',
  examples: ['LTAI5tEmulatorDemo00001'],
})
const accessKeySecret = line(256, {
  description: 'AccessKey secret. Kept encrypted, never returned.',
  writeOnly: true,
})
const settings = Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,31}$' }), line(256), {
  maxProperties: 16,
  description: "The platform's further fields, if it has any.",
})
const name = line(64, {
  description: 'How the account is called in the console.',
  examples: ['Alibaba Cloud, main'],
})
const note = nullable(text(500), {
  description: 'For the people who look after it.',
})

export const CreateSmsAccount = object(
  {
    platform: id({ examples: ['alibaba_cloud'] }),
    name,
    accessKeyId,
    accessKeySecret,
    settings: Type.Optional(settings),
    note: Type.Optional(note),
  },
  { $id: 'CreateSmsAccount' },
)
export type CreateSmsAccount = Static<typeof CreateSmsAccount>

export const UpdateSmsAccount = object(
  { name: Type.Optional(name), note: Type.Optional(note) },
  { $id: 'UpdateSmsAccount', minProperties: 1 },
)
export type UpdateSmsAccount = Static<typeof UpdateSmsAccount>

export const SmsCredentials = object(
  { accessKeyId, accessKeySecret, settings: Type.Optional(settings) },
  { $id: 'SmsCredentials' },
)
export type SmsCredentials = Static<typeof SmsCredentials>

const verify = object({
  verify: Type.Optional(
    Type.Boolean({
      default: true,
      description: 'False stores the key without asking the platform.',
    }),
  ),
})

export const listAccounts = operation({
  method: 'GET',
  url: '/accounts',
  access: 'settings:read',
  schema: {
    operationId: 'listAccounts',
    summary: 'List SMS accounts',
    tags,
    querystring: object({
      ...pageQuery,
      q: Type.Optional(text(64, { description: 'Part of a name, note or AccessKey id.' })),
    }),
    response: { 200: page(ref(SmsAccount)), ...errors() },
  },
})

export const createAccount = operation({
  method: 'POST',
  url: '/accounts',
  access: 'settings:write',
  schema: {
    operationId: 'createAccount',
    summary: 'Add an SMS account',
    description: 'The platform is asked whether the key works; a refused key stores nothing.',
    tags,
    querystring: verify,
    body: ref(CreateSmsAccount),
    response: { 201: ref(SmsAccount), ...errors(409, 422, 502, 504) },
  },
})

export const getAccount = operation({
  method: 'GET',
  url: '/accounts/:accountId',
  access: 'settings:read',
  schema: {
    operationId: 'getAccount',
    summary: 'Read an SMS account',
    tags,
    params,
    response: { 200: ref(SmsAccount), ...errors(404) },
  },
})

export const updateAccount = operation({
  method: 'PATCH',
  url: '/accounts/:accountId',
  access: 'settings:write',
  schema: {
    operationId: 'updateAccount',
    summary: 'Edit the name and note of an SMS account',
    tags,
    params,
    body: ref(UpdateSmsAccount),
    response: { 200: ref(SmsAccount), ...errors(404, 409) },
  },
})

export const replaceCredentials = operation({
  method: 'PUT',
  url: '/accounts/:accountId/credentials',
  access: 'settings:write',
  schema: {
    operationId: 'replaceCredentials',
    summary: 'Replace the key of an SMS account',
    description: 'Everything below the account stays.',
    tags,
    params,
    querystring: verify,
    body: ref(SmsCredentials),
    response: { 200: ref(SmsAccount), ...errors(404, 409, 422, 502, 504) },
  },
})

export const checkAccount = operation({
  method: 'POST',
  url: '/accounts/:accountId/check',
  access: 'settings:write',
  schema: {
    operationId: 'checkAccount',
    summary: 'Ask the platform whether the key works and what it lacks',
    tags,
    params,
    response: { 200: ref(SmsAccountCheck), ...errors(404, 502, 504) },
  },
})

export const pauseAccount = operation({
  method: 'POST',
  url: '/accounts/:accountId/pause',
  access: 'settings:write',
  schema: {
    operationId: 'pauseAccount',
    summary: 'Stop sending from an SMS account, keep everything',
    tags,
    params,
    response: { 200: ref(SmsAccount), ...errors(404) },
  },
})

export const resumeAccount = operation({
  method: 'POST',
  url: '/accounts/:accountId/resume',
  access: 'settings:write',
  schema: {
    operationId: 'resumeAccount',
    summary: 'Send from an SMS account again',
    tags,
    params,
    response: { 200: ref(SmsAccount), ...errors(404) },
  },
})

export const getAccountImpact = operation({
  method: 'GET',
  url: '/accounts/:accountId/impact',
  access: 'settings:read',
  schema: {
    operationId: 'getAccountImpact',
    summary: 'What would stop working without this SMS account',
    tags,
    params,
    response: { 200: ref(SmsImpact), ...errors(404) },
  },
})

export const deleteAccount = operation({
  method: 'DELETE',
  url: '/accounts/:accountId',
  access: 'settings:write',
  schema: {
    operationId: 'deleteAccount',
    summary: 'Delete an SMS account',
    description:
      'From then on nothing is sent from it; its signatures and templates vanish from every App. The message log stays.',
    tags,
    params,
    response: { 204: Type.Null({ description: 'Deleted.' }), ...errors(404) },
  },
})
