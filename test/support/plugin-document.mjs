import swagger from '@fastify/swagger'
import { operations, schemas } from '@sms-settings/api'
import Fastify from 'fastify'

/**
 * The OpenAPI document of the plugin's own operations, as `@fastify/swagger` writes it for a host that has no other
 * routes. No database is needed for it, and nothing is compiled.
 */
export async function pluginDocument() {
  const app = Fastify()
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'SMS Settings', version: '0' } },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => json.$id ?? `def-${index}` },
  })
  await app.register(
    async (scope) => {
      scope.setValidatorCompiler(() => () => true)
      scope.setSerializerCompiler(() => String)
      for (const schema of schemas) scope.addSchema(schema)
      for (const { method, url, schema } of Object.values(operations))
        scope.route({ method, url, schema, handler: async () => undefined })
    },
    { prefix: '/sms' },
  )
  await app.ready()
  const document = app.swagger()
  await app.close()
  return document
}
