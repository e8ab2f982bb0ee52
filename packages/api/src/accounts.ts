import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { accountId } from './ids.ts'
import { operation } from './operation.ts'
import { id, line, nothing, nullable, object, oneOf, page, pageQuery, ref, text, time } from './schema.ts'
import { TAGS } from './tags.ts'
import { purpose, region } from './terms.ts'

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
    status: oneOf(ACCOUNT_HEALTH, {
      description:
        '`unknown`: never checked. `ok`: the key works. `cannot_send`: the key works, but the platform refused the last SMS because of the account: out of money, suspended or not activated; the next SMS that is taken ends that. `rejected`: the platform does not take the key. `forbidden`: the key lacks a right. `unreachable`: the platform could not be asked. `unreadable`: the stored secret cannot be opened with the keys at hand.',
    }),
    checkedAt: nullable(time(), { description: 'When that was found; null when it never was looked at.' }),
    platformCode: nullable(Type.String(), {
      description: "The platform's code of what is wrong; null when nothing is.",
    }),
  },
  { $id: 'SmsAccountHealth', description: "What is known of an account's key.", examples: [story.health] },
)
export type SmsAccountHealth = Static<typeof SmsAccountHealth>

export const SmsCircuit = object(
  {
    state: oneOf(['closed', 'half_open', 'open'], {
      description:
        '`closed`: calls go through. `open`: the platform failed several times in a row, and nothing is tried for a while. `half_open`: the next call tries whether it is back.',
    }),
    retryAfter: nullable(Type.Integer(), { description: 'Seconds until the next try; null while it is closed.' }),
  },
  {
    $id: 'SmsCircuit',
    description:
      'Whether calls for this account go through to the platform, as the server process that answers sees it; another process may see it otherwise.',
    examples: [story.circuit],
  },
)
export type SmsCircuit = Static<typeof SmsCircuit>

export const SmsAccount = object(
  {
    id: Type.String({ description: 'What the account is called in paths.' }),
    platform: Type.String({ description: 'The platform that the key is of.' }),
    name: Type.String({ description: 'How the account is called in the console; unique.' }),
    note: nullable(Type.String(), { description: 'For the people who look after it.' }),
    accessKeyId: Type.String({ description: 'The public half of the key; unique.' }),
    settings: Type.Record(Type.String(), Type.String(), {
      description: "The platform's further fields.",
    }),
    status: oneOf(['active', 'paused'], {
      description: 'Nothing is sent from a `paused` account.',
    }),
    health: ref(SmsAccountHealth),
    circuit: ref(SmsCircuit),
    signatureCount: Type.Integer({ description: 'Signatures that have been added to it.' }),
    templateCount: Type.Integer({ description: 'Templates that have been added to it.' }),
    createdAt: time({ description: 'When it was added.' }),
    updatedAt: time({ description: 'When a person last changed it.' }),
  },
  {
    $id: 'SmsAccount',
    description: 'An AccessKey on a platform, with a name. The secret is never part of any answer.',
    examples: [story.account],
  },
)
export type SmsAccount = Static<typeof SmsAccount>

export const SmsAccountCheck = object(
  {
    status: oneOf(['ok', 'rejected', 'forbidden', 'unreachable', 'unreadable'], {
      description:
        '`ok`: it works. `rejected`: the platform does not take it. `forbidden`: it lacks rights. `unreachable`: the platform could not be asked. `unreadable`: the stored secret cannot be opened with the keys at hand.',
    }),
    missingPermissions: Type.Array(Type.String(), {
      description: 'Actions of the platform that are needed and that the key may not do: `dysms:SendSms`, …',
    }),
    policy: nullable(Type.String(), {
      description: 'A least-privilege policy to paste into the platform, when something is missing.',
    }),
    platformCode: nullable(Type.String(), {
      description: "The platform's code of what is wrong; null when nothing is.",
    }),
    requestId: nullable(Type.String(), { description: "The platform's id of the call, for its support." }),
    checkedAt: time({ description: 'When it was asked.' }),
  },
  { $id: 'SmsAccountCheck', description: 'Whether a key works, and what it lacks.', examples: [story.accountCheck] },
)
export type SmsAccountCheck = Static<typeof SmsAccountCheck>

export const SmsImpact = object(
  {
    apps: Type.Array(
      object({
        appId: Type.String({ description: 'The App.' }),
        name: Type.String({ description: 'How it is called.' }),
        affected: Type.Array(
          object({
            purpose: purpose(),
            region: region(),
            becomes: oneOf(['stopped', 'other'], {
              description:
                '`stopped`: no code can be sent any more. `other`: another signature and template take over.',
            }),
          }),
          { description: 'The purposes and regions that would change.' },
        ),
      }),
      { description: 'The Apps that would feel it.' },
    ),
  },
  {
    $id: 'SmsImpact',
    description: 'What would stop working, App by App. Empty when nothing would.',
    examples: [story.impact],
  },
)
export type SmsImpact = Static<typeof SmsImpact>

const tags = [TAGS.accounts]
const params = object({ accountId: accountId() })
const accessKeyId = line(128, {
  description: 'AccessKey id, issued by the platform.',
  examples: [story.key.accessKeyId],
})
const accessKeySecret = line(256, {
  description: 'AccessKey secret. Kept encrypted, never returned.',
  examples: [story.key.accessKeySecret],
  writeOnly: true,
})
const settings = Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,31}$' }), line(256), {
  maxProperties: 16,
  description: "The platform's further fields, if it has any.",
})
const name = line(64, {
  description: 'How the account is to be called in the console; no other account may be called so.',
  examples: [story.account.name],
})
const note = nullable(text(500), {
  description: 'For the people who look after it.',
})

export const CreateSmsAccount = object(
  {
    platform: id({ description: 'A platform of `GET /platforms`.', examples: [story.PLATFORM] }),
    name,
    accessKeyId,
    accessKeySecret,
    settings: Type.Optional(settings),
    note: Type.Optional(note),
  },
  { $id: 'CreateSmsAccount', description: 'An account to add.', examples: [story.newAccount] },
)
export type CreateSmsAccount = Static<typeof CreateSmsAccount>

export const UpdateSmsAccount = object(
  { name: Type.Optional(name), note: Type.Optional(note) },
  {
    $id: 'UpdateSmsAccount',
    description: 'What to change; at least one of both.',
    examples: [story.accountChange],
    minProperties: 1,
  },
)
export type UpdateSmsAccount = Static<typeof UpdateSmsAccount>

export const SmsCredentials = object(
  { accessKeyId, accessKeySecret, settings: Type.Optional(settings) },
  { $id: 'SmsCredentials', description: 'The key that takes the place of the one before.', examples: [story.key] },
)
export type SmsCredentials = Static<typeof SmsCredentials>

const verify = object({
  verify: Type.Optional(
    Type.Boolean({
      default: true,
      description: '`false` stores the key without asking the platform whether it works.',
      examples: [true],
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
    description: 'An SMS account is an AccessKey on a platform; signatures and templates belong to one.',
    tags,
    querystring: object({
      ...pageQuery,
      q: Type.Optional(text(64, { description: 'Part of a name, note or AccessKey id.', examples: ['main'] })),
    }),
    response: { 200: page(SmsAccount, 'A page of accounts, newest first.') },
  },
})

export const createAccount = operation({
  method: 'POST',
  url: '/accounts',
  access: 'settings:write',
  errors: [
    'SMS_ACCOUNT_EXISTS',
    'SMS_CREDENTIALS_REJECTED',
    'SMS_SECRET_MASKED',
    'SMS_PLATFORM_NOT_ASKED',
    'SMS_PLATFORM_UNKNOWN',
  ],
  schema: {
    operationId: 'createAccount',
    summary: 'Add an SMS account',
    description:
      'The platform is asked whether the key works. A key that it rejects is not stored; one that lacks rights is, and `health` says so.',
    tags,
    querystring: verify,
    body: ref(CreateSmsAccount),
    response: { 201: ref(SmsAccount, { description: 'The account that was added.' }) },
  },
})

export const getAccount = operation({
  method: 'GET',
  url: '/accounts/:accountId',
  access: 'settings:read',
  errors: ['SMS_ACCOUNT_NOT_FOUND'],
  schema: {
    operationId: 'getAccount',
    summary: 'Read an SMS account',
    description: 'With what is known of its key, and whether calls get through.',
    tags,
    params,
    response: { 200: ref(SmsAccount, { description: 'The account.' }) },
  },
})

export const updateAccount = operation({
  method: 'PATCH',
  url: '/accounts/:accountId',
  access: 'settings:write',
  errors: ['SMS_ACCOUNT_NOT_FOUND', 'SMS_ACCOUNT_EXISTS'],
  schema: {
    operationId: 'updateAccount',
    summary: 'Change the name or note of an SMS account',
    description: 'Its key is replaced by another operation.',
    tags,
    params,
    body: ref(UpdateSmsAccount),
    response: { 200: ref(SmsAccount, { description: 'The account as it is now.' }) },
  },
})

export const replaceCredentials = operation({
  method: 'PUT',
  url: '/accounts/:accountId/credentials',
  access: 'settings:write',
  errors: [
    'SMS_ACCOUNT_NOT_FOUND',
    'SMS_ACCOUNT_EXISTS',
    'SMS_CREDENTIALS_REJECTED',
    'SMS_SECRET_MASKED',
    'SMS_PLATFORM_NOT_ASKED',
  ],
  schema: {
    operationId: 'replaceCredentials',
    summary: 'Replace the key of an SMS account',
    description:
      'Signatures, templates and authorisations stay. The platform is asked whether the new key works, as when an account is added.',
    tags,
    params,
    querystring: verify,
    body: ref(SmsCredentials),
    response: { 200: ref(SmsAccount, { description: 'The account as it is now.' }) },
  },
})

export const checkAccount = operation({
  method: 'POST',
  url: '/accounts/:accountId/check',
  access: 'settings:write',
  errors: ['SMS_ACCOUNT_NOT_FOUND'],
  schema: {
    operationId: 'checkAccount',
    summary: 'Check the key of an SMS account',
    description: 'Asks the platform whether the key works and which rights it lacks. What it says becomes `health`.',
    tags,
    params,
    response: { 200: ref(SmsAccountCheck, { description: 'What the platform said.' }) },
  },
})

export const pauseAccount = operation({
  method: 'POST',
  url: '/accounts/:accountId/pause',
  access: 'settings:write',
  errors: ['SMS_ACCOUNT_NOT_FOUND'],
  schema: {
    operationId: 'pauseAccount',
    summary: 'Pause an SMS account',
    description:
      'Nothing is sent from it until it is resumed; signatures, templates and authorisations stay. Answers once SMS that are being handed over are done, 10 seconds at most.',
    tags,
    params,
    response: { 200: ref(SmsAccount, { description: 'The account as it is now.' }) },
  },
})

export const resumeAccount = operation({
  method: 'POST',
  url: '/accounts/:accountId/resume',
  access: 'settings:write',
  errors: ['SMS_ACCOUNT_NOT_FOUND'],
  schema: {
    operationId: 'resumeAccount',
    summary: 'Resume an SMS account',
    description: 'Codes are sent from it again.',
    tags,
    params,
    response: { 200: ref(SmsAccount, { description: 'The account as it is now.' }) },
  },
})

export const getAccountImpact = operation({
  method: 'GET',
  url: '/accounts/:accountId/impact',
  access: 'settings:read',
  errors: ['SMS_ACCOUNT_NOT_FOUND'],
  schema: {
    operationId: 'getAccountImpact',
    summary: 'See what would stop working without an SMS account',
    description: 'To be shown before it is paused or deleted.',
    tags,
    params,
    response: { 200: ref(SmsImpact, { description: 'The Apps that would feel it.' }) },
  },
})

export const deleteAccount = operation({
  method: 'DELETE',
  url: '/accounts/:accountId',
  access: 'settings:write',
  errors: ['SMS_ACCOUNT_NOT_FOUND'],
  schema: {
    operationId: 'deleteAccount',
    summary: 'Delete an SMS account',
    description:
      'With its signatures, templates and their authorisations. Once this is answered nothing is sent from it any more; an App that loses its only signature or template falls back to the general ones. The message log stays.',
    tags,
    params,
    response: { 204: nothing('The account is deleted.') },
  },
})
