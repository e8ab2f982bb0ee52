import { useMemo, useSyncExternalStore } from 'react'
import { countryNames } from '../words/country-names.ts'
import { COUNTRIES, callingCodeOf } from './calling-codes.ts'

export type CountryOption = { country: string; name: string; callingCode: string }

const SUBSCRIBED_TO_NOTHING = () => () => {}

/** The countries that are offered: those that were named and have phones, else all. */
export const offered = (countries: readonly string[] | undefined): readonly string[] => {
  const known = countries?.filter((it) => callingCodeOf(it) !== undefined)
  return known?.length ? known : COUNTRIES
}

/** The country to begin with: the default if it is offered, else that of the language, else the first. */
export const firstCountry = (
  defaultCountry: string | undefined,
  locale: string,
  countries: readonly string[] | undefined,
  preferred: readonly string[] | undefined,
): string => {
  let region: string | undefined
  try {
    region = new Intl.Locale(locale).maximize().region
  } catch {
    // Not a tag: no hint.
  }
  const choice = offered(countries)
  const found = [defaultCountry, preferred?.[0], region].find((it) => it !== undefined && choice.includes(it))
  return found ?? choice[0] ?? 'CN'
}

/**
 * The countries by their names in a language, sorted as it sorts. None on a server and while a page comes to life: names
 * and order are the browser's own, and a server's may differ.
 */
export const useCountryOptions = (
  locale: string,
  countries: readonly string[] | undefined,
  names: { [country: string]: string },
): readonly CountryOption[] | undefined => {
  const isAlive = useSyncExternalStore(
    SUBSCRIBED_TO_NOTHING,
    () => true,
    () => false,
  )
  return useMemo(() => {
    if (!isAlive) return undefined
    const nameOf = countryNames(locale)
    const { compare } = new Intl.Collator(locale)
    return offered(countries)
      .map((country) => ({
        country,
        name: names[country] ?? nameOf(country),
        callingCode: callingCodeOf(country) ?? '',
      }))
      .sort((a, b) => compare(a.name, b.name))
  }, [isAlive, locale, countries, names])
}
