const Fastify = require('fastify')

const start = async () => {
  const [sms, emulator, { scenario }] = await Promise.all([
    import('@sms-settings/fastify'),
    import('@sms-settings/emulator'),
    import('./scenario.mjs'),
  ])
  await scenario({ Fastify, sms, emulator })
}

start()
