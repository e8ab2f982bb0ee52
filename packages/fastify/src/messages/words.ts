import { problemPage, problemWords, type SmsMessage, type SmsProblemKind } from '@sms-settings/api'

type Problem = NonNullable<SmsMessage['problem']>

/** Whose turn it is. */
const WHOSE: Record<SmsProblemKind, Problem['whose']> = {
  limited: 'user',
  phone: 'user',
  settings: 'settings',
  account: 'operator',
  credentials: 'settings',
  permission: 'settings',
  throttled: 'us',
  unreachable: 'platform',
  timeout: 'platform',
  nonsense: 'platform',
  not_found: 'settings',
  bug: 'us',
  never_sent: 'us',
}

/** What was wrong with a message, to the people who look at the log. */
export const problemInWords = (kind: SmsProblemKind, code: string | null): Problem => {
  const { what, todo } = problemWords(code, kind).en
  return { kind, code: code ?? kind, whose: WHOSE[kind], text: what, todo, link: problemPage(code) }
}
