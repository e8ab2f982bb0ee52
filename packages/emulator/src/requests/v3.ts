import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { canonicalPairs, parsePairs } from './percent-encoding.ts'

/** What a signature of the third version is made of. */
export type V3Input = {
  method: string
  /** As sent, without `?`; it is decoded and encoded anew. */
  query: string
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>
  /** Names that the request says are signed, lower case. */
  signedHeaders: readonly string[]
  body: Uint8Array
}

/** Algorithm name in the Authorization header. */
export const V3_ALGORITHM = 'ACS3-HMAC-SHA256'

/** Headers without which a signature is not accepted. */
const mandatoryHeaders = [
  'host',
  'x-acs-action',
  'x-acs-version',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-content-sha256',
]

/** Lower-case hexadecimal SHA-256. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/**
 * The canonical request: method, path, query, signed headers, their names, hash of the body.
 * Source: help.aliyun.com/document_detail/2593177.html, checked against the official SDK.
 */
export function canonicalRequest({ method, query, headers, signedHeaders, body }: V3Input): string {
  const names = [...signedHeaders].sort()
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`).join('')
  return [method, '/', canonicalPairs(parsePairs(query)), lines, names.join(';'), sha256(body)].join('\n')
}

/** What is signed: the algorithm and the hash of the canonical request. */
export const v3StringToSign = (input: V3Input): string => `${V3_ALGORITHM}\n${sha256(canonicalRequest(input))}`

/** The signature itself; there is no derived key, no region and no service in it. */
export const v3Signature = (secret: string, stringToSign: string): string =>
  createHmac('sha256', secret).update(stringToSign).digest('hex')

/** The parts of `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`; undefined when it is not of that form. */
export function parseAuthorization(
  header: string,
): { credential: string; signedHeaders: string[]; signature: string } | undefined {
  const [algorithm, rest] = [header.slice(0, V3_ALGORITHM.length), header.slice(V3_ALGORITHM.length)]
  if (algorithm !== V3_ALGORITHM || !/^\s/.test(rest)) return undefined
  const parts = new Map(
    rest.split(',').map((part) => {
      const [name = '', ...value] = part.trim().split('=')
      return [name, value.join('=')] as const
    }),
  )
  const credential = parts.get('Credential')
  const signedHeaders = parts.get('SignedHeaders')
  const signature = parts.get('Signature')
  if (!credential || !signedHeaders || !signature) return undefined
  return { credential, signedHeaders: signedHeaders.split(';').map((name) => name.toLowerCase()), signature }
}

/** Headers that should have been signed and were not: the mandatory ones, and those present that belong to signing. */
export const unsignedHeaders = (headers: V3Input['headers'], signed: readonly string[]): string[] =>
  [
    ...new Set([
      ...mandatoryHeaders,
      ...Object.keys(headers).filter((name) => name.startsWith('x-acs-') || name === 'content-type'),
    ]),
  ].filter((name) => !signed.includes(name))

/** Compares without telling by its duration where two signatures differ. */
export function sameSignature(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
