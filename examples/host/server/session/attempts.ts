import type { Knex } from 'knex'
import { Refused } from '../errors.ts'
import { hashToken } from './tokens.ts'

const ALLOWED = 10
const WINDOW = 15 * 60_000

/** Bounds the guessing of passwords, over all processes of the host. */
export const createAttempts = (knex: Knex) => {
  const attempts = () => knex('password_attempts')
  return {
    /**
     * Counts an attempt, before the password is looked at. One statement decides: of a hundred at once, ten may try.
     * @param who is tried, and from where: a stranger elsewhere locks nobody out
     */
    async take(...who: string[]): Promise<void> {
      const key = hashToken(who.join('\n'))
      const now = Date.now()
      await attempts()
        .where('who', key)
        .where('since', '<', now - WINDOW)
        .delete()
      await attempts().insert({ who: key, attempts: 0, since: now }).onConflict('who').ignore()
      const taken = await attempts().where('who', key).where('attempts', '<', ALLOWED).increment('attempts')
      if (taken === 1) return
      const { since = now } = (await attempts().where('who', key).first('since')) ?? {}
      const retryAfter = Math.max(1, Math.ceil((Number(since) + WINDOW - now) / 1000))
      throw new Refused('TOO_MANY_ATTEMPTS', { retryAfter })
    },

    /** The password was right: what was counted is forgotten. */
    async forget(...who: string[]): Promise<void> {
      await attempts()
        .where('who', hashToken(who.join('\n')))
        .delete()
    },

    /** Removes what no longer counts. */
    async sweep(): Promise<void> {
      await attempts()
        .where('since', '<', Date.now() - WINDOW)
        .delete()
    },
  }
}
export type Attempts = ReturnType<typeof createAttempts>
