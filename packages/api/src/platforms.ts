import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { object, oneOf, ref } from './schema.ts'

/** One field that an account of a platform needs. A form can be drawn from it. */
export const SmsPlatformField = object(
  {
    name: Type.String({
      description: 'The name in the body of `createAccount`; `settings.x` is field `x` of `settings`.',
    }),
    label: object({ en: Type.String(), 'zh-CN': Type.String() }),
    secret: Type.Boolean({ description: 'Written once, never read back.' }),
    required: Type.Boolean(),
    pattern: Type.Optional(Type.String()),
    maxLength: Type.Integer(),
    placeholder: Type.Optional(Type.String()),
  },
  { $id: 'SmsPlatformField' },
)
export type SmsPlatformField = Static<typeof SmsPlatformField>

/** An SMS service that accounts can be added of. */
export const SmsPlatform = object(
  {
    id: Type.String({ examples: ['alibaba_cloud'] }),
    name: object({ en: Type.String(), 'zh-CN': Type.String() }),
    regions: Type.Array(oneOf(['domestic', 'international'])),
    fields: Type.Array(ref(SmsPlatformField)),
    links: object({
      console: Type.String({
        description: 'Where signatures and templates are applied for.',
      }),
      keys: Type.String({ description: 'Where an AccessKey is made.' }),
    }),
  },
  { $id: 'SmsPlatform' },
)
export type SmsPlatform = Static<typeof SmsPlatform>

export const listPlatforms = operation({
  method: 'GET',
  url: '/platforms',
  access: 'settings:read',
  schema: {
    operationId: 'listPlatforms',
    summary: 'List the SMS platforms',
    description: 'The platforms, and for each the fields that an account of it needs.',
    tags: ['SMS accounts'],
    response: {
      200: object({ items: Type.Array(ref(SmsPlatform)) }),
      ...errors(),
    },
  },
})
