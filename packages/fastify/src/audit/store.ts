import type { Statements, Transaction } from '../database/database.ts'

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

export type AuditFilter = {
  actorId?: string
  targetId?: string
  fromId?: string
  toId?: string
  olderThan?: string
}

export const createAuditStore = (database: Statements) => ({
  async insert(tx: Transaction, row: AuditRow): Promise<void> {
    await tx.table('sms_audit_log').insert(row)
  },

  async list(
    tenantId: string,
    { actorId, targetId, fromId, toId, olderThan }: AuditFilter,
    limit: number,
  ): Promise<AuditRow[]> {
    const query = database.table('sms_audit_log').where({ tenant_id: tenantId }).orderBy('id', 'desc').limit(limit)
    if (actorId) query.where({ actor_id: actorId })
    if (targetId) query.where({ target_id: targetId })
    if (fromId) query.where('id', '>=', fromId)
    if (toId) query.where('id', '<', toId)
    if (olderThan) query.where('id', '<', olderThan)
    return (await query) as AuditRow[]
  },
})
export type AuditStore = ReturnType<typeof createAuditStore>
