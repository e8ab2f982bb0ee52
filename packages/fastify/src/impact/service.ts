import type { SmsImpact } from '@sms-settings/api'
import type { AccountsService } from '../accounts/service.ts'
import { readiness, without } from '../apps/selection.ts'
import type { AppsService } from '../apps/service.ts'
import type { Snapshots } from '../apps/snapshot.ts'
import type { AppStore } from '../apps/store.ts'
import type { Catalogue } from '../general/catalogue.ts'
import { isGeneralSsid, isGeneralStid } from '../general-entries.ts'

/** What is thought away. */
type Gone = { accountId?: string; ssid?: string; stid?: string }

type Parts = {
  store: AppStore
  snapshots: Snapshots
  apps: Pick<AppsService, 'find'>
  accounts: Pick<AccountsService, 'need'>
  catalogue: Pick<Catalogue, 'signature' | 'template'>
}

const isGeneral = ({ ssid, stid }: Gone) =>
  (ssid !== undefined && isGeneralSsid(ssid)) || (stid !== undefined && isGeneralStid(stid))

/**
 * What would stop working without something: the readiness of every App with it and without it, compared. What is shown
 * before a deletion is so by the same rules that codes are sent by.
 */
export const createImpact = ({ store, snapshots, apps: directory, accounts, catalogue }: Parts) => {
  // Every App may use what is general.
  const concerned = (tenantId: string, gone: Gone) =>
    isGeneral(gone) ? store.known(tenantId) : store.concerned(tenantId, gone)

  const impact = async (tenantId: string, gone: Gone, onlyAppId?: string): Promise<SmsImpact> => {
    const appIds = onlyAppId === undefined ? await concerned(tenantId, gone) : [onlyAppId]
    const names = new Map((await directory.find(tenantId, appIds)).map((app) => [app.appId, app.name]))
    const apps: SmsImpact['apps'] = []
    for (const appId of appIds) {
      const name = names.get(appId)
      // An App that the host no longer has sends nothing, whatever is still stored for it.
      if (name === undefined) continue
      const { choices } = await snapshots.current(tenantId, appId)
      const after = readiness(without(choices, gone))
      const affected = readiness(choices).flatMap((before, at) => {
        const then = after[at]
        if (!before.ready || !then || (then.ready && then.ssid === before.ssid && then.stid === before.stid)) return []
        return [
          {
            purpose: before.purpose,
            region: before.region,
            becomes: then.ready ? ('other' as const) : ('stopped' as const),
          },
        ]
      })
      if (affected.length > 0) apps.push({ appId, name, affected })
    }
    return { apps }
  }

  return {
    /** @throws `SMS_ACCOUNT_NOT_FOUND` */
    async ofAccount(tenantId: string, accountId: string): Promise<SmsImpact> {
      await accounts.need(tenantId, accountId)
      return impact(tenantId, { accountId })
    },

    /** @param appId only for this App, as when it is no longer to use the signature @throws `SMS_SIGNATURE_NOT_FOUND` */
    async ofSignature(tenantId: string, ssid: string, appId?: string): Promise<SmsImpact> {
      await catalogue.signature(tenantId, ssid)
      return impact(tenantId, { ssid }, appId)
    },

    /** @param appId only for this App, as when it is no longer to use the template @throws `SMS_TEMPLATE_NOT_FOUND` */
    async ofTemplate(tenantId: string, stid: string, appId?: string): Promise<SmsImpact> {
      await catalogue.template(tenantId, stid)
      return impact(tenantId, { stid }, appId)
    },
  }
}
export type Impact = ReturnType<typeof createImpact>
