// The metadata of the world's numbers and what reads them: three quarters of what a phone field costs. Imported by
// `import()` alone, so that it is a file of its own, which nobody waits for.
import { createPhoneReader, maskPhone } from '@sms-settings/api/phone'
import { AsYouType, type CountryCode } from 'libphonenumber-js/core'
import metadata from 'libphonenumber-js/min/metadata'

/** Reads a number as a person wrote it. */
export const read = createPhoneReader(metadata)

/** Digits spaced as the country spaces them, as far as they have come. */
export const spaced = (digits: string, country: string): string =>
  new AsYouType({ defaultCountry: country as CountryCode }, metadata).input(digits)

export { maskPhone }
