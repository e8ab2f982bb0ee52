import type { FastifyRequest } from 'fastify'
import type { Knex } from 'knex'
import type { AppDirectory } from './apps/directory.ts'
import type { AppCaller, Caller } from './callers.ts'
import { InvalidOption } from './errors.ts'
import type { GeneralAccount } from './general/service.ts'
import { GENERAL_TEMPLATES } from './general-entries.ts'
import type { Hooks } from './hooks.ts'
import { checkOpenApi, type OpenApiOptions } from './openapi.ts'
import type { Platform } from './platforms/platform.ts'
import { type VerificationOptions, type VerificationRules, verificationRules } from './rules.ts'
import { readKey, type SecretsOptions } from './secrets/key-ring.ts'

/**
 * The operator's account (`platform` is the first of `platforms` unless said), the name of its approved signature behind ssid
 * `C1`, which is also the name shown, and by stid `C1`–`C6` the codes of its approved templates. A template that is
 * missing is shown as not available.
 */
export type GeneralOptions = GeneralAccount

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
  /** How long personal data is kept. */
  retention?: {
    /** Days that phone numbers are kept, from 1 on; messages and verifications themselves stay. @default 180 */
    phoneDays?: number
  }
  /** How signatures and templates are followed on the platform, beside what it pushes. */
  watch?: {
    /** Seconds after which each is asked about again, from 60 on; false: only `fastify.sms.watch.look()` asks. @default 21600 */
    every?: number | false
  }
  /**
   * Switches `GET /metrics` on, in Prometheus's format; `authorise` says who may read it: true, or a throw or anything
   * else for no. Metrics hold nothing of a tenant. @default off
   */
  metrics?: { authorise(request: FastifyRequest): boolean | Promise<boolean> }
  /** What the host's OpenAPI document says of our routes, where there is one. */
  openapi?: OpenApiOptions
  hooks?: Hooks
  /** Milliseconds since the epoch; for tests. @default Date.now */
  now?: () => number
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
  if (options.metrics !== undefined)
    need(
      'metrics.authorise',
      options.metrics?.authorise,
      'must be a function that says who may read metrics: (request) => boolean',
    )
  for (const [name, hook] of Object.entries(options.hooks ?? {})) {
    if (!['onMessage', 'onVerification', 'onAudit', 'onAlarm', 'beforeSend', 'stepUp'].includes(name))
      throw new InvalidOption(`hooks.${name}`, 'is not known')
    if (hook !== undefined) need(`hooks.${name}`, hook, 'must be a function')
  }
}

/** @throws {InvalidOption} without a word of a key */
export const checkSecrets = ({ secrets }: Pick<SmsSettingsOptions, 'secrets'>): void => {
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
    'retention',
    'watch',
    'metrics',
    'openapi',
    'hooks',
    'now',
    'logLevel',
    'logSerializers',
  ]
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new InvalidOption(name, `is not known. Options are ${known.slice(0, -2).join(', ')}`)
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
  checkOpenApi(options.openapi)
  const { phoneDays, ...unknown } = options.retention ?? {}
  if (Object.keys(unknown).length > 0) throw new InvalidOption(`retention.${Object.keys(unknown)[0]}`, 'is not known')
  if (phoneDays !== undefined && (!Number.isInteger(phoneDays) || phoneDays < 1 || phoneDays > 36_500))
    throw new InvalidOption('retention.phoneDays', 'must be a whole number of days, 1 or more')
  const { every, ...unknownOfWatch } = options.watch ?? {}
  for (const name of Object.keys(unknownOfWatch)) throw new InvalidOption(`watch.${name}`, 'is not known')
  if (every !== undefined && every !== false && (!Number.isInteger(every) || every < 60 || every > 31_536_000))
    throw new InvalidOption('watch.every', 'must be a whole number of seconds, 60 or more, or false')
  if (options.platforms !== undefined && (!Array.isArray(options.platforms) || options.platforms.length === 0))
    throw new InvalidOption('platforms', 'must be a list of platforms, such as [alibabaCloud()]')
  return verificationRules(options.verification ?? {}, (options.now ?? Date.now)())
}
