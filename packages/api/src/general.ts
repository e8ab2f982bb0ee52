import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { operation } from './operation.ts'
import { nullable, object, oneOf, ref, time } from './schema.ts'
import { TAGS } from './tags.ts'
import { purpose, REVIEW_STATUSES, region } from './terms.ts'

export const SmsGeneral = object(
  {
    signatures: Type.Array(
      object({
        ssid: Type.String({ description: 'Signature id: `C1`.' }),
        platform: Type.String({ description: 'The platform that it is sent by.' }),
        regions: Type.Array(region(), { description: 'Where it is used.' }),
        name: Type.String({ description: 'As it is spelt on the platform, without brackets.' }),
        available: Type.Boolean({ description: 'Whether codes can be sent with it now.' }),
        reason: nullable(Type.String(), {
          description: 'Why it is not available.',
        }),
        status: nullable(oneOf(REVIEW_STATUSES), {
          description: 'What the platform last said of its review; null before it was asked.',
        }),
        checkedAt: nullable(time(), { description: 'When the platform was last asked about it.' }),
      }),
      { description: 'The general signature, for each platform.' },
    ),
    templates: Type.Array(
      object({
        stid: Type.String({ description: 'Template id: `C1` to `C6`.' }),
        platform: Type.String({ description: 'The platform that it is sent by.' }),
        region: region(),
        purpose: purpose(),
        name: Type.String({ description: 'How it is called.' }),
        content: Type.String({ description: 'The text, with variables as `${code}`.' }),
        available: Type.Boolean({ description: 'Whether codes can be sent with it now.' }),
        reason: nullable(Type.String(), { description: 'Why it is not available.' }),
        status: nullable(oneOf(REVIEW_STATUSES), {
          description: 'What the platform last said of its review; null before it was asked.',
        }),
        checkedAt: nullable(time(), { description: 'When the platform was last asked about it.' }),
      }),
      { description: 'The general templates, one for each purpose and region.' },
    ),
  },
  { $id: 'SmsGeneral', description: 'What the operator provides to every App.', examples: [story.general] },
)
export type SmsGeneral = Static<typeof SmsGeneral>

export const getGeneral = operation({
  method: 'GET',
  url: '/general',
  access: 'settings:read',
  schema: {
    operationId: 'getGeneral',
    summary: 'Read the general signature and templates',
    description: 'They are for every App, and only the operator changes them, in the options of the server.',
    tags: [TAGS.general],
    response: { 200: ref(SmsGeneral, { description: 'The general entries.' }) },
  },
})
