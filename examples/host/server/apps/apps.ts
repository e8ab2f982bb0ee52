import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Knex } from 'knex'
import { hashToken, newToken } from '../session/tokens.ts'

/** An App of a tenant's. */
export type App = { appId: string; tenantId: string; name: string }

/** The host's Apps. Each has a key that its pages send as `x-app-key`: it names the App and proves nothing else. */
export const createApps = (knex: Knex) => {
  const rows = () => knex('apps').select<App[]>({ appId: 'id', tenantId: 'tenant_id', name: 'name' })
  return {
    list: (tenantId: string): Promise<App[]> => rows().where('tenant_id', tenantId).orderBy('id'),

    /** The App whose key a request carries. */
    async of({ headers }: FastifyRequest): Promise<App | undefined> {
      const key = headers['x-app-key']
      if (typeof key !== 'string') return undefined
      const [app] = await rows().where('key_hash', hashToken(key))
      return app
    },

    /** Adds an App and gives its key, which cannot be read again. */
    async add(tenantId: string, name: string): Promise<App & { appKey: string }> {
      const app = { appId: randomUUID(), tenantId, name }
      const appKey = `app_${newToken()}`
      await knex('apps').insert({ id: app.appId, tenant_id: tenantId, name, key_hash: hashToken(appKey) })
      return { ...app, appKey }
    },
  }
}
export type Apps = ReturnType<typeof createApps>
