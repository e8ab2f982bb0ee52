import { STATUS_CODES } from 'node:http'
import { answersOf, errorExample, type SmsError, type SmsErrorCode } from '@sms-settings/api'
import { isSmsError } from '@sms-settings/fastify'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** How the host says no: a status, and a sentence for people. */
const REFUSALS = {
  INVALID_INPUT: [400, 'The request is not what this route takes'],
  SIGNED_OUT: [401, 'Sign in first'],
  SIGN_IN_REFUSED: [401, 'The e-mail address or the password is not right'],
  LOGGED_OUT: [401, 'Log in first'],
  LOG_IN_REFUSED: [401, 'The phone number or the password is not right'],
  APP_KEY_UNKNOWN: [401, 'Send the key of an App as x-app-key'],
  READ_ONLY: [403, 'You may look, but not change anything'],
  NO_SUCH_USER: [404, 'Nobody has signed up with this number: sign up first'],
  USER_EXISTS: [409, 'You have signed up with this number before: log in instead'],
  WEAK_PASSWORD: [422, 'The password needs at least 10 characters'],
  TOO_MANY_ATTEMPTS: [429, 'Too many wrong passwords: try again later'],
  INTERNAL: [500, 'Something went wrong on our side'],
} as const
type RefusalCode = keyof typeof REFUSALS
type Details = { field?: string; retryAfter?: number }

/** The host says no: with a status, a code for programs and a sentence for people. */
export class Refused extends Error {
  readonly statusCode: number
  readonly code: RefusalCode
  readonly details: Details

  /** @param message instead of that of the code */
  constructor(code: RefusalCode, details: Details = {}, message?: string) {
    const [statusCode, words] = REFUSALS[code]
    super(message ?? words)
    this.statusCode = statusCode
    this.code = code
    this.details = details
  }
}

const bodyOf = (statusCode: number, code: string, message: string, details: object = {}) => ({
  statusCode,
  code,
  error: STATUS_CODES[statusCode] ?? 'Error',
  message,
  ...details,
})

/** What a refusal says besides, as an example in the document. */
const DETAILS: Partial<Record<RefusalCode, Details>> = {
  WEAK_PASSWORD: { field: 'body.password' },
  TOO_MANY_ATTEMPTS: { retryAfter: 900 },
}
const exampleOf = (code: RefusalCode | SmsErrorCode): SmsError => {
  if (!(code in REFUSALS)) return errorExample(code as SmsErrorCode)
  const [statusCode, message] = REFUSALS[code as RefusalCode]
  return bodyOf(statusCode, code, message, DETAILS[code as RefusalCode])
}
const unread = [413, 415].map((status) => bodyOf(status, 'INVALID_INPUT', STATUS_CODES[status] ?? ''))

/** The refusals of a route, for its `response`: the host's own, and those of SMS Settings' services. */
export const refusals = (...codes: (RefusalCode | SmsErrorCode)[]) =>
  answersOf([...codes, 'INTERNAL' as const].map(exampleOf))

/** The same of a route that takes a body. */
export const refusalsOfInput = (...codes: (RefusalCode | SmsErrorCode)[]) =>
  answersOf([...(['INVALID_INPUT', ...codes, 'INTERNAL'] as const).map(exampleOf), ...unread])

/**
 * The host's own error handler. It never sees an error of the routes under `/sms`, which answer for themselves; what
 * the services throw inside the host's routes passes through with its code.
 */
export const answerErrors = (host: FastifyInstance): void => {
  const answer = (reply: FastifyReply, statusCode: number, code: string, message: string, details?: object) =>
    reply.code(statusCode).send(bodyOf(statusCode, code, message, details))

  host.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    if (error instanceof Refused || isSmsError(error)) {
      const { statusCode, code, message, details } = error
      if (details.retryAfter !== undefined) reply.header('retry-after', details.retryAfter)
      return answer(reply, statusCode, code, message, details)
    }
    // Input that does not fit its schema, JSON that does not parse, a body too large or of another type.
    if (error.statusCode && error.statusCode < 500)
      return answer(reply, error.statusCode, 'INVALID_INPUT', error.message)
    request.log.error({ name: error.name, code: error.code, stack: error.stack }, 'failed')
    return answer(reply, 500, 'INTERNAL', REFUSALS.INTERNAL[1])
  })

  host.setNotFoundHandler((request, reply) =>
    answer(reply, 404, 'NOT_FOUND', `There is no ${request.method} ${request.url.split('?')[0]}`),
  )
}
