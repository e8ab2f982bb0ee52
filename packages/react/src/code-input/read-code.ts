export type CodeFormat = {
  /** How many digits (or letters and digits) a code has. */
  length: number
  /** Letters count as well. */
  alphanumeric?: boolean
}

/** Full-width digits and letters, as Chinese and Japanese keyboards give them, as the ones on any other. */
const narrow = (text: string): string => text.normalize('NFKC')

/** What of a text can stand in a code: separators and everything else are left out. */
export const cleanCode = (text: string, { alphanumeric = false }: Pick<CodeFormat, 'alphanumeric'> = {}): string =>
  narrow(text).replace(alphanumeric ? /[^0-9a-z]/gi : /[^0-9]/g, '')

/**
 * Finds the code in what a person pastes: `123-456`, `１２３ ４５６`, or a whole SMS. In a text with other words it is the
 * run of exactly so many digits that is no part of a longer one; the origin line `@example.com #123456` of an SMS for
 * browsers comes first.
 *
 * @returns the code; if there is none of the whole length, whatever of the text can stand in a code, cut to its length
 * @see https://wicg.github.io/sms-one-time-codes/
 */
export const readCode = (text: string, { length, alphanumeric = false }: CodeFormat): string => {
  const plain = narrow(text)
  const letter = alphanumeric ? '[0-9a-z]' : '[0-9]'
  const bound = new RegExp(`@[^\\s#]+ #(${letter}{${length}})(?!${letter})`, 'i').exec(plain)
  if (bound?.[1]) return bound[1]
  // Words of a text are letters too: there the code is the one with a digit in it.
  const run = alphanumeric ? `(?=[a-z]*[0-9])${letter}{${length}}` : `${letter}{${length}}`
  const alone = new RegExp(`(?<!${letter})${run}(?!${letter})`, 'i').exec(plain)
  if (alone) return alone[0]
  // In two halves, as people read it aloud: 123-456, 123 456.
  const halves = new RegExp(`(?<!${letter})${letter}+(?:[ \\u00a0\\-–—.·]${letter}+)+(?!${letter})`, 'gi')
  for (const [candidate] of plain.matchAll(halves)) {
    const joined = cleanCode(candidate, { alphanumeric })
    if (joined.length === length && (!alphanumeric || /[0-9]/.test(joined))) return joined
  }
  return cleanCode(plain, { alphanumeric }).slice(0, length)
}
