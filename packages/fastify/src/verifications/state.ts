import type { VerificationStatus } from '@sms-settings/api'
import { DAY } from '../limits/decide.ts'

/**
 * How long an App + purpose + phone is locked after the first, second, … time that its attempts are used up, in
 * milliseconds; the last one repeats. So five attempts each time make at most 40 guesses in 24 hours, and nobody is
 * locked out for good by a stranger.
 */
export const LOCKOUTS = [15 * 60_000, 60 * 60_000, 4 * 60 * 60_000] as const

/** Wrong codes and lockouts are forgotten after a day without a further one, or by the right code. */
const MEMORY = DAY

/** What a new verification is told of the one before it, of the same App, purpose and phone. */
export type Before = {
  status: VerificationStatus
  attempts: number
  attemptsLeft: number
  failedAt: number | null
  lockouts: number
  lockedUntil: number | null
}

/**
 * The attempts a new verification begins with. Wrong codes are counted per App, purpose and phone, not per code:
 * NIST SP 800-63B-4, section 3.2.2: a new secret does not reset the count of failures; the right one does.
 */
export const carryOver = (
  before: Before | undefined,
  attempts: number,
  now: number,
): { lockedFor: number } | { attemptsLeft: number; lockouts: number; failedAt: number | null } => {
  if (before?.lockedUntil && before.lockedUntil > now) return { lockedFor: before.lockedUntil - now }
  const fresh = { attemptsLeft: attempts, lockouts: 0, failedAt: null }
  if (!before || before.status === 'approved' || before.status === 'redeemed' || before.failedAt === null) return fresh
  if (before.failedAt <= now - MEMORY) return fresh
  // The budget begins anew after a lock; the memory of the lock, which makes the next one longer, does not.
  if (before.attemptsLeft <= 0) return { attemptsLeft: attempts, lockouts: before.lockouts, failedAt: before.failedAt }
  const failures = before.attempts - before.attemptsLeft
  return { attemptsLeft: Math.max(1, attempts - failures), lockouts: before.lockouts, failedAt: before.failedAt }
}

/** A pending verification whose code is too old is expired, whether or not somebody has written that down. */
export const statusAt = (status: VerificationStatus, expiresAt: number, now: number): VerificationStatus =>
  status === 'pending' && expiresAt <= now ? 'expired' : status

/** @param sends how many SMS it has had @returns milliseconds until the next may follow */
export const resendWaitAfter = (sends: number, waits: readonly number[]): number =>
  (waits[Math.min(sends, waits.length) - 1] ?? 60) * 1000
