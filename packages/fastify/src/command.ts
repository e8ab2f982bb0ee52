import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import knexModule, { type Knex } from 'knex'
import { createCounting } from './counting/service.ts'
import { createCountingStore } from './counting/store.ts'
import { createDatabase } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import { sqliteConfig } from './database/sqlite.ts'
import { createKeyRing, type SecretsOptions } from './secrets/key-ring.ts'
import { reencrypt } from './secrets/reencrypt.ts'

const HELP = `sms-settings <command>

  keys make           make a key for the key ring and print it
  keys re-encrypt     seal everything anew with the current key; beside a running server, as often as you like
  statistics rebuild  count all messages and verifications anew; beside a running server, figures are too low meanwhile
  migrate             bring the database up to this version

  --database <url>    mysql://user:password@host/database, or the path of an SQLite file  (or DATABASE_URL)
  SMS_KEYS            the key ring, as JSON: {"current":"k2","keys":{"k1":"…","k2":"…"}}
`

/** What a person did wrong, in one line. */
class Usage extends Error {}

const connect = (url: string | undefined): Knex => {
  if (!url) throw new Usage('Which database? Give --database or DATABASE_URL')
  return knexModule.default(
    /^mysql2?:\/\//.test(url) ? { client: 'mysql2', connection: url } : sqliteConfig(url.replace(/^file:(\/\/)?/, '')),
  )
}

const keyRing = (): SecretsOptions => {
  const text = process.env.SMS_KEYS
  if (!text) throw new Usage('The environment variable SMS_KEYS must hold the key ring; see --help')
  try {
    return JSON.parse(text) as SecretsOptions
  } catch {
    throw new Usage('SMS_KEYS is not JSON; see --help')
  }
}

const run = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { database: { type: 'string' }, help: { type: 'boolean' } },
  })
  const command = positionals.join(' ')
  if (values.help || command === '') {
    console.log(HELP)
    return command === '' && !values.help ? 2 : 0
  }
  if (command === 'keys make') {
    console.log(randomBytes(32).toString('base64'))
    return 0
  }
  if (!['keys re-encrypt', 'statistics rebuild', 'migrate'].includes(command))
    throw new Usage(`There is no command "${command}"; see --help`)
  const secrets = command === 'keys re-encrypt' ? createKeyRing(keyRing()) : null
  const knex = connect(values.database ?? process.env.DATABASE_URL)
  try {
    if (command === 'statistics rebuild') {
      const database = createDatabase(knex, false)
      const store = createCountingStore(database)
      await createCounting({ database, store, onVerifications: async () => {}, now: Date.now }).rebuild()
      console.log('Counted anew')
      return 0
    }
    if (!secrets) {
      const names = await migrate(knex)
      console.log(names.length > 0 ? `Ran ${names.join(', ')}` : 'The database is up to date')
      return 0
    }
    const results = await reencrypt(createDatabase(knex, false), secrets)
    for (const { table, looked, sealed, unreadable } of results)
      console.log(
        `${table}: ${looked} looked at, ${sealed} sealed anew${unreadable > 0 ? `, ${unreadable} UNREADABLE` : ''}`,
      )
    const lost = results.reduce((sum, it) => sum + it.unreadable, 0)
    if (lost > 0)
      console.error(
        `${lost} values cannot be opened with the keys of SMS_KEYS: add the key they were sealed with, then run this again`,
      )
    return lost > 0 ? 1 : 0
  } finally {
    await knex.destroy()
  }
}

run().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const { message, code } = error as { message: string; code?: string }
    // A driver's message can hold the password of the URL; a person's mistake is told in words.
    console.error(
      error instanceof Usage || error instanceof TypeError ? message : `Failed: ${code ?? (error as Error).name}`,
    )
    process.exitCode = error instanceof Usage || error instanceof TypeError ? 2 : 1
  },
)
