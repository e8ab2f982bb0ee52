import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { operation } from './operation.ts'
import { object, ref } from './schema.ts'
import { TAGS } from './tags.ts'
import { region } from './terms.ts'

const inBothLanguages = (description: string) =>
  object(
    {
      en: Type.String({ description: 'In English.' }),
      'zh-CN': Type.String({ description: 'In Simplified Chinese.' }),
    },
    { description },
  )

export const SmsPlatformField = object(
  {
    name: Type.String({
      description: 'The name in the body of `createAccount`; `settings.x` is field `x` of `settings`.',
    }),
    label: inBothLanguages('What the field is called.'),
    secret: Type.Boolean({ description: 'Written once, never read back.' }),
    required: Type.Boolean({ description: 'An account cannot be added without it.' }),
    pattern: Type.Optional(Type.String({ description: 'A regular expression (ECMAScript) that a value fits.' })),
    maxLength: Type.Integer({ description: 'Characters at most.' }),
    placeholder: Type.Optional(Type.String({ description: 'How a value looks, to be shown in an empty field.' })),
  },
  {
    $id: 'SmsPlatformField',
    description: 'One field that an account of a platform needs. A form can be drawn from it.',
    examples: [story.platform.fields[0]],
  },
)
export type SmsPlatformField = Static<typeof SmsPlatformField>

export const SmsPlatform = object(
  {
    id: Type.String({ description: 'What `platform` of an account says.', examples: [story.PLATFORM] }),
    name: inBothLanguages('What the platform is called.'),
    regions: Type.Array(region(), { description: 'Where it can send to.' }),
    fields: Type.Array(ref(SmsPlatformField), { description: 'What an account of it needs.' }),
    links: object(
      {
        console: Type.String({
          description: 'Where signatures and templates are applied for.',
        }),
        keys: Type.String({ description: 'Where an AccessKey is made.' }),
      },
      { description: 'Pages of the platform.' },
    ),
  },
  { $id: 'SmsPlatform', description: 'An SMS service that accounts can be added of.', examples: [story.platform] },
)
export type SmsPlatform = Static<typeof SmsPlatform>

export const listPlatforms = operation({
  method: 'GET',
  url: '/platforms',
  access: 'settings:read',
  schema: {
    operationId: 'listPlatforms',
    summary: 'List the SMS platforms',
    description: 'The SMS services that accounts can be added of, and for each the fields that an account needs.',
    tags: [TAGS.accounts],
    response: {
      200: object(
        { items: Type.Array(ref(SmsPlatform)) },
        { description: 'All platforms.', examples: [{ items: [story.platform] }] },
      ),
    },
  },
})
