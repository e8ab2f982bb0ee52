import type { SearchedPage, SmsAuditEntry } from '@sms-settings/api'
import type { Caller } from '../callers.ts'
import { decodeCursor, listName, toSearchedPage } from '../database/cursor.ts'
import type { Transaction } from '../database/database.ts'
import { firstIdAt, newId, timeOf } from '../database/ids.ts'
import type { News } from '../hooks.ts'
import type { SettingsRevision } from '../revision/store.ts'
import type { AuditRow, AuditStore } from './store.ts'

type Change = {
  /** `account.create`, `template.authorise`, … */
  action: string
  target: { kind: string; id: string; name: string | null }
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
}

export type AuditQuery = {
  limit?: number
  cursor?: string
  actorId?: string
  targetId?: string
  from?: string
  to?: string
}

const toEntry = (row: AuditRow): SmsAuditEntry => ({
  id: row.id,
  at: new Date(timeOf(row.id)).toISOString(),
  actorId: row.actor_id,
  action: row.action,
  target: { kind: row.target_kind, id: row.target_id, name: row.target_name },
  before: row.before === null ? null : JSON.parse(row.before),
  after: row.after === null ? null : JSON.parse(row.after),
})

/** Only what differs is kept: the rest would bury it. */
const difference = (change: Change) => {
  const { before, after } = change
  if (!before || !after) return { before: before ?? null, after: after ?? null }
  const changed = Object.keys({ ...before, ...after }).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
  const pick = (from: Record<string, unknown>) =>
    Object.fromEntries(changed.filter((key) => key in from).map((key) => [key, from[key]]))
  return { before: pick(before), after: pick(after) }
}

type Parts = {
  store: AuditStore
  revision: SettingsRevision
  news: News
  now: () => number
}

export const createAuditService = ({ store, revision, news, now }: Parts) => ({
  /**
   * Writes down a change of settings, in the transaction that makes it, and makes what processes have cached of the
   * tenant's settings stale. Call `announce` with what it returns once the transaction has been committed.
   * The caller leaves secrets and whole phone numbers out of `before` and `after`.
   */
  async record(
    tx: Transaction,
    caller: Pick<Caller, 'tenantId' | 'actorId'>,
    change: Change,
  ): Promise<SmsAuditEntry & { tenantId: string }> {
    const { before, after } = difference(change)
    const row: AuditRow = {
      id: newId('audit', now()),
      tenant_id: caller.tenantId,
      actor_id: caller.actorId,
      action: change.action,
      target_kind: change.target.kind,
      target_id: change.target.id,
      target_name: change.target.name,
      before: before && JSON.stringify(before),
      after: after && JSON.stringify(after),
    }
    await revision.bump(tx, caller.tenantId)
    await store.insert(tx, row)
    return { ...toEntry(row), tenantId: caller.tenantId }
  },

  /** Makes what processes have cached of a tenant's settings stale, for what changes without anybody changing it. */
  settingsChanged: (tx: Transaction, tenantId: string): Promise<void> => revision.bump(tx, tenantId),

  announce: (entry: SmsAuditEntry & { tenantId: string }): void => news.audit(entry),

  async list(
    tenantId: string,
    { limit = 20, cursor, actorId, targetId, from, to }: AuditQuery,
  ): Promise<SearchedPage<SmsAuditEntry>> {
    const list = listName('audit', tenantId, { actorId, targetId })
    const found = await store.list(
      tenantId,
      {
        ...(actorId ? { actorId } : {}),
        ...(targetId ? { targetId } : {}),
        ...(from ? { fromId: firstIdAt('audit', Date.parse(from)) } : {}),
        ...(to ? { toId: firstIdAt('audit', Date.parse(to)) } : {}),
        ...(cursor ? { olderThan: decodeCursor(list, cursor) as string } : {}),
      },
      limit,
    )
    return toSearchedPage(list, found, limit, toEntry)
  },
})
export type AuditService = ReturnType<typeof createAuditService>
