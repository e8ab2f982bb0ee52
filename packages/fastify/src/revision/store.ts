import type { Transaction } from '../database/database.ts'
import type { IndexKey } from '../secrets/index-key.ts'

/** No sweeper takes a tenant's row: its revision must go on counting. */
export const NEVER = 9_007_199_254_740_991

/** The row of a tenant: its daily budget, and the revision of its settings. */
export const tenantRowId = (index: IndexKey, tenantId: string): string => `t:${index.hash('limit', tenantId)}`

/**
 * Counts the changes of a tenant's settings, on the very row that every start of the tenant locks for its daily budget.
 * So a start and a change of settings happen one after the other, never at once, and a start learns with no further
 * statement whether the settings it has cached are still the current ones.
 */
export const createSettingsRevision = (index: IndexKey) => ({
  async bump(tx: Transaction, tenantId: string): Promise<void> {
    const row = {
      id: tenantRowId(index, tenantId),
      used: 0,
      window_start: 0,
      recent: '',
      settings_revision: 1,
      expires_at: NEVER,
    }
    await tx
      .table('sms_limits')
      .insert(row)
      .onConflict('id')
      .merge({ settings_revision: tx.raw('sms_limits.settings_revision + 1') })
  },

  /**
   * Keeps the settings as they are until the transaction ends. To be called by what has read them and acts on them without
   * counting a start: at two nodes of a cluster a row that is only locked keeps nobody away, so the tenant's is changed.
   */
  async hold(tx: Transaction, tenantId: string): Promise<void> {
    await tx.run('update sms_limits set held = held + 1 where id = ?', [tenantRowId(index, tenantId)])
  },

  async read(statements: Pick<Transaction, 'table'>, tenantId: string): Promise<number> {
    const row = (await statements
      .table('sms_limits')
      .where({ id: tenantRowId(index, tenantId) })
      .first('settings_revision')) as { settings_revision: number } | undefined
    return Number(row?.settings_revision ?? 0)
  },
})
export type SettingsRevision = ReturnType<typeof createSettingsRevision>
