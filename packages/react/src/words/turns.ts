import type { Turn } from '@sms-settings/api'
import { usePermission } from '../context.ts'
import { useVocabulary } from './vocabulary.ts'

/** Whose turn it is, in words, to who is looking. */
export const useTurn = (): ((turn: Turn) => string) => {
  const { turns } = useVocabulary()
  const mayWrite = usePermission('settings:write')
  return (turn) => turns[turn !== 'tenant' ? turn : mayWrite ? 'you' : 'administrator']
}
