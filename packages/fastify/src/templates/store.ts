import type { Region, ReviewStatus, SmsTemplate } from '@sms-settings/api'
import type { Database, Row, Statements, Transaction } from '../database/database.ts'
import { whereContains } from '../database/search.ts'

export type Template = {
  id: string
  tenantId: string
  accountId: string
  accountName: string
  platform: string
  code: string
  name: string
  content: string
  type: SmsTemplate['type']
  region: Region
  purpose: string | null
  status: ReviewStatus
  reason: string | null
  note: string | null
  appCount: number
  checkedAt: number | null
  createdAt: number
}
/** What is stored of one; the rest is joined to it. */
export type StoredTemplate = Omit<Template, 'accountName' | 'platform' | 'appCount'>

const toRow = (it: Partial<StoredTemplate>): Row => {
  const { tenantId, accountId, checkedAt, createdAt, ...same } = it
  const row: Row = {
    ...same,
    tenant_id: tenantId,
    account_id: accountId,
    checked_at: checkedAt,
    watched_at: checkedAt,
    created_at: createdAt,
  }
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}

const textOrNull = (value: unknown) => (value === null ? null : String(value))

const toTemplate = (row: Row): Template => ({
  id: String(row.id),
  tenantId: String(row.tenant_id),
  accountId: String(row.account_id),
  accountName: String(row.account_name),
  platform: String(row.platform),
  code: String(row.code),
  name: String(row.name),
  content: String(row.content),
  type: row.type as Template['type'],
  region: row.region as Region,
  purpose: textOrNull(row.purpose),
  status: row.status as ReviewStatus,
  reason: textOrNull(row.reason),
  note: textOrNull(row.note),
  appCount: Number(row.app_count),
  checkedAt: row.checked_at === null ? null : Number(row.checked_at),
  createdAt: Number(row.created_at),
})

export type TemplateFilter = { q?: string; purpose?: string; region?: Region; olderThan?: string }

export const createTemplateStore = (database: Database) => {
  const select = (statements: Statements, tenantId: string, from = statements.table('sms_templates as t')) =>
    from
      .join('sms_accounts as c', 'c.id', 't.account_id')
      .where('t.tenant_id', tenantId)
      .select(
        't.*',
        'c.name as account_name',
        'c.platform',
        statements.raw('(select count(*) from sms_template_apps a where a.stid = t.id) as app_count'),
      )

  return {
    async insert(tx: Transaction, template: StoredTemplate): Promise<void> {
      await tx.table('sms_templates').insert(toRow(template))
    },

    async find(tenantId: string, id: string, statements: Statements = database): Promise<Template | undefined> {
      const row = (await select(statements, tenantId).where('t.id', id).first()) as Row | undefined
      return row && toTemplate(row)
    },

    async list(
      tenantId: string,
      accountId: string,
      { q, purpose, region, olderThan }: TemplateFilter,
      limit: number,
    ): Promise<Template[]> {
      const query = select(database, tenantId, database.through('sms_templates as t', 'sms_templates_list'))
        .where('t.account_id', accountId)
        .orderBy('t.id', 'desc')
        .limit(limit)
      if (olderThan) query.where('t.id', '<', olderThan)
      if (purpose) query.where('t.purpose', purpose)
      if (region) query.where('t.region', region)
      if (q) whereContains(query, ['t.name', 't.code', 't.content', 't.note'], q)
      return ((await query) as Row[]).map(toTemplate)
    },

    /** The id under which an account's template is known here, if it is. */
    async idOf(accountId: string, code: string): Promise<string | null> {
      const { rows } = await database.run('select id from sms_templates where account_id = ? and code = ?', [
        accountId,
        code,
      ])
      return rows[0] ? String(rows[0].id) : null
    },

    /** Those that one App may use, or all of a tenant, newest first. */
    async all(
      tenantId: string,
      { appId, accountId }: { appId?: string; accountId?: string } = {},
    ): Promise<Template[]> {
      const query = select(database, tenantId).orderBy('t.id', 'desc')
      if (appId)
        query.whereIn(
          't.id',
          database.table('sms_template_apps').where({ tenant_id: tenantId, app_id: appId }).select('stid'),
        )
      if (accountId) query.where('t.account_id', accountId)
      return ((await query) as Row[]).map(toTemplate)
    },

    /** How some of a tenant's are called. */
    async names(tenantId: string, ids: string[]): Promise<ReadonlyMap<string, string>> {
      const rows = (await database
        .table('sms_templates')
        .where({ tenant_id: tenantId })
        .whereIn('id', ids)
        .select('id', 'name')) as Row[]
      return new Map(rows.map(({ id, name }) => [String(id), String(name)]))
    },

    async update(tx: Transaction, tenantId: string, id: string, change: Partial<StoredTemplate>): Promise<boolean> {
      return Number(await tx.table('sms_templates').where({ id, tenant_id: tenantId }).update(toRow(change))) === 1
    },

    async delete(tx: Transaction, tenantId: string, id: string): Promise<boolean> {
      const deleted = Number(await tx.table('sms_templates').where({ id, tenant_id: tenantId }).delete()) === 1
      // After it: somebody who is just setting a default holds it, and what they set must be seen here.
      await tx.table('sms_app_defaults').where({ tenant_id: tenantId, stid: id }).delete()
      return deleted
    },
  }
}
export type TemplateStore = ReturnType<typeof createTemplateStore>
