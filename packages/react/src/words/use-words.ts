import { useMemo } from 'react'
import { useSmsSettings } from '../provider/context.ts'
import { type Words, wordsFor } from './words.ts'

/** The texts of a room in the provider's language, with the host's own laid over them. */
export const useWords = <Room extends string, T extends object>(words: Words<Room, T>): T => {
  const { locale, messages } = useSmsSettings()
  const own = messages[words.room]
  return useMemo(() => wordsFor(words, locale, own), [words, locale, own])
}
