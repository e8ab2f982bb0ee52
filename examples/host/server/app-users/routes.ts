import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  cancelVerification,
  checkVerification,
  country,
  getVerification,
  nothing,
  type Operation,
  object,
  resendVerification,
  SmsApproval,
  SmsError,
  SmsVerification,
  StartSmsVerification,
  startVerification,
  text,
  verificationId,
} from '@sms-settings/api'
import type { SmsServices } from '@sms-settings/fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App, Apps } from '../apps/apps.ts'
import { APP_KEY, LOGGED_IN, TAGS } from '../docs.ts'
import { Refused, refusals, refusalsOfInput } from '../errors.ts'
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

const tags = [TAGS.appUsers]

const phone = {
  phone: text(64, { minLength: 1, description: 'E.164, or a national number with `country`.' }),
  country: Type.Optional(country({ description: 'The country of a national number, ISO 3166-1 alpha-2.' })),
}
const proof = {
  ...phone,
  verificationId: verificationId({ description: 'A verification of this number that is approved and not redeemed.' }),
}
const password = text(128, { minLength: 1, description: 'At least 10 characters, and none that many people use.' })
const bob = { id: 'U01M7WB2R6T8Y0K2P4A6D8F0G2H', appId: 'acme-shop', phone: '+8613900001234' }
const shownUser = (description: string) =>
  object(
    {
      id: Type.String({ description: 'The user of the App.' }),
      appId: Type.String({ description: 'The App.' }),
      phone: Type.String({ description: 'Their number, in E.164.' }),
    },
    { description, examples: [bob] },
  )
const session = (description: string) =>
  object(
    {
      user: shownUser('Who is logged in.'),
      token: Type.String({ description: 'For programs, as `Authorization: Bearer …`.' }),
    },
    { description, examples: [{ user: bob, token: 'q1Zk6uYbP3h8Xw0dVt5cRj2mNs7gLa9eFi4oBy1UvHk' }] },
  )
const proofExample = { phone: bob.phone, verificationId: 'V01M7WB1A5S7D9F1G3H5J7K9N1Q' }
const withPassword = { ...proofExample, password: 'correct horse battery' }

/** What can happen when a verification is redeemed. */
const redeemErrors = ['SMS_INVALID_PHONE', 'SMS_NOT_APPROVED', 'SMS_STORE_UNAVAILABLE'] as const

/** An operation of SMS Settings as a route of the host's: what it takes and gives is the same, who may call is not. */
const asOurs = <const S extends Operation['schema']>(schema: S): S => ({
  ...schema,
  tags,
  security: APP_KEY,
  response: {
    ...schema.response,
    ...refusalsOfInput('SMS_INVALID_INPUT', 'SMS_INVALID_PHONE', 'APP_KEY_UNKNOWN'),
  },
})

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
    if (!app) throw new Refused('APP_KEY_UNKNOWN')
    request.callingApp = app
  }
  const answer = async (reply: FastifyReply, begun: Begun) => {
    setSessionCookie(reply, COOKIE, PATH, begun.token, sessions.seconds)
    return reply.send({ user: shown(begun.user), token: begun.token })
  }

  scope.post('/verifications', {
    schema: {
      ...asOurs(startVerification.schema),
      operationId: 'sendAppUserCode',
      summary: 'Send a code to sign up, log in or reset the password',
      description:
        'Answers a number that has not signed up as it does any other, and sends nothing to it unless it is to sign up: nobody learns who is a user.',
    },
    onRequest,
    handler: async (request, reply) => {
      const from = { ip: request.ip, idempotencyKey: request.headers['idempotency-key'] }
      return reply.code(201).send(await users.sendCode(appOf(request), request.body, from))
    },
  })

  scope.post('/verifications/:id/check', {
    schema: { ...asOurs(checkVerification.schema), operationId: 'checkAppUserCode' },
    onRequest,
    handler: async (request) =>
      verifications.check({ ...appOf(request), id: request.params.id, code: request.body.code }),
  })

  scope.post('/verifications/:id/resend', {
    schema: { ...asOurs(resendVerification.schema), operationId: 'resendAppUserCode' },
    onRequest,
    handler: async (request) => verifications.resend({ ...appOf(request), id: request.params.id, ip: request.ip }),
  })

  scope.get('/verifications/:id', {
    schema: { ...asOurs(getVerification.schema), operationId: 'getAppUserVerification' },
    onRequest,
    handler: async (request) => verifications.get({ ...appOf(request), id: request.params.id }),
  })

  scope.delete('/verifications/:id', {
    schema: { ...asOurs(cancelVerification.schema), operationId: 'cancelAppUserVerification' },
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
      description: 'Redeems the verification, makes the user, and logs them in: sets a cookie for browsers.',
      tags,
      security: APP_KEY,
      body: object({ ...proof, password }, { examples: [withPassword] }),
      response: {
        201: session('Signed up, and logged in.'),
        ...refusalsOfInput('APP_KEY_UNKNOWN', 'USER_EXISTS', 'WEAK_PASSWORD', ...redeemErrors),
      },
    },
    onRequest,
    handler: async (request, reply) => answer(reply.code(201), await users.signUp(appOf(request), request.body)),
  })

  scope.post('/log-in', {
    schema: {
      operationId: 'logInAppUser',
      summary: 'Log in with a verified number',
      description: 'Redeems the verification and sets a cookie for browsers.',
      tags,
      security: APP_KEY,
      body: object(proof, { examples: [proofExample] }),
      response: {
        200: session('Logged in.'),
        ...refusalsOfInput('APP_KEY_UNKNOWN', 'NO_SUCH_USER', ...redeemErrors),
      },
    },
    onRequest,
    handler: async (request, reply) => answer(reply, await users.logIn(appOf(request), request.body)),
  })

  scope.post('/log-in/password', {
    schema: {
      operationId: 'logInAppUserByPassword',
      summary: 'Log in with a password',
      description:
        'Sets a cookie for browsers. Wrong passwords count for the number and for the address that they come from.',
      tags,
      security: APP_KEY,
      body: object({ ...phone, password }, { examples: [{ phone: bob.phone, password: withPassword.password }] }),
      response: {
        200: session('Logged in.'),
        ...refusalsOfInput('APP_KEY_UNKNOWN', 'LOG_IN_REFUSED', 'TOO_MANY_ATTEMPTS'),
      },
    },
    onRequest,
    handler: async (request, reply) =>
      answer(reply, await users.logInByPassword(appOf(request), request.body, request.body.password, request.ip)),
  })

  scope.post('/reset-password', {
    schema: {
      operationId: 'resetAppUserPassword',
      summary: 'Set a new password with a verified number',
      description: 'Redeems the verification, ends every other session of the user, and logs them in.',
      tags,
      security: APP_KEY,
      body: object({ ...proof, password }, { examples: [withPassword] }),
      response: {
        200: session('The password is set, and the user logged in.'),
        ...refusalsOfInput('APP_KEY_UNKNOWN', 'NO_SUCH_USER', 'WEAK_PASSWORD', ...redeemErrors),
      },
    },
    onRequest,
    handler: async (request, reply) => answer(reply, await users.resetPassword(appOf(request), request.body)),
  })

  scope.get('/me', {
    schema: {
      operationId: 'getAppUser',
      summary: 'Read who is logged in to the App',
      description: 'To be asked when a page of the App is opened.',
      tags,
      security: LOGGED_IN,
      response: { 200: shownUser('The user.'), ...refusals('LOGGED_OUT') },
    },
    handler: async (request) => {
      const found = await users.bySession(tokenOf(request, COOKIE))
      if (!found) throw new Refused('LOGGED_OUT')
      return shown(found)
    },
  })

  scope.post('/log-out', {
    schema: {
      operationId: 'logOutAppUser',
      summary: 'Log out of the App',
      description: 'Ends the session. That there is none is no error.',
      tags,
      security: LOGGED_IN,
      response: { 204: nothing('Logged out.'), ...refusalsOfInput() },
    },
    handler: async (request, reply) => {
      const token = tokenOf(request, COOKIE)
      if (token !== undefined) await sessions.end(token)
      return reply.clearCookie(COOKIE, { path: PATH }).code(204).send(null)
    },
  })
}
