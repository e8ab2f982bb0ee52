import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecretsOptions } from '@sms-settings/fastify'

/** Reads `k2:…,k1:…`: new secrets are sealed with the first key, the others still open what they sealed. */
export const parseKeys = (text: string): SecretsOptions => {
  const pairs = text.split(',').map((pair) => pair.trim().split(':'))
  const [current] = pairs
  if (!current?.[0] || pairs.some((pair) => pair.length !== 2 || !pair[1]))
    throw new Error('SMS_KEYS must be id:key pairs with commas between, such as k1:<32 bytes in base64>')
  return { current: current[0], keys: Object.fromEntries(pairs) }
}

/**
 * A key for development, made at the first start and kept beside the database. Whoever has the folder can open every
 * secret in it, so this is not for production.
 */
export const developmentKeys = async (dataFolder: string): Promise<{ secrets: SecretsOptions; file: string }> => {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const file = join(dataFolder, 'development-key')
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `dev:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  try {
    // A link appears whole or not at all, and never over another: of processes that start at once, one makes the key.
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft)
  }
  return { secrets: parseKeys((await readFile(file, 'utf8')).trim()), file }
}
