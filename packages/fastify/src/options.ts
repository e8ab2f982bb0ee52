import { PURPOSES, type SmsCountries, type SmsLimits } from '@sms-settings/api'
import type { FastifyRequest } from 'fastify'
import type { Knex } from 'knex'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { AppDirectory } from './apps/directory.ts'
import type { AppCaller, Caller } from './callers.ts'
import { GENERAL_TEMPLATES } from './general/entries.ts'
import type { Hooks } from './hooks.ts'
import type { Platform } from './platforms/platform.ts'
import { readKey, type SecretsOptions } from './secrets/key-ring.ts'

const whole = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })
const closed = { additionalProperties: false }

const LimitOptions = Type.Partial(
  Type.Object({
    phonePerMinute: whole(0, 100),
    phonePerHour: whole(0, 100),
    phonePerDay: whole(0, 100),
    ipPerHour: whole(0, 10_000_000),
    appPerDay: whole(0, 10_000_000),
    countryPerHour: whole(0, 10_000_000),
    prefixPerHour: whole(0, 10_000_000),
  }),
  closed,
)
const Bound = (minimum: number, maximum: number) =>
  Type.Object({ minimum: whole(minimum, maximum), maximum: whole(minimum, maximum) }, closed)

const VerificationOptions = Type.Partial(
  Type.Object({
    codeLength: whole(4, 6),
    lifetime: whole(30, 3600),
    attempts: whole(1, 10),
    resendWait: Type.Array(whole(1, 86_400), { minItems: 1, maxItems: 10 }),
    redeemWithin: whole(10, 3600),
    limits: LimitOptions,
    tenantPerDay: whole(0, 100_000_000),
    countries: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), {
      minItems: 1,
    }),
    purposes: Type.Array(Type.String({ pattern: '^[a-z][a-z0-9_]{0,31}$' })),
    bounds: Type.Partial(
      Type.Object({
        lifetime: Bound(30, 3600),
        attempts: Bound(1, 10),
        resendWait: Bound(1, 86_400),
        codeLength: Bound(4, 6),
        limits: LimitOptions,
      }),
      closed,
    ),
    testNumbers: Type.Array(
      Type.Object(
        {
          phone: Type.String(),
          code: Type.String({ pattern: '^\\d{4,6}$' }),
          until: Type.String(),
        },
        closed,
      ),
    ),
    testNumbersInProduction: Type.Boolean(),
  }),
  closed,
)

/** How codes are made, sent and checked, unless an App's policy says otherwise. All optional. */
export type VerificationOptions = Static<typeof VerificationOptions>

/** The operator's account, and what stands behind the general entries on its platform. */
export type GeneralOptions = {
  /** @default 'alibaba_cloud' */
  platform?: string
  accessKeyId: string
  accessKeySecret: string
  settings?: Record<string, string>
  /** The name of the approved signature on the platform, behind ssid `C1`. It is also the name shown. */
  signatureName: string
  /** By stid `C1`–`C6`: the code of the approved template on the platform. One that is missing is shown as not available. */
  templates: Record<string, string | { code: string; content?: string }>
}

export type SmsSettingsOptions = {
  /** Path before every route. @default '' */
  prefix?: string
  /** A Knex instance of the host's, which stays the host's to close, or a configuration, whose instance is ours. */
  database: Knex | Knex.Config
  /** Run the plugin's migrations at start. False leaves them to the host (`smsMigrations`). @default true */
  migrate?: boolean
  secrets: SecretsOptions
  /** Who calls a settings route. Null or undefined answers 401. */
  authenticate(request: FastifyRequest): Promise<Caller | null | undefined> | Caller | null | undefined
  /** Which App calls a verification route. Null or undefined answers 401. */
  identifyApp(
    request: FastifyRequest,
  ): Promise<Omit<AppCaller, 'ip'> | null | undefined> | Omit<AppCaller, 'ip'> | null | undefined
  apps: AppDirectory
  general?: GeneralOptions
  verification?: VerificationOptions
  /** @default [alibabaCloud()] */
  platforms?: Platform[]
  hooks?: Hooks
  /** Milliseconds since the epoch; for tests. @default Date.now */
  now?: () => number
}

/** An option that cannot be worked with. The message names it and says what it wants. */
export class InvalidOption extends Error {
  override name = 'InvalidOption'
  readonly code = 'SMS_INVALID_OPTION'
  readonly option: string
  constructor(option: string, wants: string) {
    super(`SMS Settings: option "${option}" ${wants}`)
    this.option = option
  }
}

/** The rules of verification with every default filled in. */
export type VerificationRules = {
  codeLength: number
  lifetime: number
  attempts: number
  resendWait: number[]
  redeemWithin: number
  limits: SmsLimits
  tenantPerDay: number
  /** The countries that may be allowed at all; null for any. */
  countries: string[] | null
  countryModes: SmsCountries
  purposes: string[]
  bounds: {
    lifetime: { minimum: number; maximum: number }
    attempts: { minimum: number; maximum: number }
    resendWait: { minimum: number; maximum: number }
    codeLength: { minimum: number; maximum: number }
    limits: SmsLimits
  }
  testNumbers: { phone: string; code: string; until: number }[]
}

const DEFAULT_LIMITS: SmsLimits = {
  phonePerMinute: 1,
  phonePerHour: 5,
  phonePerDay: 10,
  ipPerHour: 60,
  appPerDay: 10_000,
  countryPerHour: 2_000,
  prefixPerHour: 300,
}
const DEFAULT_MAXIMUM: SmsLimits = {
  phonePerMinute: 10,
  phonePerHour: 30,
  phonePerDay: 50,
  ipPerHour: 10_000,
  appPerDay: 1_000_000,
  countryPerHour: 1_000_000,
  prefixPerHour: 100_000,
}

const isFunction = (value: unknown): value is (...args: never[]) => unknown => typeof value === 'function'

const checkFunctions = (options: SmsSettingsOptions): void => {
  const need = (option: string, value: unknown, wants: string) => {
    if (!isFunction(value)) throw new InvalidOption(option, wants)
  }
  need(
    'authenticate',
    options.authenticate,
    'must be a function that tells who calls: (request) => ({ tenantId, actorId, permissions })',
  )
  need(
    'identifyApp',
    options.identifyApp,
    'must be a function that tells which App calls: (request) => ({ tenantId, appId })',
  )
  if (typeof options.apps !== 'object' || options.apps === null)
    throw new InvalidOption('apps', "must be the host's App directory: { list, find }")
  need(
    'apps.list',
    options.apps.list,
    'must be a function: (tenantId, { q, limit, cursor }) => ({ items, nextCursor })',
  )
  need('apps.find', options.apps.find, 'must be a function: (tenantId, appIds) => [{ appId, name }]')
  for (const [name, hook] of Object.entries(options.hooks ?? {})) {
    if (!['onMessage', 'onVerification', 'onAudit', 'onAlarm', 'beforeSend', 'stepUp'].includes(name))
      throw new InvalidOption(`hooks.${name}`, 'is not known')
    if (hook !== undefined) need(`hooks.${name}`, hook, 'must be a function')
  }
}

const checkSecrets = ({ secrets }: SmsSettingsOptions): void => {
  const how = "node -e \"console.log(require('crypto').randomBytes(32).toString('base64'))\""
  if (typeof secrets !== 'object' || secrets === null || typeof secrets.keys !== 'object' || secrets.keys === null)
    throw new InvalidOption('secrets', `must be a key ring: { current: 'k1', keys: { k1: … } }. Make a key with ${how}`)
  for (const [id, key] of Object.entries(secrets.keys)) {
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(id))
      throw new InvalidOption(`secrets.keys.${id}`, 'must be named with 1 to 32 letters, digits, - or _')
    if ((typeof key !== 'string' && !(key instanceof Uint8Array)) || !readKey(key))
      throw new InvalidOption(
        `secrets.keys.${id}`,
        `must be 32 bytes, as bytes or in base64 or hex. Make one with ${how}`,
      )
  }
  if (typeof secrets.current !== 'string' || !Object.hasOwn(secrets.keys, secrets.current))
    throw new InvalidOption(
      'secrets.current',
      `must name one of secrets.keys (${Object.keys(secrets.keys).join(', ') || 'there are none'})`,
    )
}

const checkGeneral = (general: GeneralOptions | undefined): void => {
  if (general === undefined) return
  for (const name of ['accessKeyId', 'accessKeySecret', 'signatureName'] as const)
    if (typeof general[name] !== 'string' || general[name].trim() === '')
      throw new InvalidOption(`general.${name}`, 'must be a text')
  if (typeof general.templates !== 'object' || general.templates === null)
    throw new InvalidOption('general.templates', "must give the platform's template codes: { C1: 'SMS_…', … }")
  for (const [stid, template] of Object.entries(general.templates)) {
    if (!GENERAL_TEMPLATES.some((it) => it.stid === stid))
      throw new InvalidOption(
        `general.templates.${stid}`,
        `is not a general template: they are ${GENERAL_TEMPLATES.map((it) => it.stid).join(', ')}`,
      )
    const code = typeof template === 'string' ? template : template?.code
    if (typeof code !== 'string' || code === '')
      throw new InvalidOption(`general.templates.${stid}`, 'must be a template code of the platform')
  }
}

const fill = (given: VerificationOptions, now: number): VerificationRules => {
  const option = (name: string, wants: string) => new InvalidOption(`verification.${name}`, wants)
  const bounds = {
    lifetime: { minimum: 60, maximum: 600, ...given.bounds?.lifetime },
    attempts: { minimum: 3, maximum: 10, ...given.bounds?.attempts },
    resendWait: { minimum: 30, maximum: 3600, ...given.bounds?.resendWait },
    codeLength: { minimum: 4, maximum: 6, ...given.bounds?.codeLength },
    limits: { ...DEFAULT_MAXIMUM, ...given.bounds?.limits },
  }
  const rules: VerificationRules = {
    codeLength: given.codeLength ?? 6,
    lifetime: given.lifetime ?? 300,
    attempts: given.attempts ?? 5,
    resendWait: given.resendWait ?? [60, 120, 300],
    redeemWithin: given.redeemWithin ?? 600,
    limits: { ...DEFAULT_LIMITS, ...given.limits },
    tenantPerDay: given.tenantPerDay ?? 100_000,
    countries: given.countries ?? null,
    countryModes: { others: 'allow', named: [] },
    purposes: [...new Set([...PURPOSES, ...(given.purposes ?? [])])],
    bounds,
    testNumbers: [],
  }
  for (const name of ['lifetime', 'attempts', 'codeLength'] as const) {
    const { minimum, maximum } = bounds[name]
    if (minimum > maximum) throw option(`bounds.${name}`, 'must not have its minimum above its maximum')
    // The operator's own default is in bounds by definition: widen rather than refuse.
    bounds[name] = {
      minimum: Math.min(minimum, rules[name]),
      maximum: Math.max(maximum, rules[name]),
    }
  }
  for (const [index, { phone, code, until }] of (given.testNumbers ?? []).entries()) {
    const end = Date.parse(until)
    if (!/^\+\d{6,15}$/.test(phone))
      throw option(`testNumbers.${index}.phone`, 'must be a number in E.164, such as +8613900000000')
    if (Number.isNaN(end)) throw option(`testNumbers.${index}.until`, 'must be a date, such as 2027-01-31')
    if (code.length !== rules.codeLength)
      throw option(`testNumbers.${index}.code`, `must have ${rules.codeLength} digits, as other codes`)
    if (end > now) rules.testNumbers.push({ phone, code, until: end })
  }
  if (rules.testNumbers.length > 0 && process.env.NODE_ENV === 'production' && !given.testNumbersInProduction)
    throw option(
      'testNumbers',
      'have fixed codes and are refused in production; testNumbersInProduction: true allows them',
    )
  return rules
}

/**
 * Checks what was given and fills in defaults.
 * @throws {InvalidOption} naming the option and what it wants
 */
export const checkOptions = (options: SmsSettingsOptions): VerificationRules => {
  const known = [
    'prefix',
    'database',
    'migrate',
    'secrets',
    'authenticate',
    'identifyApp',
    'apps',
    'general',
    'verification',
    'platforms',
    'hooks',
    'now',
    'logLevel',
    'logSerializers',
  ]
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new InvalidOption(name, `is not known. Options are ${known.slice(0, 12).join(', ')}`)
  if (options.prefix !== undefined && (typeof options.prefix !== 'string' || !/^(\/[\w.~:-]+)*$/.test(options.prefix)))
    throw new InvalidOption('prefix', "must be a path such as '/sms', without a slash at its end")
  if (options.migrate !== undefined && typeof options.migrate !== 'boolean')
    throw new InvalidOption('migrate', 'must be true or false')
  if (options.now !== undefined && !isFunction(options.now)) throw new InvalidOption('now', 'must be a function')
  if ((typeof options.database !== 'function' && typeof options.database !== 'object') || options.database === null)
    throw new InvalidOption('database', 'must be a Knex instance or a Knex configuration')
  checkFunctions(options)
  checkSecrets(options)
  checkGeneral(options.general)
  if (options.platforms !== undefined && (!Array.isArray(options.platforms) || options.platforms.length === 0))
    throw new InvalidOption('platforms', 'must be a list of platforms, such as [alibabaCloud()]')
  const verification = options.verification ?? {}
  const [wrong] = Value.Errors(VerificationOptions, verification)
  if (wrong) {
    const path = wrong.instancePath.split('/').slice(1).join('.')
    throw new InvalidOption(['verification', path].filter(Boolean).join('.'), wrong.message)
  }
  return fill(verification, (options.now ?? Date.now)())
}
