// What somebody has who mounts the plugin: people with sessions, a table of Apps, users.
import { knex } from './your-knex.js'

await knex.schema.createTable('apps', (table) => {
  table.string('id').primary()
  table.string('name')
  table.string('organisation_id')
})
await knex('apps').insert({ id: 'shop', name: 'Shop', organisation_id: 'acme' })

const ada = {
  id: 'ada',
  organisationId: 'acme',
  smsPermissions: ['settings:read', 'settings:write', 'messages:read', 'messages:send'],
}
const users = new Map()

Object.assign(globalThis, {
  yourSession: async ({ headers }) => (headers.authorization === 'Bearer ada' ? ada : null),
  yourApps: { byKey: async (key) => (key === 'shop-key' ? { tenantId: 'acme', appId: 'shop' } : null) },
  assertGoodPassword: (password) => {
    if (password.length < 8) throw Object.assign(new Error('Too short'), { statusCode: 422 })
  },
  createUser: async (phone, password) => users.set(phone, password) && { phone },
  userExists: (phone) => users.has(phone),
})
