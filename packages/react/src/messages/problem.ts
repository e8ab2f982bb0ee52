import type { SmsMessage } from '@sms-settings/api'
import { useSmsSettings } from '../context.ts'
import { useProblemWords } from '../queries/problem-words.ts'
import { useTurn } from '../words/turns.ts'
import { languageOf } from '../words/words.ts'

type Problem = NonNullable<SmsMessage['problem']>

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
