/**
 * Percent-encodes for signing: UTF-8, upper-case hex, only `A–Z a–z 0–9 - _ . ~` stay as they are. Half a surrogate
 * pair becomes U+FFFD, as in every UTF-8 encoder, instead of throwing as `encodeURIComponent` does.
 * Source: help.aliyun.com/document_detail/2593177.html.
 */
export const percentEncode = (text: string): string =>
  encodeURIComponent(Buffer.from(text).toString()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const decode = (text: string) => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** The pairs of a query string or form body, decoded, in the order they came in; a missing value is empty. */
export function parsePairs(text: string): [string, string][] {
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=')
      return equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))]
    })
}

/** Pairs sorted by name (then value), each side encoded, joined to one line. */
export const canonicalPairs = (pairs: readonly (readonly [string, string])[]): string =>
  [...pairs]
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&')
