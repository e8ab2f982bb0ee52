import type { AlarmKind, SmsAlarm } from '@sms-settings/api'
import { useSmsSettings } from '../context.ts'
import { useAppName } from '../queries/app-name.ts'
import { useProblemWords } from '../queries/problem-words.ts'
import { signatureWords } from '../signatures/words.ts'
import { useFormat } from '../words/format.ts'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { languageOf } from '../words/words.ts'
import { alarmWords, type Told } from './words.ts'

/** How much an alarm matters: codes are not sent, or soon may not be. */
const TONES: Record<AlarmKind, 'danger' | 'warning'> = {
  key_rejected: 'danger',
  permission_missing: 'warning',
  account_cannot_send: 'danger',
  secret_unreadable: 'danger',
  platform_unreachable: 'danger',
  signature_lapsed: 'danger',
  signature_registration_lapsed: 'warning',
  template_lapsed: 'danger',
  template_changed: 'warning',
  prefix_blocked: 'danger',
  prefix_suspected: 'warning',
  country_suspected: 'warning',
  budget_low: 'warning',
  budget_spent: 'danger',
}

/** Which problem the platform's code of an alarm is about. */
const PROBLEMS = {
  key_rejected: 'credentials',
  permission_missing: 'permission',
  account_cannot_send: 'account',
  platform_unreachable: 'unreachable',
} as const

/** Which of the alarms are about an account, which may be the operator's. */
const OF_ACCOUNTS: ReadonlySet<AlarmKind> = new Set([
  'key_rejected',
  'permission_missing',
  'account_cannot_send',
  'secret_unreadable',
  'platform_unreachable',
])

export type AlarmInWords = {
  tone: 'danger' | 'warning'
  what: string
  todo: string
  /** What the platform's code means, where that is known. */
  problem: string | null
  /** A text that has changed. */
  texts: { before: string; after: string } | null
  /** When it is over by itself. */
  until: string | null
}

/** What an alarm says, in sentences. What it tells of may be anybody's text: it is only ever shown as text. */
export const useAlarm = () => {
  const { locale } = useSmsSettings()
  const words = useWords(alarmWords)
  const signature = useWords(signatureWords)
  const names = useVocabulary()
  const appName = useAppName()
  const problems = useProblemWords()
  const { number, list, minute, country } = useFormat()

  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const count = (value: unknown) => (typeof value === 'number' ? number(value) : '?')

  return (alarm: SmsAlarm): AlarmInWords => {
    const { kind, subject, appId, accountId, details, platformCode } = alarm
    const isOfAccount = OF_ACCOUNTS.has(kind)
    const isOperators = isOfAccount && accountId === null
    const { carriers, until } = details
    const told: Told = {
      name: isOperators
        ? words.operators
        : isOfAccount
          ? `“${subject.name ?? subject.id}”`
          : (subject.name ?? subject.id),
      app: appId === null ? null : appName(appId),
      country: country(text(details.country)),
      status: (names.review as Record<string, string>)[text(details.status)] ?? text(details.status),
      carriers: list(
        (Array.isArray(carriers) ? carriers : []).map(
          (it) => (signature.carrier as Record<string, string>)[String(it)] ?? String(it),
        ),
      ),
      started: count(details.started),
      approved: count(details.approved),
      used: count(details.used),
      limit: count(details.limit),
      until: typeof until === 'string' ? minute(until) : null,
    }
    const { what, todo } = words.kinds[kind] ?? words.unknownKind
    const problem = kind in PROBLEMS && platformCode !== null ? PROBLEMS[kind as keyof typeof PROBLEMS] : null
    const { before, after } = details
    return {
      tone: TONES[kind] ?? 'warning',
      what: what(told),
      todo: isOperators ? words.operatorsTurn : todo(told),
      problem: (problem && problems?.problemWords(platformCode, problem)[languageOf(locale)].what) ?? null,
      texts: typeof before === 'string' && typeof after === 'string' ? { before, after } : null,
      until: typeof until === 'string' ? until : null,
    }
  }
}
