import { useMemo } from 'react'
import { useSmsSettings } from '../context.ts'
import { type Words, wordsFor } from './words.ts'

/** The texts of an area in the provider's language, with the host's own laid over them. */
export const useWords = <Area extends string, T extends object>(words: Words<Area, T>): T => {
  const { locale, words: others } = useSmsSettings()
  const own = others[words.area]
  return useMemo(() => wordsFor(words, locale, own), [words, locale, own])
}
