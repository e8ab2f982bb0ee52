import type { Database, Row } from '../database/database.ts'
import { resealIndexKey } from './index-key.ts'
import { type KeyRing, Unreadable } from './key-ring.ts'

type Column = { table: string; column: string; keys: string[]; place: (row: Row) => string }

/** Every column that holds something sealed, and the place it is bound to. */
const COLUMNS: Column[] = [
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

const BATCH = 500

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
  const results: Reencrypted[] = [
    { table: 'sms_keys', looked: 1, sealed: (await resealIndexKey(database, keyRing)) ? 1 : 0, unreadable: 0 },
  ]
  for (const { table, column, keys, place } of COLUMNS) {
    const done: Reencrypted = { table, looked: 0, sealed: 0, unreadable: 0 }
    results.push(done)
    let last: Row | undefined
    for (;;) {
      const query = database
        .table(table)
        .select(...keys, column)
        .whereNotNull(column)
        // A number that was erased.
        .whereNot(column, '')
        .limit(BATCH)
      for (const key of keys) query.orderBy(key)
      if (last)
        query.whereRaw(
          `(${keys.join(', ')}) > (${keys.map(() => '?').join(', ')})`,
          keys.map((key) => String(last?.[key])),
        )
      const rows = (await query) as Row[]
      if (rows.length === 0) break
      for (const row of rows) {
        const sealed = String(row[column])
        if (keyRing.isCurrent(sealed)) continue
        try {
          const anew = keyRing.seal(keyRing.open(sealed, place(row)), place(row))
          // Only if it is still what was opened: it may have been replaced meanwhile.
          const where = Object.fromEntries(keys.map((key) => [key, row[key]]))
          await database.transaction((tx) =>
            tx
              .table(table)
              .where({ ...where, [column]: sealed })
              .update({ [column]: anew }),
          )
          done.sealed += 1
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
