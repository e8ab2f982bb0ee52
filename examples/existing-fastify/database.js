import { createRequire } from 'node:module'
import knexModule from 'knex'

const require = createRequire(import.meta.url)
const BetterSqlite = require('knex/lib/dialects/better-sqlite3/index.js')

/** libsql keeps the interface of better-sqlite3 and installs without a compiler. */
class Libsql extends BetterSqlite {
  _driver() {
    return require('libsql')
  }
}

export const openDatabase = (filename) =>
  knexModule({ client: Libsql, connection: { filename }, useNullAsDefault: true, pool: { min: 1, max: 1 } })

const migrations = {
  '001-shops': {
    up: async (knex) => {
      await knex.schema.createTable('members', (table) => {
        table.string('email').primary()
        table.string('organisation').notNullable()
        table.string('role').notNullable()
        table.string('password').notNullable()
      })
      await knex.schema.createTable('sessions', (table) => {
        table.string('token').primary()
        table.string('email').notNullable().references('members.email')
      })
      await knex.schema.createTable('shops', (table) => {
        table.string('slug').primary()
        table.string('title').notNullable()
        table.string('organisation').notNullable()
      })
      await knex.schema.createTable('customers', (table) => {
        table.string('phone')
        table.string('shop').references('shops.slug')
        table.string('name').notNullable()
        table.primary(['phone', 'shop'])
      })
    },
    down: async () => {},
  },
}

export const migrate = (knex) =>
  knex.migrate.latest({
    migrationSource: {
      getMigrations: async () => Object.keys(migrations),
      getMigrationName: (name) => name,
      getMigration: async (name) => migrations[name],
    },
  })
