import { createHmac, randomBytes } from 'node:crypto'
import type { Database } from '../database/database.ts'
import type { KeyRing } from './key-ring.ts'

/**
 * The key that phone numbers, addresses and the subjects of limits are hashed with, to find them again without keeping
 * them readable. It is made once, and kept in the database sealed by the key ring: so it outlives the rotation of the
 * ring's keys, and a limit counts on while keys change.
 */
export type IndexKey = {
  /** A keyed hash of the parts, 43 characters. */
  hash(...parts: string[]): string
}

/** Where it is sealed to. */
export const INDEX_KEY_PLACE = 'sms_keys/sealed/index'

/** @throws {Unreadable} when its key is not in the key ring */
export const loadIndexKey = async (database: Database, keyRing: KeyRing, now: () => number): Promise<IndexKey> => {
  const read = async () =>
    (await database.table('sms_keys').where({ id: 'index' }).first('sealed')) as { sealed: string } | undefined
  let row = await read()
  if (!row) {
    const sealed = keyRing.seal(randomBytes(32).toString('base64url'), INDEX_KEY_PLACE)
    await database.transaction((tx) =>
      tx.table('sms_keys').insert({ id: 'index', sealed, created_at: now() }).onConflict('id').ignore(),
    )
    row = await read()
  }
  const key = Buffer.from(keyRing.open((row as { sealed: string }).sealed, INDEX_KEY_PLACE), 'base64url')
  return {
    hash: (...parts) => {
      const hmac = createHmac('sha256', key)
      // Each part with its length: ('ab', 'c') is not ('a', 'bc').
      for (const part of parts) hmac.update(`${part.length}:${part}`)
      return hmac.digest('base64url')
    },
  }
}

/** Seals the index key with the current key. True when it was not before. */
export const resealIndexKey = async (database: Database, keyRing: KeyRing): Promise<boolean> => {
  const row = (await database.table('sms_keys').where({ id: 'index' }).first('sealed')) as
    | { sealed: string }
    | undefined
  if (!row || keyRing.isCurrent(row.sealed)) return false
  const sealed = keyRing.seal(keyRing.open(row.sealed, INDEX_KEY_PLACE), INDEX_KEY_PLACE)
  const written = await database.transaction((tx) =>
    tx.table('sms_keys').where({ id: 'index', sealed: row.sealed }).update({ sealed }),
  )
  return written === 1
}
