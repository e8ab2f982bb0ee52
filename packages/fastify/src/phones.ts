import { createPhoneReader, type Phone, type PhoneProblem } from '@sms-settings/api'
import metadata from 'libphonenumber-js/max/metadata'
import { smsError } from './errors.ts'

const read = createPhoneReader(metadata)

const PROBLEMS: Record<PhoneProblem, string> = {
  empty: 'is empty',
  no_country: 'needs its country code, such as +86, or the field country',
  too_short: 'has too few digits',
  too_long: 'has too many digits',
  not_a_number: 'is not a phone number',
}

const LINES: Partial<Record<Phone['line'], string>> = {
  fixed: 'a fixed line',
  premium: 'a premium-rate number',
  toll_free: 'a toll-free number',
  pager: 'a pager',
  voip: 'an internet telephone number',
  other: 'a special number',
}

/**
 * Reads a phone number that SMS can be sent to.
 * @param exempt numbers taken whatever their kind, in E.164: test numbers
 * @throws `SMS_INVALID_PHONE` naming the field
 */
export const readMobile = (
  text: string,
  country?: string,
  exempt?: (e164: string) => boolean,
  field = 'body.phone',
): Phone => {
  const refuse = (why: string) => smsError('SMS_INVALID_PHONE', [`${field} ${why}`], { field })
  const phone = typeof text === 'string' ? read(text, country) : 'empty'
  if (typeof phone === 'string') throw refuse(PROBLEMS[phone])
  if (exempt?.(phone.e164)) return phone
  const line = LINES[phone.line]
  if (line) throw refuse(`is ${line}, which gets no SMS`)
  if (!phone.valid || phone.line !== 'mobile' || phone.country === '') throw refuse('is not a mobile number')
  return phone
}

/**
 * Reads a number that is only looked for or compared, of whatever kind.
 * @throws `SMS_INVALID_PHONE` naming the field
 */
export const readNumber = (text: string, field: string): Phone => readMobile(text, undefined, () => true, field)
