const RIGHT_TO_LEFT = ['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm', 'Rohg', 'Mand', 'Samr']

/**
 * The direction in which a language is written. As React Aria's, of which nothing is taken in this folder: one import of
 * it, and bundlers put half of it beside a phone field.
 */
export const directionOf = (locale: string): 'ltr' | 'rtl' => {
  try {
    return RIGHT_TO_LEFT.includes(new Intl.Locale(locale).maximize().script ?? '') ? 'rtl' : 'ltr'
  } catch {
    return 'ltr'
  }
}
