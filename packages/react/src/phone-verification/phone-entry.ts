import { callingCodeAt, callingCodeOf, mainCountryOf } from './calling-codes.ts'

/** What reads numbers, once it has been loaded. */
export type Reading = Pick<typeof import('./reading.ts'), 'read' | 'spaced' | 'national'>

/** A phone field as it stands: what was typed, and the country that was chosen for what has none of its own. */
export type PhoneEntry = {
  text: string
  /** ISO 3166-1 alpha-2. */
  country: string
}

/** A number to send a code to: with `country` when it is a national one. */
export type PhoneNumber = { phone: string; country?: string }

/** Why a number need not be sent to the server. */
export type EntryProblem = 'empty' | 'too_short' | 'too_long' | 'not_a_number'

/** Full-width digits and signs as the ones of a keyboard. */
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, '')
    .trim()
const digitsOf = (text: string) => plain(text).replace(/\D/g, '')

/** Whether the text has its country in itself: `+86 …`, `(+86) …`. */
const isInternational = (text: string) => /^\(?\s*\+/.test(plain(text))

/** The number that the text is, when it is a whole one. */
const readWhole = ({ text, country }: PhoneEntry, reading: Reading | undefined) => {
  // `00…` is written like an international number by people of most countries, whatever their own prefix is.
  const found = reading?.read(plain(text).replace(/^00(?=[1-9])/, '+'), country)
  return typeof found === 'object' && found.country !== '' ? found : undefined
}

/**
 * The country to show: that of an international number, else the chosen one. Countries that share a calling code are
 * not told apart against the will of the person: who has chosen Canada and pastes `+1 …` stays there.
 */
export const countryOf = (entry: PhoneEntry, reading?: Reading): string => {
  const whole = readWhole(entry, reading)
  const code = isInternational(entry.text) ? callingCodeAt(digitsOf(entry.text)) : whole?.callingCode
  if (code === undefined || code === callingCodeOf(entry.country)) return entry.country
  return (whole?.callingCode === code ? whole.country : undefined) ?? mainCountryOf(code) ?? entry.country
}

/** Chooses a country. A calling code in the text that says otherwise goes; the rest of the number stays. */
export const choose = (entry: PhoneEntry, country: string, reading?: Reading): PhoneEntry => {
  const { text } = entry
  if (!isInternational(text)) return spread({ text, country }, reading)
  const digits = digitsOf(text)
  const code = callingCodeAt(digits)
  if (code === callingCodeOf(country)) return { text, country }
  return spread({ text: digits.slice(code?.length ?? 0), country }, reading)
}

/** The digits of a national number in the groups that its country knows; anything else as it is. */
const spread = ({ text, country }: PhoneEntry, reading: Reading | undefined): PhoneEntry => {
  const readable = /^[\d\s().\-/]+$/.test(plain(text))
  return { text: readable && reading ? reading.spaced(digitsOf(text), country) : text, country }
}

/**
 * A whole number as people of its country write it, without the calling code, since the country beside it says that.
 * For a number that was pasted or left: never while someone types.
 */
export const tidy = (entry: PhoneEntry, reading?: Reading): PhoneEntry => {
  const whole = readWhole(entry, reading)
  if (!whole || !reading) return entry
  const tidied = { text: reading.national(whole.e164), country: countryOf(entry, reading) }
  // What would be read as another number is better left alone.
  return readWhole(tidied, reading)?.e164 === whole.e164 ? tidied : entry
}

/** Takes what was typed; with its groups when the caret was at the end and something came, so that it does not jump. */
export const typed = (entry: PhoneEntry, text: string, isAppended: boolean, reading?: Reading): PhoneEntry =>
  isAppended && !isInternational(text) ? spread({ text, country: entry.country }, reading) : { ...entry, text }

/** What is wrong with the number as far as can be told here; null is for the server to judge. */
export const problemOf = ({ text, country }: PhoneEntry, reading?: Reading): EntryProblem | null => {
  if (digitsOf(text) === '') return 'empty'
  if (!reading) return null
  const found = reading.read(plain(text).replace(/^00(?=[1-9])/, '+'), country)
  return typeof found === 'object' || found === 'no_country' ? null : found
}

/** What to send: E.164 when the number can be read, else the text and its country, and the server decides. */
export const numberOf = (entry: PhoneEntry, reading?: Reading): PhoneNumber => {
  const whole = readWhole(entry, reading)
  if (whole) return { phone: whole.e164 }
  const phone = plain(entry.text).replace(/\s+/g, ' ')
  return isInternational(phone) ? { phone } : { phone, country: countryOf(entry, reading) }
}
