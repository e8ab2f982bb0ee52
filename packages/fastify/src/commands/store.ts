import type { Knex } from 'knex'
import { type Account, toAccount } from '../accounts/store.ts'
import type { Row } from '../database/database.ts'

const PAGE = 500

/** What a command looks at in a database of which no server runs. */
export const createInspection = (knex: Knex) => ({
  /** Some accounts in the order of their ids, after one of them. */
  async accounts(after: string, tenantId: string | undefined): Promise<Account[]> {
    const query = knex('sms_accounts').where('id', '>', after).orderBy('id').limit(PAGE)
    if (tenantId !== undefined) query.where({ tenant_id: tenantId })
    return ((await query) as Row[]).map(toAccount)
  },

  /** How many signatures or templates each account has, and how many of them are approved. */
  async counts(
    table: 'sms_signatures' | 'sms_templates',
    accountIds: string[],
  ): Promise<Map<string, { all: number; approved: number }>> {
    const rows = (await knex(table)
      .whereIn('account_id', accountIds)
      .groupBy('account_id', 'status')
      .select('account_id', 'status')
      .count({ n: '*' })) as { account_id: string; status: string; n: number }[]
    const counts = new Map(accountIds.map((id) => [id, { all: 0, approved: 0 }]))
    for (const { account_id, status, n } of rows) {
      const counted = counts.get(account_id)
      if (!counted) continue
      counted.all += Number(n)
      if (status === 'approved') counted.approved += Number(n)
    }
    return counts
  },
})
