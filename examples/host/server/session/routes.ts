import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { line, nothing, object, oneOf, PERMISSIONS, SmsError, text } from '@sms-settings/api'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { NOBODY, SIGNED_IN, TAGS } from '../docs.ts'
import { Refused, refusals, refusalsOfInput } from '../errors.ts'
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
  id: Type.String({ description: 'The person, as the audit log calls them.' }),
  name: Type.String({ description: 'How they are called.' }),
  email: Type.String({ description: 'What they sign in with.' }),
  tenantId: Type.String({ description: 'The organisation that they belong to.' }),
  tenantName: Type.String({ description: 'How that is called.' }),
  permissions: Type.Array(oneOf(PERMISSIONS), { description: 'What they may do in SMS Settings.' }),
}
const ada = {
  id: 'ada',
  name: 'Ada',
  email: 'ada@acme.example',
  tenantId: 'acme',
  tenantName: 'Acme',
  permissions: [...PERMISSIONS],
}
const tags = [TAGS.signIn]

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
      body: object(
        {
          email: line(254, { description: 'The e-mail address of the person.' }),
          password: text(256, { description: 'Their password.' }),
        },
        { examples: [{ email: ada.email, password: 'ada-at-acme' }] },
      ),
      response: {
        201: object(
          { ...person, token: Type.String({ description: 'For programs, as `Authorization: Bearer …`.' }) },
          {
            description: 'Signed in.',
            examples: [{ ...ada, token: '025wbSMLcUmYAh76FWQux0LgVkwzCDgOIIne6d1nxYg' }],
          },
        ),
        ...refusalsOfInput('SIGN_IN_REFUSED', 'TOO_MANY_ATTEMPTS'),
      },
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
      summary: 'Read who is signed in',
      description: 'To be asked when the console is opened.',
      tags,
      security: SIGNED_IN,
      response: { 200: object(person, { description: 'The person.', examples: [ada] }), ...refusals('SIGNED_OUT') },
    },
    handler: async (request) => {
      const found = await whoCalls(request)
      if (!found) throw new Refused('SIGNED_OUT')
      return { ...found, permissions: [...found.permissions] }
    },
  })

  scope.delete('/session', {
    schema: {
      operationId: 'signOut',
      summary: 'Sign out',
      description: 'Ends the session. That there is none is no error.',
      tags,
      security: SIGNED_IN,
      response: { 204: nothing('Signed out.'), ...refusalsOfInput() },
    },
    handler: async (request, reply) => {
      const token = tokenOf(request, COOKIE)
      if (token !== undefined) await sessions.end(token)
      return reply.clearCookie(COOKIE, { path: '/' }).code(204).send(null)
    },
  })
}
