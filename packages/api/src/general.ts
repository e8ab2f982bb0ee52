import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { nullable, object, oneOf, ref, time } from './schema.ts'
import { AUDIT_STATUSES, purpose, region } from './words.ts'

/** What the operator provides to every App. Read-only for tenants. */
export const SmsGeneral = object(
  {
    signatures: Type.Array(
      object({
        ssid: Type.String({ examples: ['C1'] }),
        platform: Type.String(),
        regions: Type.Array(region()),
        name: Type.String({ examples: ['Quectel'] }),
        available: Type.Boolean(),
        reason: nullable(Type.String(), {
          description: 'Why it is not available.',
        }),
        status: nullable(oneOf(AUDIT_STATUSES), {
          description: 'What the platform said of it last; null before it was asked.',
        }),
        checkedAt: nullable(time()),
      }),
    ),
    templates: Type.Array(
      object({
        stid: Type.String({ examples: ['C2'] }),
        platform: Type.String(),
        region: region(),
        purpose: purpose(),
        name: Type.String(),
        content: Type.String(),
        available: Type.Boolean(),
        reason: nullable(Type.String()),
        status: nullable(oneOf(AUDIT_STATUSES)),
        checkedAt: nullable(time()),
      }),
    ),
  },
  { $id: 'SmsGeneral' },
)
export type SmsGeneral = Static<typeof SmsGeneral>

export const getGeneral = operation({
  method: 'GET',
  url: '/general',
  access: 'settings:read',
  schema: {
    operationId: 'getGeneral',
    summary: 'The general signature and templates',
    tags: ['SMS general entries'],
    response: { 200: ref(SmsGeneral), ...errors() },
  },
})
