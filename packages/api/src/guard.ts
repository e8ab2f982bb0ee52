import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { appId, blockId } from './ids.ts'
import { operation } from './operation.ts'
import { country, nullable, object, oneOf, page, pageQuery, ref, time } from './schema.ts'
import { TAGS } from './tags.ts'

const prefix = () => Type.String({ description: 'What the numbers have in common: all but their last four digits.' })
const started = () =>
  Type.Integer({
    description: 'Codes that were asked for and sent. One counts after 90 seconds, or as soon as it is used.',
  })
const approved = () => Type.Integer({ description: 'How many of them were used.' })

export const SmsPrefixBlock = object(
  {
    id: Type.String({ description: 'What it is called in paths.' }),
    country: country(),
    prefix: prefix(),
    mode: oneOf(['block', 'monitor'], {
      description: '`block`: its numbers get no codes. `monitor`: it is only told of, nothing is refused.',
    }),
    started: started(),
    approved: approved(),
    beganAt: time({ description: 'When it began.' }),
    endsAt: time({ description: 'When it is over by itself, or when it was lifted.' }),
    standing: Type.Boolean({ description: 'Whether it is in force now.' }),
    liftedAt: nullable(time(), { description: 'When a person ended it.' }),
  },
  {
    $id: 'SmsPrefixBlock',
    description: 'Numbers that get no codes for a while; in a country on `monitor`, numbers that would get none.',
    examples: [story.prefixBlock],
  },
)
export type SmsPrefixBlock = Static<typeof SmsPrefixBlock>

export const SmsConversions = object(
  {
    from: time({ description: 'What was asked for before does not count.' }),
    to: time({ description: 'What was asked for later does not count.' }),
    countries: Type.Array(object({ country: country(), started: started(), approved: approved() }), {
      description: 'Most codes first.',
    }),
    prefixes: Type.Array(object({ country: country(), prefix: prefix(), started: started(), approved: approved() }), {
      description: 'The 100 with the most codes.',
    }),
  },
  {
    $id: 'SmsConversions',
    description: 'How many codes of an App were asked for and used of late.',
    examples: [story.conversions],
  },
)
export type SmsConversions = Static<typeof SmsConversions>

const tags = [TAGS.fraud]
const params = object({ appId: appId() })

export const listBlocks = operation({
  method: 'GET',
  url: '/apps/:appId/blocks',
  access: 'settings:read',
  errors: ['SMS_APP_NOT_FOUND'],
  schema: {
    operationId: 'listBlocks',
    summary: 'List blocked number prefixes of an App',
    description:
      'A prefix is blocked for some hours when many codes to its numbers were asked for and few were used. Those that stand come first, then those that ended, latest first; they are kept for 180 days.',
    tags,
    params,
    querystring: object(pageQuery),
    response: { 200: page(SmsPrefixBlock, 'A page of blocks.') },
  },
})

export const liftBlock = operation({
  method: 'POST',
  url: '/apps/:appId/blocks/:id/lift',
  access: 'settings:write',
  errors: ['SMS_APP_NOT_FOUND', 'SMS_BLOCK_NOT_FOUND'],
  schema: {
    operationId: 'liftBlock',
    summary: 'Lift the block of a number prefix',
    description:
      'Its numbers get codes again at once. What was found before does not block it again; what comes after may.',
    tags,
    params: object({ appId: appId(), id: blockId() }),
    response: { 200: ref(SmsPrefixBlock, { description: 'The block, which has ended.' }) },
  },
})

export const getConversions = operation({
  method: 'GET',
  url: '/apps/:appId/conversions',
  access: 'settings:read',
  errors: ['SMS_APP_NOT_FOUND'],
  schema: {
    operationId: 'getConversions',
    summary: 'Read how many codes of an App are used',
    description:
      'By country and number prefix, over the time that the fraud guard judges by: the last hour, unless the operator says otherwise.',
    tags,
    params,
    response: { 200: ref(SmsConversions, { description: 'The figures of that time.' }) },
  },
})
