import type { SmsApp } from '@sms-settings/api'
import type { Knex } from 'knex'
import { encodeCursor, listName, placeOf } from '../database/cursor.ts'
import { whereContains } from '../database/search.ts'
import { smsError } from '../errors.ts'
import { asHostRefusal, askHost } from '../hooks.ts'

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

const isApp = (it: unknown): it is SmsApp =>
  typeof (it as SmsApp | null)?.appId === 'string' && typeof (it as SmsApp).name === 'string'

const toApps = (what: string, items: unknown): SmsApp[] => {
  if (!Array.isArray(items) || !items.every(isApp))
    throw smsError('SMS_HOOK_FAILED', [`${what} must give Apps as { appId, name }, both texts`])
  return items.map(({ appId, name }) => ({ appId, name }))
}

const asking = async <T>(what: string, ask: () => Promise<T>): Promise<T> => {
  try {
    return await askHost(what, ask)
  } catch (error) {
    throw asHostRefusal(`${what} failed`, error)
  }
}

/**
 * The host's directory as we ask it: what it throws, or never answers, becomes an error of ours; its cursors, whatever
 * characters they have, are given out as cursors of ours, of use to their tenant and search only; and of what it finds
 * only Apps count that were asked for, letter by letter.
 */
export const askedWithCare = (directory: AppDirectory): AppDirectory => ({
  async list(tenantId, { q, limit, cursor }) {
    const name = listName('apps', tenantId, { q })
    const page = await asking('apps.list', () =>
      directory.list(tenantId, {
        limit,
        ...(q ? { q } : {}),
        ...(cursor === undefined ? {} : { cursor: placeOf(name, cursor) }),
      }),
    )
    const next = page?.nextCursor ?? null
    return {
      items: toApps('apps.list', page?.items),
      nextCursor: next === null ? null : encodeCursor(name, String(next)),
    }
  },
  async find(tenantId, appIds) {
    if (appIds.length === 0) return []
    const asked = new Set(appIds)
    const found = toApps('apps.find', await asking('apps.find', () => directory.find(tenantId, appIds)))
    return found.filter((app) => asked.delete(app.appId))
  },
})

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
