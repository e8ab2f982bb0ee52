import {
  CANNOT_SEND,
  type Page,
  type PageQuery,
  type Phone,
  type SmsApp,
  type SmsAppSettings,
  type SmsAuthorisation,
  type SmsDefault,
  type SmsPolicy,
  type SmsPolicyInput,
  type SmsSignature,
  type SmsTemplate,
} from '@sms-settings/api'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import type { Database } from '../database/database.ts'
import { smsError } from '../errors.ts'
import type { VerificationRules } from '../rules.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import type { KeyRing } from '../secrets/key-ring.ts'
import type { AppDirectory } from './directory.ts'
import { checkPolicy, countriesFor, limitsFor, rulesFor, type StoredPolicy } from './policy.ts'
import { readiness, select } from './selection.ts'
import type { Snapshots } from './snapshot.ts'
import type { AppStore, Kind } from './store.ts'

type Parts = {
  database: Database
  store: AppStore
  directory: AppDirectory
  snapshots: Snapshots
  /** Authorised to an App, then the general ones. */
  signaturesOf: (tenantId: string, appId: string) => Promise<SmsSignature[]>
  templatesOf: (tenantId: string, appId: string) => Promise<SmsTemplate[]>
  /** The name of what is authorised; throws when it is not there, or general. */
  nameOf: (tenantId: string, kind: Kind, id: string) => Promise<string>
  readPhone: (text: string, field: string) => Phone
  audit: AuditService
  rules: VerificationRules
  index: IndexKey
  keyRing: KeyRing
  now: () => number
}

type Lists = { safeList: string[]; blockList: string[] }

const listsPlace = (tenantId: string, appId: string) => `sms_app_policies/sealed_lists/${tenantId}/${appId}`

export const createAppsService = (parts: Parts) => {
  const { database, store, directory, snapshots, audit, rules, index, keyRing, now } = parts

  const need = async (tenantId: string, appId: string): Promise<SmsApp> => {
    const [app] = await directory.find(tenantId, [appId])
    if (!app || app.appId !== appId) throw smsError('SMS_APP_NOT_FOUND', [appId])
    return { appId: app.appId, name: app.name }
  }

  const settings = async (tenantId: string, app: SmsApp): Promise<SmsAppSettings> => {
    const { appId } = app
    const [signatures, templates, { choices }] = await Promise.all([
      parts.signaturesOf(tenantId, appId),
      parts.templatesOf(tenantId, appId),
      snapshots.current(tenantId, appId),
    ])
    return { app, signatures, templates, defaults: choices.defaults, readiness: readiness(choices) }
  }

  const readPolicy = async (tenantId: string, appId: string): Promise<SmsPolicyInput> => {
    const row = await store.policy(tenantId, appId)
    if (!row) return {}
    const lists = JSON.parse(keyRing.open(row.sealedLists, listsPlace(tenantId, appId))) as Lists
    return { ...(JSON.parse(row.rules) as StoredPolicy), ...lists }
  }

  const policyView = (set: SmsPolicyInput): SmsPolicy => ({
    set,
    inForce: { ...rulesFor(rules, set, ''), limits: limitsFor(rules, set), countries: countriesFor(rules, set) },
    bounds: { ...rules.bounds, countries: rules.countries },
  })

  /** In the audit log lists of phone numbers are only counted. */
  const audited = ({ safeList = [], blockList = [], ...rest }: SmsPolicyInput) => ({
    ...rest,
    safeList: safeList.length,
    blockList: blockList.length,
  })

  return {
    need,
    readPolicy,

    async list(tenantId: string, { limit = 20, cursor, q }: PageQuery & { q?: string }): Promise<Page<SmsApp>> {
      const { items, nextCursor } = await directory.list(tenantId, {
        limit,
        ...(q ? { q } : {}),
        ...(cursor ? { cursor } : {}),
      })
      return { items: items.map(({ appId, name }) => ({ appId, name })), nextCursor }
    },

    settings: async (tenantId: string, appId: string): Promise<SmsAppSettings> =>
      settings(tenantId, await need(tenantId, appId)),

    async authorised(tenantId: string, kind: Kind, id: string): Promise<SmsAuthorisation> {
      await parts.nameOf(tenantId, kind, id)
      return { appIds: await store.authorised(tenantId, kind, id) }
    },

    /** Makes the Apps that may use something exactly these. Only the difference is written. */
    async authorise(caller: Caller, kind: Kind, id: string, { appIds }: SmsAuthorisation): Promise<SmsAuthorisation> {
      const { tenantId } = caller
      const name = await parts.nameOf(tenantId, kind, id)
      const gone = () => smsError(kind === 'signature' ? 'SMS_SIGNATURE_NOT_FOUND' : 'SMS_TEMPLATE_NOT_FOUND', [id])
      const known = new Set((await directory.find(tenantId, appIds)).map((app) => app.appId))
      const strangers = appIds.filter((appId) => !known.has(appId))
      if (strangers.length > 0)
        throw smsError('SMS_APP_UNKNOWN', [strangers.slice(0, 5).join(', ')], { field: 'body.appIds' })
      const entry = await database.transaction(async (tx) => {
        if (!(await store.lock(tx, tenantId, kind, id))) throw gone()
        const before = await store.authorised(tenantId, kind, id, tx)
        const wanted = new Set(appIds)
        const added = [...wanted].filter((appId) => !before.includes(appId))
        const removed = before.filter((appId) => !wanted.has(appId))
        if (added.length === 0 && removed.length === 0) return null
        await store.authorise(tx, tenantId, kind, id, { added, removed })
        return audit.record(tx, caller, {
          action: `${kind}.authorise`,
          target: { kind, id, name },
          before: { removed },
          after: { added },
        })
      })
      if (entry) audit.announce(entry)
      return { appIds: await store.authorised(tenantId, kind, id) }
    },

    /** @throws `SMS_CANNOT_SEND` naming the default that could not be used and why */
    async putDefaults(caller: Caller, appId: string, defaults: SmsDefault[]): Promise<SmsAppSettings> {
      const { tenantId } = caller
      const app = await need(tenantId, appId)
      const { choices } = await snapshots.current(tenantId, appId)
      for (const [at, wanted] of defaults.entries()) {
        const field = `body.defaults.${at}`
        if (defaults.findIndex((it) => it.purpose === wanted.purpose && it.region === wanted.region) !== at)
          throw smsError('SMS_INVALID_INPUT', [`${field} is a second default of ${wanted.purpose}, ${wanted.region}`], {
            field,
          })
        const selected = select({ ...choices, defaults: [] }, wanted)
        if ('reason' in selected)
          throw smsError('SMS_CANNOT_SEND', [`${CANNOT_SEND[selected.reason]} (${field})`], {
            field,
            reason: selected.reason,
          })
      }
      const entry = await database.transaction(async (tx) => {
        await store.replaceDefaults(tx, tenantId, appId, defaults)
        const target = { kind: 'app', id: appId, name: app.name }
        return audit.record(tx, caller, {
          action: 'app.defaults',
          target,
          before: { defaults: choices.defaults },
          after: { defaults },
        })
      })
      audit.announce(entry)
      return settings(tenantId, app)
    },

    async policy(tenantId: string, appId: string): Promise<SmsPolicy> {
      await need(tenantId, appId)
      return policyView(await readPolicy(tenantId, appId))
    },

    /** @throws `SMS_POLICY_OUT_OF_BOUNDS`, `SMS_INVALID_PHONE`, each naming the field */
    async putPolicy(caller: Caller, appId: string, input: SmsPolicyInput): Promise<SmsPolicy> {
      const { tenantId } = caller
      const app = await need(tenantId, appId)
      checkPolicy(input, rules)
      const { safeList = [], blockList = [], ...set } = input
      const read = (name: string, phones: string[]) => [
        ...new Set(phones.map((text, at) => parts.readPhone(text, `body.${name}.${at}`).e164)),
      ]
      const lists: Lists = { safeList: read('safeList', safeList), blockList: read('blockList', blockList) }
      const hashes = (phones: string[]) => JSON.stringify(phones.map((e164) => index.hash('phone', e164)))
      const before = await readPolicy(tenantId, appId)
      const row = {
        rules: JSON.stringify(set),
        sealedLists: keyRing.seal(JSON.stringify(lists), listsPlace(tenantId, appId)),
        safeHashes: hashes(lists.safeList),
        blockHashes: hashes(lists.blockList),
      }
      const after = { ...set, ...lists }
      const entry = await database.transaction(async (tx) => {
        await store.replacePolicy(tx, tenantId, appId, row, now())
        const target = { kind: 'app', id: appId, name: app.name }
        return audit.record(tx, caller, {
          action: 'app.policy',
          target,
          before: audited(before),
          after: audited(after),
        })
      })
      audit.announce(entry)
      return policyView(after)
    },
  }
}
export type AppsService = ReturnType<typeof createAppsService>
