import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  cancelVerification,
  checkVerification,
  country,
  errors,
  getVerification,
  id,
  object,
  resendVerification,
  SmsApproval,
  SmsError,
  SmsVerification,
  StartSmsVerification,
  startVerification,
  text,
} from '@sms-settings/api'
import type { SmsServices } from '@sms-settings/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App, Apps } from '../apps/apps.ts'
import { APP_KEY, LOGGED_IN } from '../docs.ts'
import { Refused } from '../errors.ts'
import { setSessionCookie, tokenOf } from '../session/token-of.ts'
import type { Sessions } from '../session/tokens.ts'
import type { AppUsers, Begun } from './service.ts'
import type { AppUser } from './store.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The App whose key came with the request. */
    callingApp: App | null
  }
}

const appOf = ({ callingApp }: FastifyRequest): App => {
  if (!callingApp) throw new Error('this route does not ask for the key of an App')
  return callingApp
}

const COOKIE = 'app_session'
const PATH = '/app'

const tags = ['Host: App users']

const phone = {
  phone: text(64, { minLength: 1, description: 'E.164, or a national number with `country`.' }),
  country: Type.Optional(country()),
}
const proof = { ...phone, verificationId: id({ description: 'An approved verification of this number.' }) }
const password = text(128, { minLength: 1 })
const user = object({ id: Type.String(), appId: Type.String(), phone: Type.String({ description: 'E.164.' }) })
const session = object({ user, token: Type.String({ description: 'For programs, as `Authorization: Bearer …`.' }) })

const shown = ({ id, appId, phone }: AppUser) => ({ id, appId, phone })

/**
 * What an App's sign-up, log-in and reset pages call. The routes of the codes are those of SMS Settings under the
 * host's own path, so that the host decides what a code is sent for: `createClient({ baseUrl: '/app' })` works with them.
 */
export const appUserRoutes: FastifyPluginAsyncTypebox<{
  apps: Apps
  users: AppUsers
  sessions: Sessions
  verifications: SmsServices['verifications']
}> = async (scope, { apps, users, sessions, verifications }) => {
  for (const schema of [SmsVerification, StartSmsVerification, SmsApproval, SmsError]) scope.addSchema(schema)

  // Before the input is looked at, as every question of who calls should be.
  scope.decorateRequest('callingApp', null)
  const onRequest = async (request: FastifyRequest) => {
    const app = await apps.of(request)
    if (!app) throw new Refused(401, 'APP_KEY_UNKNOWN', 'Send the key of an App as x-app-key')
    request.callingApp = app
  }
  const answer = async (reply: FastifyReply, begun: Begun) => {
    setSessionCookie(reply, COOKIE, PATH, begun.token, sessions.seconds)
    return reply.send({ user: shown(begun.user), token: begun.token })
  }

  scope.post('/verifications', {
    schema: {
      ...startVerification.schema,
      operationId: 'sendAppUserCode',
      summary: 'Send a code to sign up, log in or reset the password',
      tags,
      security: APP_KEY,
    },
    onRequest,
    handler: async (request, reply) => {
      const from = { ip: request.ip, idempotencyKey: request.headers['idempotency-key'] }
      return reply.code(201).send(await users.sendCode(appOf(request), request.body, from))
    },
  })

  scope.post('/verifications/:id/check', {
    schema: { ...checkVerification.schema, operationId: 'checkAppUserCode', tags, security: APP_KEY },
    onRequest,
    handler: async (request) =>
      verifications.check({ ...appOf(request), id: request.params.id, code: request.body.code }),
  })

  scope.post('/verifications/:id/resend', {
    schema: { ...resendVerification.schema, operationId: 'resendAppUserCode', tags, security: APP_KEY },
    onRequest,
    handler: async (request) => verifications.resend({ ...appOf(request), id: request.params.id, ip: request.ip }),
  })

  scope.get('/verifications/:id', {
    schema: { ...getVerification.schema, operationId: 'getAppUserVerification', tags, security: APP_KEY },
    onRequest,
    handler: async (request) => verifications.get({ ...appOf(request), id: request.params.id }),
  })

  scope.delete('/verifications/:id', {
    schema: { ...cancelVerification.schema, operationId: 'cancelAppUserVerification', tags, security: APP_KEY },
    onRequest,
    handler: async (request, reply) => {
      await verifications.cancel({ ...appOf(request), id: request.params.id })
      return reply.code(204).send(null)
    },
  })

  scope.post('/sign-up', {
    schema: {
      operationId: 'signUpAppUser',
      summary: 'Sign up with a verified number',
      tags,
      security: APP_KEY,
      body: object({ ...proof, password }),
      response: { 201: session, ...errors(409, 422) },
    },
    onRequest,
    handler: async (request, reply) => answer(reply.code(201), await users.signUp(appOf(request), request.body)),
  })

  scope.post('/log-in', {
    schema: {
      operationId: 'logInAppUser',
      summary: 'Log in with a verified number',
      tags,
      security: APP_KEY,
      body: object(proof),
      response: { 200: session, ...errors(404, 422) },
    },
    onRequest,
    handler: async (request, reply) => answer(reply, await users.logIn(appOf(request), request.body)),
  })

  scope.post('/log-in/password', {
    schema: {
      operationId: 'logInAppUserByPassword',
      summary: 'Log in with a password',
      tags,
      security: APP_KEY,
      body: object({ ...phone, password }),
      response: { 200: session, ...errors(429) },
    },
    onRequest,
    handler: async (request, reply) =>
      answer(reply, await users.logInByPassword(appOf(request), request.body, request.body.password, request.ip)),
  })

  scope.post('/reset-password', {
    schema: {
      operationId: 'resetAppUserPassword',
      summary: 'Set a new password with a verified number',
      description: 'Ends every other session of the user.',
      tags,
      security: APP_KEY,
      body: object({ ...proof, password }),
      response: { 200: session, ...errors(404, 422) },
    },
    onRequest,
    handler: async (request, reply) => answer(reply, await users.resetPassword(appOf(request), request.body)),
  })

  scope.get('/me', {
    schema: {
      operationId: 'getAppUser',
      summary: 'Who is logged in to the App',
      tags,
      security: LOGGED_IN,
      response: { 200: user, ...errors() },
    },
    handler: async (request) => {
      const found = await users.bySession(tokenOf(request, COOKIE))
      if (!found) throw new Refused(401, 'LOGGED_OUT', 'Log in first')
      return shown(found)
    },
  })

  scope.post('/log-out', {
    schema: {
      operationId: 'logOutAppUser',
      summary: 'Log out of the App',
      tags,
      security: LOGGED_IN,
      response: { 204: Type.Null({ description: 'Logged out.' }), ...errors() },
    },
    handler: async (request, reply) => {
      const token = tokenOf(request, COOKIE)
      if (token !== undefined) await sessions.end(token)
      return reply.clearCookie(COOKIE, { path: PATH }).code(204).send(null)
    },
  })
}
