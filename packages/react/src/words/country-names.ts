/**
 * Names countries in a language. The server takes any two letters, and tells of what it once stored: what is no country to
 * this browser is shown as it is.
 */
export const countryNames = (locale: string): ((code: string) => string) => {
  // Made for who names a country, which few do of those who could.
  let names: Intl.DisplayNames | undefined
  return (code) => {
    if (!/^[A-Z]{2}$/.test(code)) return code
    names ??= new Intl.DisplayNames(locale, { type: 'region' })
    return names.of(code) ?? code
  }
}
