import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { line, object, SmsError } from '@sms-settings/api'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { SIGNED_IN, TAGS } from '../docs.ts'
import { Refused, refusals, refusalsOfInput } from '../errors.ts'
import type { WhoCalls } from '../session/routes.ts'
import type { Apps } from './apps.ts'

const app = {
  appId: Type.String({ description: 'What SMS Settings and codes call the App by.' }),
  name: Type.String({ description: 'How it is called.' }),
}
const tags = [TAGS.apps]

/** The tenant's Apps: the host's own business, which SMS Settings only reads. */
export const appRoutes: FastifyPluginAsyncTypebox<{ apps: Apps; whoCalls: WhoCalls }> = async (
  scope,
  { apps, whoCalls },
) => {
  scope.addSchema(SmsError)
  const signedIn = async (request: FastifyRequest) => {
    const person = await whoCalls(request)
    if (!person) throw new Refused('SIGNED_OUT')
    return person
  }

  scope.get('/apps', {
    schema: {
      operationId: 'listHostApps',
      summary: 'List the Apps of the host',
      description: "All of the tenant's.",
      tags,
      security: SIGNED_IN,
      response: {
        200: object(
          { items: Type.Array(object(app)) },
          { description: 'The Apps, by id.', examples: [{ items: [{ appId: 'acme-shop', name: 'Acme Shop' }] }] },
        ),
        ...refusals('SIGNED_OUT'),
      },
    },
    handler: async (request) => {
      const { tenantId } = await signedIn(request)
      return { items: (await apps.list(tenantId)).map(({ appId, name }) => ({ appId, name })) }
    },
  })

  scope.post('/apps', {
    schema: {
      operationId: 'createHostApp',
      summary: 'Create an App',
      description: 'The key is shown once. The App sends it as `x-app-key`.',
      tags,
      security: SIGNED_IN,
      body: object(
        { name: line(64, { description: 'How it is to be called.' }) },
        { examples: [{ name: 'Acme Travel' }] },
      ),
      response: {
        201: object(
          { ...app, appKey: Type.String({ description: 'What the App identifies itself with.' }) },
          {
            description: 'The App, with its key.',
            examples: [{ appId: 'acme-travel', name: 'Acme Travel', appKey: 'app_5b2c9d0e7f1a4c3b8d6e' }],
          },
        ),
        ...refusalsOfInput('SIGNED_OUT', 'READ_ONLY'),
      },
    },
    handler: async (request, reply) => {
      const { tenantId, permissions } = await signedIn(request)
      if (!permissions.includes('settings:write')) throw new Refused('READ_ONLY')
      const { appId, name, appKey } = await apps.add(tenantId, request.body.name)
      return reply.code(201).send({ appId, name, appKey })
    },
  })
}
