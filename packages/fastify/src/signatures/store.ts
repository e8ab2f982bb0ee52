import type { ReviewStatus, SmsCarrierRegistration } from '@sms-settings/api'
import type { Database, Row, Statements, Transaction } from '../database/database.ts'
import { whereContains } from '../database/search.ts'

export type Signature = {
  id: string
  tenantId: string
  accountId: string
  accountName: string
  platform: string
  name: string
  status: ReviewStatus
  reason: string | null
  carriers: SmsCarrierRegistration[]
  note: string | null
  appCount: number
  checkedAt: number | null
  createdAt: number
}
/** What is stored of one; the rest is joined to it. */
export type StoredSignature = Omit<Signature, 'accountName' | 'platform' | 'appCount'>

const toRow = (it: Partial<StoredSignature>): Row => {
  const row: Row = {
    id: it.id,
    tenant_id: it.tenantId,
    account_id: it.accountId,
    name: it.name,
    status: it.status,
    reason: it.reason,
    carriers: it.carriers && JSON.stringify(it.carriers),
    note: it.note,
    checked_at: it.checkedAt,
    watched_at: it.checkedAt,
    created_at: it.createdAt,
  }
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}

const textOrNull = (value: unknown) => (value === null ? null : String(value))

const toSignature = (row: Row): Signature => ({
  id: String(row.id),
  tenantId: String(row.tenant_id),
  accountId: String(row.account_id),
  accountName: String(row.account_name),
  platform: String(row.platform),
  name: String(row.name),
  status: row.status as ReviewStatus,
  reason: textOrNull(row.reason),
  carriers: JSON.parse(String(row.carriers)) as SmsCarrierRegistration[],
  note: textOrNull(row.note),
  appCount: Number(row.app_count),
  checkedAt: row.checked_at === null ? null : Number(row.checked_at),
  createdAt: Number(row.created_at),
})

export const createSignatureStore = (database: Database) => {
  const select = (statements: Statements, tenantId: string, from = statements.table('sms_signatures as s')) =>
    from
      .join('sms_accounts as c', 'c.id', 's.account_id')
      .where('s.tenant_id', tenantId)
      .select(
        's.*',
        'c.name as account_name',
        'c.platform',
        statements.raw('(select count(*) from sms_signature_apps a where a.ssid = s.id) as app_count'),
      )

  return {
    async insert(tx: Transaction, signature: StoredSignature): Promise<void> {
      // Lists do not tell of carriers: what was added from one is to be looked at soon.
      const watched = signature.carriers.length === 0 ? { watched_at: 0 } : {}
      await tx.table('sms_signatures').insert({ ...toRow(signature), ...watched })
    },

    async find(tenantId: string, id: string, statements: Statements = database): Promise<Signature | undefined> {
      const row = (await select(statements, tenantId).where('s.id', id).first()) as Row | undefined
      return row && toSignature(row)
    },

    async list(
      tenantId: string,
      accountId: string,
      { q, olderThan }: { q?: string; olderThan?: string },
      limit: number,
    ): Promise<Signature[]> {
      const query = select(database, tenantId, database.through('sms_signatures as s', 'sms_signatures_list'))
        .where('s.account_id', accountId)
        .orderBy('s.id', 'desc')
        .limit(limit)
      if (olderThan) query.where('s.id', '<', olderThan)
      if (q) whereContains(query, ['s.name', 's.note'], q)
      return ((await query) as Row[]).map(toSignature)
    },

    /** The id under which an account's signature is known here, if it is. */
    async idOf(accountId: string, name: string): Promise<string | null> {
      const { rows } = await database.run('select id from sms_signatures where account_id = ? and name = ?', [
        accountId,
        name,
      ])
      return rows[0] ? String(rows[0].id) : null
    },

    /** Those that one App may use, or all of a tenant, newest first. */
    async all(
      tenantId: string,
      { appId, accountId }: { appId?: string; accountId?: string } = {},
    ): Promise<Signature[]> {
      const query = select(database, tenantId).orderBy('s.id', 'desc')
      if (appId)
        query.whereIn(
          's.id',
          database.table('sms_signature_apps').where({ tenant_id: tenantId, app_id: appId }).select('ssid'),
        )
      if (accountId) query.where('s.account_id', accountId)
      return ((await query) as Row[]).map(toSignature)
    },

    async update(tx: Transaction, tenantId: string, id: string, change: Partial<StoredSignature>): Promise<boolean> {
      return Number(await tx.table('sms_signatures').where({ id, tenant_id: tenantId }).update(toRow(change))) === 1
    },

    async delete(tx: Transaction, tenantId: string, id: string): Promise<boolean> {
      const deleted = Number(await tx.table('sms_signatures').where({ id, tenant_id: tenantId }).delete()) === 1
      // After it: somebody who is just setting a default holds it, and what they set must be seen here.
      await tx.table('sms_app_defaults').where({ tenant_id: tenantId, ssid: id }).delete()
      return deleted
    },
  }
}
export type SignatureStore = ReturnType<typeof createSignatureStore>
