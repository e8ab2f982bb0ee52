// One of several processes that start at once: migrates the database of its argument.
import { fileURLToPath } from 'node:url'
import { migrate, sqliteConfig } from '@sms-settings/fastify'
import knexModule from 'knex'

const url = process.argv[2]
const db = knexModule(
  url.startsWith('file:') ? sqliteConfig(fileURLToPath(url)) : { client: 'mysql2', connection: url },
)
await migrate(db)
await db.destroy()
