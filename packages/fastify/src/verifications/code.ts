import { randomInt } from 'node:crypto'

/**
 * A code of decimal digits from the operating system's CSPRNG. `randomInt` draws again where a remainder would favour
 * some codes, so all are equally likely; leading zeros are kept.
 */
export const newCode = (length: number): string =>
  randomInt(10 ** length)
    .toString()
    .padStart(length, '0')

/** A code as the user typed it: full-width digits, spaces and hyphens do not matter. Null when it cannot be a code. */
export const readCode = (text: string): string | null => {
  const code = text.normalize('NFKC').replace(/[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff\-\u2010-\u2015\u2212]/g, '')
  return /^\d{4,8}$/.test(code) ? code : null
}
