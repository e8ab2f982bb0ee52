export type CodeFormat = {
  /** How many digits (or letters and digits) a code has. */
  length: number
  /** Letters count as well. */
  alphanumeric?: boolean
}

/**
 * Digits and letters of other keyboards as the plain ones: full-width, as Chinese and Japanese input methods give them, and
 * the digits of Arabic and Persian, whose last four bits are their value.
 */
const plain = (text: string): string =>
  text.normalize('NFKC').replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))

/** What of a text can stand in a code: separators and everything else are left out. */
export const cleanCode = (text: string, { alphanumeric = false }: Pick<CodeFormat, 'alphanumeric'> = {}): string =>
  plain(text).replace(alphanumeric ? /[^0-9a-z]/gi : /[^0-9]/g, '')

/**
 * Finds the code in what a person pastes: `123-456`, `１２３ ４５６`, or a whole SMS. In a text with other words it is the
 * run of exactly so many digits that is no part of a longer one. The origin line `@example.com #123456` of an SMS for
 * browsers comes first, then a run that follows a word for “code”.
 *
 * @returns the code; if there is none of the whole length, whatever of the text can stand in a code, cut to its length
 * @see https://wicg.github.io/sms-one-time-codes/
 */
export const readCode = (text: string, { length, alphanumeric = false }: CodeFormat): string => {
  const sentence = plain(text)
  const letter = alphanumeric ? '[0-9a-z]' : '[0-9]'
  // Words of a text are letters too: among them the code is the one with a digit in it.
  const run = `(?<!${letter})(${alphanumeric ? '(?=[a-z]*[0-9])' : ''}${letter}{${length}})(?!${letter})`
  for (const pattern of [
    `@[^\\s#]+ #(${letter}{${length}})(?!${letter})`,
    `(?:code|pin|otp|password|码|碼)[^0-9]{0,24}?${run}`,
    run,
  ]) {
    const found = new RegExp(pattern, 'i').exec(sentence)
    if (found?.[1]) return found[1]
  }
  // In parts, as people read it aloud: 123-456, 123 456.
  const parts = new RegExp(`(?<!${letter})${letter}+(?:[ \\u00a0\\-–—.·]${letter}+)+(?!${letter})`, 'gi')
  for (const [candidate] of sentence.matchAll(parts)) {
    const joined = cleanCode(candidate, { alphanumeric })
    if (joined.length === length && (!alphanumeric || /[0-9]/.test(joined))) return joined
  }
  return cleanCode(sentence, { alphanumeric }).slice(0, length)
}
