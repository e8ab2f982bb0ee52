import { type Static, Type } from 'typebox'
import { SmsDefault, SmsPolicyInput } from './apps.ts'
import * as story from './examples.ts'
import { operation } from './operation.ts'
import { id, line, nullable, object, oneOf, ref, text, time } from './schema.ts'
import { TAGS } from './tags.ts'
import { purpose } from './terms.ts'

const appIds = Type.Array(id(), { maxItems: 10_000, description: 'Apps that may use it.' })

const note = nullable(text(500), { description: 'For the people who look after it.' })

export const SmsSettingsDocument = object(
  {
    kind: oneOf(['sms-settings'], { description: 'Says what this document is.' }),
    version: Type.Integer({ minimum: 1, maximum: 1, description: 'The form of the document.' }),
    exportedAt: Type.Optional(time({ description: 'When it was written; not read by an import.' })),
    accounts: Type.Array(
      object({
        platform: id({ description: 'An account is found again by this and `accessKeyId`.' }),
        name: line(64, { description: 'How it is called in the console.' }),
        note,
        accessKeyId: line(128, { description: 'The public half of its key; the secret is never exported.' }),
        status: oneOf(['active', 'paused'], { description: 'Nothing is sent from a `paused` account.' }),
        signatures: Type.Array(
          object({
            ssid: Type.Optional(id({ description: 'What defaults in this document call it by.' })),
            name: line(64, { description: 'By which it is found again.' }),
            note,
            appIds,
          }),
          { description: 'Its signatures.', maxItems: 2000 },
        ),
        templates: Type.Array(
          object({
            stid: Type.Optional(id({ description: 'What defaults in this document call it by.' })),
            code: id({ description: 'On the platform, by which it is found again.' }),
            purpose: nullable(purpose(), { description: 'What it is used for; null for nothing.' }),
            note,
            appIds,
          }),
          { description: 'Its templates.', maxItems: 2000 },
        ),
      }),
      { description: 'All accounts, with what belongs to each.', maxItems: 200 },
    ),
    apps: Type.Array(
      object({
        appId: id({ description: 'The App, as the host has it.' }),
        defaults: Type.Array(ref(SmsDefault), {
          description: 'What goes first, by purpose and region.',
          maxItems: 100,
        }),
        policy: nullable(ref(SmsPolicyInput), {
          description: 'What it has set for itself; null for nothing: an import then leaves its policy as it is.',
        }),
      }),
      { description: 'What single Apps have set.', maxItems: 10_000 },
    ),
  },
  {
    $id: 'SmsSettingsDocument',
    description: 'All settings of a tenant without secrets, to keep or to carry to another installation.',
    examples: [story.settingsDocument],
  },
)
export type SmsSettingsDocument = Static<typeof SmsSettingsDocument>

export const SmsSettingsPlan = object(
  {
    applied: Type.Boolean({ description: '`false` when it is only a plan.' }),
    steps: Type.Array(
      object({
        action: oneOf(['create', 'update', 'keep', 'skip'], {
          description: '`keep`: it is so already. `skip`: it cannot be done; `reason` says why.',
        }),
        kind: oneOf(['account', 'signature', 'template', 'defaults', 'policy'], { description: 'What it is about.' }),
        name: Type.String({
          description: 'Its name: of an account or signature, the code of a template, the id of an App.',
        }),
        reason: nullable(Type.String(), {
          description: 'Why something is skipped, and what to do.',
        }),
      }),
      { description: 'One step for each thing in the document, in order.' },
    ),
  },
  {
    $id: 'SmsSettingsPlan',
    description: 'What an import does, or would do, step by step.',
    examples: [story.settingsPlan],
  },
)
export type SmsSettingsPlan = Static<typeof SmsSettingsPlan>

const tags = [TAGS.settings]

export const exportSettings = operation({
  method: 'GET',
  url: '/settings/export',
  access: 'settings:read',
  errors: ['SMS_SECRET_UNREADABLE'],
  schema: {
    operationId: 'exportSettings',
    summary: 'Export all settings',
    description: 'As one document without secrets and without phone numbers other than those on safe and block lists.',
    tags,
    response: { 200: ref(SmsSettingsDocument, { description: 'All settings of the tenant.' }) },
  },
})

export const importSettings = operation({
  method: 'POST',
  url: '/settings/import',
  access: 'settings:write',
  errors: ['SMS_SECRET_UNREADABLE'],
  schema: {
    operationId: 'importSettings',
    summary: 'Import settings',
    description:
      'From a document that was exported. Accounts are found by platform and AccessKey id: add a missing one with its secret first. No account, signature, template, authorisation or default is ever deleted; a policy in the document takes the place of that which the App has. What cannot be done is skipped, and importing again continues there.',
    tags,
    querystring: object({
      dryRun: Type.Optional(
        Type.Boolean({
          default: false,
          description: '`true` changes nothing and answers with the plan.',
          examples: [true],
        }),
      ),
    }),
    body: ref(SmsSettingsDocument),
    response: { 200: ref(SmsSettingsPlan, { description: 'What was done, or would be.' }) },
  },
})
