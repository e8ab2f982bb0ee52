import { timingSafeEqual } from 'node:crypto'
import type { IndexKey } from '../secrets/index-key.ts'

/** What a token says before it is proved. */
export type Claimed = { accountId: string; proof: string }

const proofOf = (index: IndexKey, accountId: string, address: string) => index.hash('reports', accountId, address)

/**
 * The token in the path that a platform pushes an account's reports to. It is made of the account, so nothing has to be
 * stored, and nothing can be read out of the database.
 * @param address what changes with every new address of the account
 */
export const reportToken = (index: IndexKey, accountId: string, address: string): string =>
  `${accountId}.${proofOf(index, accountId, address)}`

export const readToken = (token: string): Claimed | null => {
  const [, accountId, proof] = /^([A-Za-z0-9]{1,64})\.([\w-]{43})$/.exec(token) ?? []
  return accountId && proof ? { accountId, proof } : null
}

export const isProved = (index: IndexKey, { accountId, proof }: Claimed, address: string): boolean =>
  timingSafeEqual(Buffer.from(proof), Buffer.from(proofOf(index, accountId, address)))
