import { createHash, randomBytes } from 'node:crypto'
import type { Knex } from 'knex'

/** Tokens and keys are long and random, so a plain hash protects them; passwords need a slow one. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

export const newToken = (): string => randomBytes(32).toString('base64url')

/** Sessions in a table `token_hash, owner_id, expires_at`, shared by every process of the host. */
export const createSessions = (knex: Knex, table: string, seconds: number) => ({
  seconds,

  /** Begins a session and gives its token, which is stored nowhere. */
  async begin(ownerId: string): Promise<string> {
    const token = newToken()
    await knex(table).insert({
      token_hash: hashToken(token),
      owner_id: ownerId,
      expires_at: Date.now() + seconds * 1000,
    })
    return token
  },

  /** Whose session it is. */
  async ownerOf(token: string): Promise<string | undefined> {
    const row = await knex(table)
      .where('token_hash', hashToken(token))
      .where('expires_at', '>', Date.now())
      .first('owner_id')
    return row?.owner_id
  },

  async end(token: string): Promise<void> {
    await knex(table).where('token_hash', hashToken(token)).delete()
  },

  /** Ends every session of one owner: after a password was reset, say. */
  async endAll(ownerId: string): Promise<void> {
    await knex(table).where('owner_id', ownerId).delete()
  },

  /** Removes those that have expired. */
  async sweep(): Promise<void> {
    await knex(table).where('expires_at', '<', Date.now()).delete()
  },
})
export type Sessions = ReturnType<typeof createSessions>
