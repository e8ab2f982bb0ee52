import { type Static, Type } from 'typebox'
import * as story from './examples.ts'
import { appId } from './ids.ts'
import { operation } from './operation.ts'
import { country, id, nullable, object, oneOf, page, pageQuery, ref, text } from './schema.ts'
import { SmsSignature } from './signatures.ts'
import { TAGS } from './tags.ts'
import { SmsTemplate } from './templates.ts'
import { cannotSendReason, MAY_NOT_SEND, type MayNotSend, purpose, region } from './terms.ts'

export const SmsApp = object(
  {
    appId: Type.String({ description: 'The id of the App, as the host has it.' }),
    name: Type.String({ description: 'How it is called.' }),
  },
  { $id: 'SmsApp', description: "An application of the tenant, from the host's own directory.", examples: [story.app] },
)
export type SmsApp = Static<typeof SmsApp>

export const SmsDefault = object(
  {
    purpose: purpose(),
    region: region(),
    ssid: id({ description: 'The signature to send with.' }),
    stid: id({ description: 'The template to send with, of the same account.' }),
  },
  {
    $id: 'SmsDefault',
    description: 'What codes of one purpose and region are sent with when the App names nothing.',
    examples: [story.defaultEntry],
  },
)
export type SmsDefault = Static<typeof SmsDefault>

export const SmsReadiness = object(
  {
    purpose: purpose(),
    region: region(),
    ready: Type.Boolean({ description: 'Whether a code can be sent.' }),
    source: nullable(oneOf(['default', 'authorised', 'general']), {
      description:
        'How signature and template were chosen: as a `default` of the App, as the newest `authorised` ones, or the `general` ones. Null when there are none.',
    }),
    ssid: nullable(Type.String(), { description: 'The signature that is sent with.' }),
    stid: nullable(Type.String(), { description: 'The template that is sent with.' }),
    reason: nullable(cannotSendReason(), { description: 'Why no code can be sent, as a constant.' }),
    warning: nullable(oneOf(Object.keys(MAY_NOT_SEND) as MayNotSend[]), {
      description: 'Why a code may not get through although it is tried: `ready` is true then.',
    }),
    message: nullable(Type.String(), { description: 'The reason or the warning in words.' }),
    turn: nullable(oneOf(['tenant', 'operator']), {
      description:
        'Whose turn it is: who sets up these settings (`tenant`), or who runs the server (`operator`), when what stands behind the general entries is at fault. Null when nothing is.',
    }),
  },
  {
    $id: 'SmsReadiness',
    description: 'Whether a code can be sent now for a purpose and region; with what, or why not.',
    examples: [story.readiness],
  },
)
export type SmsReadiness = Static<typeof SmsReadiness>

export const SmsAppSettings = object(
  {
    app: ref(SmsApp),
    signatures: Type.Array(ref(SmsSignature), {
      description: 'The signatures that it is authorised to use, then the general one.',
    }),
    templates: Type.Array(ref(SmsTemplate), {
      description: 'The templates that it is authorised to use, then the general ones.',
    }),
    defaults: Type.Array(ref(SmsDefault), {
      description: 'What goes first, for purposes and regions that have a default.',
    }),
    readiness: Type.Array(ref(SmsReadiness), { description: 'For every purpose, in both regions.' }),
  },
  {
    $id: 'SmsAppSettings',
    description: 'What an App may send with, and how it is set up.',
    examples: [story.appSettings],
  },
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

export const SmsLimits = object(limits, {
  $id: 'SmsLimits',
  description:
    'How many codes may be asked for. All limits are exact, across server processes too; 0 means none at all.',
  examples: [story.limits],
})
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

const countryMode = (what: string) =>
  oneOf(['allow', 'monitor', 'block'], {
    description: `${what} \`allow\`: codes are sent, and a number prefix under attack (many codes asked for, few used) is blocked for hours. \`monitor\`: codes are sent, and such a prefix is only told of, by an alarm. \`block\`: nothing is sent.`,
  })

export const SmsCountries = object(
  {
    others: countryMode('What happens to countries that are not named.'),
    named: Type.Array(object({ country: country(), mode: countryMode('What happens to this country.') }), {
      maxItems: 260,
      description: 'Countries that something else holds for.',
    }),
  },
  { $id: 'SmsCountries', description: 'Which countries codes are sent to.', examples: [story.countries] },
)
export type SmsCountries = Static<typeof SmsCountries>

/** Numbers on the safe list, or the block list, of an App. */
export const SMS_LIST_AT_MOST = 1000
const phones = (description: string) => Type.Array(text(32), { maxItems: SMS_LIST_AT_MOST, description })

export const SmsPolicyInput = object(
  {
    ...some,
    limits: Type.Optional(
      Type.Partial(object(limits), {
        additionalProperties: false,
        description: 'How many codes may be asked for. 0 means none at all.',
      }),
    ),
    countries: Type.Optional(ref(SmsCountries)),
    safeList: Type.Optional(
      phones('Numbers in E.164 that get codes whatever the country or the fraud guard says; limits hold for them too.'),
    ),
    blockList: Type.Optional(phones('Numbers in E.164 that get no codes.')),
    purposes: Type.Optional(
      Type.Array(object({ purpose: purpose(), ...some }), {
        maxItems: 32,
        description: 'Rules of one purpose, which go before those above.',
      }),
    ),
  },
  {
    $id: 'SmsPolicyInput',
    description: 'What an App sets for itself. What is left out is inherited from the operator.',
    examples: [story.policyInput],
  },
)
export type SmsPolicyInput = Static<typeof SmsPolicyInput>

const bounds = (description: string) =>
  object(
    {
      minimum: Type.Integer({ description: 'The least that may be set.' }),
      maximum: Type.Integer({ description: 'The most that may be set.' }),
    },
    { description },
  )

const values = { ...rules, limits: ref(SmsLimits), countries: ref(SmsCountries) }

export const SmsPolicy = object(
  {
    set: ref(SmsPolicyInput),
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
        lifetime: bounds('Seconds.'),
        attempts: bounds('Wrong codes.'),
        resendWait: bounds('Seconds, of each wait.'),
        codeLength: bounds('Digits.'),
        limits: ref(SmsLimits),
        countries: nullable(Type.Array(country()), {
          description: 'The countries that may be allowed at all; null for any.',
        }),
      },
      { description: 'Within what the App may set its own; of `limits` the highest.' },
    ),
  },
  {
    $id: 'SmsPolicy',
    description:
      'What an App has set (`set`), what it has from the operator otherwise (`inherited`), what of both holds (`inForce`), and within what it may be set (`bounds`).',
    examples: [story.policy],
  },
)
export type SmsPolicy = Static<typeof SmsPolicy>

const tags = [TAGS.apps]
const params = object({ appId: appId() })

export const listApps = operation({
  method: 'GET',
  url: '/apps',
  access: 'settings:read',
  schema: {
    operationId: 'listApps',
    summary: 'List Apps',
    description: "The tenant's, from the host's own directory. They are made and changed there.",
    tags,
    querystring: object({
      ...pageQuery,
      q: Type.Optional(text(64, { description: 'Part of a name or id.', examples: ['shop'] })),
    }),
    response: { 200: page(SmsApp, 'A page of Apps, in the order of the directory.') },
  },
})

export const getAppSettings = operation({
  method: 'GET',
  url: '/apps/:appId/settings',
  access: 'settings:read',
  errors: ['SMS_APP_NOT_FOUND'],
  schema: {
    operationId: 'getAppSettings',
    summary: 'Read the settings of an App',
    description:
      'What it may send with, its defaults, and whether its codes can be sent now; if not, why and whose turn it is.',
    tags,
    params,
    response: { 200: ref(SmsAppSettings, { description: 'The settings of the App, as they are now.' }) },
  },
})

export const putAppDefaults = operation({
  method: 'PUT',
  url: '/apps/:appId/defaults',
  access: 'settings:write',
  errors: ['SMS_APP_NOT_FOUND', 'SMS_CANNOT_SEND'],
  schema: {
    operationId: 'putAppDefaults',
    summary: 'Set the defaults of an App',
    description:
      'Which signature and template its codes go with, by purpose and region. Sets all of them: what is not named has no default any more, and the newest authorised ones are used. A default says what goes first: a code that its account surely did not send goes out of another account of the App.',
    tags,
    params,
    body: object(
      {
        defaults: Type.Array(ref(SmsDefault), { maxItems: 100, description: 'At most one for a purpose and region.' }),
      },
      { examples: [{ defaults: [story.defaultEntry] }] },
    ),
    response: { 200: ref(SmsAppSettings, { description: 'The settings of the App, as they are now.' }) },
  },
})

export const getAppPolicy = operation({
  method: 'GET',
  url: '/apps/:appId/policy',
  access: 'settings:read',
  errors: ['SMS_APP_NOT_FOUND', 'SMS_SECRET_UNREADABLE'],
  schema: {
    operationId: 'getAppPolicy',
    summary: 'Read the policy of an App',
    description:
      'The rules that its codes follow, its limits, countries and lists of numbers; each as the App has set it, as the operator has, and as it holds.',
    tags,
    params,
    response: { 200: ref(SmsPolicy, { description: 'The policy of the App, as it is now.' }) },
  },
})

export const putAppPolicy = operation({
  method: 'PUT',
  url: '/apps/:appId/policy',
  access: 'settings:write',
  errors: ['SMS_APP_NOT_FOUND', 'SMS_INVALID_PHONE', 'SMS_POLICY_OUT_OF_BOUNDS'],
  schema: {
    operationId: 'putAppPolicy',
    summary: 'Set the policy of an App',
    description: 'Within the bounds that the operator set. Sets the whole policy: what is left out is inherited again.',
    tags,
    params,
    body: ref(SmsPolicyInput),
    response: { 200: ref(SmsPolicy, { description: 'The policy of the App, as it is now.' }) },
  },
})
