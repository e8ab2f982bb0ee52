import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { checkOptions, type SmsSettingsOptions } from './options.ts'
import { answerUnknown, createRouting } from './routing.ts'
import { createServices, type Services } from './wiring/services.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The services behind the routes, for the host's own. */
    sms: Services['public']
  }
}

/**
 * Registers the plugin in a server.
 * @param background whether what is done beside requests is done here: only a server of the host's knows by which options
 */
export const mount = async (
  fastify: FastifyInstance,
  options: SmsSettingsOptions,
  { background }: { background: boolean },
): Promise<void> => {
  const rules = checkOptions(options)
  const log = fastify.log.child({ plugin: 'sms-settings' })
  const prefix = `${fastify.prefix}${options.prefix ?? ''}`
  const services = createServices({ ...options, prefix }, rules, log)
  fastify.decorate('sms', services.public)

  fastify.addHook('onReady', () => services.start(background))
  // Before the server waits for its connections to end: what runs on a timer must not begin anew.
  fastify.addHook('preClose', async () => services.stop())
  fastify.addHook('onClose', () => services.close())

  await fastify.register(
    async (scope) => {
      services.routes(createRouting(scope, options, options.hooks ?? {}, services.catchUp, options.openapi?.security))
      // With no prefix of ours all that nobody knows would be ours to answer for, and the host could not do so itself.
      if (options.prefix) scope.setNotFoundHandler(answerUnknown)
    },
    {
      prefix: options.prefix ?? '',
    },
  )
}

/**
 * SMS settings routes and services in a Fastify server.
 *
 * Decorates the server with `sms` and registers the routes under `prefix` in a scope of its own, so that schemas,
 * validation, errors and hooks stay inside. Opens the database when the server becomes ready, and closes it with the
 * server if it is its own.
 *
 * @throws {InvalidOption} at start, naming the option
 */
export const smsSettings = fp<SmsSettingsOptions>((fastify, options) => mount(fastify, options, { background: true }), {
  name: '@sms-settings/fastify',
  fastify: '5.x',
})
