import knexModule, { type Knex } from 'knex'
import { sqliteConfig } from '../database/sqlite.ts'
import { checkSecrets } from '../options.ts'
import type { AlibabaCloudOptions } from '../platforms/alibaba-cloud/index.ts'
import { createKeyRing, type KeyRing, type SecretsOptions } from '../secrets/key-ring.ts'
import { Usage } from './usage.ts'

export type Flags = {
  database?: string
  tenant?: string
  endpoint?: string
  protocol?: string
  json: boolean
  offline: boolean
  'dry-run': boolean
}

/** What a command finds around it. */
export type Surroundings = {
  flags: Flags
  /** The words behind the command's name. */
  rest: string[]
  /** The answer, on stdout: as JSON if that was asked for, else in words. */
  answer(words: string, json: unknown): void
  /** How far long work is, on stderr: one line that changes on a terminal, now and then a line elsewhere. */
  progress(words: string): void
  /** A remark for the person, on stderr; never part of what the next program reads. */
  remark(words: string): void
  /** The database that was named. Closed when the command has ended. */
  knex(): Knex
  /** The key ring of `SMS_KEYS`. */
  secrets(): SecretsOptions
  keyRing(): KeyRing
}

const EVERY = 2000

/** Where the platform is, if not where it always is. */
export const platformOptions = ({ endpoint, protocol }: Flags): AlibabaCloudOptions => {
  if (protocol !== undefined && protocol !== 'http' && protocol !== 'https')
    throw new Usage('--protocol must be http or https')
  return { ...(endpoint ? { endpoint } : {}), ...(protocol ? { protocol } : {}) }
}

/** @param environment its `DATABASE_URL` and `SMS_KEYS` */
export const createSurroundings = (
  flags: Flags,
  rest: string[],
  environment: NodeJS.ProcessEnv,
): Surroundings & { close(): Promise<void> } => {
  let opened: Knex | undefined
  let last = 0
  let isLineOpen = false
  const endLine = () => {
    if (isLineOpen) process.stderr.write('\n')
    isLineOpen = false
  }
  return {
    flags,
    rest,
    answer: (words, json) => {
      endLine()
      process.stdout.write(`${flags.json ? JSON.stringify(json, null, 2) : words}\n`)
    },
    progress: (words) => {
      if (process.stderr.isTTY) {
        process.stderr.write(`\r\u001b[K${words}`)
        isLineOpen = true
      } else if (Date.now() - last > EVERY) {
        last = Date.now()
        process.stderr.write(`${words}\n`)
      }
    },
    remark: (words) => {
      endLine()
      process.stderr.write(`${words}\n`)
    },
    knex: () => {
      opened ??= connect(flags.database ?? environment.DATABASE_URL)
      return opened
    },
    secrets: () => readKeyRing(environment.SMS_KEYS),
    keyRing: () => createKeyRing(readKeyRing(environment.SMS_KEYS)),
    close: async () => {
      endLine()
      await opened?.destroy()
    },
  }
}

const connect = (url: string | undefined): Knex => {
  if (!url) throw new Usage('Which database? Give --database or DATABASE_URL')
  return knexModule.default(
    /^mysql2?:\/\//.test(url) ? { client: 'mysql2', connection: url } : sqliteConfig(url.replace(/^file:(\/\/)?/, '')),
  )
}

/**
 * The key ring as the server has it.
 * @throws {Usage} that says what is wrong with it, without a word of it
 */
const readKeyRing = (text: string | undefined): SecretsOptions => {
  if (!text) throw new Usage('The environment variable SMS_KEYS must hold the key ring; see --help')
  let ring: SecretsOptions
  try {
    ring = JSON.parse(text) as SecretsOptions
  } catch {
    throw new Usage('SMS_KEYS is not JSON; see --help')
  }
  try {
    checkSecrets({ secrets: ring })
  } catch (error) {
    throw new Usage(`SMS_KEYS: ${(error as Error).message}`)
  }
  return ring
}
