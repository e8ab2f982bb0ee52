import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { errors, line, object, oneOf, PERMISSIONS, SmsError, text } from '@sms-settings/api'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { NOBODY, SIGNED_IN } from '../docs.ts'
import { Refused } from '../errors.ts'
import type { People, Person } from './people.ts'
import { setSessionCookie, tokenOf } from './token-of.ts'
import type { Sessions } from './tokens.ts'

const COOKIE = 'session'

/** Tells who calls, for the host's own routes and for those of SMS Settings. */
export const createWhoCalls =
  (people: People, sessions: Sessions) =>
  async (request: FastifyRequest): Promise<Person | undefined> => {
    const token = tokenOf(request, COOKIE)
    const id = token === undefined ? undefined : await sessions.ownerOf(token)
    return id === undefined ? undefined : people.find(id)
  }
export type WhoCalls = ReturnType<typeof createWhoCalls>

const person = {
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  tenantId: Type.String(),
  tenantName: Type.String(),
  permissions: Type.Array(oneOf(PERMISSIONS)),
}
const tags = ['Host: sign-in']

/** Sign in to the console, out of it, and who is signed in. */
export const sessionRoutes: FastifyPluginAsyncTypebox<{
  people: People
  sessions: Sessions
  whoCalls: WhoCalls
}> = async (scope, { people, sessions, whoCalls }) => {
  scope.addSchema(SmsError)

  scope.post('/session', {
    schema: {
      operationId: 'signIn',
      summary: 'Sign in to the console',
      description: 'Sets a cookie for browsers; the token is for programs, as `Authorization: Bearer …`.',
      tags,
      security: NOBODY,
      body: object({ email: line(254, { examples: ['ada@acme.example'] }), password: text(256) }),
      response: { 201: object({ ...person, token: Type.String() }), ...errors(429) },
    },
    handler: async (request, reply) => {
      const found = await people.signIn(request.body.email, request.body.password, request.ip)
      const token = await sessions.begin(found.id)
      setSessionCookie(reply, COOKIE, '/', token, sessions.seconds)
      return reply.code(201).send({ ...found, permissions: [...found.permissions], token })
    },
  })

  scope.get('/session', {
    schema: {
      operationId: 'getSession',
      summary: 'Who is signed in',
      tags,
      security: SIGNED_IN,
      response: { 200: object(person), ...errors() },
    },
    handler: async (request) => {
      const found = await whoCalls(request)
      if (!found) throw new Refused(401, 'SIGNED_OUT', 'Sign in first')
      return { ...found, permissions: [...found.permissions] }
    },
  })

  scope.delete('/session', {
    schema: {
      operationId: 'signOut',
      summary: 'Sign out',
      tags,
      security: SIGNED_IN,
      response: { 204: Type.Null({ description: 'Signed out.' }), ...errors() },
    },
    handler: async (request, reply) => {
      const token = tokenOf(request, COOKIE)
      if (token !== undefined) await sessions.end(token)
      return reply.clearCookie(COOKIE, { path: '/' }).code(204).send(null)
    },
  })
}
