import {
  CANNOT_SEND,
  type Page,
  type PageQuery,
  type SmsApp,
  type SmsAppSettings,
  type SmsAuthorisation,
  type SmsAuthorisationChange,
  type SmsDefault,
  type SmsPolicy,
  type SmsPolicyInput,
} from '@sms-settings/api'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import type { Database, Transaction } from '../database/database.ts'
import { smsError } from '../errors.ts'
import type { Catalogue } from '../general/catalogue.ts'
import type { VerificationRules } from '../rules.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import type { KeyRing } from '../secrets/key-ring.ts'
import { type AppDirectory, askedWithCare } from './directory.ts'
import { createPolicies } from './policies.ts'
import { type Choices, readiness, select } from './selection.ts'
import type { Snapshots } from './snapshot.ts'
import type { AppStore, Kind } from './store.ts'

type Parts = {
  database: Database
  store: AppStore
  directory: AppDirectory
  snapshots: Snapshots
  catalogue: Catalogue
  audit: AuditService
  rules: VerificationRules
  index: IndexKey
  keyRing: KeyRing
  now: () => number
}

export const createAppsService = (parts: Parts) => {
  const { database, store, snapshots, catalogue, audit } = parts
  const directory = askedWithCare(parts.directory)
  const policies = createPolicies(parts)

  const need = async (tenantId: string, appId: string): Promise<SmsApp> => {
    const [app] = await directory.find(tenantId, [appId])
    if (!app || app.appId !== appId) throw smsError('SMS_APP_NOT_FOUND', [appId])
    return { appId: app.appId, name: app.name }
  }

  const settings = async (tenantId: string, app: SmsApp): Promise<SmsAppSettings> => {
    const { appId } = app
    const [{ signatures, templates }, { choices }] = await Promise.all([
      catalogue.ofApp(tenantId, appId),
      snapshots.current(tenantId, appId),
    ])
    return { app, signatures, templates, defaults: choices.defaults, readiness: readiness(choices) }
  }

  /** @throws `SMS_APP_UNKNOWN` naming those that are not the tenant's */
  const checkApps = async (tenantId: string, appIds: string[], field = 'body.appIds'): Promise<void> => {
    if (appIds.length === 0) return
    const known = new Set((await directory.find(tenantId, appIds)).map((app) => app.appId))
    const strangers = appIds.filter((appId) => !known.has(appId))
    if (strangers.length > 0) throw smsError('SMS_APP_UNKNOWN', [strangers.slice(0, 5).join(', ')], { field })
  }

  const checkDefaults = (choices: Choices, defaults: SmsDefault[]): void => {
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
  }

  /** Holds what defaults name, in one order for all, so that it is not removed or taken from the App meanwhile. */
  const holdNamed = async (tx: Transaction, tenantId: string, defaults: SmsDefault[]): Promise<void> => {
    for (const ssid of [...new Set(defaults.map((it) => it.ssid))].sort())
      await store.lock(tx, tenantId, 'signature', ssid)
    for (const stid of [...new Set(defaults.map((it) => it.stid))].sort())
      await store.lock(tx, tenantId, 'template', stid)
  }

  return {
    need,
    checkApps,
    /** What every App of a tenant has set for itself, by its id. */
    policies: policies.all,
    /** Those of the Apps that are the tenant's. */
    find: directory.find,

    list: (tenantId: string, { limit = 20, ...rest }: PageQuery & { q?: string }): Promise<Page<SmsApp>> =>
      directory.list(tenantId, { limit, ...rest }),

    settings: async (tenantId: string, appId: string): Promise<SmsAppSettings> =>
      settings(tenantId, await need(tenantId, appId)),

    async authorised(tenantId: string, kind: Kind, id: string): Promise<SmsAuthorisation> {
      await catalogue.ownName(tenantId, kind, id)
      return { appIds: await store.authorised(tenantId, kind, id) }
    },

    /**
     * Makes the Apps that may use something exactly these, or changes only those that are named. Only the difference is
     * written. An App that may not use it any more loses its defaults that name it: they would only stand in the way of
     * what else it may use.
     */
    async authorise(
      caller: Caller,
      kind: Kind,
      id: string,
      change: SmsAuthorisation | SmsAuthorisationChange,
    ): Promise<SmsAuthorisation> {
      const { tenantId } = caller
      const name = await catalogue.ownName(tenantId, kind, id)
      if ('appIds' in change) await checkApps(tenantId, change.appIds)
      else {
        const removed = new Set(change.remove)
        const both = change.add?.find((appId) => removed.has(appId))
        if (both !== undefined)
          throw smsError('SMS_INVALID_INPUT', [`body.add and body.remove both name ${both}`], { field: 'body.remove' })
        await checkApps(tenantId, change.add ?? [], 'body.add')
      }
      const entry = await database.transaction(async (tx) => {
        if (!(await store.lock(tx, tenantId, kind, id)))
          throw smsError(kind === 'signature' ? 'SMS_SIGNATURE_NOT_FOUND' : 'SMS_TEMPLATE_NOT_FOUND', [id])
        const before = new Set(await store.authorised(tenantId, kind, id, tx))
        const taken = new Set('appIds' in change ? before : change.remove)
        const given = 'appIds' in change ? change.appIds : (change.add ?? [])
        const wanted = new Set([...[...before].filter((appId) => !taken.has(appId)), ...given])
        const added = [...wanted].filter((appId) => !before.has(appId))
        const removed = [...before].filter((appId) => !wanted.has(appId))
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
      const entry = await database.transaction(async (tx) => {
        await holdNamed(tx, tenantId, defaults)
        // Takes the tenant's row: of two who set the defaults of one App at once, each sets the whole.
        await audit.settingsChanged(tx, tenantId)
        const { choices } = await snapshots.load(tenantId, appId, tx)
        checkDefaults(choices, defaults)
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
      return policies.view(tenantId, appId)
    },

    /** @throws `SMS_POLICY_OUT_OF_BOUNDS`, `SMS_INVALID_PHONE`, each naming the field */
    putPolicy: async (caller: Caller, appId: string, input: SmsPolicyInput): Promise<SmsPolicy> =>
      policies.put(caller, await need(caller.tenantId, appId), input),

    /** Lets a number pass whatever countries or the fraud guard say. @throws `SMS_APP_NOT_FOUND`, `SMS_LIST_FULL` */
    allow: async (caller: Caller, appId: string, e164: string, maskedPhone: string): Promise<void> =>
      policies.allow(caller, await need(caller.tenantId, appId), e164, maskedPhone),
  }
}
export type AppsService = ReturnType<typeof createAppsService>
