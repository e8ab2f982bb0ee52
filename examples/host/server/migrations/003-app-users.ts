import type { Knex } from 'knex'
import { createTable } from './tables.ts'

/** The people who use an App, known by their phone number, and their sessions. */
export const up = async (knex: Knex): Promise<void> => {
  await createTable(knex, 'app_users', (t) => {
    t.string('id', 64).primary()
    t.string('app_id', 64).notNullable().references('id').inTable('apps').onDelete('CASCADE')
    t.string('phone', 16).notNullable()
    t.string('password_hash', 255).notNullable()
    t.bigInteger('created_at').notNullable()
    t.unique(['app_id', 'phone'], { indexName: 'app_users_phone' })
  })
  await createTable(knex, 'app_sessions', (t) => {
    t.string('token_hash', 64).primary()
    t.string('owner_id', 64).notNullable().references('id').inTable('app_users').onDelete('CASCADE')
    t.bigInteger('expires_at').notNullable().index()
  })
}

export const down = async (knex: Knex): Promise<void> => {
  for (const table of ['app_sessions', 'app_users']) await knex.schema.dropTableIfExists(table)
}
