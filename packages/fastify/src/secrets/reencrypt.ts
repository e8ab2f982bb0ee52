import type { Database, Row } from '../database/database.ts'
import { INDEX_KEY_PLACE } from './index-key.ts'
import { type KeyRing, Unreadable } from './key-ring.ts'
import { createSealedStore, type SealedColumn } from './store.ts'

type Column = SealedColumn & { place: (row: Row) => string }

/** Every column that holds something sealed, and the place it is bound to. */
const COLUMNS: Column[] = [
  { table: 'sms_keys', column: 'sealed', keys: ['id'], place: () => INDEX_KEY_PLACE },
  {
    table: 'sms_accounts',
    column: 'sealed_secret',
    keys: ['id'],
    place: ({ id }) => `sms_accounts/sealed_secret/${id}`,
  },
  {
    table: 'sms_app_policies',
    column: 'sealed_lists',
    keys: ['tenant_id', 'app_id'],
    place: ({ tenant_id, app_id }) => `sms_app_policies/sealed_lists/${tenant_id}/${app_id}`,
  },
  {
    table: 'sms_verifications',
    column: 'sealed_phone',
    keys: ['id'],
    place: ({ id }) => `sms_verifications/sealed_phone/${id}`,
  },
  { table: 'sms_messages', column: 'sealed_phone', keys: ['id'], place: ({ id }) => `sms_messages/sealed_phone/${id}` },
]

/** What a run did with one column. `unreadable` values are left as they are. */
export type Reencrypted = { table: string; looked: number; sealed: number; unreadable: number }

/**
 * Seals everything anew that is not sealed with the current key, in small batches beside a running server. It may be
 * stopped and started again. Once nothing is left, a retired key may be taken out of the key ring.
 * @param onProgress told after each batch
 */
export const reencrypt = async (
  database: Database,
  keyRing: KeyRing,
  onProgress: (done: Reencrypted) => void = () => undefined,
): Promise<Reencrypted[]> => {
  const store = createSealedStore(database)
  const results: Reencrypted[] = []
  for (const { place, ...of } of COLUMNS) {
    const done: Reencrypted = { table: of.table, looked: 0, sealed: 0, unreadable: 0 }
    results.push(done)
    let last: Row | undefined
    for (;;) {
      const rows = await store.some(of, last)
      if (rows.length === 0) break
      for (const row of rows) {
        const sealed = String(row[of.column])
        if (keyRing.isCurrent(sealed)) continue
        try {
          // One that was replaced meanwhile is sealed with the current key already.
          if (await store.replace(of, row, keyRing.seal(keyRing.open(sealed, place(row)), place(row)))) done.sealed += 1
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error
          done.unreadable += 1
        }
      }
      done.looked += rows.length
      last = rows.at(-1)
      onProgress(done)
    }
  }
  return results
}
