import type { SmsDefault, SmsPolicyInput, SmsSettingsDocument, SmsSettingsPlan } from '@sms-settings/api'
import type { AccountsService } from '../accounts/service.ts'
import type { Account, AccountStore } from '../accounts/store.ts'
import type { AppsService } from '../apps/service.ts'
import type { AppStore } from '../apps/store.ts'
import type { Caller } from '../callers.ts'
import { isSmsError, smsError } from '../errors.ts'
import type { SignaturesService } from '../signatures/service.ts'
import type { SignatureStore } from '../signatures/store.ts'
import type { TemplatesService } from '../templates/service.ts'
import type { TemplateStore } from '../templates/store.ts'

type Parts = {
  accounts: AccountsService
  accountStore: AccountStore
  signatures: SignaturesService
  signatureStore: SignatureStore
  templates: TemplatesService
  templateStore: TemplateStore
  apps: AppsService
  appStore: AppStore
  now: () => number
}

type Step = SmsSettingsPlan['steps'][number]
type DocumentAccount = SmsSettingsDocument['accounts'][number]
/** What a step would do, beside what it is called. Null when there is nothing to do. */
type Planned = Step & { apply: (() => Promise<unknown>) | null }

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** In one order, whoever wrote it, and without what says nothing: to see whether two policies are the same. */
const canonical = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .filter(([name, it]) => !(['safeList', 'blockList'].includes(name) && (it as unknown[]).length === 0))
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, it]) => [name, canonical(it)]),
      )
const samePolicy = (a: SmsPolicyInput, b: SmsPolicyInput) => same(canonical(a), canonical(b))

const byPlace = (defaults: SmsDefault[]) =>
  [...defaults]
    .sort((a, b) => (`${a.purpose} ${a.region}` < `${b.purpose} ${b.region}` ? -1 : 1))
    .map(({ purpose, region, ssid, stid }) => ({ purpose, region, ssid, stid }))

const union = (a: string[], b: string[]) => [...new Set([...a, ...b])].sort()

export const createSettingsService = (parts: Parts) => {
  const { accounts, accountStore, signatures, signatureStore, templates, templateStore, apps, appStore } = parts

  const exported = async (tenantId: string): Promise<SmsSettingsDocument> => {
    const [ownAccounts, newestSignatures, newestTemplates, appIds] = await Promise.all([
      accountStore.all(tenantId),
      signatureStore.all(tenantId),
      templateStore.all(tenantId),
      appStore.known(tenantId),
    ])
    // Oldest first: added elsewhere in this order the newest is the newest again, and that is what is sent with.
    const [ownSignatures, ownTemplates] = [newestSignatures.reverse(), newestTemplates.reverse()]
    const [signatureApps, templateApps, defaults, policies] = await Promise.all([
      appStore.allAuthorised(tenantId, 'signature'),
      appStore.allAuthorised(tenantId, 'template'),
      appStore.allDefaults(tenantId),
      apps.policies(tenantId),
    ])
    return {
      kind: 'sms-settings',
      version: 1,
      exportedAt: new Date(parts.now()).toISOString(),
      accounts: ownAccounts.map(({ id, platform, name, note, accessKeyId, status }) => ({
        platform,
        name,
        note,
        accessKeyId,
        status,
        signatures: ownSignatures
          .filter((it) => it.accountId === id)
          .map((it) => ({ ssid: it.id, name: it.name, note: it.note, appIds: signatureApps.get(it.id) ?? [] })),
        templates: ownTemplates
          .filter((it) => it.accountId === id)
          .map((it) => ({
            stid: it.id,
            code: it.code,
            purpose: it.purpose,
            note: it.note,
            appIds: templateApps.get(it.id) ?? [],
          })),
      })),
      apps: appIds.map((appId) => ({
        appId,
        defaults: defaults.get(appId) ?? [],
        policy: policies.get(appId) ?? null,
      })),
    }
  }

  const step = (
    action: Step['action'],
    kind: Step['kind'],
    name: string,
    reason: string | null = null,
    apply: Planned['apply'] = null,
  ): Planned => ({
    action,
    kind,
    name,
    reason,
    apply,
  })

  const planAccount = (caller: Caller, wanted: DocumentAccount, mine: Account): Planned[] => {
    const patch = { name: wanted.name, note: wanted.note }
    const renamed = !same(patch, { name: mine.name, note: mine.note })
    const toggled = wanted.status !== mine.status
    if (!renamed && !toggled) return [step('keep', 'account', wanted.name)]
    return [
      step('update', 'account', wanted.name, null, async () => {
        if (renamed) await accounts.update(caller, mine.id, patch)
        if (toggled) await (wanted.status === 'paused' ? accounts.pause : accounts.resume)(caller, mine.id)
      }),
    ]
  }

  /**
   * What has to be done so that everything in the document is there. Nothing that the document does not name is deleted,
   * and no App loses an authorisation.
   * @param ids filled while steps are applied: the document's ssids and stids, and ours
   */
  const plan = async (caller: Caller, document: SmsSettingsDocument, ids: Map<string, string>): Promise<Planned[]> => {
    const { tenantId } = caller
    const [mine, ownSignatures, ownTemplates, signatureApps, templateApps] = await Promise.all([
      accountStore.all(tenantId),
      signatureStore.all(tenantId),
      templateStore.all(tenantId),
      appStore.allAuthorised(tenantId, 'signature'),
      appStore.allAuthorised(tenantId, 'template'),
    ])
    const steps: Planned[] = []
    for (const wanted of document.accounts) {
      const account = mine.find((it) => it.platform === wanted.platform && it.accessKeyId === wanted.accessKeyId)
      if (!account) {
        steps.push(
          step(
            'skip',
            'account',
            wanted.name,
            `Add this account with its AccessSecret first (AccessKey ${wanted.accessKeyId}), then import again`,
          ),
        )
        continue
      }
      steps.push(...planAccount(caller, wanted, account))
      for (const { ssid, name, note, appIds } of wanted.signatures) {
        const own = ownSignatures.find((it) => it.accountId === account.id && it.name === name)
        if (own && ssid) ids.set(ssid, own.id)
        const authorised = union(own ? (signatureApps.get(own.id) ?? []) : [], appIds)
        if (own && own.note === note && same(authorised, signatureApps.get(own.id) ?? []))
          steps.push(step('keep', 'signature', name))
        else
          steps.push(
            step(own ? 'update' : 'create', 'signature', name, null, async () => {
              // First of all, so that nothing is done by halves.
              await apps.checkApps(tenantId, authorised)
              const id = own?.id ?? (await signatures.create(caller, account.id, { name, note })).ssid
              if (ssid) ids.set(ssid, id)
              if (own && own.note !== note) await signatures.update(caller, id, { note })
              await apps.authorise(caller, 'signature', id, { appIds: authorised })
            }),
          )
      }
      for (const { stid, code, purpose, note, appIds } of wanted.templates) {
        const own = ownTemplates.find((it) => it.accountId === account.id && it.code === code)
        if (own && stid) ids.set(stid, own.id)
        const authorised = union(own ? (templateApps.get(own.id) ?? []) : [], appIds)
        if (own && own.note === note && own.purpose === purpose && same(authorised, templateApps.get(own.id) ?? []))
          steps.push(step('keep', 'template', code))
        else
          steps.push(
            step(own ? 'update' : 'create', 'template', code, null, async () => {
              await apps.checkApps(tenantId, authorised)
              const id = own?.id ?? (await templates.create(caller, account.id, { code, purpose, note })).stid
              if (stid) ids.set(stid, id)
              if (own) await templates.update(caller, id, { purpose, note })
              await apps.authorise(caller, 'template', id, { appIds: authorised })
            }),
          )
      }
    }
    const appIds = [...new Set(document.apps.map((it) => it.appId))]
    const [known, defaults, policies] = await Promise.all([
      apps.find(tenantId, appIds),
      appStore.allDefaults(tenantId),
      apps.policies(tenantId),
    ])
    const names = new Set(known.map((it) => it.appId))
    for (const wanted of document.apps) {
      const { appId } = wanted
      if (names.has(appId))
        steps.push(...planApp(caller, wanted, defaults.get(appId) ?? [], policies.get(appId) ?? {}, ids))
      else {
        const { message } = smsError('SMS_APP_NOT_FOUND', [appId])
        steps.push(step('skip', 'defaults', appId, `${message}: an App of the host's cannot be made here`))
      }
    }
    return steps
  }

  const planApp = (
    caller: Caller,
    { appId, defaults, policy }: SmsSettingsDocument['apps'][number],
    ownDefaults: SmsDefault[],
    ownPolicy: SmsPolicyInput,
    ids: Map<string, string>,
  ): Planned[] => {
    const others = ownDefaults.filter(
      (own) => !defaults.some((it) => it.purpose === own.purpose && it.region === own.region),
    )
    // Translated again when it is applied: by then what was created has its ids.
    const ours = () => [
      ...defaults.map((it) => ({ ...it, ssid: ids.get(it.ssid) ?? it.ssid, stid: ids.get(it.stid) ?? it.stid })),
      ...others,
    ]
    return [
      same(byPlace(ours()), byPlace(ownDefaults))
        ? step('keep', 'defaults', appId)
        : step('update', 'defaults', appId, null, () => apps.putDefaults(caller, appId, ours())),
      policy === null || samePolicy(policy, ownPolicy)
        ? step('keep', 'policy', appId)
        : step('update', 'policy', appId, null, () => apps.putPolicy(caller, appId, policy)),
    ]
  }

  return {
    export: exported,

    /**
     * Brings in what a document says. Each step stands for itself: one that fails is told with its reason and the others
     * go on, so that importing again continues where it was left.
     */
    async import(
      caller: Caller,
      document: SmsSettingsDocument,
      { dryRun = false }: { dryRun?: boolean } = {},
    ): Promise<SmsSettingsPlan> {
      const ids = new Map<string, string>()
      const planned = await plan(caller, document, ids)
      const steps: Step[] = []
      for (const { apply, ...it } of planned) {
        if (dryRun || !apply) {
          steps.push(it)
          continue
        }
        try {
          await apply()
          steps.push(it)
        } catch (error) {
          if (!isSmsError(error)) throw error
          steps.push({ ...it, action: 'skip', reason: error.message })
        }
      }
      return { applied: !dryRun, steps }
    },
  }
}
export type SettingsService = ReturnType<typeof createSettingsService>
