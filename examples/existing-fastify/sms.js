// SMS Settings, in this app's words.
import { alibabaCloud, smsSettings, tableDirectory } from '@sms-settings/fastify'

const ALLOWED = {
  owner: ['settings:read', 'settings:write', 'messages:read', 'messages:send'],
  clerk: ['settings:read', 'messages:read'],
}

/** The shop that a page names; tells whose it is, and proves nothing. */
export const createShopOf = (knex) => async (slug) => {
  const shop = await knex('shops').where({ slug }).first()
  return shop ? { tenantId: shop.organisation, appId: shop.slug } : null
}

export const mountSms = async (app, { knex, memberOf, secrets, platform }) => {
  const shopOf = createShopOf(knex)
  await app.register(smsSettings, {
    prefix: '/sms',
    database: knex,
    secrets,
    authenticate: async (request) => {
      const member = await memberOf(request)
      return member && { tenantId: member.organisation, actorId: member.email, permissions: ALLOWED[member.role] }
    },
    identifyApp: (request) => shopOf(request.headers['x-shop'] ?? ''),
    apps: tableDirectory({
      knex,
      table: 'shops',
      columns: { appId: 'slug', name: 'title', tenantId: 'organisation' },
    }),
    platforms: [alibabaCloud(platform)],
  })
}
