import { useSmsSettings } from '../context.ts'
import { Icon } from '../elements/icon.tsx'
import { useWords } from '../words/use-words.ts'
import { callingCodeOf } from './calling-codes.ts'
import { offered, useCountryOptions } from './countries.ts'
import { verificationWords } from './words.ts'

export type CountrySelectProps = {
  country: string
  onChange: (country: string) => void
  /** Those that are offered; all unless given. */
  countries?: readonly string[] | undefined
  /** Those that are offered first. */
  preferred?: readonly string[] | undefined
  /** The id of the number's field, which follows the choice. */
  controls: string
  isDisabled: boolean
}

/**
 * The country of a number: a native list under what is drawn. It opens as each device opens lists, finds what is typed,
 * and costs nothing; what it would show of itself is too wide for where it stands.
 */
export const CountrySelect = ({
  country,
  onChange,
  countries,
  preferred,
  controls,
  isDisabled,
}: CountrySelectProps) => {
  const { locale } = useSmsSettings()
  const words = useWords(verificationWords)
  const all = useCountryOptions(locale, countries, words.countries)
  const callingCode = callingCodeOf(country) ?? ''
  // Letters: Windows has no flags, some telephones leave out some, and not everybody agrees on all of them.
  const shown = (
    <span className="sms-phone-code" data-slot="calling-code" aria-hidden="true">
      <span className="sms-phone-letters">{country}</span>
      <bdi>+{callingCode}</bdi>
    </span>
  )
  // A pasted number may bring a country that is not offered: it is shown, and said to be none.
  const isOffered = offered(countries).includes(country)
  if (offered(countries).length === 1 && isOffered)
    return (
      <span className="sms-phone-country" data-slot="country" data-only="">
        {shown}
      </span>
    )

  const option = (it: { country: string; name: string; callingCode: string }) => (
    <option key={it.country} value={it.country}>
      {`${it.name} +${it.callingCode}`}
    </option>
  )
  const first = (preferred ?? [])
    .map((it) => all?.find((other) => other.country === it))
    .filter((it) => it !== undefined)
  return (
    <span className="sms-phone-country" data-slot="country">
      {shown}
      <Icon name="chevron" />
      <select
        className="sms-phone-select"
        data-slot="country-select"
        aria-label={words.country}
        aria-controls={controls}
        autoComplete="off"
        value={country}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.value)}
      >
        {(!all || !isOffered) && <option value={country}>{`+${callingCode}`}</option>}
        {first.length > 0 && <optgroup label={words.suggestedCountries}>{first.map(option)}</optgroup>}
        {all && first.length > 0 ? (
          <optgroup label={words.allCountries}>{all.filter((it) => !first.includes(it)).map(option)}</optgroup>
        ) : (
          all?.map(option)
        )}
      </select>
    </span>
  )
}
