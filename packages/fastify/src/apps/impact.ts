import type { SmsImpact } from '@sms-settings/api'
import { isGeneralSsid } from '../signatures/service.ts'
import { isGeneralStid } from '../templates/service.ts'
import { type AppDirectory, askedWithCare } from './directory.ts'
import { readiness, without } from './selection.ts'
import type { Snapshots } from './snapshot.ts'
import type { AppStore } from './store.ts'

/** What is thought away. */
export type Gone = { accountId?: string; ssid?: string; stid?: string }

type Parts = {
  store: AppStore
  snapshots: Snapshots
  directory: AppDirectory
}

const isGeneral = ({ ssid, stid }: Gone) =>
  (ssid !== undefined && isGeneralSsid(ssid)) || (stid !== undefined && isGeneralStid(stid))

/**
 * What would stop working without something: the readiness of every App with it and without it, compared. What is shown
 * before a deletion is so by the same rules that codes are sent by.
 */
export const createImpact = ({ store, snapshots, directory: host }: Parts) => {
  const directory = askedWithCare(host)
  // Every App may use what is general.
  const concerned = (tenantId: string, gone: Gone) =>
    isGeneral(gone) ? store.known(tenantId) : store.concerned(tenantId, gone)

  return async (tenantId: string, gone: Gone, onlyAppId?: string): Promise<SmsImpact> => {
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
}
export type Impact = ReturnType<typeof createImpact>
