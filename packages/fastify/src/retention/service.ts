import type { SmsErased } from '@sms-settings/api'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import type { Database } from '../database/database.ts'
import { readNumber } from '../phones.ts'
import { inBatches } from '../repeating.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import { PHONE_TABLES, type RetentionStore } from './store.ts'

type Parts = {
  database: Database
  store: RetentionStore
  audit: AuditService
  index: IndexKey
  /** Days that phone numbers are kept. */
  days: number
  now: () => number
}

const DAY = 86_400_000
/** Batches of one table before the next has its turn: 100,000 rows in ten minutes, more than are sent in them. */
const BATCHES = 500

/**
 * Erases phone numbers: after a time, and when somebody asks for it. Messages and verifications stay, with all that is
 * said of them but whom they went to.
 */
export const createRetention = ({ database, store, audit, index, days, now }: Parts) => ({
  /** Erases what is due, in small batches. */
  async sweep(): Promise<void> {
    const moment = now() - days * DAY
    for (const table of PHONE_TABLES) await inBatches(() => store.eraseOlder(table, moment, now()), BATCHES)
    await inBatches(() => store.deleteOldRefusals(moment), BATCHES)
  },

  /**
   * Erases one number from the tenant's log, verifications and refusals, at once. Its pending codes end. Lists of a policy
   * that name it are settings, and stay.
   */
  async erase(caller: Caller, text: string): Promise<SmsErased> {
    const phone = readNumber(text, 'params.phone')
    const phoneHash = index.hash('phone', phone.e164)
    const { tenantId } = caller
    const [messages, verifications] = [
      await store.erasePhone('sms_messages', tenantId, phoneHash, now()),
      await store.erasePhone('sms_verifications', tenantId, phoneHash, now()),
    ]
    const refusals = await store.deleteRefusals(tenantId, phoneHash)
    // Whose number it was is what nobody is to know any more: the log only says that one was erased.
    const entry = await database.transaction((tx) =>
      audit.record(tx, caller, {
        action: 'phone.erase',
        target: { kind: 'phone', id: phone.country, name: null },
        after: { messages, verifications, refusals },
      }),
    )
    audit.announce(entry)
    return { messages, verifications, refusals }
  },
})
export type RetentionService = ReturnType<typeof createRetention>
