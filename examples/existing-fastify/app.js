import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify from 'fastify'
import { migrate } from './database.js'
import { createSignIn } from './sign-in.js'
import { createShopOf, mountSms } from './sms.js' // SMS Settings

const text = { type: 'string', minLength: 1 }

export const createApp = async ({ knex, sms, logger = false }) => {
  await migrate(knex)
  const { signIn, memberOf } = createSignIn(knex)

  const app = Fastify({
    logger,
    ajv: { customOptions: { removeAdditional: 'all', coerceTypes: 'array', allErrors: true } },
  })

  // The app's errors look like this, whatever went wrong.
  app.setErrorHandler((error, _request, reply) => {
    const status = error.validation ? 422 : (error.statusCode ?? 500)
    reply
      .code(status)
      .send({ problem: { status, kind: error.code ?? 'failed', says: status < 500 ? error.message : 'Sorry' } })
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ problem: { status: 404, kind: 'nowhere', says: 'Nothing here' } }),
  )

  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Shops', version: '3.2.0' } } })
  await app.register(swaggerUi, { routePrefix: '/documentation' })

  await mountSms(app, { knex, memberOf, ...sms }) // SMS Settings
  const shopOf = createShopOf(knex) // SMS Settings

  app.post(
    '/sign-in',
    {
      schema: {
        operationId: 'signIn',
        body: { type: 'object', required: ['email', 'password'], properties: { email: text, password: text } },
      },
    },
    async ({ body }, reply) => {
      const token = await signIn(body.email, body.password)
      return token ? { token } : reply.code(401).send({ problem: { status: 401, kind: 'stranger', says: 'No' } })
    },
  )

  app.get('/shops', { schema: { operationId: 'listShops' } }, async (request, reply) => {
    const member = await memberOf(request)
    if (!member) return reply.code(401).send({ problem: { status: 401, kind: 'stranger', says: 'Sign in' } })
    return knex('shops').where({ organisation: member.organisation })
  })

  app.post(
    '/shops/:shop/customers',
    {
      schema: {
        operationId: 'signUpCustomer',
        body: {
          type: 'object',
          required: ['name', 'phone', 'verificationId'],
          properties: { name: { ...text, maxLength: 40 }, phone: text, country: text, verificationId: text },
        },
      },
    },
    async ({ params, body: { name, phone, country, verificationId } }, reply) => {
      const shop = await shopOf(params.shop)
      if (!shop) return reply.callNotFound()
      // SMS Settings: the last step before the customer is written down.
      const proof = { ...shop, verificationId, phone, country, purpose: 'sign_up' }
      const proved = await app.sms.verifications.redeem(proof)
      // In E.164, however it was typed: one person is one customer.
      await knex('customers').insert({ name, phone: proved.phone, shop: params.shop })
      return reply.code(201).send({ name, phone: proved.phone })
    },
  )

  return app
}
