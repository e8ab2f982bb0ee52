import { createPhoneReader } from '@sms-settings/api'
import metadata from 'libphonenumber-js/max/metadata'

const read = createPhoneReader(metadata)

/** The number in E.164; undefined when it is none, which SMS Settings then says better than we could. */
export const readPhone = (text: string, country?: string): string | undefined => {
  const phone = read(text, country)
  return typeof phone === 'string' ? undefined : phone.e164
}
