import type { Region, SmsDefault } from '@sms-settings/api'
import { type Account, toAccount } from '../accounts/store.ts'
import type { Database, Row, Statements, Transaction } from '../database/database.ts'

/** What can be authorised. */
export type Kind = 'signature' | 'template'

const TABLES = {
  signature: { table: 'sms_signature_apps', key: 'ssid', parent: 'sms_signatures' },
  template: { table: 'sms_template_apps', key: 'stid', parent: 'sms_templates' },
} as const

const toPolicy = (row: Row): PolicyRow => ({
  rules: String(row.rules),
  sealedLists: String(row.sealed_lists),
  safeHashes: String(row.safe_hashes),
  blockHashes: String(row.block_hashes),
})

const toDefault = (row: Row): SmsDefault => ({
  purpose: String(row.purpose),
  region: row.region as Region,
  ssid: String(row.ssid),
  stid: String(row.stid),
})

export type PolicyRow = { rules: string; sealedLists: string; safeHashes: string; blockHashes: string }

type Candidate = {
  accountId: string
  name: string
  approved: boolean
  /** For the App. */
  authorised: boolean
}

/** All that is stored of what one App sends with. */
export type Everything = {
  /** Of the tenant, newest first, like templates. */
  signatures: (Candidate & { ssid: string })[]
  templates: (Candidate & { stid: string; code: string; content: string; region: Region; purpose: string | null })[]
  accounts: Account[]
  defaults: SmsDefault[]
  policy: PolicyRow | undefined
  /** Of the fraud guard, that stand. */
  blocks: { prefix: string; mode: 'block' | 'monitor'; endsAt: number }[]
}

const toCandidate = (row: Row): Candidate => ({
  accountId: String(row.account_id),
  name: String(row.name),
  approved: row.status === 'approved',
  authorised: row.app_id !== null,
})

const BATCH = 500

export const createAppStore = (database: Database) => {
  const policy = async (
    tenantId: string,
    appId: string,
    statements: Statements = database,
  ): Promise<PolicyRow | undefined> => {
    const row = (await statements.table('sms_app_policies').where({ tenant_id: tenantId, app_id: appId }).first()) as
      | Row
      | undefined
    return row && toPolicy(row)
  }

  return {
    async authorised(tenantId: string, kind: Kind, id: string, statements: Statements = database): Promise<string[]> {
      const { table, key } = TABLES[kind]
      const rows = (await statements
        .table(table)
        .where({ tenant_id: tenantId, [key]: id })
        .orderBy('app_id')
        .select('app_id')) as { app_id: string }[]
      return rows.map(({ app_id }) => String(app_id))
    },

    /** The Apps of everything that is authorised, by ssid or stid. */
    async allAuthorised(tenantId: string, kind: Kind): Promise<Map<string, string[]>> {
      const { table, key } = TABLES[kind]
      const rows = (await database
        .table(table)
        .where({ tenant_id: tenantId })
        .orderBy('app_id')
        .select(key, 'app_id')) as Row[]
      const found = new Map<string, string[]>()
      for (const row of rows) {
        const own = found.get(String(row[key]))
        if (own) own.push(String(row.app_id))
        else found.set(String(row[key]), [String(row.app_id)])
      }
      return found
    },

    /** Locks what is about to be authorised, so that two people's whole sets do not mix. @returns false when it is gone */
    async lock(tx: Transaction, tenantId: string, kind: Kind, id: string): Promise<boolean> {
      const query = tx.table(TABLES[kind].parent).where({ id, tenant_id: tenantId }).select('id')
      const rows = (await (database.dialect === 'mysql' ? query.forUpdate() : query)) as Row[]
      return rows.length === 1
    },

    async authorise(
      tx: Transaction,
      tenantId: string,
      kind: Kind,
      id: string,
      { added, removed }: { added: string[]; removed: string[] },
    ): Promise<void> {
      const { table, key } = TABLES[kind]
      for (let at = 0; at < added.length; at += BATCH)
        await tx
          .table(table)
          .insert(added.slice(at, at + BATCH).map((appId) => ({ [key]: id, tenant_id: tenantId, app_id: appId })))
      for (let at = 0; at < removed.length; at += BATCH)
        for (const from of [table, 'sms_app_defaults'])
          await tx
            .table(from)
            .where({ tenant_id: tenantId, [key]: id })
            .whereIn('app_id', removed.slice(at, at + BATCH))
            .delete()
    },

    /** Every App of a tenant that something has been set for. */
    async known(tenantId: string): Promise<string[]> {
      const ids = new Set<string>()
      for (const table of ['sms_signature_apps', 'sms_template_apps', 'sms_app_defaults', 'sms_app_policies'])
        for (const row of (await database.table(table).where({ tenant_id: tenantId }).distinct('app_id')) as Row[])
          ids.add(String(row.app_id))
      return [...ids].sort()
    },

    /** The Apps that lose something when a signature, a template, or all of an account is gone: no others can. */
    async concerned(tenantId: string, gone: { accountId?: string; ssid?: string; stid?: string }): Promise<string[]> {
      const ids = new Set<string>()
      for (const { table, key, parent } of Object.values(TABLES)) {
        const named = gone[key]
        if (named === undefined && gone.accountId === undefined) continue
        for (const from of [table, 'sms_app_defaults']) {
          const query = database.table(from).where({ tenant_id: tenantId }).distinct('app_id')
          if (named !== undefined) query.where(key, named)
          else query.whereIn(key, database.table(parent).where({ account_id: gone.accountId }).select('id'))
          for (const row of (await query) as Row[]) ids.add(String(row.app_id))
        }
      }
      return [...ids].sort()
    },

    /** The defaults of every App of a tenant, by its id. */
    async allDefaults(tenantId: string): Promise<Map<string, SmsDefault[]>> {
      const rows = (await database
        .table('sms_app_defaults')
        .where({ tenant_id: tenantId })
        .orderBy(['app_id', 'purpose', 'region'])) as Row[]
      const found = new Map<string, SmsDefault[]>()
      for (const row of rows) {
        const own = found.get(String(row.app_id))
        if (own) own.push(toDefault(row))
        else found.set(String(row.app_id), [toDefault(row)])
      }
      return found
    },

    async replaceDefaults(tx: Transaction, tenantId: string, appId: string, defaults: SmsDefault[]): Promise<void> {
      await tx.table('sms_app_defaults').where({ tenant_id: tenantId, app_id: appId }).delete()
      if (defaults.length > 0)
        await tx.table('sms_app_defaults').insert(defaults.map((it) => ({ tenant_id: tenantId, app_id: appId, ...it })))
    },

    policy,

    /** @param blocksAfter the time after which a block must end to count; null when there is no fraud guard */
    async everythingOf(
      tenantId: string,
      appId: string,
      blocksAfter: number | null,
      statements: Statements,
    ): Promise<Everything> {
      const all = async (query: PromiseLike<unknown>) => (await query) as Row[]
      const signatures = await all(
        statements
          .table('sms_signatures as s')
          .leftJoin('sms_signature_apps as a', (on) => on.on('a.ssid', 's.id').andOnVal('a.app_id', appId))
          .where('s.tenant_id', tenantId)
          .orderBy('s.id', 'desc')
          .select('s.id', 's.account_id', 's.name', 's.status', 'a.app_id'),
      )
      const templates = await all(
        statements
          .table('sms_templates as t')
          .leftJoin('sms_template_apps as a', (on) => on.on('a.stid', 't.id').andOnVal('a.app_id', appId))
          .where('t.tenant_id', tenantId)
          .orderBy('t.id', 'desc')
          .select(
            't.id',
            't.account_id',
            't.code',
            't.name',
            't.content',
            't.region',
            't.purpose',
            't.status',
            'a.app_id',
          ),
      )
      const accounts = await all(statements.table('sms_accounts').where({ tenant_id: tenantId }))
      const defaults = await all(statements.table('sms_app_defaults').where({ tenant_id: tenantId, app_id: appId }))
      const own = await policy(tenantId, appId, statements)
      const blocks =
        blocksAfter === null
          ? []
          : await all(
              statements
                .table('sms_prefix_blocks')
                .where({ tenant_id: tenantId, app_id: appId })
                .where('ends_at', '>', blocksAfter)
                .whereNotNull('standing')
                .select('prefix', 'mode', 'ends_at'),
            )
      return {
        signatures: signatures.map((row) => ({ ssid: String(row.id), ...toCandidate(row) })),
        templates: templates.map((row) => ({
          stid: String(row.id),
          ...toCandidate(row),
          code: String(row.code),
          content: String(row.content),
          region: row.region as Region,
          purpose: row.purpose === null ? null : String(row.purpose),
        })),
        accounts: accounts.map(toAccount),
        defaults: defaults.map(toDefault),
        policy: own,
        blocks: blocks.map((row) => ({
          prefix: String(row.prefix),
          mode: row.mode === 'monitor' ? 'monitor' : 'block',
          endsAt: Number(row.ends_at),
        })),
      }
    },

    /** What every App of a tenant has set, by its id. */
    async policies(tenantId: string): Promise<Map<string, PolicyRow>> {
      const rows = (await database.table('sms_app_policies').where({ tenant_id: tenantId })) as Row[]
      return new Map(rows.map((row) => [String(row.app_id), toPolicy(row)]))
    },

    async replacePolicy(
      tx: Transaction,
      tenantId: string,
      appId: string,
      policy: PolicyRow,
      now: number,
    ): Promise<void> {
      const { rules, sealedLists: sealed_lists, safeHashes: safe_hashes, blockHashes: block_hashes } = policy
      await tx
        .table('sms_app_policies')
        .insert({ tenant_id: tenantId, app_id: appId, rules, sealed_lists, safe_hashes, block_hashes, updated_at: now })
        .onConflict(['tenant_id', 'app_id'])
        .merge()
    },

    /**
     * Whether an App may send with a signature and template now, and their account is in use. Holds all of it as it is
     * until the transaction ends: somebody who pauses the account waits, and then sees what was written meanwhile.
     * @param sender of the operator's account when `accountId` is null, which no settings take away
     */
    async mayStillSend(
      tx: Transaction,
      { tenantId, appId }: { tenantId: string; appId: string },
      { accountId, ssid, stid }: { accountId: string | null; ssid: string; stid: string },
    ): Promise<boolean> {
      if (accountId === null) return true
      const { rows } = await tx.run(
        `select c.id from sms_accounts c
         join sms_signatures s on s.id = ? and s.account_id = c.id and s.status = 'approved'
         join sms_templates t on t.id = ? and t.account_id = c.id and t.status = 'approved'
         join sms_signature_apps sa on sa.ssid = s.id and sa.app_id = ?
         join sms_template_apps ta on ta.stid = t.id and ta.app_id = ?
         where c.id = ? and c.tenant_id = ? and c.status = 'active' and c.health not in ('rejected', 'unreadable')
         ${database.dialect === 'mysql' ? 'lock in share mode' : ''}`,
        [ssid, stid, appId, appId, accountId, tenantId],
      )
      return rows.length > 0
    },
  }
}
export type AppStore = ReturnType<typeof createAppStore>
