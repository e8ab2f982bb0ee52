import type { Database, Transaction } from '../database/database.ts'

/** Where the reports of one account are pushed. */
export type ReportAddress = {
  tenantId: string
  platform: string
  accessKeyId: string
  /** What the token of the path is made of, besides the account. */
  address: string
  receivedAt: number | null
}

export const createReportAddressStore = (database: Database) => ({
  /** Of whichever tenant: a platform does not say for whom it pushes. */
  async find(accountId: string): Promise<ReportAddress | null> {
    const { rows } = await database.run(
      'select tenant_id, platform, access_key_id, report_address, reported_at from sms_accounts where id = ?',
      [accountId],
    )
    const row = rows[0]
    if (!row) return null
    return {
      tenantId: String(row.tenant_id),
      platform: String(row.platform),
      accessKeyId: String(row.access_key_id),
      address: String(row.report_address),
      receivedAt: row.reported_at === null ? null : Number(row.reported_at),
    }
  },

  /** Ids of all accounts with one key, of whichever tenants: to the platform they are one customer. */
  async withKey(platform: string, accessKeyId: string): Promise<string[]> {
    const { rows } = await database.run('select id from sms_accounts where access_key_id = ? and platform = ?', [
      accessKeyId,
      platform,
    ])
    return rows.map(({ id }) => String(id))
  },

  /** @returns the account's name; null when there is none */
  async rotate(tx: Transaction, tenantId: string, accountId: string): Promise<string | null> {
    const { affected } = await tx.run(
      'update sms_accounts set report_address = report_address + 1, reported_at = null where id = ? and tenant_id = ?',
      [accountId, tenantId],
    )
    if (affected === 0) return null
    const { rows } = await tx.run('select name from sms_accounts where id = ?', [accountId])
    return String(rows[0]?.name)
  },

  /** Nothing, when the account has another address by now: what came by the old one says nothing of the new. */
  async noteReceived(
    { accountId, address }: { accountId: string; address: string },
    at: number,
    unlessSince: number,
  ): Promise<void> {
    await database.run(
      'update sms_accounts set reported_at = ? where id = ? and report_address = ? and (reported_at is null or reported_at <= ?)',
      [at, accountId, address, unlessSince],
    )
  },
})
export type ReportAddressStore = ReturnType<typeof createReportAddressStore>
