import type { Database } from '../database/database.ts'

/** What is to be looked at, as far as the watch needs to know it. */
export type Watched = { id: string; tenantId: string; accountId: string; watchedAt: number }
export type Kind = 'signature' | 'template'

const TABLES = { signature: 'sms_signatures', template: 'sms_templates' } as const

export const createWatchStore = (database: Database) => ({
  /** Those that the platform was not asked about since, longest ago first. */
  async due(kind: Kind, before: number, atMost: number): Promise<Watched[]> {
    const { rows } = await database.run(
      `select id, tenant_id, account_id, watched_at from ${TABLES[kind]} where watched_at <= ? order by watched_at, id limit ${Math.floor(atMost)}`,
      [before],
    )
    return rows.map((row) => ({
      id: String(row.id),
      tenantId: String(row.tenant_id),
      accountId: String(row.account_id),
      watchedAt: Number(row.watched_at),
    }))
  },

  /** Takes the asking upon this process. @returns false when another has */
  async claim(kind: Kind, { id, watchedAt }: Watched, until: number): Promise<boolean> {
    const { affected } = await database.run(
      `update ${TABLES[kind]} set watched_at = ? where id = ? and watched_at = ?`,
      [until, id, watchedAt],
    )
    return affected === 1
  },

  /** Leaves all that is due of an account for later. */
  async putOff(kind: Kind, accountId: string, before: number, until: number): Promise<void> {
    await database.run(`update ${TABLES[kind]} set watched_at = ? where account_id = ? and watched_at <= ?`, [
      until,
      accountId,
      before,
    ])
  },
})
export type WatchStore = ReturnType<typeof createWatchStore>
