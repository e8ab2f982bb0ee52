import type { AuditStatus, Region, SmsCountries, SmsLimits } from '@sms-settings/api'
import { type Account, toAccount } from '../accounts/store.ts'
import type { Database, Row, Statements } from '../database/database.ts'
import type { SettingsRevision } from '../limits/revision.ts'
import type { VerificationRules } from '../rules.ts'
import { variablesOf } from '../templates/variables.ts'
import { type CodeRules, countriesFor, limitsFor, rulesFor, type StoredPolicy } from './policy.ts'
import type { AccountState, CandidateSignature, CandidateTemplate, Choices } from './selection.ts'

/** All settings that a start of one App depends on, as they were at one revision. */
export type Snapshot = {
  revision: number
  choices: Choices
  /** Of a purpose. */
  rules(purpose: string): CodeRules
  limits: SmsLimits
  countries: SmsCountries
  /** Keyed hashes of phone numbers. */
  safe: ReadonlySet<string>
  block: ReadonlySet<string>
  /** Blocks of the fraud guard, by number prefix. Whether one's time is over is judged when it is used. */
  blocks: ReadonlyMap<string, { mode: 'block' | 'monitor'; endsAt: number }>
  /** By id; `general` is the operator's, which is not stored. */
  accounts: ReadonlyMap<string, SendingAccount>
}

type SendingAccount = { name: string; platform: string; stored: Account | null }

/** What the general entries add to every App. */
export type GeneralChoices = {
  signatures: CandidateSignature[]
  templates: CandidateTemplate[]
  account: { state: AccountState; name: string; platform: string } | null
}

type Parts = {
  database: Database
  revision: SettingsRevision
  general: () => GeneralChoices
  rules: VerificationRules
  now: () => number
}

const KEPT = 1000

/** Whether an account can be sent from, by its stored state. */
export const accountState = (status: string, health: string): AccountState => {
  if (status === 'paused') return 'paused'
  return health === 'rejected' || health === 'unreadable' || health === 'cannot_send' ? health : 'ready'
}

const isApproved = (status: unknown) => (status as AuditStatus) === 'approved'
const hashes = (text: unknown): ReadonlySet<string> => new Set(JSON.parse(String(text ?? '[]')) as string[])

export const createSnapshots = ({ database, revision, general, rules, now }: Parts) => {
  const kept = new Map<string, Snapshot>()
  /** What is being read for those who come to an App at once. */
  const loading = new Map<string, Promise<Snapshot>>()
  const keyOf = (tenantId: string, appId: string) => `${tenantId}\n${appId}`

  const load = async (tenantId: string, appId: string, statements: Statements = database): Promise<Snapshot> => {
    // The revision first: what changes while the rest is read makes the whole look older than it is, never newer.
    const at = await revision.read(statements, tenantId)
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
    const accounts = (await all(statements.table('sms_accounts').where({ tenant_id: tenantId }))).map(toAccount)
    const defaults = await all(statements.table('sms_app_defaults').where({ tenant_id: tenantId, app_id: appId }))
    const [policy] = await all(
      statements.table('sms_app_policies').where({ tenant_id: tenantId, app_id: appId }).limit(1),
    )
    const blocks = rules.guard
      ? await all(
          statements
            .table('sms_prefix_blocks')
            .where({ tenant_id: tenantId, app_id: appId })
            .where('ends_at', '>', now())
            .whereNotNull('standing')
            .select('prefix', 'mode', 'ends_at'),
        )
      : []

    const own = (row: Row) => row.app_id !== null
    const operator = general()
    const set = JSON.parse(String(policy?.rules ?? '{}')) as StoredPolicy
    const named = accounts.map((it) => [it.id, { name: it.name, platform: it.platform, stored: it }] as const)
    const states = accounts.map((it) => [it.id, accountState(it.status, it.health)] as const)
    return {
      revision: at,
      choices: {
        signatures: [
          ...signatures.filter(own).map((row) => ({
            ssid: String(row.id),
            accountId: String(row.account_id),
            name: String(row.name),
            approved: isApproved(row.status),
          })),
          ...operator.signatures,
        ],
        templates: [
          ...templates.filter(own).map((row) => ({
            stid: String(row.id),
            accountId: String(row.account_id),
            code: String(row.code),
            name: String(row.name),
            region: row.region as Region,
            purpose: row.purpose === null ? null : String(row.purpose),
            approved: isApproved(row.status),
            variables: variablesOf(String(row.content)),
          })),
          ...operator.templates,
        ],
        accounts: new Map([...states, ...(operator.account ? [['general', operator.account.state] as const] : [])]),
        defaults: defaults.map((row) => ({
          purpose: String(row.purpose),
          region: row.region as Region,
          ssid: String(row.ssid),
          stid: String(row.stid),
        })),
        others: {
          ssids: new Set(signatures.filter((row) => !own(row)).map((row) => String(row.id))),
          stids: new Set(templates.filter((row) => !own(row)).map((row) => String(row.id))),
        },
        purposes: rules.purposes,
      },
      rules: (purpose) => rulesFor(rules, set, purpose),
      limits: limitsFor(rules, set),
      countries: countriesFor(rules, set),
      safe: hashes(policy?.safe_hashes),
      block: hashes(policy?.block_hashes),
      blocks: new Map(
        blocks.map((row) => [
          String(row.prefix),
          { mode: row.mode === 'monitor' ? ('monitor' as const) : ('block' as const), endsAt: Number(row.ends_at) },
        ]),
      ),
      accounts: new Map<string, SendingAccount>([
        ...named,
        ...(operator.account ? [['general', { ...operator.account, stored: null }] as const] : []),
      ]),
    }
  }

  const keep = (tenantId: string, appId: string, snapshot: Snapshot): Snapshot => {
    const key = keyOf(tenantId, appId)
    kept.delete(key)
    kept.set(key, snapshot)
    // A Map keeps the order of insertion: the first is the one not read from the database for longest.
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as string)
    return snapshot
  }

  const read = async (tenantId: string, appId: string): Promise<Snapshot> =>
    keep(tenantId, appId, await database.reading((statements) => load(tenantId, appId, statements)))

  return {
    load,

    /** What this process has read last, possibly out of date: the transaction that uses it compares revisions. */
    async get(tenantId: string, appId: string): Promise<Snapshot> {
      const key = keyOf(tenantId, appId)
      const known = kept.get(key) ?? loading.get(key)
      if (known) return known
      const found = read(tenantId, appId).finally(() => {
        if (loading.get(key) === found) loading.delete(key)
      })
      loading.set(key, found)
      return found
    },

    /** The settings as they are now. The same object as before when nothing has changed. */
    async current(tenantId: string, appId: string): Promise<Snapshot> {
      const known = kept.get(keyOf(tenantId, appId))
      if (known && known.revision === (await revision.read(database, tenantId))) return known
      return read(tenantId, appId)
    },

    forget(tenantId: string, appId: string): void {
      kept.delete(keyOf(tenantId, appId))
      loading.delete(keyOf(tenantId, appId))
    },

    /** The operator's own entries have changed. */
    forgetAll(): void {
      kept.clear()
      loading.clear()
    },
  }
}
export type Snapshots = ReturnType<typeof createSnapshots>
