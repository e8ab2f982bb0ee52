import parsePhoneNumber, { type CountryCode, type MetadataJson } from 'libphonenumber-js/core'
import type { Region } from './terms.ts'

/** A phone number that has been read. */
export type Phone = {
  /** `+` and digits. */
  e164: string
  /** ISO 3166-1 alpha-2. */
  country: string
  region: Region
  /** The country calling code, without `+`. */
  callingCode: string
  /** What kind of line it is; `unknown` when the metadata cannot tell. */
  line: 'mobile' | 'fixed' | 'premium' | 'toll_free' | 'pager' | 'voip' | 'other' | 'unknown'
  /** Whether the number is in a range that is in use. */
  valid: boolean
}

/** Why something is not a phone number. */
export type PhoneProblem = 'empty' | 'no_country' | 'too_short' | 'too_long' | 'not_a_number'

const LINES: Record<string, Phone['line']> = {
  MOBILE: 'mobile',
  FIXED_LINE_OR_MOBILE: 'mobile',
  FIXED_LINE: 'fixed',
  PREMIUM_RATE: 'premium',
  SHARED_COST: 'premium',
  TOLL_FREE: 'toll_free',
  PAGER: 'pager',
  VOIP: 'voip',
  PERSONAL_NUMBER: 'other',
  UAN: 'other',
  VOICEMAIL: 'other',
}

/** Full-width digits and signs as the ones on a keyboard; `00…` as `+…`. */
export const normalisePhoneText = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .replace(/[\u2010-\u2015\u2212\u30fc]/g, '-')
    .trim()

/**
 * Reads phone numbers as people write them: spaces, hyphens, dots, brackets and full-width digits do not matter.
 * The metadata is the caller's choice: `libphonenumber-js/metadata.max` tells kinds of lines apart.
 */
export const createPhoneReader =
  (metadata: MetadataJson) =>
  (text: string, country?: string): Phone | PhoneProblem => {
    let input = normalisePhoneText(text)
    if (input === '') return 'empty'
    if (!/^[+\d\s().\-/]+$/.test(input)) return 'not_a_number'
    if (!country && /^00\d/.test(input)) input = `+${input.slice(2)}`
    // "(+86) 139…" and "+(86) 139…" are common; the library wants the plus in front.
    input = input
      .replace(/^\(\s*\+/, '+(')
      .replace(/^\+\(/, '+')
      .replace(/^(\+\s*\d{1,3})\s*\)/, '$1 ')
    if (!country && !input.startsWith('+')) return 'no_country'
    try {
      const number = parsePhoneNumber(input, { defaultCountry: country as CountryCode, extract: false }, metadata)
      if (!number) return 'not_a_number'
      if (!number.isPossible()) return number.nationalNumber.length > 6 ? 'too_long' : 'too_short'
      const type = number.getType()
      return {
        e164: number.number,
        country: number.country ?? '',
        region: regionOf(number.number),
        callingCode: number.countryCallingCode,
        line: type ? (LINES[type] ?? 'other') : 'unknown',
        valid: number.isValid(),
      }
    } catch {
      return 'not_a_number'
    }
  }

/** `domestic` is mainland China; +852, +853 and +886 are `international`. */
export const regionOf = (e164: string): Region => (e164.startsWith('+86') ? 'domestic' : 'international')

/**
 * The number with its middle hidden, as people in China know it: `+86 139****1234`.
 * @param callingCode without `+`
 */
export const maskPhone = (e164: string, callingCode: string): string => {
  const national = e164.slice(1 + callingCode.length)
  const [head, tail] =
    national.length >= 10 ? [3, 4] : [Math.floor(national.length / 4), Math.floor(national.length / 3)]
  const hidden = '*'.repeat(national.length - head - tail)
  return `+${callingCode} ${national.slice(0, head)}${hidden}${national.slice(national.length - tail)}`
}

/** The number without its last four digits: neighbours that a pumping attack walks through share it. */
export const prefixOf = (e164: string): string => e164.slice(0, Math.max(4, e164.length - 4))
