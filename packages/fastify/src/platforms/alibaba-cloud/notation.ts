/** Parts that every answer of the platform's is made of: statuses, times and numbers in its own notation. */
import type { ReviewStatus } from '@sms-settings/api'

/** As numbers in GetSmsSign and GetSmsTemplate, as names in lists; a cancelled template is misspelt by the platform. */
const REVIEWS: Readonly<Record<string, ReviewStatus>> = {
  0: 'in_review',
  1: 'approved',
  2: 'rejected',
  10: 'cancelled',
  AUDIT_STATE_INIT: 'in_review',
  AUDIT_STATE_PASS: 'approved',
  AUDIT_STATE_NOT_PASS: 'rejected',
  AUDIT_STATE_CANCEL: 'cancelled',
  AUDIT_SATE_CANCEL: 'cancelled',
}

/**
 * How far a review has come. A status that is new to us is not sent with, so it counts as rejected, and stands in the
 * place of the reason for people to read.
 */
export const toReview = (
  status: string | number | undefined,
  reason: string | undefined,
): { status: ReviewStatus; reason: string | null } => {
  const known = Object.hasOwn(REVIEWS, String(status)) ? REVIEWS[String(status)] : undefined
  if (!known) return { status: 'rejected', reason: reason || `status ${status}` }
  // In lists, "no audit remarks" is said in words even of what was approved.
  return { status: known, reason: known === 'approved' ? null : reason || null }
}

const CHINA = 8 * 3_600_000

/** The day in China that a moment falls on, `yyyyMMdd`. */
export const chinaDay = (at: number): string => new Date(at + CHINA).toISOString().slice(0, 10).replaceAll('-', '')

/** Reads `yyyy-MM-dd HH:mm:ss`, time in China. */
export const readChinaTime = (text: string | undefined): number | null => {
  if (!text || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null
  const at = Date.parse(`${text.replace(' ', 'T')}+08:00`)
  return Number.isNaN(at) ? null : at
}

/** A mainland mobile number, written without its country code. */
const MAINLAND = /^1[3-9]\d{9}$/

/** Reads a number as the platform writes it. Eleven digits that begin with 1 can be of the mainland or of North America. */
export const readPlatformPhone = (text: string): string[] => {
  const digits = text.replace(/^\+|^00/, '')
  if (!/^\d{6,15}$/.test(digits)) return []
  return MAINLAND.test(digits) ? [`+86${digits}`, `+${digits}`] : [`+${digits}`]
}

/** Mainland numbers without the country code, all others with it, neither with a plus (help pages 419273, 419277). */
export const toPlatformPhone = (e164: string): string => e164.replace(/^\+86/, '').replace(/^\+/, '')
