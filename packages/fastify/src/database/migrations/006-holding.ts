import type { Knex } from 'knex'

/** On the row of a tenant: changed by who keeps its settings as they are, and read by nobody. */
export const up = async (knex: Knex): Promise<void> => {
  if (!(await knex.schema.hasColumn('sms_limits', 'held')))
    await knex.schema.alterTable('sms_limits', (t) => t.bigInteger('held').notNullable().defaultTo(0))
}

export const down = async (knex: Knex): Promise<void> => {
  if (await knex.schema.hasColumn('sms_limits', 'held'))
    await knex.schema.alterTable('sms_limits', (t) => t.dropColumn('held'))
}
