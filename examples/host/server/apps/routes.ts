import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { errors, line, object, SmsError } from '@sms-settings/api'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { SIGNED_IN } from '../docs.ts'
import { Refused } from '../errors.ts'
import type { WhoCalls } from '../session/routes.ts'
import type { Apps } from './apps.ts'

const app = { appId: Type.String(), name: Type.String() }
const tags = ['Host: Apps']

/** The tenant's Apps: the host's own business, which SMS Settings only reads. */
export const appRoutes: FastifyPluginAsyncTypebox<{ apps: Apps; whoCalls: WhoCalls }> = async (
  scope,
  { apps, whoCalls },
) => {
  scope.addSchema(SmsError)
  const signedIn = async (request: FastifyRequest) => {
    const person = await whoCalls(request)
    if (!person) throw new Refused(401, 'SIGNED_OUT', 'Sign in first')
    return person
  }

  scope.get('/apps', {
    schema: {
      operationId: 'listHostApps',
      summary: "The tenant's Apps",
      tags,
      security: SIGNED_IN,
      response: { 200: object({ items: Type.Array(object(app)) }), ...errors() },
    },
    handler: async (request) => {
      const { tenantId } = await signedIn(request)
      return { items: await apps.list(tenantId) }
    },
  })

  scope.post('/apps', {
    schema: {
      operationId: 'createHostApp',
      summary: 'Create an App',
      description: 'The key is shown once. The App sends it as `x-app-key`.',
      tags,
      security: SIGNED_IN,
      body: object({ name: line(64, { examples: ['Acme Travel'] }) }),
      response: { 201: object({ ...app, appKey: Type.String() }), ...errors() },
    },
    handler: async (request, reply) => {
      const { tenantId, permissions } = await signedIn(request)
      if (!permissions.includes('settings:write'))
        throw new Refused(403, 'READ_ONLY', 'You may look, but not change anything')
      return reply.code(201).send(await apps.add(tenantId, request.body.name))
    },
  })
}
