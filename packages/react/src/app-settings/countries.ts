import { useMemo } from 'react'
import { COUNTRIES } from '../phone-verification/calling-codes.ts'
import { useSmsSettings } from '../provider/context.ts'

export type Country = { code: string; name: string }

/** Without accents and case: `cote` finds Côte d’Ivoire. */
const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Countries by their names in the provider's language. */
export const useCountries = () => {
  const { locale } = useSmsSettings()
  return useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: 'region' })
    const english = new Intl.DisplayNames('en', { type: 'region' })
    const { compare } = new Intl.Collator(locale)
    // The server takes any two letters, and not every pair is a region to every browser.
    const nameOf = (code: string) => names.of(code) ?? code
    const sorted = (codes: readonly string[]): Country[] =>
      codes.map((code) => ({ code, name: nameOf(code) })).sort((a, b) => compare(a.name, b.name))
    return {
      nameOf,
      sorted,
      /** All that may be chosen: what the operator allows, else all that have phones. */
      among: (allowed: readonly string[] | null) => sorted(allowed ?? COUNTRIES),
      /** By a part of the name, here or in English, or by the code. */
      fits: ({ code, name }: Country, q: string) =>
        q === '' || [name, english.of(code) ?? ''].some((it) => bare(it).includes(bare(q))) || code === q.toUpperCase(),
    }
  }, [locale])
}
