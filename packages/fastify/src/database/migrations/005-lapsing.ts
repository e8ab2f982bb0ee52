import type { Knex } from 'knex'
import { hasIndex } from './columns.ts'

/** Alarms that are over by themselves: only those that stand have an `ends_at` from now on, so history is not read. */
export const up = async (knex: Knex): Promise<void> => {
  if (!(await hasIndex(knex, 'sms_alarms', 'sms_alarms_ends')))
    await knex.schema.alterTable('sms_alarms', (t) => t.index(['ends_at'], 'sms_alarms_ends'))
}

export const down = async (knex: Knex): Promise<void> => {
  if (await hasIndex(knex, 'sms_alarms', 'sms_alarms_ends'))
    await knex.schema.alterTable('sms_alarms', (t) => t.dropIndex(['ends_at'], 'sms_alarms_ends'))
}
