import { type Static, Type } from 'typebox'
import { SmsImpact } from './accounts.ts'
import * as story from './examples.ts'
import { accountId, appId, ssid } from './ids.ts'
import { operation, platformErrors } from './operation.ts'
import { id, line, nothing, nullable, object, oneOf, page, pageQuery, ref, text, time } from './schema.ts'
import { TAGS } from './tags.ts'
import { reviewStatus } from './terms.ts'

export const SmsCarrierRegistration = object(
  {
    carrier: oneOf(['mobile', 'unicom', 'telecom'], { description: 'China Mobile, China Unicom or China Telecom.' }),
    status: oneOf(['registered', 'to_be_proved', 'under_way', 'failed', 'lapsed', 'not_registered'], {
      description:
        'Only with `registered` SMS surely pass; with `to_be_proved` the carrier decides with the first ones.',
    }),
    reason: nullable(Type.String(), { description: 'What the carrier says of it.' }),
  },
  {
    $id: 'SmsCarrierRegistration',
    description:
      'How far a carrier in mainland China has registered a signature. Carriers block approved signatures that are not registered with them.',
    examples: [story.signature.carriers[0]],
  },
)
export type SmsCarrierRegistration = Static<typeof SmsCarrierRegistration>

export const SmsSignature = object(
  {
    ssid: Type.String({ description: 'Signature id; `C1` is the general one.' }),
    accountId: nullable(Type.String(), { description: 'The account that it belongs to; null for the general one.' }),
    accountName: nullable(Type.String(), { description: 'How that account is called.' }),
    platform: Type.String({ description: 'The platform that it is approved on.' }),
    name: Type.String({ description: 'As it is spelt on the platform, without brackets.' }),
    status: reviewStatus(),
    reason: nullable(Type.String(), {
      description: "The platform's reason when it is not approved.",
    }),
    carriers: Type.Array(ref(SmsCarrierRegistration), { description: 'Empty where the platform tells nothing of it.' }),
    note: nullable(Type.String(), { description: 'For the people who look after it.' }),
    appCount: Type.Integer({ description: 'How many Apps may use it; all may use the general one.' }),
    checkedAt: nullable(time(), { description: 'When the platform was last asked about it.' }),
    createdAt: nullable(time(), { description: 'When it was added; null for the general one.' }),
  },
  {
    $id: 'SmsSignature',
    description:
      'A sender name, which stands in brackets before the text of an SMS: of an account, or the general one.',
    examples: [story.signature],
  },
)
export type SmsSignature = Static<typeof SmsSignature>

export const SmsAuthorisation = object(
  {
    appIds: Type.Array(id(), {
      maxItems: 10_000,
      uniqueItems: true,
      description: 'Ids of Apps, as the host has them.',
    }),
  },
  {
    $id: 'SmsAuthorisation',
    description: 'The Apps that may use one signature or one template: all of them.',
    examples: [story.authorisation],
  },
)
export type SmsAuthorisation = Static<typeof SmsAuthorisation>

const some = (description: string) =>
  Type.Optional(Type.Array(id(), { maxItems: 10_000, uniqueItems: true, description }))

export const SmsAuthorisationChange = object(
  { add: some('Apps that may use it from now on.'), remove: some('Apps that may not use it any more.') },
  {
    $id: 'SmsAuthorisationChange',
    description:
      'Who may use a signature or template from now on, and who may not any more. Apps that are not named stay as they are.',
    examples: [story.authorisationChange],
    minProperties: 1,
  },
)
export type SmsAuthorisationChange = Static<typeof SmsAuthorisationChange>

const tags = [TAGS.signatures]
const account = object({ accountId: accountId() })
const params = object({ ssid: ssid() })
const note = nullable(text(500), { description: 'For the people who look after it.' })

export const CreateSmsSignature = object(
  {
    name: line(64, {
      description: 'As it is spelt on the platform, without brackets.',
      examples: ['Quectel'],
    }),
    note: Type.Optional(note),
  },
  { $id: 'CreateSmsSignature', description: 'A signature to add.', examples: [story.newSignature] },
)
export type CreateSmsSignature = Static<typeof CreateSmsSignature>

export const UpdateSmsSignature = object(
  { note },
  { $id: 'UpdateSmsSignature', description: 'The note to write.', examples: [story.signatureChange] },
)
export type UpdateSmsSignature = Static<typeof UpdateSmsSignature>

export const listSignatures = operation({
  method: 'GET',
  url: '/accounts/:accountId/signatures',
  access: 'settings:read',
  errors: ['SMS_ACCOUNT_NOT_FOUND'],
  schema: {
    operationId: 'listSignatures',
    summary: 'List the signatures of an account',
    description: 'Those that have been added to it.',
    tags,
    params: account,
    querystring: object({
      ...pageQuery,
      q: Type.Optional(text(64, { description: 'Part of a name or note.', examples: ['Quec'] })),
    }),
    response: { 200: page(SmsSignature, 'A page of signatures, newest first.') },
  },
})

export const createSignature = operation({
  method: 'POST',
  url: '/accounts/:accountId/signatures',
  access: 'settings:write',
  errors: [
    'SMS_ACCOUNT_NOT_FOUND',
    'SMS_SIGNATURE_NOT_FOUND',
    'SMS_SIGNATURE_EXISTS',
    'SMS_SIGNATURE_NOT_APPROVED',
    ...platformErrors,
  ],
  schema: {
    operationId: 'createSignature',
    summary: 'Add a signature',
    description: 'One that has been applied for and approved on the platform, which is asked about it.',
    tags,
    params: account,
    body: ref(CreateSmsSignature),
    response: { 201: ref(SmsSignature, { description: 'The signature that was added.' }) },
  },
})

export const getSignature = operation({
  method: 'GET',
  url: '/signatures/:ssid',
  access: 'settings:read',
  errors: ['SMS_SIGNATURE_NOT_FOUND'],
  schema: {
    operationId: 'getSignature',
    summary: 'Read a signature',
    description: 'One of an account, or the general one (`C1`).',
    tags,
    params,
    response: { 200: ref(SmsSignature, { description: 'The signature.' }) },
  },
})

export const updateSignature = operation({
  method: 'PATCH',
  url: '/signatures/:ssid',
  access: 'settings:write',
  errors: ['SMS_SIGNATURE_NOT_FOUND', 'SMS_GENERAL_READ_ONLY'],
  schema: {
    operationId: 'updateSignature',
    summary: 'Change the note of a signature',
    description: 'Its name is that on the platform and cannot be changed here.',
    tags,
    params,
    body: ref(UpdateSmsSignature),
    response: { 200: ref(SmsSignature, { description: 'The signature as it is now.' }) },
  },
})

export const deleteSignature = operation({
  method: 'DELETE',
  url: '/signatures/:ssid',
  access: 'settings:write',
  errors: ['SMS_SIGNATURE_NOT_FOUND', 'SMS_GENERAL_READ_ONLY'],
  schema: {
    operationId: 'deleteSignature',
    summary: 'Remove a signature',
    description: 'With its authorisations and defaults. On the platform it stays. The message log keeps its name.',
    tags,
    params,
    response: {
      204: nothing('The signature is removed.'),
    },
  },
})

export const refreshSignature = operation({
  method: 'POST',
  url: '/signatures/:ssid/refresh',
  access: 'settings:write',
  errors: ['SMS_SIGNATURE_NOT_FOUND', 'SMS_ACCOUNT_NOT_FOUND', 'SMS_GENERAL_READ_ONLY', ...platformErrors],
  schema: {
    operationId: 'refreshSignature',
    summary: 'Refresh a signature',
    description: 'Fetches the state of its review, and that of its registration with carriers, from the platform.',
    tags,
    params,
    response: { 200: ref(SmsSignature, { description: 'The signature as it is now.' }) },
  },
})

export const getSignatureImpact = operation({
  method: 'GET',
  url: '/signatures/:ssid/impact',
  access: 'settings:read',
  errors: ['SMS_SIGNATURE_NOT_FOUND'],
  schema: {
    operationId: 'getSignatureImpact',
    summary: 'See what would stop working without a signature',
    description: 'To be shown before it is removed, or taken from an App.',
    tags,
    params,
    querystring: object({
      appId: Type.Optional(appId({ description: 'Look only at this App, as if it alone lost the signature.' })),
    }),
    response: { 200: ref(SmsImpact, { description: 'The Apps that would feel it.' }) },
  },
})

export const getSignatureApps = operation({
  method: 'GET',
  url: '/signatures/:ssid/apps',
  access: 'settings:read',
  errors: ['SMS_SIGNATURE_NOT_FOUND', 'SMS_GENERAL_READ_ONLY'],
  schema: {
    operationId: 'getSignatureApps',
    summary: 'List the Apps that may use a signature',
    description: 'By their ids.',
    tags,
    params,
    response: { 200: ref(SmsAuthorisation, { description: 'All Apps that may use it now.' }) },
  },
})

export const putSignatureApps = operation({
  method: 'PUT',
  url: '/signatures/:ssid/apps',
  access: 'settings:write',
  errors: ['SMS_SIGNATURE_NOT_FOUND', 'SMS_GENERAL_READ_ONLY', 'SMS_APP_UNKNOWN'],
  schema: {
    operationId: 'putSignatureApps',
    summary: 'Authorise Apps to use a signature',
    description:
      'Sets all of them: an App that is not named may not use it any more, and loses its defaults that name it. The general signature is for all Apps and cannot be authorised.',
    tags,
    params,
    body: ref(SmsAuthorisation),
    response: { 200: ref(SmsAuthorisation, { description: 'All Apps that may use it now.' }) },
  },
})

export const patchSignatureApps = operation({
  method: 'PATCH',
  url: '/signatures/:ssid/apps',
  access: 'settings:write',
  errors: ['SMS_SIGNATURE_NOT_FOUND', 'SMS_GENERAL_READ_ONLY', 'SMS_APP_UNKNOWN'],
  schema: {
    operationId: 'patchSignatureApps',
    summary: 'Change which Apps may use a signature',
    description: 'Only the Apps that are named change, so that two people can do this at once.',
    tags,
    params,
    body: ref(SmsAuthorisationChange),
    response: { 200: ref(SmsAuthorisation, { description: 'All Apps that may use it now.' }) },
  },
})
