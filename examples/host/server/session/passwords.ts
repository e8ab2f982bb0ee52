import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** What one look at a password costs: `128 × N × r` bytes, and time by `p`. */
export type PasswordCost = { N: number; r: number; p: number }

/** OWASP, Password Storage Cheat Sheet: N 2^15, r 8, p 3. */
const COST: PasswordCost = { N: 32_768, r: 8, p: 3 }

const derive = (password: string, salt: Buffer, cost: PasswordCost) =>
  new Promise<Buffer>((resolve, reject) =>
    // Normalised: the same password typed on two keyboards must be the same bytes (NIST SP 800-63B).
    scrypt(password.normalize('NFKC'), salt, 32, { ...cost, maxmem: 64 * 1024 * 1024 }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )

export const createPasswords = (cost: PasswordCost = COST) => {
  const write = (salt: Buffer, key: Buffer) =>
    ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
  /** A hash that nothing matches: somebody unknown is answered as slowly as somebody known. */
  const nobody = write(randomBytes(16), randomBytes(32))

  return {
    /** The hash with its salt and cost, so that the cost can grow without making old ones useless. */
    async hash(password: string): Promise<string> {
      const salt = randomBytes(16)
      return write(salt, await derive(password, salt, cost))
    },

    /** Whether it is the password; takes as long when there is no hash because there is nobody. */
    async match(password: string, hash: string | undefined): Promise<boolean> {
      const [, N, r, p, salt = '', key = ''] = (hash ?? nobody).split('$')
      const derived = await derive(password, Buffer.from(salt, 'base64url'), {
        N: Number(N),
        r: Number(r),
        p: Number(p),
      })
      return timingSafeEqual(derived, Buffer.from(key, 'base64url')) && hash !== undefined
    },
  }
}
export type Passwords = ReturnType<typeof createPasswords>
