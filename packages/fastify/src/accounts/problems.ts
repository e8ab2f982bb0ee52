import type { SmsErrorDetails } from '@sms-settings/api'
import { inWords, type SmsFailure, smsError } from '../errors.ts'
import { PlatformProblem, type Problem } from '../platforms/platform.ts'

/** What a caller is told of a platform's problem: our error, with the platform's own code and request id beside it. */
export const problemError = (problem: Problem, details: SmsErrorDetails = {}, cause?: unknown): SmsFailure => {
  const { kind, code, requestId, retryAfter } = problem
  const more = { ...details, platform: { code, requestId } }
  const limited = retryAfter ?? 60
  switch (kind) {
    case 'limited':
      return smsError('SMS_PLATFORM_LIMITED', [inWords(limited)], { ...more, retryAfter: limited }, cause)
    case 'phone':
      return smsError('SMS_PHONE_REFUSED', [], { ...more, field: 'body.phone' }, cause)
    case 'credentials':
      return smsError('SMS_CREDENTIALS_REJECTED', [], more, cause)
    case 'throttled':
    case 'unreachable':
      return smsError('SMS_PLATFORM_UNREACHABLE', [], retryAfter === undefined ? more : { ...more, retryAfter }, cause)
    case 'timeout':
      return smsError('SMS_PLATFORM_TIMEOUT', [], more, cause)
    case 'nonsense':
      return smsError('SMS_PLATFORM_NONSENSE', [], more, cause)
    default:
      return smsError('SMS_PLATFORM_REFUSED', [WORDS[kind]], more, cause)
  }
}

const WORDS: Record<'settings' | 'account' | 'permission' | 'not_found' | 'bug', string> = {
  settings: 'signature, template and variables do not fit together there',
  account: 'the SMS account cannot send; look at its balance and state on the platform',
  permission: 'the AccessKey lacks a permission; check the account to see which',
  not_found: 'it does not know the signature or template',
  bug: 'it did not understand the request',
}

/** Does something with a platform; its problems become our errors. */
export const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof PlatformProblem) throw problemError(error.problem, {}, error)
    throw error
  }
}
