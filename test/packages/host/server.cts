import { startEmulator } from '@sms-settings/emulator'
import { type SmsSettingsOptions, smsSettings } from '@sms-settings/fastify'

import fastify = require('fastify')

export const mount = async (options: SmsSettingsOptions): Promise<string> => {
  const app = fastify.fastify()
  await app.register(smsSettings, options)
  return (await startEmulator()).endpoint
}
