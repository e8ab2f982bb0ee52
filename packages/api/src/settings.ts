import { type Static, Type } from 'typebox'
import { SmsDefault, SmsPolicyInput } from './apps.ts'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { id, line, nullable, object, oneOf, ref, text, time } from './schema.ts'
import { purpose } from './words.ts'

const appIds = Type.Array(id(), { maxItems: 10_000 })

/** All settings of a tenant without secrets, to keep or to carry to another installation. */
export const SmsSettingsDocument = object(
  {
    kind: oneOf(['sms-settings']),
    version: Type.Integer({ minimum: 1, maximum: 1 }),
    exportedAt: Type.Optional(time()),
    accounts: Type.Array(
      object({
        platform: id(),
        name: line(64),
        note: nullable(text(500)),
        accessKeyId: line(128),
        status: oneOf(['active', 'paused']),
        signatures: Type.Array(
          object({
            ssid: Type.Optional(id()),
            name: line(64),
            note: nullable(text(500)),
            appIds,
          }),
          { maxItems: 2000 },
        ),
        templates: Type.Array(
          object({
            stid: Type.Optional(id()),
            code: id(),
            purpose: nullable(purpose()),
            note: nullable(text(500)),
            appIds,
          }),
          { maxItems: 2000 },
        ),
      }),
      { maxItems: 200 },
    ),
    apps: Type.Array(
      object({
        appId: id(),
        defaults: Type.Array(ref(SmsDefault), { maxItems: 100 }),
        policy: nullable(ref(SmsPolicyInput)),
      }),
      { maxItems: 10_000 },
    ),
  },
  { $id: 'SmsSettingsDocument' },
)
export type SmsSettingsDocument = Static<typeof SmsSettingsDocument>

/** What an import does, or would do. */
export const SmsSettingsPlan = object(
  {
    applied: Type.Boolean(),
    steps: Type.Array(
      object({
        action: oneOf(['create', 'update', 'keep', 'skip']),
        kind: oneOf(['account', 'signature', 'template', 'defaults', 'policy']),
        name: Type.String(),
        reason: nullable(Type.String(), {
          description: 'Why something is skipped, and what to do.',
        }),
      }),
    ),
  },
  { $id: 'SmsSettingsPlan' },
)
export type SmsSettingsPlan = Static<typeof SmsSettingsPlan>

const tags = ['SMS settings as a document']

export const exportSettings = operation({
  method: 'GET',
  url: '/settings/export',
  access: 'settings:read',
  schema: {
    operationId: 'exportSettings',
    summary: 'All settings as one document, without secrets',
    tags,
    response: { 200: ref(SmsSettingsDocument), ...errors() },
  },
})

export const importSettings = operation({
  method: 'POST',
  url: '/settings/import',
  access: 'settings:write',
  schema: {
    operationId: 'importSettings',
    summary: 'Bring in settings from a document',
    description:
      'With `dryRun` only the plan. Accounts are found by platform and AccessKey id: add a missing one with its secret first. No account, signature, template, authorisation or default is ever deleted; a policy in the document takes the place of that which the App has.',
    tags,
    querystring: object({
      dryRun: Type.Optional(Type.Boolean({ default: false })),
    }),
    body: ref(SmsSettingsDocument),
    response: { 200: ref(SmsSettingsPlan), ...errors(409, 422, 502, 504) },
  },
})
