import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SecretsOptions } from '@sms-settings/fastify'

/** Reads a key ring written as JSON, as the `sms-settings` command does. SMS Settings looks at the keys themselves. */
export const parseKeys = (text: string): SecretsOptions => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('SMS_KEYS must be a key ring as JSON: {"current":"k1","keys":{"k1":"32 bytes in base64"}}')
  }
}

/**
 * A key for development, made at the first start and kept beside the database. Whoever has the folder can open every
 * secret in it, so this is not for production.
 */
export const developmentKeys = async (dataFolder: string): Promise<{ secrets: SecretsOptions; file: string }> => {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const file = join(dataFolder, 'development-keys.json')
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const ring = { current: 'dev', keys: { dev: randomBytes(32).toString('base64') } }
  await writeFile(draft, `${JSON.stringify(ring)}\n`, { mode: 0o600 })
  try {
    // A link appears whole or not at all, and never over another: of processes that start at once, one makes the key.
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft)
  }
  return { secrets: parseKeys(await readFile(file, 'utf8')), file }
}
