import type { Database } from '../database/database.ts'
import type { Ended } from '../guard/feedback.ts'
import { statusAt } from './state.ts'
import type { VerificationStore } from './store.ts'

type Parts = {
  database: Database
  store: VerificationStore
  now: () => number
}

/** Says what has become of a verification; undefined when it is not there any more. */
export const createEndings =
  ({ database, store, now }: Parts) =>
  async (tenantId: string, appId: string, id: string): Promise<Ended | undefined> => {
    const found = await store.find(database, tenantId, appId, id)
    if (!found) return undefined
    const status = statusAt(found.status, found.expiresAt, now())
    return {
      phoneHash: found.phoneHash,
      used: status === 'approved' || status === 'redeemed',
      over: status !== 'pending',
    }
  }
