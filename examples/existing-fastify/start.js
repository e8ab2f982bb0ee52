import { randomBytes } from 'node:crypto'
import { DEMO, startEmulator } from '@sms-settings/emulator' // SMS Settings
import { createApp } from './app.js'
import { openDatabase } from './database.js'
import { keep } from './sign-in.js'

const { PORT = '3000' } = process.env

// Everything is gone when it stops: this is an example.
const knex = openDatabase(':memory:')
// SMS Settings: the emulator, and a key ring. In production the ring is kept where your secrets are.
const emulator = await startEmulator()
const sms = {
  platform: { endpoint: emulator.endpoint, protocol: 'http' },
  secrets: { current: 'k1', keys: { k1: randomBytes(32).toString('base64') } },
}

const app = await createApp({ knex, sms, logger: { level: 'warn' } })
await knex('members').insert([
  { email: 'olga@north.example', organisation: 'north', role: 'owner', password: keep('olga-of-north') },
  { email: 'carl@north.example', organisation: 'north', role: 'clerk', password: keep('carl-of-north') },
])
await knex('shops').insert([
  { slug: 'tea', title: 'Tea and Pots', organisation: 'north' },
  { slug: 'rugs', title: 'Rugs', organisation: 'south' },
])
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, async () => {
    await app.close()
    await knex.destroy()
    await emulator.close() // SMS Settings
  })

const url = await app.listen({ port: Number(PORT), host: '127.0.0.1' })
console.log(`
  The shops            ${url}
  OpenAPI              ${url}/documentation
  Phones               ${emulator.url}
  Sign in              olga@north.example, olga-of-north (or carl, a clerk)
  Key for an account   ${DEMO.accessKeyId}, ${DEMO.accessKeySecret}
`)
