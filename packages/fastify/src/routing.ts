import type { Readable } from 'node:stream'
import { type Access, needsStepUp, type Operation, type Permission, STATUS_NAMES, schemas } from '@sms-settings/api'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { AppCaller, Caller } from './callers.ts'
import { buildSerializer, buildValidator, fieldOf, type Violation } from './compilers.ts'
import { asStoreError } from './database/errors.ts'
import { isSmsError, type SmsFailure, smsError } from './errors.ts'
import { asHostRefusal, askHost, type Hooks } from './hooks.ts'
import { type OpenApiSecurity, securityOf } from './openapi.ts'

type CallerOf<A extends Access> = A extends 'app' ? AppCaller : A extends 'platform' | 'operator' ? null : Caller
type Part<S, K extends string> = S extends Record<K, infer T extends TSchema> ? Static<T> : undefined
type Answer<R> = {
  [K in keyof R]: K extends 200 | 201
    ? R[K] extends TSchema
      ? Static<R[K]>
      : never
    : K extends 204
      ? undefined
      : never
}[keyof R]

/** What a handler is given, with the types of its operation's schemas. */
export type Input<O extends Operation> = {
  params: Part<O['schema'], 'params'>
  query: Part<O['schema'], 'querystring'>
  headers: Part<O['schema'], 'headers'>
  body: Part<O['schema'], 'body'>
  /** For hooks of the host's only. */
  request: FastifyRequest
}

/** An answer that is a file, sent as it is read. */
class FileAnswer {
  readonly name: string
  readonly content: Readable
  constructor(name: string, content: Readable) {
    this.name = name
    this.content = content
  }
}
export const file = (name: string, content: Readable) => new FileAnswer(name, content)

/** Registers an operation: a handler takes who calls and what with, and gives the body of the answer. */
export type Route = <const O extends Operation>(
  operation: O,
  handler: (
    caller: CallerOf<O['access']>,
    input: Input<O>,
  ) => Promise<Answer<O['schema']['response']> | FileAnswer | void>,
) => void

/** The host's word on who calls. */
export type Identification = {
  authenticate(request: FastifyRequest): unknown
  identifyApp(request: FastifyRequest): unknown
  metrics?: { authorise(request: FastifyRequest): unknown }
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[^\s\p{Cc}\p{Cs}]{1,64}$/u.test(value)

const identify = async <T>(what: string, ask: () => T): Promise<Record<string, unknown>> => {
  let said: unknown
  try {
    said = await askHost(what, ask)
  } catch (error) {
    throw asHostRefusal(`${what} failed`, error)
  }
  if (said === null || said === undefined || said === false) throw smsError('SMS_UNAUTHENTICATED')
  return said as Record<string, unknown>
}

const authenticate = async (host: Identification, request: FastifyRequest, permission: Permission): Promise<Caller> => {
  const { tenantId, actorId, permissions } = await identify('authenticate', () => host.authenticate(request))
  if (!isId(tenantId) || !isId(actorId) || !Array.isArray(permissions))
    throw smsError('SMS_HOOK_FAILED', [
      'authenticate must give { tenantId, actorId, permissions }, ids of 1 to 64 characters without spaces',
    ])
  if (!permissions.includes(permission)) throw smsError('SMS_FORBIDDEN', [permission])
  return { tenantId, actorId, permissions }
}

const identifyApp = async (host: Identification, request: FastifyRequest): Promise<AppCaller> => {
  const { tenantId, appId } = await identify('identifyApp', () => host.identifyApp(request))
  if (!isId(tenantId) || !isId(appId))
    throw smsError('SMS_HOOK_FAILED', [
      'identifyApp must give { tenantId, appId }, ids of 1 to 64 characters without spaces',
    ])
  return { tenantId, appId, ip: request.ip }
}

const authoriseMetrics = async ({ metrics }: Identification, request: FastifyRequest): Promise<null> => {
  let allowed: unknown
  try {
    allowed = await askHost('metrics.authorise', () => metrics?.authorise(request))
  } catch (error) {
    throw asHostRefusal('metrics.authorise failed', error)
  }
  if (allowed !== true) throw smsError('SMS_FORBIDDEN', ['to read metrics'])
  return null
}

/** Bytes in one body of reports. */
const PUSHED_AT_MOST = 4 * 1024 * 1024

const successOf = (operation: Operation) =>
  Number(Object.keys(operation.schema.response).find((status) => status.startsWith('2')))

/**
 * Gives a scope what all our routes need, and nothing that leaves it: our schemas, what checks and writes by
 * them, and our errors.
 * @param catchUp waits until all that was ever committed is seen; false where that is so anyway
 */
export const createRouting = (
  scope: FastifyInstance,
  host: Identification,
  hooks: Hooks,
  catchUp: () => Promise<boolean>,
  security: OpenApiSecurity = {},
): Route => {
  scope.setSchemaController({ compilersFactory: { buildValidator, buildSerializer } })
  for (const schema of schemas) scope.addSchema(schema)
  scope.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply))
  scope.decorateRequest('smsCaller', null)

  return (operation, handler) => {
    const { method, url, access, schema } = operation
    const status = successOf(operation)
    scope.route({
      method,
      url,
      schema: { ...schema, ...securityOf(access, security) },
      config: { smsAccess: access },
      // Whatever the host's own limit is: a platform pushes up to a thousand reports at a time.
      ...(access === 'platform' ? { bodyLimit: PUSHED_AT_MOST } : {}),
      // A request line with a phone number or a token in it must not reach the host's log.
      ...(carriesPrivateUrl(operation) ? { logLevel: 'warn' as const } : {}),
      onRequest: async (request) => {
        const caller =
          access === 'platform'
            ? null
            : access === 'operator'
              ? await authoriseMetrics(host, request)
              : access === 'app'
                ? await identifyApp(host, request)
                : await authenticate(host, request, access)
        if (caller && 'actorId' in caller && hooks.stepUp && needsStepUp(operation)) {
          const stepUp = hooks.stepUp
          const fresh = await askHost('stepUp', () => stepUp(caller, schema.operationId, request)).catch(
            (error: unknown) => {
              throw asHostRefusal('stepUp failed', error)
            },
          )
          if (fresh === false) throw smsError('SMS_STEP_UP_REQUIRED')
        }
        ;(request as unknown as { smsCaller: unknown }).smsCaller = caller
      },
      handler: async (request, reply) => {
        const { params, query, headers, body } = request
        const input = { params, query, headers, body, request } as never
        const caller = (request as unknown as { smsCaller: never }).smsCaller
        let answer: Awaited<ReturnType<typeof handler>>
        try {
          answer = await handler(caller, input)
        } catch (error) {
          // That something is not there may only be said by who has seen all that was ever answered, and it is said first.
          // Services of Apps look again themselves, and know what they need not do twice.
          if (access === 'app' || !isSmsError(error) || error.statusCode !== 404 || !(await catchUp())) throw error
          answer = await handler(caller, input)
        }
        reply.code(status)
        if (answer instanceof FileAnswer)
          return reply
            .type('text/csv; charset=utf-8')
            .header('content-disposition', `attachment; filename="${answer.name}"`)
            .send(answer.content)
        if (access === 'operator') reply.type('text/plain; version=0.0.4; charset=utf-8')
        return status === 204 ? reply.send() : answer
      },
    })
  }
}

const carriesPrivateUrl = ({ url, schema }: Operation) =>
  /:(phone|token)/.test(url) ||
  'phone' in ((schema.querystring as { properties?: object } | undefined)?.properties ?? {})

/** What is wrong with the field, in words. */
const problemOf = ({ keyword, message = 'is not valid', params }: Violation): string => {
  if (keyword === 'required') return 'is missing'
  if (keyword === 'additionalProperties') return 'is not known here'
  if (keyword === 'enum') return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`
  if (keyword === 'pattern') return 'has characters that are not allowed, or is blank'
  return message
}

const asSmsError = (error: FastifyError): SmsFailure | null => {
  if (error.validation) {
    const [violation] = error.validation as unknown as [Violation]
    const field = fieldOf(error.validationContext ?? 'body', violation)
    return smsError('SMS_INVALID_INPUT', [`${field} ${problemOf(violation)}`], { field })
  }
  const ours = asStoreError(error)
  if (isSmsError(ours)) return ours
  // What Fastify itself refuses: JSON that does not parse, a body too large, a content type it does not take.
  if (
    typeof error.statusCode === 'number' &&
    error.statusCode >= 400 &&
    error.statusCode < 500 &&
    error.code?.startsWith('FST_')
  )
    return Object.assign(smsError('SMS_INVALID_INPUT', [error.message], { field: 'body' }), {
      statusCode: error.statusCode,
    })
  return null
}

/** For the log: what went wrong, without any value that took part. Messages of drivers hold statements and their values. */
const loggable = (error: unknown): Record<string, unknown> => {
  const { name, code, errno, cause } = error as {
    name?: string
    code?: unknown
    errno?: unknown
    cause?: unknown
  }
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((it) => it.startsWith('    at ')) : []
  return {
    name,
    code,
    errno,
    stack: frames.join('\n'),
    ...(cause instanceof Error ? { cause: loggable(cause) } : {}),
  }
}

/** Answers what is no route of ours. */
export const answerUnknown = ({ method, url }: FastifyRequest): never => {
  throw smsError('SMS_ROUTE_NOT_FOUND', [`There is no ${method} ${url.split('?', 1)[0]}`])
}

const answerError = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
  const known = asSmsError(error)
  const failure = known ?? smsError('SMS_INTERNAL')
  if (!known || failure.statusCode === 503) request.log.error({ sms: loggable(error) }, failure.code)
  const { statusCode, code, message, details } = failure
  if (details.retryAfter !== undefined) reply.header('retry-after', details.retryAfter)
  return reply.code(statusCode).send({
    statusCode,
    code,
    error: STATUS_NAMES[statusCode] ?? 'Error',
    message,
    ...details,
  })
}
