import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { accountId } from './ids.ts'
import { operation, platformErrors } from './operation.ts'
import { id, line, nullable, object, oneOf, ref } from './schema.ts'
import { SmsSignature } from './signatures.ts'
import { TAGS } from './tags.ts'
import { SmsTemplate, SmsTemplateContent } from './templates.ts'
import { purpose } from './terms.ts'

export const SmsImportable = object(
  {
    signatures: Type.Array(
      object({
        name: Type.String({ description: 'As it is spelt on the platform.' }),
        added: Type.Boolean({ description: 'It is in this account already.' }),
      }),
      { description: 'Signatures on the platform.' },
    ),
    templates: Type.Array(
      object({
        template: ref(SmsTemplateContent),
        added: Type.Boolean({ description: 'It is in this account already.' }),
      }),
      { description: 'Templates on the platform.' },
    ),
    complete: Type.Boolean({
      description: '`false` when the platform has more than could be listed.',
    }),
  },
  {
    $id: 'SmsImportable',
    description: 'Everything that is approved on the platform, and which of it has been added already.',
    examples: [story.importable],
  },
)
export type SmsImportable = Static<typeof SmsImportable>

export const SmsImport = object(
  {
    signatures: Type.Optional(
      Type.Array(object({ name: line(64, { description: 'As it is spelt on the platform.' }) }), {
        description: 'Signatures to add.',
        maxItems: 500,
      }),
    ),
    templates: Type.Optional(
      Type.Array(
        object({
          code: id({ description: "The template's code on the platform." }),
          purpose: Type.Optional(
            nullable(purpose(), {
              description: 'What it is to be used for. Left out: what the text seems to be for. Null: nothing yet.',
            }),
          ),
        }),
        { description: 'Templates to add.', maxItems: 500 },
      ),
    ),
    appIds: Type.Optional(
      Type.Array(id(), {
        maxItems: 10_000,
        uniqueItems: true,
        description: 'Apps that may use everything that is added.',
      }),
    ),
  },
  { $id: 'SmsImport', description: 'What to add, and the Apps that may use it.', examples: [story.importWanted] },
)
export type SmsImport = Static<typeof SmsImport>

export const SmsImportResult = object(
  {
    signatures: Type.Array(ref(SmsSignature), { description: 'Those that were added.' }),
    templates: Type.Array(ref(SmsTemplate), { description: 'Those that were added.' }),
    refused: Type.Array(
      object({
        kind: oneOf(['signature', 'template'], { description: 'What it is.' }),
        name: Type.String({
          description: 'The name of the signature, the code of the template.',
        }),
        code: Type.String({ description: 'Why, as a constant: `SMS_…`.' }),
        message: Type.String({ description: 'The same in words.' }),
      }),
      { description: 'What could not be added.' },
    ),
  },
  { $id: 'SmsImportResult', description: 'What was added, and what could not be.', examples: [story.importResult] },
)
export type SmsImportResult = Static<typeof SmsImportResult>

const tags = [TAGS.accounts]
const params = object({ accountId: accountId() })

export const listImportable = operation({
  method: 'GET',
  url: '/accounts/:accountId/importable',
  access: 'settings:read',
  errors: ['SMS_ACCOUNT_NOT_FOUND', ...platformErrors],
  schema: {
    operationId: 'listImportable',
    summary: 'List what can be imported',
    description: 'Reads the signatures and templates that are approved on the platform, from there.',
    tags,
    params,
    response: { 200: ref(SmsImportable, { description: 'What the platform has.' }) },
  },
})

export const importFromPlatform = operation({
  method: 'POST',
  url: '/accounts/:accountId/import',
  access: 'settings:write',
  errors: ['SMS_ACCOUNT_NOT_FOUND', 'SMS_APP_UNKNOWN', ...platformErrors],
  schema: {
    operationId: 'importFromPlatform',
    summary: 'Import signatures and templates',
    description:
      'Adds many in one step and lets Apps use them. What cannot be added is named in `refused`; the rest is added.',
    tags,
    params,
    body: ref(SmsImport),
    response: { 200: ref(SmsImportResult, { description: 'What was added, and what was not.' }) },
  },
})
