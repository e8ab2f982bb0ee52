import { STATUS_CODES } from 'node:http'
import { isSmsError } from '@sms-settings/fastify'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** The host says no: with a status, a code for programs and a sentence for people. */
export class Refused extends Error {
  readonly statusCode: number
  readonly code: string
  readonly details: { field?: string; retryAfter?: number }

  constructor(
    statusCode: number,
    code: string,
    message: string,
    details: { field?: string; retryAfter?: number } = {},
  ) {
    super(message)
    this.statusCode = statusCode
    this.code = code
    this.details = details
  }
}

/**
 * The host's own error handler. It never sees an error of the routes under `/sms`, which answer for themselves; what
 * the services throw inside the host's routes passes through with its code.
 */
export const answerErrors = (host: FastifyInstance): void => {
  const answer = (reply: FastifyReply, statusCode: number, code: string, message: string, details: object = {}) =>
    reply.code(statusCode).send({ statusCode, code, error: STATUS_CODES[statusCode] ?? 'Error', message, ...details })

  host.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    if (error instanceof Refused || isSmsError(error)) {
      const { statusCode, code, message, details } = error
      if (details.retryAfter !== undefined) reply.header('retry-after', details.retryAfter)
      return answer(reply, statusCode, code, message, details)
    }
    if (error.validation) return answer(reply, 400, 'INVALID_INPUT', error.message)
    if (error.statusCode && error.statusCode < 500) return answer(reply, error.statusCode, error.code, error.message)
    request.log.error({ name: error.name, code: error.code, stack: error.stack }, 'failed')
    return answer(reply, 500, 'INTERNAL', 'Something went wrong on our side')
  })

  host.setNotFoundHandler((request, reply) =>
    answer(reply, 404, 'NOT_FOUND', `There is no ${request.method} ${request.url.split('?')[0]}`),
  )
}
