import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { country, id, nullable, object, oneOf, page, pageQuery, ref, time } from './schema.ts'

const prefix = () => Type.String({ description: 'Numbers without their last four digits.', examples: ['+861390000'] })
const started = () =>
  Type.Integer({ description: 'Codes asked for and sent. One counts after 90 seconds, or once it is used.' })
const approved = () => Type.Integer({ description: 'Those of them that were used.' })

/** Numbers that get no codes for a while, or that in a country on `monitor` would get none. */
export const SmsPrefixBlock = object(
  {
    id: Type.String(),
    country: country(),
    prefix: prefix(),
    mode: oneOf(['block', 'monitor'], { description: '`monitor`: only told, nothing is refused.' }),
    started: started(),
    approved: approved(),
    beganAt: time(),
    endsAt: time({ description: 'When it is over by itself, or when it was lifted.' }),
    standing: Type.Boolean({ description: 'Whether it is in force now.' }),
    liftedAt: nullable(time(), { description: 'When a person ended it.' }),
  },
  { $id: 'SmsPrefixBlock' },
)
export type SmsPrefixBlock = Static<typeof SmsPrefixBlock>

/** How many codes of an App were asked for and used of late. */
export const SmsConversions = object(
  {
    from: time(),
    to: time(),
    countries: Type.Array(object({ country: country(), started: started(), approved: approved() }), {
      description: 'Most codes first.',
    }),
    prefixes: Type.Array(object({ country: country(), prefix: prefix(), started: started(), approved: approved() }), {
      description: 'The 100 with the most codes.',
    }),
  },
  { $id: 'SmsConversions' },
)
export type SmsConversions = Static<typeof SmsConversions>

const tags = ['SMS fraud']
const params = object({ appId: id() })

export const listBlocks = operation({
  method: 'GET',
  url: '/apps/:appId/blocks',
  access: 'settings:read',
  schema: {
    operationId: 'listBlocks',
    summary: 'Number prefixes that get no codes of an App',
    description: 'Those that stand first, then those that ended, latest first. Kept for 180 days.',
    tags,
    params,
    querystring: object(pageQuery),
    response: { 200: page(ref(SmsPrefixBlock)), ...errors(404) },
  },
})

export const liftBlock = operation({
  method: 'POST',
  url: '/apps/:appId/blocks/:id/lift',
  access: 'settings:write',
  schema: {
    operationId: 'liftBlock',
    summary: 'End the block of a prefix',
    description: 'At once. What was found before does not block it again; what comes after may.',
    tags,
    params: object({ appId: id(), id: id() }),
    response: { 200: ref(SmsPrefixBlock), ...errors(404) },
  },
})

export const getConversions = operation({
  method: 'GET',
  url: '/apps/:appId/conversions',
  access: 'settings:read',
  schema: {
    operationId: 'getConversions',
    summary: 'How many codes of an App were asked for and used, by country and prefix',
    description: 'Over the window that the fraud guard judges by (`verification.guard.window`).',
    tags,
    params,
    response: { 200: ref(SmsConversions), ...errors(404) },
  },
})
