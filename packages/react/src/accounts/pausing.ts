import type { SmsAccount } from '@sms-settings/api'
import { useSmsMutation } from '../queries/queries.ts'
import { useErrorText } from '../words/errors.ts'
import { useWords } from '../words/use-words.ts'
import { accountWords } from './words.ts'

/** Pauses an account, or resumes it, and says how that went. */
export const usePausing = () => {
  const words = useWords(accountWords)
  const text = useErrorText()
  const pause = useSmsMutation('pauseAccount')
  const resume = useSmsMutation('resumeAccount')
  return async (account: SmsAccount) => {
    const isActive = account.status === 'active'
    try {
      await (isActive ? pause : resume).mutateAsync({ params: { accountId: account.id } })
      return { tone: 'success' as const, text: isActive ? words.pausedNow : words.resumedNow }
    } catch (error) {
      return { tone: 'danger' as const, text: text(error).message }
    }
  }
}
