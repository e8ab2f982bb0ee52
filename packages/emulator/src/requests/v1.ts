import { createHmac } from 'node:crypto'
import { canonicalPairs, percentEncode } from './percent-encoding.ts'

/**
 * What is signed in the older RPC style: every parameter of query and form body but the signature itself.
 * Source: help.aliyun.com, "RPC style signature", checked against `@alicloud/pop-core`.
 */
export const v1StringToSign = (method: string, parameters: readonly (readonly [string, string])[]): string =>
  `${method}&%2F&${percentEncode(canonicalPairs(parameters.filter(([name]) => name !== 'Signature')))}`

/** HMAC-SHA1 in base64; the key is the secret followed by `&`. */
export const v1Signature = (secret: string, stringToSign: string): string =>
  createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64')
