import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { id, line, nullable, object, oneOf, ref } from './schema.ts'
import { SmsSignature } from './signatures.ts'
import { SmsTemplate, SmsTemplateContent } from './templates.ts'
import { purpose } from './words.ts'

/** Everything approved on the platform, and which of it has been added. */
export const SmsImportable = object(
  {
    signatures: Type.Array(object({ name: Type.String(), added: Type.Boolean() })),
    templates: Type.Array(object({ template: ref(SmsTemplateContent), added: Type.Boolean() })),
    complete: Type.Boolean({
      description: 'False when the platform has more than could be listed.',
    }),
  },
  { $id: 'SmsImportable' },
)
export type SmsImportable = Static<typeof SmsImportable>

export const SmsImport = object(
  {
    signatures: Type.Optional(Type.Array(object({ name: line(64) }), { maxItems: 500 })),
    templates: Type.Optional(
      Type.Array(object({ code: id(), purpose: Type.Optional(nullable(purpose())) }), { maxItems: 500 }),
    ),
    appIds: Type.Optional(
      Type.Array(id(), {
        maxItems: 10_000,
        uniqueItems: true,
        description: 'Apps to authorise for all of them.',
      }),
    ),
  },
  { $id: 'SmsImport' },
)
export type SmsImport = Static<typeof SmsImport>

export const SmsImportResult = object(
  {
    signatures: Type.Array(ref(SmsSignature)),
    templates: Type.Array(ref(SmsTemplate)),
    refused: Type.Array(
      object({
        kind: oneOf(['signature', 'template']),
        name: Type.String({
          description: 'The name of the signature, the code of the template.',
        }),
        code: Type.String({ description: 'An `SMS_…` error code.' }),
        message: Type.String(),
      }),
    ),
  },
  { $id: 'SmsImportResult' },
)
export type SmsImportResult = Static<typeof SmsImportResult>

const tags = ['SMS accounts']
const params = object({ accountId: id() })

export const listImportable = operation({
  method: 'GET',
  url: '/accounts/:accountId/importable',
  access: 'settings:read',
  schema: {
    operationId: 'listImportable',
    summary: 'Everything approved on the platform',
    tags,
    params,
    response: { 200: ref(SmsImportable), ...errors(404, 422, 502, 504) },
  },
})

export const importFromPlatform = operation({
  method: 'POST',
  url: '/accounts/:accountId/import',
  access: 'settings:write',
  schema: {
    operationId: 'importFromPlatform',
    summary: 'Add many signatures and templates in one step',
    description: 'What cannot be added is named in `refused`; the rest is added.',
    tags,
    params,
    body: ref(SmsImport),
    response: { 200: ref(SmsImportResult), ...errors(404, 422, 502, 504) },
  },
})
