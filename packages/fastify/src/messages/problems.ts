import { problemPage, problemWords, type SmsMessage, type SmsProblemKind, type Turn } from '@sms-settings/api'

const TURNS: Record<SmsProblemKind, Turn> = {
  limited: 'user',
  phone: 'user',
  settings: 'tenant',
  account: 'tenant',
  credentials: 'tenant',
  permission: 'tenant',
  throttled: 'tenant',
  unreachable: 'operator',
  timeout: 'platform',
  nonsense: 'platform',
  not_found: 'tenant',
  bug: 'operator',
  never_sent: 'user',
}

/**
 * What was wrong with a message, to the people who look at the log.
 * @param accountId null for the operator's account, of which the tenant can mend nothing
 */
export const problemInWords = (
  kind: SmsProblemKind,
  code: string | null,
  accountId: string | null,
): NonNullable<SmsMessage['problem']> => {
  const {
    en: { what, todo },
    turn = TURNS[kind],
  } = problemWords(code, kind)
  return {
    kind,
    code: code ?? kind,
    turn: turn === 'tenant' && accountId === null ? 'operator' : turn,
    text: what,
    todo,
    link: problemPage(code),
  }
}
