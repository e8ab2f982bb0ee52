import type { Database, Transaction } from '../database/database.ts'
import { type Between, type Filter, type Found, readHistory } from '../database/history.ts'

export type AuditRow = {
  id: string
  tenant_id: string
  actor_id: string
  action: string
  target_kind: string
  target_id: string
  target_name: string | null
  before: string | null
  after: string | null
}

export type AuditFilter = Between & { actorId?: string; targetId?: string }

const HISTORY = { table: 'sms_audit_log', list: 'sms_audit_log_list' }

const filtersOf = ({ actorId, targetId }: AuditFilter): Filter[] => [
  ...(targetId ? [{ index: 'sms_audit_log_target', column: 'target_id', value: targetId }] : []),
  ...(actorId ? [{ index: 'sms_audit_log_actor', column: 'actor_id', value: actorId }] : []),
]

export const createAuditStore = (database: Database) => ({
  async insert(tx: Transaction, row: AuditRow): Promise<void> {
    await tx.table('sms_audit_log').insert(row)
  },

  /** One page, newest first; see {@link readHistory} for where it ends. */
  async list(tenantId: string, filter: AuditFilter, limit: number): Promise<Found<AuditRow>> {
    const filters = filtersOf(filter)
    const { rows, olderThan } = await readHistory(database, HISTORY, tenantId, { ...filter, filters }, limit)
    return { rows: rows as AuditRow[], olderThan }
  },
})
export type AuditStore = ReturnType<typeof createAuditStore>
