import { type Static, Type } from 'typebox'
import { SmsImpact } from './accounts.ts'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { id, nullable, object, oneOf, page, pageQuery, ref, text, time } from './schema.ts'
import { SmsAuthorisation, SmsAuthorisationChange } from './signatures.ts'
import { AUDIT_STATUSES, purpose, region } from './words.ts'

export const TEMPLATE_TYPES = ['verification', 'notice', 'promotion'] as const

/** Something about a template that will trouble those who get it. */
export const TEMPLATE_WARNINGS = ['lifetime_differs', 'purpose_differs', 'no_code_variable', 'more_variables'] as const
export const SmsTemplateWarning = object(
  { code: oneOf(TEMPLATE_WARNINGS), message: Type.String() },
  { $id: 'SmsTemplateWarning' },
)
export type SmsTemplateWarning = Static<typeof SmsTemplateWarning>

/** A template as the platform has it: "Query SMS Content". */
export const SmsTemplateContent = object(
  {
    code: Type.String({ examples: ['SMS_100000002'] }),
    name: Type.String(),
    content: Type.String({ examples: ['Your verification code is: ${code}'] }),
    type: oneOf(TEMPLATE_TYPES),
    region: region(),
    status: oneOf(AUDIT_STATUSES),
    reason: nullable(Type.String()),
    variables: Type.Array(Type.String()),
    warnings: Type.Array(ref(SmsTemplateWarning)),
    suggestedPurpose: nullable(purpose(), {
      description: 'What the text seems to be for.',
    }),
  },
  { $id: 'SmsTemplateContent' },
)
export type SmsTemplateContent = Static<typeof SmsTemplateContent>

/** A text with variables under an account. `accountId` is null for the general templates. */
export const SmsTemplate = object(
  {
    stid: Type.String({ description: 'Template ID.', examples: ['C2'] }),
    accountId: nullable(Type.String()),
    accountName: nullable(Type.String()),
    platform: Type.String(),
    code: nullable(Type.String(), {
      description: "The template's code on the platform; not shown for general templates.",
    }),
    name: Type.String(),
    content: Type.String(),
    type: oneOf(TEMPLATE_TYPES),
    region: region(),
    purpose: nullable(purpose()),
    status: oneOf(AUDIT_STATUSES),
    reason: nullable(Type.String()),
    variables: Type.Array(Type.String()),
    warnings: Type.Array(ref(SmsTemplateWarning)),
    note: nullable(Type.String()),
    appCount: Type.Integer({ description: 'Apps that may use it.' }),
    checkedAt: nullable(time()),
    createdAt: nullable(time()),
  },
  { $id: 'SmsTemplate' },
)
export type SmsTemplate = Static<typeof SmsTemplate>

const tags = ['SMS templates']
const account = object({ accountId: id() })
const params = object({ stid: id() })
const code = id({
  description: 'The template code on the platform.',
  examples: ['SMS_100000002'],
})

export const CreateSmsTemplate = object(
  {
    code,
    purpose: Type.Optional(nullable(purpose())),
    note: Type.Optional(nullable(text(500))),
  },
  { $id: 'CreateSmsTemplate' },
)
export type CreateSmsTemplate = Static<typeof CreateSmsTemplate>

export const UpdateSmsTemplate = object(
  {
    purpose: Type.Optional(nullable(purpose())),
    note: Type.Optional(nullable(text(500))),
  },
  { $id: 'UpdateSmsTemplate', minProperties: 1 },
)
export type UpdateSmsTemplate = Static<typeof UpdateSmsTemplate>

export const queryTemplate = operation({
  method: 'POST',
  url: '/accounts/:accountId/templates/query',
  access: 'settings:write',
  schema: {
    operationId: 'queryTemplate',
    summary: 'Query SMS content',
    description: 'The content of a template, from the platform. Stores nothing.',
    tags,
    params: account,
    body: object({ code }),
    response: { 200: ref(SmsTemplateContent), ...errors(404, 422, 502, 504) },
  },
})

export const listTemplates = operation({
  method: 'GET',
  url: '/accounts/:accountId/templates',
  access: 'settings:read',
  schema: {
    operationId: 'listTemplates',
    summary: 'List the templates of an account',
    tags,
    params: account,
    querystring: object({
      ...pageQuery,
      q: Type.Optional(text(64, { description: 'Part of a name, code, content or note.' })),
      purpose: Type.Optional(purpose()),
      region: Type.Optional(region()),
    }),
    response: { 200: page(ref(SmsTemplate)), ...errors(404) },
  },
})

export const createTemplate = operation({
  method: 'POST',
  url: '/accounts/:accountId/templates',
  access: 'settings:write',
  schema: {
    operationId: 'createTemplate',
    summary: 'Add a template',
    description: 'One that has been approved on the platform; its content is fetched from there.',
    tags,
    params: account,
    body: ref(CreateSmsTemplate),
    response: { 201: ref(SmsTemplate), ...errors(404, 409, 422, 502, 504) },
  },
})

export const getTemplate = operation({
  method: 'GET',
  url: '/templates/:stid',
  access: 'settings:read',
  schema: {
    operationId: 'getTemplate',
    summary: 'Read a template',
    tags,
    params,
    response: { 200: ref(SmsTemplate), ...errors(404) },
  },
})

export const updateTemplate = operation({
  method: 'PATCH',
  url: '/templates/:stid',
  access: 'settings:write',
  schema: {
    operationId: 'updateTemplate',
    summary: 'Change the purpose or note of a template',
    tags,
    params,
    body: ref(UpdateSmsTemplate),
    response: { 200: ref(SmsTemplate), ...errors(404, 409, 422) },
  },
})

export const deleteTemplate = operation({
  method: 'DELETE',
  url: '/templates/:stid',
  access: 'settings:write',
  schema: {
    operationId: 'deleteTemplate',
    summary: 'Remove a template',
    tags,
    params,
    response: {
      204: Type.Null({ description: 'Removed.' }),
      ...errors(404, 409),
    },
  },
})

export const refreshTemplate = operation({
  method: 'POST',
  url: '/templates/:stid/refresh',
  access: 'settings:write',
  schema: {
    operationId: 'refreshTemplate',
    summary: 'Fetch the audit status and content of a template again',
    tags,
    params,
    response: { 200: ref(SmsTemplate), ...errors(404, 409, 422, 502, 504) },
  },
})

export const getTemplateImpact = operation({
  method: 'GET',
  url: '/templates/:stid/impact',
  access: 'settings:read',
  schema: {
    operationId: 'getTemplateImpact',
    summary: 'What would stop working without this template',
    tags,
    params,
    querystring: object({
      appId: Type.Optional(id({ description: 'Only without it in this App.' })),
    }),
    response: { 200: ref(SmsImpact), ...errors(404) },
  },
})

export const getTemplateApps = operation({
  method: 'GET',
  url: '/templates/:stid/apps',
  access: 'settings:read',
  schema: {
    operationId: 'getTemplateApps',
    summary: 'The Apps that may use a template',
    tags,
    params,
    response: { 200: ref(SmsAuthorisation), ...errors(404, 409) },
  },
})

export const putTemplateApps = operation({
  method: 'PUT',
  url: '/templates/:stid/apps',
  access: 'settings:write',
  schema: {
    operationId: 'putTemplateApps',
    summary: 'Authorise Apps to use a template',
    description: 'The whole set: an App that is not named may not use it any more.',
    tags,
    params,
    body: ref(SmsAuthorisation),
    response: { 200: ref(SmsAuthorisation), ...errors(404, 409, 422) },
  },
})

export const patchTemplateApps = operation({
  method: 'PATCH',
  url: '/templates/:stid/apps',
  access: 'settings:write',
  schema: {
    operationId: 'patchTemplateApps',
    summary: 'Change which Apps may use a template',
    description: 'Only the Apps that are named change.',
    tags,
    params,
    body: ref(SmsAuthorisationChange),
    response: { 200: ref(SmsAuthorisation), ...errors(404, 409, 422) },
  },
})
