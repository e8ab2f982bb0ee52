import type { SmsMessage, Turn } from '@sms-settings/api'
import { usePermission, useSmsSettings } from '../provider/context.ts'
import { useProblemWords } from '../queries/problem-words.ts'
import { useWords } from '../words/use-words.ts'
import { languageOf } from '../words/words.ts'
import { messageWords } from './words.ts'

type Problem = NonNullable<SmsMessage['problem']>

/** Whose turn it is, in words, to who is looking. */
export const useTurn = (): ((turn: Turn) => string) => {
  const { turns } = useWords(messageWords)
  const mayWrite = usePermission('settings:write')
  return (turn) => turns[turn !== 'tenant' ? turn : mayWrite ? 'you' : 'administrator']
}

/** What went wrong with an SMS, what to do about it, and whose turn it is. */
export const useProblem = () => {
  const { locale } = useSmsSettings()
  const turnInWords = useTurn()
  const problems = useProblemWords()
  return (problem: Problem) => {
    const language = languageOf(locale)
    // The server speaks English, and may know codes that this page is too old for. It also helps out until the words are read.
    const { what, todo } =
      language === 'en' || !problems
        ? { what: problem.text, todo: problem.todo }
        : problems.problemWords(problem.code, problem.kind)[language]
    return { what, todo, turn: turnInWords(problem.turn) }
  }
}

/** How a status looks. */
export const STATUS_TONES = {
  queued: 'info',
  accepted: 'info',
  delivered: 'success',
  failed: 'danger',
  unknown: 'warning',
} as const satisfies Record<SmsMessage['status'], string>
