import type { SmsCountries, SmsLimits } from '@sms-settings/api'
import { type AccountState, accountState } from '../accounts/state.ts'
import type { Account } from '../accounts/store.ts'
import type { Database, Statements, Transaction } from '../database/database.ts'
import { GENERAL } from '../general-entries.ts'
import type { SettingsRevision } from '../revision/store.ts'
import type { VerificationRules } from '../rules.ts'
import { variablesOf } from '../templates/variables.ts'
import { type CodeRules, countriesFor, limitsFor, rulesFor, type StoredPolicy } from './policy.ts'
import type { CandidateSignature, CandidateTemplate, Choices } from './selection.ts'
import type { AppStore } from './store.ts'

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
  store: AppStore
  revision: SettingsRevision
  general: () => GeneralChoices
  rules: VerificationRules
  now: () => number
}

const KEPT = 1000

const hashes = (text = '[]'): ReadonlySet<string> => new Set(JSON.parse(text) as string[])

const authorised = <T extends { authorised: boolean }>(all: readonly T[]) =>
  all.flatMap(({ authorised: is, ...it }) => (is ? [it] : []))

export const createSnapshots = ({ database, store, revision, general, rules, now }: Parts) => {
  const kept = new Map<string, Snapshot>()
  /** What is being read for those who come to an App at once. */
  const loading = new Map<string, Promise<Snapshot>>()
  const keyOf = (tenantId: string, appId: string) => `${tenantId}\n${appId}`

  const load = async (tenantId: string, appId: string, statements: Statements = database): Promise<Snapshot> => {
    // The revision first: what changes while the rest is read makes the whole look older than it is, never newer.
    const at = await revision.read(statements, tenantId)
    const { accounts, ...found } = await store.everythingOf(tenantId, appId, rules.guard ? now() : null, statements)
    const { signatures, templates, defaults, policy, blocks } = found

    const operator = general()
    const set = JSON.parse(policy?.rules ?? '{}') as StoredPolicy
    const named = accounts.map((it) => [it.id, { name: it.name, platform: it.platform, stored: it }] as const)
    const states = accounts.map((it) => [it.id, accountState(it.status, it.health)] as const)
    return {
      revision: at,
      choices: {
        signatures: [...authorised(signatures), ...operator.signatures],
        templates: [
          ...authorised(templates).map(({ content, ...it }) => ({ ...it, variables: variablesOf(content) })),
          ...operator.templates,
        ],
        accounts: new Map([...states, ...(operator.account ? [[GENERAL, operator.account.state] as const] : [])]),
        defaults,
        others: {
          ssids: new Set(signatures.filter((it) => !it.authorised).map((it) => it.ssid)),
          stids: new Set(templates.filter((it) => !it.authorised).map((it) => it.stid)),
        },
        purposes: rules.purposes,
      },
      rules: (purpose) => rulesFor(rules, set, purpose),
      limits: limitsFor(rules, set),
      countries: countriesFor(rules, set),
      safe: hashes(policy?.safeHashes),
      block: hashes(policy?.blockHashes),
      blocks: new Map(blocks.map(({ prefix, ...it }) => [prefix, it])),
      accounts: new Map<string, SendingAccount>([
        ...named,
        ...(operator.account ? [[GENERAL, { ...operator.account, stored: null }] as const] : []),
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

    /** Whether an App may send this way now. Keeps its settings as they are until the transaction ends, if so. */
    async mayStillSend(
      tx: Transaction,
      owner: { tenantId: string; appId: string },
      sender: Parameters<AppStore['mayStillSend']>[2],
    ): Promise<boolean> {
      const may = await store.mayStillSend(tx, owner, sender)
      if (may) await revision.hold(tx, owner.tenantId)
      return may
    },

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
