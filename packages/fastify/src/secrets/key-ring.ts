import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** The keys that secrets are sealed with. */
export type SecretsOptions = {
  /** The id of the key that new secrets are sealed with and new codes hashed with. */
  current: string
  /** Every key that may still be needed: 32 bytes each, as bytes or in base64 or hex. */
  keys: Record<string, Uint8Array | string>
}

/** Thrown when a sealed value cannot be opened: its key is gone, or it was changed or moved to another row. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  /** The id of the key it was sealed with. */
  readonly keyId: string
  constructor(keyId: string, why: string) {
    super(why)
    this.keyId = keyId
  }
}

const derive = (key: Uint8Array, use: string) => Buffer.from(hkdfSync('sha256', key, '', `sms-settings ${use}`, 32))

/** Reads one key of the ring; undefined when it is not 32 bytes. */
export const readKey = (key: Uint8Array | string): Uint8Array | undefined => {
  if (typeof key !== 'string') return key.byteLength === 32 ? key : undefined
  if (/^[0-9a-f]{64}$/i.test(key)) return Buffer.from(key, 'hex')
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(key)) return undefined
  const bytes = Buffer.from(key, 'base64')
  return bytes.byteLength === 32 ? bytes : undefined
}

/**
 * Seals and opens secrets, and hashes codes.
 *
 * A sealed value is `v1.<key id>.<base64url of nonce, ciphertext and tag>`: AES-256-GCM (NIST SP 800-38D) with a random
 * 96-bit nonce, and the place it belongs to (`table/column/row`) as additional data, so that a value moved to another
 * row does not open.
 */
export const createKeyRing = ({ current, keys }: SecretsOptions) => {
  const ring = new Map(
    Object.entries(keys).map(([id, key]) => {
      const bytes = readKey(key)
      if (!bytes) throw new TypeError(`key ${id} is not 32 bytes`)
      return [id, { seal: derive(bytes, 'seal'), code: derive(bytes, 'code') }] as const
    }),
  )
  const currentKey = ring.get(current)
  if (!currentKey) throw new TypeError(`there is no key ${current}`)

  return {
    current,

    seal(plain: string, place: string): string {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', currentKey.seal, nonce).setAAD(Buffer.from(place))
      const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `v1.${current}.${sealed.toString('base64url')}`
    },

    /** @throws {Unreadable} */
    open(sealed: string, place: string): string {
      const [version, keyId = '?', body = ''] = sealed.split('.')
      const key = ring.get(keyId)
      if (version !== 'v1') throw new Unreadable(keyId, 'it is not a sealed value')
      if (!key) throw new Unreadable(keyId, `key ${keyId} is not in the key ring`)
      const bytes = Buffer.from(body, 'base64url')
      if (bytes.length < 28) throw new Unreadable(keyId, 'it is cut off')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.seal, bytes.subarray(0, 12), { authTagLength: 16 })
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(-16))
        return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        throw new Unreadable(keyId, 'it was changed, or moved from where it belongs')
      }
    },

    /** Whether a sealed value was sealed with the current key. */
    isCurrent: (sealed: string): boolean => sealed.startsWith(`v1.${current}.`),

    /** HMAC-SHA-256 of a code, bound to its verification, under the current key. */
    hashCode: (verificationId: string, code: string): string => hash(currentKey.code, verificationId, code),

    /** The same under every key of the ring: a code hashed before a rotation is still recognised. */
    hashesOfCode: (verificationId: string, code: string): string[] =>
      [...ring.values()].map((key) => hash(key.code, verificationId, code)),
  }
}

const hash = (key: Uint8Array, verificationId: string, code: string) =>
  createHmac('sha256', key).update(`${verificationId}\n${code}`).digest('base64url')

export type KeyRing = ReturnType<typeof createKeyRing>
