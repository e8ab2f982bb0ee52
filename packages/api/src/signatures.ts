import { type Static, Type } from 'typebox'
import { SmsImpact } from './accounts.ts'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { id, line, nullable, object, oneOf, page, pageQuery, ref, text, time } from './schema.ts'
import { AUDIT_STATUSES } from './words.ts'

/** How far the carriers have registered a signature. Carriers block approved signatures that are not registered. */
export const SmsCarrierRegistration = object(
  {
    carrier: oneOf(['mobile', 'unicom', 'telecom']),
    status: oneOf(['registered', 'to_be_proved', 'under_way', 'failed', 'lapsed', 'not_registered']),
    reason: nullable(Type.String()),
  },
  { $id: 'SmsCarrierRegistration' },
)
export type SmsCarrierRegistration = Static<typeof SmsCarrierRegistration>

/** A sender name under an account. `accountId` is null for the general signature. */
export const SmsSignature = object(
  {
    ssid: Type.String({ description: 'Signature ID.', examples: ['C1'] }),
    accountId: nullable(Type.String()),
    accountName: nullable(Type.String()),
    platform: Type.String(),
    name: Type.String(),
    status: oneOf(AUDIT_STATUSES),
    reason: nullable(Type.String(), {
      description: "The platform's reason when it is not approved.",
    }),
    carriers: Type.Array(ref(SmsCarrierRegistration)),
    note: nullable(Type.String()),
    appCount: Type.Integer({ description: 'Apps that may use it.' }),
    checkedAt: nullable(time()),
    createdAt: nullable(time()),
  },
  { $id: 'SmsSignature' },
)
export type SmsSignature = Static<typeof SmsSignature>

/** The Apps that may use one signature or one template: the whole set. */
export const SmsAuthorisation = object(
  { appIds: Type.Array(id(), { maxItems: 10_000, uniqueItems: true }) },
  { $id: 'SmsAuthorisation' },
)
export type SmsAuthorisation = Static<typeof SmsAuthorisation>

const some = (description: string) =>
  Type.Optional(Type.Array(id(), { maxItems: 10_000, uniqueItems: true, description }))

/** A change of who may use a signature or template: what somebody else changes meanwhile stays. */
export const SmsAuthorisationChange = object(
  { add: some('Apps that may use it from now on.'), remove: some('Apps that may not use it any more.') },
  { $id: 'SmsAuthorisationChange', minProperties: 1 },
)
export type SmsAuthorisationChange = Static<typeof SmsAuthorisationChange>

const tags = ['SMS signatures']
const account = object({ accountId: id() })
const params = object({ ssid: id() })

export const CreateSmsSignature = object(
  {
    name: line(64, {
      description: 'As it is spelt on the platform, without brackets.',
      examples: ['Quectel'],
    }),
    note: Type.Optional(nullable(text(500))),
  },
  { $id: 'CreateSmsSignature' },
)
export type CreateSmsSignature = Static<typeof CreateSmsSignature>

export const UpdateSmsSignature = object({ note: nullable(text(500)) }, { $id: 'UpdateSmsSignature' })
export type UpdateSmsSignature = Static<typeof UpdateSmsSignature>

export const listSignatures = operation({
  method: 'GET',
  url: '/accounts/:accountId/signatures',
  access: 'settings:read',
  schema: {
    operationId: 'listSignatures',
    summary: 'List the signatures of an account',
    tags,
    params: account,
    querystring: object({
      ...pageQuery,
      q: Type.Optional(text(64, { description: 'Part of a name or note.' })),
    }),
    response: { 200: page(ref(SmsSignature)), ...errors(404) },
  },
})

export const createSignature = operation({
  method: 'POST',
  url: '/accounts/:accountId/signatures',
  access: 'settings:write',
  schema: {
    operationId: 'createSignature',
    summary: 'Add a signature',
    description: 'One that has been approved on the platform.',
    tags,
    params: account,
    body: ref(CreateSmsSignature),
    response: { 201: ref(SmsSignature), ...errors(404, 409, 422, 502, 504) },
  },
})

export const getSignature = operation({
  method: 'GET',
  url: '/signatures/:ssid',
  access: 'settings:read',
  schema: {
    operationId: 'getSignature',
    summary: 'Read a signature',
    tags,
    params,
    response: { 200: ref(SmsSignature), ...errors(404) },
  },
})

export const updateSignature = operation({
  method: 'PATCH',
  url: '/signatures/:ssid',
  access: 'settings:write',
  schema: {
    operationId: 'updateSignature',
    summary: 'Edit the note of a signature',
    tags,
    params,
    body: ref(UpdateSmsSignature),
    response: { 200: ref(SmsSignature), ...errors(404, 409) },
  },
})

export const deleteSignature = operation({
  method: 'DELETE',
  url: '/signatures/:ssid',
  access: 'settings:write',
  schema: {
    operationId: 'deleteSignature',
    summary: 'Remove a signature',
    tags,
    params,
    response: {
      204: Type.Null({ description: 'Removed.' }),
      ...errors(404, 409),
    },
  },
})

export const refreshSignature = operation({
  method: 'POST',
  url: '/signatures/:ssid/refresh',
  access: 'settings:write',
  schema: {
    operationId: 'refreshSignature',
    summary: 'Fetch the audit status of a signature again',
    tags,
    params,
    response: { 200: ref(SmsSignature), ...errors(404, 409, 422, 502, 504) },
  },
})

export const getSignatureImpact = operation({
  method: 'GET',
  url: '/signatures/:ssid/impact',
  access: 'settings:read',
  schema: {
    operationId: 'getSignatureImpact',
    summary: 'What would stop working without this signature',
    tags,
    params,
    querystring: object({
      appId: Type.Optional(id({ description: 'Only without it in this App.' })),
    }),
    response: { 200: ref(SmsImpact), ...errors(404) },
  },
})

export const getSignatureApps = operation({
  method: 'GET',
  url: '/signatures/:ssid/apps',
  access: 'settings:read',
  schema: {
    operationId: 'getSignatureApps',
    summary: 'The Apps that may use a signature',
    tags,
    params,
    response: { 200: ref(SmsAuthorisation), ...errors(404, 409) },
  },
})

export const putSignatureApps = operation({
  method: 'PUT',
  url: '/signatures/:ssid/apps',
  access: 'settings:write',
  schema: {
    operationId: 'putSignatureApps',
    summary: 'Authorise Apps to use a signature',
    description: 'The whole set: an App that is not named may not use it any more.',
    tags,
    params,
    body: ref(SmsAuthorisation),
    response: { 200: ref(SmsAuthorisation), ...errors(404, 409, 422) },
  },
})

export const patchSignatureApps = operation({
  method: 'PATCH',
  url: '/signatures/:ssid/apps',
  access: 'settings:write',
  schema: {
    operationId: 'patchSignatureApps',
    summary: 'Change which Apps may use a signature',
    description: 'Only the Apps that are named change.',
    tags,
    params,
    body: ref(SmsAuthorisationChange),
    response: { 200: ref(SmsAuthorisation), ...errors(404, 409, 422) },
  },
})
