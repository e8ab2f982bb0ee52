import type { SmsAccountHealth } from '@sms-settings/api'
import type { Knex } from 'knex'
import type { Database, Row, Statements, Transaction } from '../database/database.ts'
import { whereContains } from '../database/search.ts'

export type Account = {
  id: string
  tenantId: string
  platform: string
  name: string
  note: string | null
  accessKeyId: string
  sealedSecret: string
  settings: Record<string, string>
  status: 'active' | 'paused'
  health: SmsAccountHealth['status']
  healthCode: string | null
  checkedAt: number | null
  createdAt: number
  updatedAt: number
}

const toRow = (it: Partial<Account>): Row => {
  const row: Row = {
    id: it.id,
    tenant_id: it.tenantId,
    platform: it.platform,
    name: it.name,
    note: it.note,
    access_key_id: it.accessKeyId,
    sealed_secret: it.sealedSecret,
    settings: it.settings && JSON.stringify(it.settings),
    status: it.status,
    health: it.health,
    health_code: it.healthCode,
    checked_at: it.checkedAt,
    created_at: it.createdAt,
    updated_at: it.updatedAt,
  }
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}

export const toAccount = (row: Row): Account => ({
  id: String(row.id),
  tenantId: String(row.tenant_id),
  platform: String(row.platform),
  name: String(row.name),
  note: row.note === null ? null : String(row.note),
  accessKeyId: String(row.access_key_id),
  sealedSecret: String(row.sealed_secret),
  settings: JSON.parse(String(row.settings)) as Record<string, string>,
  status: row.status as Account['status'],
  health: row.health as Account['health'],
  healthCode: row.health_code === null ? null : String(row.health_code),
  checkedAt: row.checked_at === null ? null : Number(row.checked_at),
  createdAt: Number(row.created_at),
  updatedAt: Number(row.updated_at),
})

const BATCH = 500

export type Counts = { signatureCount: number; templateCount: number }

export const createAccountStore = (database: Database) => ({
  async insert(tx: Transaction, account: Account): Promise<void> {
    await tx.table('sms_accounts').insert(toRow(account))
  },

  async find(tenantId: string, id: string, statements: Statements = database): Promise<Account | undefined> {
    const row = (await statements.table('sms_accounts').where({ id, tenant_id: tenantId }).first()) as Row | undefined
    return row && toAccount(row)
  },

  async list(
    tenantId: string,
    { q, olderThan }: { q?: string; olderThan?: string },
    limit: number,
  ): Promise<Account[]> {
    const query = database
      .through('sms_accounts', 'sms_accounts_list')
      .where({ tenant_id: tenantId })
      .orderBy('id', 'desc')
      .limit(limit)
    if (olderThan) query.where('id', '<', olderThan)
    if (q) whereContains(query, ['name', 'note', 'access_key_id'], q)
    return ((await query) as Row[]).map(toAccount)
  },

  /** All accounts of a tenant: for documents, not for pages. */
  async all(tenantId: string): Promise<Account[]> {
    return ((await database.table('sms_accounts').where({ tenant_id: tenantId }).orderBy('id')) as Row[]).map(toAccount)
  },

  /** How many signatures and templates each account has. */
  async counts(tenantId: string, ids: string[]): Promise<Map<string, Counts>> {
    const counts = new Map<string, Counts>(ids.map((id) => [id, { signatureCount: 0, templateCount: 0 }]))
    for (const [table, field] of [
      ['sms_signatures', 'signatureCount'],
      ['sms_templates', 'templateCount'],
    ] as const) {
      const rows = (await database
        .through(table, `${table}_list`)
        .where({ tenant_id: tenantId })
        .whereIn('account_id', ids)
        .groupBy('account_id')
        .select('account_id')
        .count({ count: '*' })) as { account_id: string; count: number }[]
      for (const { account_id, count } of rows) (counts.get(account_id) as Counts)[field] = Number(count)
    }
    return counts
  },

  /** @returns false when there is no such account (any more) */
  async update(tx: Transaction, tenantId: string, id: string, change: Partial<Account>): Promise<boolean> {
    return Number(await tx.table('sms_accounts').where({ id, tenant_id: tenantId }).update(toRow(change))) === 1
  },

  /**
   * Keeps what was learnt of an account's key, unless the key has been replaced since.
   * @param sealedSecret of the key that it was learnt of, if that is known
   * @returns whether it is news: of several who learn the same at once, one is told so
   */
  async learn(
    tx: Transaction,
    tenantId: string,
    id: string,
    learnt: Pick<Account, 'health' | 'healthCode' | 'checkedAt'>,
    sealedSecret?: string,
  ): Promise<boolean> {
    const account = () => {
      const query = tx.table('sms_accounts').where({ id, tenant_id: tenantId })
      return sealedSecret === undefined ? query : query.where({ sealed_secret: sealedSecret })
    }
    const { health } = learnt
    // That the key works does not say that there is money again: only an SMS that is taken does.
    const kept = health === 'ok' || health === 'unreachable' ? [health, 'cannot_send'] : [health]
    if (Number(await account().whereNotIn('health', kept).update(toRow(learnt))) === 1) return true
    await account().where({ health }).update(toRow(learnt))
    return false
  },

  /** An SMS was taken from an account that had refused the last. @returns whether that is news */
  async recover(tx: Transaction, tenantId: string, id: string, at: number): Promise<boolean> {
    const { affected } = await tx.run(
      "update sms_accounts set health = 'ok', health_code = null, checked_at = ? where id = ? and tenant_id = ? and health = 'cannot_send'",
      [at, id, tenantId],
    )
    return affected === 1
  },

  async delete(tx: Transaction, tenantId: string, id: string): Promise<boolean> {
    const lock = (query: Knex.QueryBuilder) => (database.dialect === 'mysql' ? query.forUpdate() : query)
    // First the account, so that nothing is added to it meanwhile; then what is below it, so that no default is set to it.
    if ((await lock(tx.table('sms_accounts').where({ id, tenant_id: tenantId }).select('id'))).length === 0)
      return false
    for (const [key, table] of [
      ['ssid', 'sms_signatures'],
      ['stid', 'sms_templates'],
    ] as const) {
      const below = (await lock(tx.table(table).where({ account_id: id }).select('id'))) as { id: string }[]
      // Defaults name signatures and templates without a foreign key: the general ones are in no table.
      for (let at = 0; at < below.length; at += BATCH)
        await tx
          .table('sms_app_defaults')
          .where({ tenant_id: tenantId })
          .whereIn(
            key,
            below.slice(at, at + BATCH).map((it) => it.id),
          )
          .delete()
    }
    return Number(await tx.table('sms_accounts').where({ id, tenant_id: tenantId }).delete()) === 1
  },
})
export type AccountStore = ReturnType<typeof createAccountStore>
