import type { Knex } from 'knex'
import { createTable } from './tables.ts'

/** The tenants' Apps. SMS Settings only reads this table. */
export const up = async (knex: Knex): Promise<void> => {
  await createTable(knex, 'apps', (t) => {
    t.string('id', 64).primary()
    t.string('tenant_id', 64).notNullable().references('id').inTable('tenants').onDelete('CASCADE')
    t.string('name', 64).notNullable()
    t.string('key_hash', 64).notNullable().unique()
    t.index(['tenant_id', 'id'], 'apps_list')
  })
}

export const down = (knex: Knex): Promise<void> => knex.schema.dropTableIfExists('apps')
