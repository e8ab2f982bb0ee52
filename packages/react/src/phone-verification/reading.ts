// The metadata of the world's numbers and what reads them: three quarters of what a phone field costs. Imported by
// `import()` alone, so that it is a file of its own, which nobody waits for.
import { createPhoneReader } from '@sms-settings/api/phone'
import parsePhoneNumber, { AsYouType, type CountryCode } from 'libphonenumber-js/core'
import metadata from 'libphonenumber-js/min/metadata'

/** Reads a number as a person wrote it. */
export const read = createPhoneReader(metadata)

/** Digits spaced as the country spaces them, as far as they have come: the same digits, whatever they are. */
export const spaced = (digits: string, country: string): string => {
  try {
    const text = new AsYouType({ defaultCountry: country as CountryCode }, metadata).input(digits)
    return text.replace(/\D/g, '') === digits ? text : digits
  } catch {
    // It throws at prefixes for calling abroad without a country after them: `02` of Samoa.
    return digits
  }
}

/** A number as people of its country write it: `07400 123456`. */
export const national = (e164: string): string => parsePhoneNumber(e164, metadata)?.formatNational() ?? e164
