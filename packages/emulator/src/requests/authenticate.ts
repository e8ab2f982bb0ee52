import type { AccessKey, Account } from '../accounts/account.ts'
import { refusal } from '../errors.ts'
import type { ApiRequest } from './api-request.ts'
import type { Nonces } from './nonces.ts'
import { v1Signature, v1StringToSign } from './v1.ts'
import {
  canonicalRequest,
  parseAuthorization,
  sameSignature,
  unsignedHeaders,
  v3Signature,
  v3StringToSign,
} from './v3.ts'

/** How far the date of a request may be from the clock. Source: help.aliyun.com/document_detail/101346.html. */
export const TOLERANCE = 15 * 60_000

/** Who a request is from. */
export type Caller = { account: Account; key: AccessKey }

/** What a request claims, whichever version of the signature it bears. */
type Claim = {
  accessKeyId: string
  date: string
  nonce: string
  signature: string
  token: string | undefined
  expected: (secret: string) => string
  stringToSign: () => string
}

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

function readV3(request: ApiRequest, authorization: string): Claim {
  const { headers } = request
  const parts = parseAuthorization(authorization)
  if (!parts) throw refusal('IncompleteSignature')
  const unsigned = unsignedHeaders(headers, parts.signedHeaders)
  if (unsigned.length > 0)
    throw refusal('IncompleteSignature', `The headers ${unsigned.join(', ')} must be present and signed.`)
  const input = { ...request, signedHeaders: parts.signedHeaders }
  const stringToSign = v3StringToSign(input)
  const canonical = canonicalRequest(input)
  // The hash that the header gives has to be that of the body, or else what was signed was another body.
  const bodyIsSigned = canonical.endsWith(`\n${headers['x-acs-content-sha256']?.toLowerCase()}`)
  return {
    accessKeyId: parts.credential,
    date: headers['x-acs-date'] ?? '',
    nonce: headers['x-acs-signature-nonce'] ?? '',
    signature: bodyIsSigned ? parts.signature : '',
    token: headers['x-acs-security-token'],
    expected: (secret) => v3Signature(secret, stringToSign),
    stringToSign: () => `${stringToSign} server canonical request is:${canonical}`,
  }
}

function readV1({ method, pairs, params }: ApiRequest): Claim {
  const need = (name: string) => {
    const value = params.get(name)
    if (!value) throw refusal(`Missing${name}`)
    return value
  }
  const [accessKeyId, signature] = [need('AccessKeyId'), need('Signature')]
  if (need('SignatureMethod') !== 'HMAC-SHA1' || need('SignatureVersion') !== '1.0')
    throw refusal('IncompleteSignature')
  const stringToSign = v1StringToSign(method, pairs)
  return {
    accessKeyId,
    date: need('Timestamp'),
    nonce: need('SignatureNonce'),
    signature,
    token: params.get('SecurityToken'),
    expected: (secret) => v1Signature(secret, stringToSign),
    stringToSign: () => stringToSign,
  }
}

/** Finds out who a request is from. Checks the key, then date, nonce and signature, and throws at the first that fails. */
export function authenticate(request: ApiRequest, accounts: readonly Account[], nonces: Nonces, now: number): Caller {
  const { authorization } = request.headers
  const claim = authorization === undefined ? readV1(request) : readV3(request, authorization)
  const account = accounts.find(({ keys }) => keys.some(({ accessKeyId }) => accessKeyId === claim.accessKeyId))
  const key = account?.keys.find(({ accessKeyId }) => accessKeyId === claim.accessKeyId)
  if (!account || !key) throw refusal('InvalidAccessKeyId.NotFound')
  if (!key.active) throw refusal('InvalidAccessKeyId.Inactive')
  if ((claim.token ?? null) !== key.securityToken) throw refusal('InvalidSecurityToken.MismatchWithAccessKey')

  const date = timestamp.test(claim.date) ? Date.parse(claim.date) : Number.NaN
  if (Number.isNaN(date)) throw refusal('InvalidTimeStamp.Format')
  if (Math.abs(date - now) > TOLERANCE) throw refusal('InvalidTimeStamp.Expired')
  if (claim.nonce === '') throw refusal('MissingSignatureNonce')
  if (nonces.has(key.accessKeyId, claim.nonce)) throw refusal('SignatureNonceUsed')
  if (!sameSignature(claim.signature, claim.expected(key.accessKeySecret)))
    throw refusal(
      'SignatureDoesNotMatch',
      `Specified signature is not matched with our calculation. server string to sign is:${claim.stringToSign()}`,
    )
  nonces.use(key.accessKeyId, claim.nonce, now)
  return { account, key }
}
