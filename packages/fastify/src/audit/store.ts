import type { Database, Transaction } from '../database/database.ts'

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

export const createAuditStore = (database: Database) => ({
  async insert(tx: Transaction, row: AuditRow): Promise<void> {
    await tx.table('sms_audit_log').insert(row)
  },

  async list(
    tenantId: string,
    { actorId, targetId, fromId, toId, olderThan }: AuditFilter,
    limit: number,
  ): Promise<AuditRow[]> {
    const index = targetId ? 'target' : actorId ? 'actor' : 'list'
    const query = database
      .through('sms_audit_log', `sms_audit_log_${index}`)
      .where({ tenant_id: tenantId })
      .orderBy('id', 'desc')
      .limit(limit)
    if (actorId) query.where({ actor_id: actorId })
    if (targetId) query.where({ target_id: targetId })
    if (fromId) query.where('id', '>=', fromId)
    if (toId) query.where('id', '<', toId)
    if (olderThan) query.where('id', '<', olderThan)
    return (await query) as AuditRow[]
  },
})
export type AuditStore = ReturnType<typeof createAuditStore>
