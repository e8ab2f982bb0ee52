import type { SmsImpact } from '@sms-settings/api'
import type { AppDirectory } from './directory.ts'
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

/**
 * What would stop working without something: the readiness of every App with it and without it, compared. What is shown
 * before a deletion is so by the same rules that codes are sent by.
 */
export const createImpact =
  ({ store, snapshots, directory }: Parts) =>
  async (tenantId: string, gone: Gone, onlyAppId?: string): Promise<SmsImpact> => {
    const appIds = onlyAppId === undefined ? await store.known(tenantId) : [onlyAppId]
    const names = new Map((await directory.find(tenantId, appIds)).map((app) => [app.appId, app.name]))
    const apps: SmsImpact['apps'] = []
    for (const appId of appIds) {
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
      // An App that the host no longer has sends nothing, whatever is still stored for it.
      const name = names.get(appId)
      if (affected.length > 0 && name !== undefined) apps.push({ appId, name, affected })
    }
    return { apps }
  }
export type Impact = ReturnType<typeof createImpact>
