import { createHmac, randomBytes } from 'node:crypto'
import type { KeyRing } from './key-ring.ts'
import type { SealedStore } from './store.ts'

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

type Parts = {
  store: SealedStore
  keyRing: KeyRing
  now: () => number
}

/** An index key that hashes as soon as it has been loaded. */
export const createIndexKey = ({ store, keyRing, now }: Parts) => {
  let key: Buffer | undefined

  return {
    /** Reads the key, and makes it at the first start. @throws {Unreadable} when its key is not in the key ring */
    async load(): Promise<void> {
      let sealed = await store.indexKey()
      if (sealed === undefined) {
        await store.addIndexKey(keyRing.seal(randomBytes(32).toString('base64url'), INDEX_KEY_PLACE), now())
        sealed = (await store.indexKey()) as string
      }
      key = Buffer.from(keyRing.open(sealed, INDEX_KEY_PLACE), 'base64url')
    },

    hash(...parts: string[]): string {
      if (!key) throw new Error('SMS Settings: the server is not ready yet; await app.ready() first')
      const hmac = createHmac('sha256', key)
      // Each part with its length: ('ab', 'c') is not ('a', 'bc').
      for (const part of parts) hmac.update(`${part.length}:${part}`)
      return hmac.digest('base64url')
    },
  }
}
