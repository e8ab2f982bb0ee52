import createError from '@fastify/error'
import { SMS_ERRORS, type SmsErrorCode, type SmsErrorDetails } from '@sms-settings/api'

/** An error of SMS Settings: `code` is an `SMS_…` constant, `details` go into the answer beside the message. */
export type SmsFailure = Error & {
  code: SmsErrorCode
  statusCode: number
  details: SmsErrorDetails
}

/** Ordinary answers to App users, of which there are many: where in the code they were made helps nobody. */
const WITHOUT_STACK: readonly number[] = [410, 422, 429]
const classes = Object.fromEntries(
  Object.entries(SMS_ERRORS).map(([code, [statusCode, message]]) => [
    code,
    createError(code, message, statusCode, Error, !WITHOUT_STACK.includes(statusCode)),
  ]),
) as Record<SmsErrorCode, ReturnType<typeof createError>>

/**
 * Makes an error of the table in `@sms-settings/api`.
 * @param words fill the `%s` of its text, in order
 */
export const smsError = (
  code: SmsErrorCode,
  words: (string | number)[] = [],
  details: SmsErrorDetails = {},
  cause?: unknown,
): SmsFailure => {
  const SmsErrorClass = classes[code]
  const error = new SmsErrorClass(...words.map(String), ...(cause === undefined ? [] : [{ cause }]))
  return Object.assign(error, { details }) as unknown as SmsFailure
}

/** Whether an error is one of ours, from whichever copy of this package. */
export const isSmsError = (error: unknown): error is SmsFailure =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code in SMS_ERRORS &&
  'details' in error

/** A duration as a person says it: `45 seconds`, `3 minutes`, `2 hours`. */
export const inWords = (seconds: number): string => {
  const say = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`
  if (seconds < 120) return say(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds < 7200) return say(Math.ceil(seconds / 60), 'minute')
  return say(Math.ceil(seconds / 3600), 'hour')
}

/** An option that cannot be worked with. The message names it and says what it wants. */
export class InvalidOption extends Error {
  override name = 'InvalidOption'
  readonly code = 'SMS_INVALID_OPTION'
  readonly option: string
  constructor(option: string, wants: string) {
    super(`SMS Settings: option "${option}" ${wants}`)
    this.option = option
  }
}
