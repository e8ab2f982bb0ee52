import type { Knex } from 'knex'
import { Refused } from '../errors.ts'
import { hashToken } from './tokens.ts'

const ALLOWED = 10
const WINDOW = 15 * 60_000

/** Bounds the guessing of passwords, over all processes of the host. */
export const createAttempts = (knex: Knex) => ({
  /**
   * Counts an attempt, before the password is looked at: a hundred at once are a hundred.
   * @param who is tried, and from where: a stranger elsewhere locks nobody out
   */
  async take(...who: string[]): Promise<void> {
    const key = hashToken(who.join('\n'))
    await knex('password_attempts')
      .where('since', '<', Date.now() - WINDOW)
      .delete()
    await knex('password_attempts')
      .insert({ who: key, attempts: 1, since: Date.now() })
      .onConflict('who')
      .merge({ attempts: knex.raw('?? + 1', ['password_attempts.attempts']) })
    const { attempts, since } = (await knex('password_attempts').where('who', key).first()) ?? { attempts: 1, since: 0 }
    if (attempts <= ALLOWED) return
    const retryAfter = Math.max(1, Math.ceil((Number(since) + WINDOW - Date.now()) / 1000))
    throw new Refused(429, 'TOO_MANY_ATTEMPTS', 'Too many wrong passwords: try again later', { retryAfter })
  },

  /** The password was right: what was counted is forgotten. */
  async forget(...who: string[]): Promise<void> {
    await knex('password_attempts')
      .where('who', hashToken(who.join('\n')))
      .delete()
  },
})
export type Attempts = ReturnType<typeof createAttempts>
