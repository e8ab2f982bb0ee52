import { type Static, Type } from 'typebox'
import { errors } from './errors.ts'
import { operation } from './operation.ts'
import { country, id, nullable, object, oneOf, page, pageQuery, ref, text } from './schema.ts'
import { SmsSignature } from './signatures.ts'
import { SmsTemplate } from './templates.ts'
import { cannotSendReason, MAY_NOT_SEND, type MayNotSend, purpose, region } from './words.ts'

/** An application of the tenant, owned by the host. */
export const SmsApp = object({ appId: Type.String(), name: Type.String() }, { $id: 'SmsApp' })
export type SmsApp = Static<typeof SmsApp>

/** What one purpose and region uses when the caller names nothing. */
export const SmsDefault = object(
  { purpose: purpose(), region: region(), ssid: id(), stid: id() },
  { $id: 'SmsDefault' },
)
export type SmsDefault = Static<typeof SmsDefault>

/** Whether a code can be sent now for a purpose and region, with what, and if not, why. */
export const SmsReadiness = object(
  {
    purpose: purpose(),
    region: region(),
    ready: Type.Boolean(),
    source: nullable(oneOf(['default', 'authorised', 'general']), {
      description: 'How signature and template were chosen.',
    }),
    ssid: nullable(Type.String()),
    stid: nullable(Type.String()),
    reason: nullable(cannotSendReason()),
    warning: nullable(oneOf(Object.keys(MAY_NOT_SEND) as MayNotSend[]), {
      description: 'Why a code may not get through although it is tried: `ready` is true then.',
    }),
    message: nullable(Type.String(), { description: 'The reason or the warning in words.' }),
    turn: nullable(oneOf(['tenant', 'operator']), {
      description:
        'Who can mend it: the tenant, in these settings, or only the operator, because what stands behind the general entries is at fault. Null when nothing is.',
    }),
  },
  { $id: 'SmsReadiness' },
)
export type SmsReadiness = Static<typeof SmsReadiness>

export const SmsAppSettings = object(
  {
    app: ref(SmsApp),
    signatures: Type.Array(ref(SmsSignature), {
      description: 'Authorised ones, then the general one.',
    }),
    templates: Type.Array(ref(SmsTemplate), {
      description: 'Authorised ones, then the general ones.',
    }),
    defaults: Type.Array(ref(SmsDefault)),
    readiness: Type.Array(ref(SmsReadiness)),
  },
  { $id: 'SmsAppSettings' },
)
export type SmsAppSettings = Static<typeof SmsAppSettings>

const count = (description: string) => Type.Integer({ minimum: 0, maximum: 10_000_000, description })
const limits = {
  phonePerMinute: count('Starts for one phone in any 60 seconds.'),
  phonePerHour: count('Starts for one phone in any hour.'),
  phonePerDay: count('Starts for one phone in any 24 hours.'),
  ipPerHour: count('Starts from one address (IPv6: one /64) in an hour.'),
  appPerDay: count('Starts of the App in a day (UTC).'),
  countryPerHour: count('Starts of the App to one country in an hour.'),
  prefixPerHour: count('Starts of the App to one number prefix (the number without its last four digits) in an hour.'),
}

/** Limits of sending. All are exact, across processes too. 0 means none at all may be sent. */
export const SmsLimits = object(limits, { $id: 'SmsLimits' })
export type SmsLimits = Static<typeof SmsLimits>

const rules = {
  lifetime: Type.Integer({
    minimum: 30,
    maximum: 3600,
    description: 'Seconds that a code lives from its hand-over.',
  }),
  attempts: Type.Integer({
    minimum: 1,
    maximum: 10,
    description: 'Wrong codes until the verification is exhausted.',
  }),
  resendWait: Type.Array(Type.Integer({ minimum: 1, maximum: 86_400 }), {
    minItems: 1,
    maxItems: 10,
    description: 'Seconds before the first, second, … resend; the last one repeats.',
  }),
  codeLength: Type.Integer({
    minimum: 4,
    maximum: 6,
    description: 'Digits of a code. The platform takes 4 to 6.',
  }),
}
const some = {
  lifetime: Type.Optional(rules.lifetime),
  attempts: Type.Optional(rules.attempts),
  resendWait: Type.Optional(rules.resendWait),
  codeLength: Type.Optional(rules.codeLength),
}

const countryMode = () =>
  oneOf(['allow', 'monitor', 'block'], {
    description:
      '`allow`: codes are sent, and a number prefix under attack (many codes asked for, few used) is blocked for hours. `monitor`: codes are sent, and such a prefix is only told of, by an alarm. `block`: nothing is sent.',
  })

/** Countries: what happens to those not named, and to each named one. */
export const SmsCountries = object(
  {
    others: countryMode(),
    named: Type.Array(object({ country: country(), mode: countryMode() }), { maxItems: 260 }),
  },
  { $id: 'SmsCountries' },
)
export type SmsCountries = Static<typeof SmsCountries>

/** Numbers on the safe list, or the block list, of an App. */
export const SMS_LIST_AT_MOST = 1000
const phones = Type.Array(text(32), {
  maxItems: SMS_LIST_AT_MOST,
  description: 'Phone numbers in E.164.',
})

/** What an App has set for itself; what it leaves out follows the operator's options. */
export const SmsPolicyInput = object(
  {
    ...some,
    limits: Type.Optional(Type.Partial(object(limits), { additionalProperties: false })),
    countries: Type.Optional(ref(SmsCountries)),
    safeList: Type.Optional(phones),
    blockList: Type.Optional(phones),
    purposes: Type.Optional(
      Type.Array(object({ purpose: purpose(), ...some }), {
        maxItems: 32,
        description: 'Different rules for one purpose.',
      }),
    ),
  },
  { $id: 'SmsPolicyInput' },
)
export type SmsPolicyInput = Static<typeof SmsPolicyInput>

const values = { ...rules, limits: ref(SmsLimits), countries: ref(SmsCountries) }

/** What an App has set, what it inherits from the operator, and what of both is in force. */
export const SmsPolicy = object(
  {
    set: ref(SmsPolicyInput, {
      description: 'What the App has set for itself. What is not here is inherited.',
    }),
    inherited: object(values, {
      description:
        "The operator's own values: in force where the App sets none, and again as soon as it takes its own away.",
    }),
    inForce: object(
      {
        ...values,
        purposes: Type.Array(object({ purpose: purpose(), ...rules }), {
          description:
            'Every registered purpose with the rules that its codes follow: those set for it, else those that the App set for all purposes, else the inherited ones.',
        }),
      },
      { description: 'What is set, and what is inherited where nothing is.' },
    ),
    bounds: object(
      {
        lifetime: object({ minimum: Type.Integer(), maximum: Type.Integer() }),
        attempts: object({ minimum: Type.Integer(), maximum: Type.Integer() }),
        resendWait: object({ minimum: Type.Integer(), maximum: Type.Integer() }),
        codeLength: object({ minimum: Type.Integer(), maximum: Type.Integer() }),
        limits: ref(SmsLimits, { description: 'The highest that may be set.' }),
        countries: nullable(Type.Array(country()), {
          description: 'The countries that may be allowed at all; null for any.',
        }),
      },
      { description: 'Within what the App may set its own.' },
    ),
  },
  { $id: 'SmsPolicy' },
)
export type SmsPolicy = Static<typeof SmsPolicy>

const tags = ['SMS of an App']
const params = object({ appId: id() })

export const listApps = operation({
  method: 'GET',
  url: '/apps',
  access: 'settings:read',
  schema: {
    operationId: 'listApps',
    summary: 'List the Apps of the tenant',
    tags,
    querystring: object({
      ...pageQuery,
      q: Type.Optional(text(64, { description: 'Part of a name or id.' })),
    }),
    response: { 200: page(ref(SmsApp)), ...errors() },
  },
})

export const getAppSettings = operation({
  method: 'GET',
  url: '/apps/:appId/settings',
  access: 'settings:read',
  schema: {
    operationId: 'getAppSettings',
    summary: 'What an App may use, and whether its codes can be sent',
    tags,
    params,
    response: { 200: ref(SmsAppSettings), ...errors(404) },
  },
})

export const putAppDefaults = operation({
  method: 'PUT',
  url: '/apps/:appId/defaults',
  access: 'settings:write',
  schema: {
    operationId: 'putAppDefaults',
    summary: 'Set which signature and template each purpose and region uses',
    description:
      'The whole set: what is not named has no default any more. A default says what goes first: a code that its account surely did not send goes out of another one of the App.',
    tags,
    params,
    body: object({ defaults: Type.Array(ref(SmsDefault), { maxItems: 100 }) }),
    response: { 200: ref(SmsAppSettings), ...errors(404, 422) },
  },
})

export const getAppPolicy = operation({
  method: 'GET',
  url: '/apps/:appId/policy',
  access: 'settings:read',
  schema: {
    operationId: 'getAppPolicy',
    summary: 'Read the policy of an App',
    description:
      'For every field: what the App has set itself (`set`), what it has from the operator otherwise (`inherited`), which of both holds (`inForce`), and within what it may be set (`bounds`).',
    tags,
    params,
    response: { 200: ref(SmsPolicy), ...errors(404) },
  },
})

export const putAppPolicy = operation({
  method: 'PUT',
  url: '/apps/:appId/policy',
  access: 'settings:write',
  schema: {
    operationId: 'putAppPolicy',
    summary: 'Set the policy of an App',
    description: 'Within the bounds that the operator set. The whole policy: what is left out is inherited again.',
    tags,
    params,
    body: ref(SmsPolicyInput),
    response: { 200: ref(SmsPolicy), ...errors(404, 422) },
  },
})
