import { useMemo } from 'react'
import { useSmsSettings } from '../context.ts'
import { COUNTRIES } from '../phone-verification/calling-codes.ts'
import { countryNames } from '../words/country-names.ts'
import { useFormat } from '../words/format.ts'

export type Country = { code: string; name: string }

/** Without accents and case: `cote` finds Côte d’Ivoire. */
const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Countries by their names in the provider's language. */
export const useCountries = () => {
  const { locale } = useSmsSettings()
  const { country } = useFormat()
  return useMemo(() => {
    const inEnglish = countryNames('en')
    const { compare } = new Intl.Collator(locale)
    const sorted = (codes: readonly string[]): Country[] =>
      codes.map((code) => ({ code, name: country(code) })).sort((a, b) => compare(a.name, b.name))
    return {
      sorted,
      /** All that may be chosen: what the operator allows, else all that have phones. */
      among: (allowed: readonly string[] | null) => sorted(allowed ?? COUNTRIES),
      /** By a part of the name, here or in English, or by the code. */
      fits: ({ code, name }: Country, q: string) =>
        q === '' || [name, inEnglish(code)].some((it) => bare(it).includes(bare(q))) || code === q.toUpperCase(),
    }
  }, [locale, country])
}
