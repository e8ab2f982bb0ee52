import { randomBytes } from 'node:crypto'
import { createDatabase } from '../database/database.ts'
import { type Reencrypted, reencrypt } from '../secrets/reencrypt.ts'
import type { Surroundings } from './surroundings.ts'

const newKey = () => randomBytes(32).toString('base64')

export const makeKey = ({ answer }: Surroundings): void => {
  const key = newKey()
  answer(key, { key })
}

/** Prints the ring of `SMS_KEYS` with a new key, which is the current one from then on. Nothing is written anywhere. */
export const rotateKeys = ({ answer, remark, secrets }: Surroundings): void => {
  const ring = secrets()
  let number = Object.keys(ring.keys).length + 1
  while (Object.hasOwn(ring.keys, `k${number}`)) number++
  const rotated = { current: `k${number}`, keys: { ...ring.keys, [`k${number}`]: newKey() } }
  answer(JSON.stringify(rotated), rotated)
  remark(
    `Give this key ring to all server processes, then run "sms-settings keys re-encrypt" with it; when that leaves nothing, ${ring.current} may be taken out`,
  )
}

const inWords = ({ table, looked, sealed, unreadable }: Reencrypted) =>
  `${table}: ${looked} looked at, ${sealed} sealed anew${unreadable > 0 ? `, ${unreadable} UNREADABLE` : ''}`

/** @returns the exit code: 1 when something could not be opened */
export const reencryptAll = async ({ knex, keyRing, answer, progress, remark }: Surroundings): Promise<number> => {
  const ring = keyRing()
  const tables = await reencrypt(createDatabase(knex(), false), ring, (done) => progress(inWords(done)))
  answer(tables.map(inWords).join('\n'), { current: ring.current, tables })
  const lost = tables.reduce((sum, it) => sum + it.unreadable, 0)
  if (lost === 0) return 0
  remark(
    `${lost} values cannot be opened with the keys of SMS_KEYS: add the key they were sealed with, then run this again`,
  )
  return 1
}
