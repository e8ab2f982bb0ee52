import { SMS_ERRORS, type SmsError, type SmsErrorCode, type SmsErrorDetails, STATUS_NAMES } from '@sms-settings/api'

/** Thrown by a handler: what the server answers in place of a success. */
export class Refusal extends Error {
  readonly body: SmsError

  constructor(code: SmsErrorCode, particulars = '', details: SmsErrorDetails = {}) {
    const [statusCode, text] = SMS_ERRORS[code]
    super(text.replace('%s', particulars))
    this.body = { statusCode, code, error: STATUS_NAMES[statusCode] ?? 'Error', message: this.message, ...details }
  }
}
