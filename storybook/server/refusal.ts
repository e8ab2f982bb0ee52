import { SMS_ERRORS, type SmsError, type SmsErrorCode, type SmsErrorDetails } from '@sms-settings/api'

const NAMES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** Thrown by a handler: what the server answers in place of a success. */
export class Refusal extends Error {
  readonly body: SmsError

  constructor(code: SmsErrorCode, particulars = '', details: SmsErrorDetails = {}) {
    const [statusCode, text] = SMS_ERRORS[code]
    super(text.replace('%s', particulars))
    this.body = { statusCode, code, error: NAMES[statusCode] ?? 'Error', message: this.message, ...details }
  }
}
