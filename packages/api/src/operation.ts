import type { TSchema } from 'typebox'
import { answersOf, errorExample } from './error-answers.ts'
import type { SmsError, SmsErrorCode } from './errors.ts'
import type { Permission } from './terms.ts'

/** Who may call an operation: a person with a permission, an App, the platform with the token in the path, or whom the host lets watch. */
export type Access = Permission | 'app' | 'platform' | 'operator'

/** One route, said once: the server, the OpenAPI document, the client and the hooks all come from it. */
export type Operation = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly access: Access
  /** What it can answer besides the errors of every operation like it. */
  readonly errors?: readonly SmsErrorCode[]
  readonly schema: {
    readonly operationId: string
    readonly summary: string
    readonly description?: string
    readonly tags: readonly string[]
    readonly params?: TSchema
    readonly querystring?: TSchema
    readonly headers?: TSchema
    readonly body?: TSchema
    /** The success; the errors are added. */
    readonly response: Record<number, TSchema>
  }
}

/** Whether a host may want to know again who somebody is first: secrets are written, or something is deleted. */
export const needsStepUp = ({ access, method, schema }: Operation): boolean =>
  access === 'settings:write' &&
  (method === 'DELETE' || ['createAccount', 'replaceCredentials'].includes(schema.operationId))

const has = (part: TSchema | undefined, name: string): boolean =>
  name in ((part as { properties?: object } | undefined)?.properties ?? {})

/** What an operation can answer because of what it takes and who may call it. */
const errorsByNature = (it: Operation): SmsError[] => {
  const { access, method, schema } = it
  const answers = (...codes: SmsErrorCode[]) => codes.map((code) => errorExample(code))
  const takesBody = method !== 'GET'
  return [
    ...(takesBody || schema.params || schema.querystring ? answers('SMS_INVALID_INPUT') : []),
    ...(takesBody ? [errorExample('SMS_INVALID_INPUT', 413), errorExample('SMS_INVALID_INPUT', 415)] : []),
    ...(has(schema.querystring, 'cursor') ? answers('SMS_INVALID_CURSOR') : []),
    ...(access === 'platform' ? [] : answers('SMS_UNAUTHENTICATED', 'SMS_REFUSED_BY_HOST', 'SMS_HOOK_FAILED')),
    ...(access === 'platform' || access === 'app' ? [] : answers('SMS_FORBIDDEN')),
    ...(needsStepUp(it) ? answers('SMS_STEP_UP_REQUIRED') : []),
    ...answers('SMS_INTERNAL', 'SMS_STORE_UNAVAILABLE'),
  ]
}

/** Keeps an operation's exact type, and adds to its answers all errors that it can answer. */
export const operation = <const O extends Operation>(it: O): O => {
  const all = [...errorsByNature(it), ...(it.errors ?? []).map((code) => errorExample(code))]
  return { ...it, schema: { ...it.schema, response: { ...it.schema.response, ...answersOf(all) } } }
}

/** What can happen when the platform is asked about something. */
export const platformErrors = [
  'SMS_CREDENTIALS_REJECTED',
  'SMS_PLATFORM_REFUSED',
  'SMS_PLATFORM_NONSENSE',
  'SMS_PLATFORM_UNREACHABLE',
  'SMS_PLATFORM_TIMEOUT',
  'SMS_SECRET_UNREADABLE',
] as const satisfies SmsErrorCode[]

/** What can happen when an SMS is sent. */
export const sendErrors = [
  'SMS_CANNOT_SEND',
  'SMS_PHONE_REFUSED',
  'SMS_PLATFORM_LIMITED',
  ...platformErrors,
] as const satisfies SmsErrorCode[]

/** What can happen when a code is sent. */
export const codeErrors = [
  'SMS_LIMITED',
  'SMS_LOCKED_OUT',
  'SMS_PHONE_BLOCKED',
  'SMS_COUNTRY_NOT_ALLOWED',
  ...sendErrors,
] as const satisfies SmsErrorCode[]
