import type { Knex } from 'knex'
import { createTable } from './tables.ts'

/** Who signs in to the console, and their sessions. */
export const up = async (knex: Knex): Promise<void> => {
  await createTable(knex, 'tenants', (t) => {
    t.string('id', 64).primary()
    t.string('name', 64).notNullable()
  })
  await createTable(knex, 'people', (t) => {
    t.string('id', 64).primary()
    t.string('tenant_id', 64).notNullable().references('id').inTable('tenants').onDelete('CASCADE')
    t.string('name', 64).notNullable()
    t.string('email', 254).notNullable().unique()
    t.string('role', 16).notNullable()
    t.string('password_hash', 255).notNullable()
  })
  await createTable(knex, 'sessions', (t) => {
    t.string('token_hash', 64).primary()
    t.string('owner_id', 64).notNullable().references('id').inTable('people').onDelete('CASCADE')
    t.bigInteger('expires_at').notNullable().index()
  })
  await createTable(knex, 'password_attempts', (t) => {
    t.string('who', 64).primary()
    t.integer('attempts').notNullable()
    t.bigInteger('since').notNullable().index()
  })
}

export const down = async (knex: Knex): Promise<void> => {
  for (const table of ['password_attempts', 'sessions', 'people', 'tenants']) await knex.schema.dropTableIfExists(table)
}
