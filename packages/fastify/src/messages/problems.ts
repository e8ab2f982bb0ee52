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
/** Those of a kind that somebody else can mend: the address that the server sends from. */
const OF_THE_SERVER = ['isv.DENY_IP_RANGE']

/**
 * What was wrong with a message, to the people who look at the log.
 * @param accountId null for the operator's account, of which the tenant can mend nothing
 */
export const problemInWords = (
  kind: SmsProblemKind,
  code: string | null,
  accountId: string | null,
): NonNullable<SmsMessage['problem']> => {
  const { what, todo } = problemWords(code, kind).en
  const isOperators = TURNS[kind] === 'tenant' && (accountId === null || OF_THE_SERVER.includes(code ?? ''))
  const turn = isOperators ? 'operator' : TURNS[kind]
  return { kind, code: code ?? kind, turn, text: what, todo, link: problemPage(code) }
}
