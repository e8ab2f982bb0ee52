import type { SmsMessage } from '@sms-settings/api'
import type { ProblemKind } from '../platforms/platform.ts'

type Words = Pick<NonNullable<SmsMessage['problem']>, 'whose' | 'text'>

/** What a kind of problem means to the people who look at the message log, and whose turn it is. */
export const PROBLEM_WORDS: Record<ProblemKind | 'never_sent', Words> = {
  limited: { whose: 'user', text: 'The platform limits SMS to this number: wait, then send again' },
  phone: {
    whose: 'user',
    text: 'The platform cannot send to this number: it is malformed, or on a list of numbers not to be written to',
  },
  settings: {
    whose: 'settings',
    text: 'Signature, template and variables do not fit together on the platform: compare them there',
  },
  account: { whose: 'operator', text: 'The account cannot send: look at its balance and state on the platform' },
  credentials: { whose: 'settings', text: 'The platform rejects the AccessKey: enter a valid one' },
  permission: { whose: 'settings', text: 'The AccessKey lacks a permission: check the account to see which' },
  throttled: { whose: 'us', text: 'Too many requests at once: nothing was sent' },
  unreachable: { whose: 'platform', text: 'The platform could not be reached: nothing was sent' },
  timeout: {
    whose: 'platform',
    text: 'The platform did not answer in time: it is being asked whether the SMS was sent',
  },
  nonsense: {
    whose: 'platform',
    text: 'The connection was lost or the answer made no sense: the platform is being asked whether the SMS was sent',
  },
  not_found: { whose: 'settings', text: 'The platform does not know the signature or template' },
  bug: { whose: 'us', text: 'The platform refused how it was asked' },
  never_sent: {
    whose: 'us',
    text: 'The server stopped before the SMS was handed over; the platform knows nothing of it',
  },
}
