import type { SmsApp } from '@sms-settings/api'
import type { Knex } from 'knex'
import { whereContains } from '../database/search.ts'

/** Where the host's Apps are found. */
export type AppDirectory = {
  /** One page of a tenant's Apps, in any steady order. `q` is part of a name or id; `cursor` is the directory's own. */
  list(
    tenantId: string,
    query: { q?: string; limit: number; cursor?: string },
  ): Promise<{ items: SmsApp[]; nextCursor: string | null }>
  /** Those of the Apps that are the tenant's; others are left out. */
  find(tenantId: string, appIds: string[]): Promise<SmsApp[]>
}

/** How a table of Apps is laid out. */
export type AppTable = {
  knex: Knex
  /** @default 'apps' */
  table?: string
  /** @default { appId: 'id', name: 'name', tenantId: 'tenant_id' } */
  columns?: { appId?: string; name?: string; tenantId?: string }
}

/** A directory over a table of the host's, sorted by id. The table is only read. */
export const tableDirectory = ({ knex, table = 'apps', columns = {} }: AppTable): AppDirectory => {
  const { appId = 'id', name = 'name', tenantId = 'tenant_id' } = columns
  const toApp = (row: Record<string, unknown>): SmsApp => ({
    appId: String(row.appId),
    name: String(row.name),
  })
  const apps = (tenant: string) => knex(table).where(tenantId, tenant).select({ appId, name })
  return {
    async list(tenant, { q, limit, cursor }) {
      const query = apps(tenant)
        .orderBy(appId)
        .limit(limit + 1)
      if (cursor) query.where(appId, '>', Buffer.from(cursor, 'base64url').toString('utf8'))
      if (q) whereContains(query, [name, appId], q)
      const items = ((await query) as Record<string, unknown>[]).map(toApp)
      const last = items.length > limit ? items[limit - 1] : undefined
      return {
        items: items.slice(0, limit),
        nextCursor: last ? Buffer.from(last.appId).toString('base64url') : null,
      }
    },
    async find(tenant, appIds) {
      const found: SmsApp[] = []
      for (let start = 0; start < appIds.length; start += 500) {
        const some = appIds.slice(start, start + 500)
        found.push(...((await apps(tenant).whereIn(appId, some)) as Record<string, unknown>[]).map(toApp))
      }
      // A database may compare more loosely than we do: only exact ids count.
      const asked = new Set(appIds)
      return found.filter((app) => asked.has(app.appId))
    },
  }
}
