import { type Static, Type } from 'typebox'
import { SmsImpact } from './accounts.ts'
import * as story from './examples.ts'
import { accountId, appId, stid } from './ids.ts'
import { operation, platformErrors } from './operation.ts'
import { id, nothing, nullable, object, oneOf, page, pageQuery, ref, text, time } from './schema.ts'
import { SmsAuthorisation, SmsAuthorisationChange } from './signatures.ts'
import { TAGS } from './tags.ts'
import { purpose, region, reviewStatus } from './terms.ts'

export const TEMPLATE_TYPES = ['verification', 'notice', 'promotion'] as const

/** Something about a template that will trouble those who get it. */
export const TEMPLATE_WARNINGS = ['lifetime_differs', 'purpose_differs', 'no_code_variable', 'more_variables'] as const
export const SmsTemplateWarning = object(
  {
    code: oneOf(TEMPLATE_WARNINGS, {
      description:
        '`lifetime_differs`: the text names another lifetime than codes have. `purpose_differs`: the text speaks of another purpose. `no_code_variable`: nothing in the text is filled with the code. `more_variables`: it has variables that nobody fills.',
    }),
    message: Type.String({ description: 'The same in words.' }),
  },
  {
    $id: 'SmsTemplateWarning',
    description: 'Something about a template that will trouble those who get it.',
    examples: [story.templateWarning],
  },
)
export type SmsTemplateWarning = Static<typeof SmsTemplateWarning>

/** What the platform says of a template. */
const described = {
  name: Type.String({ description: 'How it is called on the platform.' }),
  content: Type.String({ description: 'The text, with variables as `${code}`.' }),
  type: oneOf(TEMPLATE_TYPES, { description: 'What kind of SMS it was approved for. Codes go with `verification`.' }),
  region: region(),
  status: reviewStatus(),
  reason: nullable(Type.String(), { description: "The platform's reason when it is not approved." }),
  variables: Type.Array(Type.String(), { description: 'Names of the variables in the text.' }),
  warnings: Type.Array(ref(SmsTemplateWarning), {
    description: 'What to look at. Nothing is refused because of them.',
  }),
}

export const SmsTemplateContent = object(
  {
    code: Type.String({ description: "The template's code on the platform." }),
    ...described,
    suggestedPurpose: nullable(purpose(), {
      description: 'What the text seems to be for; null when it does not tell.',
    }),
  },
  { $id: 'SmsTemplateContent', description: 'A template as the platform has it.', examples: [story.templateContent] },
)
export type SmsTemplateContent = Static<typeof SmsTemplateContent>

export const SmsTemplate = object(
  {
    stid: Type.String({ description: 'Template id; `C1` to `C6` are the general ones.' }),
    accountId: nullable(Type.String(), { description: 'The account that it belongs to; null for a general one.' }),
    accountName: nullable(Type.String(), { description: 'How that account is called.' }),
    platform: Type.String({ description: 'The platform that it is approved on.' }),
    code: nullable(Type.String(), {
      description: "The template's code on the platform; not shown for general templates.",
    }),
    ...described,
    purpose: nullable(purpose(), { description: 'What it is used for; null for none, then no code is sent with it.' }),
    note: nullable(Type.String(), { description: 'For the people who look after it.' }),
    appCount: Type.Integer({ description: 'How many Apps may use it; all may use the general ones.' }),
    checkedAt: nullable(time(), { description: 'When the platform was last asked about it.' }),
    createdAt: nullable(time(), { description: 'When it was added; null for a general one.' }),
  },
  { $id: 'SmsTemplate', description: 'A text with variables, of an account or general.', examples: [story.template] },
)
export type SmsTemplate = Static<typeof SmsTemplate>

const tags = [TAGS.templates]
const account = object({ accountId: accountId() })
const params = object({ stid: stid() })
const note = nullable(text(500), { description: 'For the people who look after it.' })
const code = id({
  description: "The template's code on the platform.",
  examples: [story.TEMPLATE_CODE],
})

export const CreateSmsTemplate = object(
  {
    code,
    purpose: Type.Optional(
      nullable(purpose(), {
        description: 'What it is to be used for. Left out: what the text seems to be for. Null: nothing yet.',
      }),
    ),
    note: Type.Optional(note),
  },
  { $id: 'CreateSmsTemplate', description: 'A template to add.', examples: [story.newTemplate] },
)
export type CreateSmsTemplate = Static<typeof CreateSmsTemplate>

export const UpdateSmsTemplate = object(
  {
    purpose: Type.Optional(nullable(purpose(), { description: 'What it is to be used for; null for nothing.' })),
    note: Type.Optional(note),
  },
  {
    $id: 'UpdateSmsTemplate',
    description: 'What to change; at least one of both.',
    examples: [story.templateChange],
    minProperties: 1,
  },
)
export type UpdateSmsTemplate = Static<typeof UpdateSmsTemplate>

export const queryTemplate = operation({
  method: 'POST',
  url: '/accounts/:accountId/templates/query',
  access: 'settings:write',
  errors: ['SMS_ACCOUNT_NOT_FOUND', 'SMS_TEMPLATE_NOT_FOUND', ...platformErrors],
  schema: {
    operationId: 'queryTemplate',
    summary: 'Query SMS content',
    description: 'Reads a template from the platform by its code, to be looked at before it is added. Stores nothing.',
    tags,
    params: account,
    body: object({ code }, { examples: [{ code: story.TEMPLATE_CODE }] }),
    response: { 200: ref(SmsTemplateContent, { description: 'The template, as the platform has it.' }) },
  },
})

export const listTemplates = operation({
  method: 'GET',
  url: '/accounts/:accountId/templates',
  access: 'settings:read',
  errors: ['SMS_ACCOUNT_NOT_FOUND'],
  schema: {
    operationId: 'listTemplates',
    summary: 'List the templates of an account',
    description: 'Those that have been added to it.',
    tags,
    params: account,
    querystring: object({
      ...pageQuery,
      q: Type.Optional(text(64, { description: 'Part of a name, code, content or note.', examples: ['log in'] })),
      purpose: Type.Optional(purpose({ description: 'Only templates of this purpose.' })),
      region: Type.Optional(region({ description: 'Only templates for this region.', examples: ['domestic'] })),
    }),
    response: { 200: page(SmsTemplate, 'A page of templates, newest first.') },
  },
})

export const createTemplate = operation({
  method: 'POST',
  url: '/accounts/:accountId/templates',
  access: 'settings:write',
  errors: [
    'SMS_ACCOUNT_NOT_FOUND',
    'SMS_TEMPLATE_NOT_FOUND',
    'SMS_TEMPLATE_EXISTS',
    'SMS_TEMPLATE_NOT_APPROVED',
    ...platformErrors,
  ],
  schema: {
    operationId: 'createTemplate',
    summary: 'Add a template',
    description: 'One that has been applied for and approved on the platform, where its content is fetched from.',
    tags,
    params: account,
    body: ref(CreateSmsTemplate),
    response: { 201: ref(SmsTemplate, { description: 'The template that was added.' }) },
  },
})

export const getTemplate = operation({
  method: 'GET',
  url: '/templates/:stid',
  access: 'settings:read',
  errors: ['SMS_TEMPLATE_NOT_FOUND'],
  schema: {
    operationId: 'getTemplate',
    summary: 'Read a template',
    description: 'One of an account, or a general one (`C1` to `C6`).',
    tags,
    params,
    response: { 200: ref(SmsTemplate, { description: 'The template.' }) },
  },
})

export const updateTemplate = operation({
  method: 'PATCH',
  url: '/templates/:stid',
  access: 'settings:write',
  errors: ['SMS_TEMPLATE_NOT_FOUND', 'SMS_GENERAL_READ_ONLY'],
  schema: {
    operationId: 'updateTemplate',
    summary: 'Change the purpose or note of a template',
    description: 'Its name and text are those on the platform and cannot be changed here.',
    tags,
    params,
    body: ref(UpdateSmsTemplate),
    response: { 200: ref(SmsTemplate, { description: 'The template as it is now.' }) },
  },
})

export const deleteTemplate = operation({
  method: 'DELETE',
  url: '/templates/:stid',
  access: 'settings:write',
  errors: ['SMS_TEMPLATE_NOT_FOUND', 'SMS_GENERAL_READ_ONLY'],
  schema: {
    operationId: 'deleteTemplate',
    summary: 'Remove a template',
    description: 'With its authorisations and defaults. On the platform it stays. The message log keeps its name.',
    tags,
    params,
    response: {
      204: nothing('The template is removed.'),
    },
  },
})

export const refreshTemplate = operation({
  method: 'POST',
  url: '/templates/:stid/refresh',
  access: 'settings:write',
  errors: ['SMS_TEMPLATE_NOT_FOUND', 'SMS_ACCOUNT_NOT_FOUND', 'SMS_GENERAL_READ_ONLY', ...platformErrors],
  schema: {
    operationId: 'refreshTemplate',
    summary: 'Refresh a template',
    description: 'Fetches its content and the state of its review from the platform.',
    tags,
    params,
    response: { 200: ref(SmsTemplate, { description: 'The template as it is now.' }) },
  },
})

export const getTemplateImpact = operation({
  method: 'GET',
  url: '/templates/:stid/impact',
  access: 'settings:read',
  errors: ['SMS_TEMPLATE_NOT_FOUND'],
  schema: {
    operationId: 'getTemplateImpact',
    summary: 'See what would stop working without a template',
    description: 'To be shown before it is removed, or taken from an App.',
    tags,
    params,
    querystring: object({
      appId: Type.Optional(appId({ description: 'Look only at this App, as if it alone lost the template.' })),
    }),
    response: { 200: ref(SmsImpact, { description: 'The Apps that would feel it.' }) },
  },
})

export const getTemplateApps = operation({
  method: 'GET',
  url: '/templates/:stid/apps',
  access: 'settings:read',
  errors: ['SMS_TEMPLATE_NOT_FOUND', 'SMS_GENERAL_READ_ONLY'],
  schema: {
    operationId: 'getTemplateApps',
    summary: 'List the Apps that may use a template',
    description: 'By their ids.',
    tags,
    params,
    response: { 200: ref(SmsAuthorisation, { description: 'All Apps that may use it now.' }) },
  },
})

export const putTemplateApps = operation({
  method: 'PUT',
  url: '/templates/:stid/apps',
  access: 'settings:write',
  errors: ['SMS_TEMPLATE_NOT_FOUND', 'SMS_GENERAL_READ_ONLY', 'SMS_APP_UNKNOWN'],
  schema: {
    operationId: 'putTemplateApps',
    summary: 'Authorise Apps to use a template',
    description:
      'Sets all of them: an App that is not named may not use it any more, and loses its defaults that name it. The general templates are for all Apps and cannot be authorised.',
    tags,
    params,
    body: ref(SmsAuthorisation),
    response: { 200: ref(SmsAuthorisation, { description: 'All Apps that may use it now.' }) },
  },
})

export const patchTemplateApps = operation({
  method: 'PATCH',
  url: '/templates/:stid/apps',
  access: 'settings:write',
  errors: ['SMS_TEMPLATE_NOT_FOUND', 'SMS_GENERAL_READ_ONLY', 'SMS_APP_UNKNOWN'],
  schema: {
    operationId: 'patchTemplateApps',
    summary: 'Change which Apps may use a template',
    description: 'Only the Apps that are named change, so that two people can do this at once.',
    tags,
    params,
    body: ref(SmsAuthorisationChange),
    response: { 200: ref(SmsAuthorisation, { description: 'All Apps that may use it now.' }) },
  },
})
