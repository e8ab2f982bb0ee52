import type { Knex } from 'knex'
import { createTable, hash, hasIndex, id, moment } from './columns.ts'

/** Delivery reports: where they are pushed to, which process asks for those that were not; and what a timeline tells. */
export const up = async (knex: Knex): Promise<void> => {
  // Counts the addresses that an account's reports have had: each makes a new token.
  if (!(await knex.schema.hasColumn('sms_accounts', 'report_address')))
    await knex.schema.alterTable('sms_accounts', (t) => {
      t.integer('report_address').notNullable().defaultTo(1)
    })
  if (!(await knex.schema.hasColumn('sms_accounts', 'reported_at')))
    await knex.schema.alterTable('sms_accounts', (t) => {
      moment(t, 'reported_at')
    })
  if (!(await hasIndex(knex, 'sms_accounts', 'sms_accounts_of_key')))
    await knex.schema.alterTable('sms_accounts', (t) => t.index(['access_key_id'], 'sms_accounts_of_key'))
  // What is to be asked about differs by state in who asks, and how urgent it is.
  if (!(await hasIndex(knex, 'sms_messages', 'sms_messages_due')))
    await knex.schema.alterTable('sms_messages', (t) => t.index(['status', 'ask_at'], 'sms_messages_due'))
  if (await hasIndex(knex, 'sms_messages', 'sms_messages_ask'))
    await knex.schema.alterTable('sms_messages', (t) => t.dropIndex(['ask_at'], 'sms_messages_ask'))
  // When a verification was cancelled, replaced, or its SMS refused.
  if (!(await knex.schema.hasColumn('sms_verifications', 'ended_at')))
    await knex.schema.alterTable('sms_verifications', (t) => {
      moment(t, 'ended_at')
    })
  // Codes that were asked for and not sent: one row for each phone, App, purpose and reason in an hour.
  await createTable(knex, 'sms_refusals', (t) => {
    hash(t, 'id').primary()
    id(t, 'tenant_id').notNullable()
    id(t, 'app_id').notNullable()
    t.string('purpose', 32).notNullable()
    hash(t, 'phone_hash').notNullable()
    t.string('code', 64).notNullable()
    t.string('limit_name', 32)
    t.integer('refusals').notNullable()
    moment(t, 'first_at').notNullable()
    moment(t, 'last_at').notNullable()
    t.index(['tenant_id', 'phone_hash', 'last_at'], 'sms_refusals_phone')
    t.index(['last_at'], 'sms_refusals_age')
  })
  // How far work that goes through a table has come.
  await createTable(knex, 'sms_marks', (t) => {
    id(t, 'name').primary()
    id(t, 'place').notNullable()
  })
  await createTable(knex, 'sms_leases', (t) => {
    id(t, 'name').primary()
    id(t, 'holder').notNullable()
    moment(t, 'expires_at').notNullable()
  })
}

export const down = async (knex: Knex): Promise<void> => {
  await knex.schema.dropTableIfExists('sms_leases')
  await knex.schema.dropTableIfExists('sms_marks')
  await knex.schema.dropTableIfExists('sms_refusals')
  if (await knex.schema.hasColumn('sms_verifications', 'ended_at'))
    await knex.schema.alterTable('sms_verifications', (t) => t.dropColumn('ended_at'))
  if (await hasIndex(knex, 'sms_messages', 'sms_messages_due'))
    await knex.schema.alterTable('sms_messages', (t) => {
      t.index(['ask_at'], 'sms_messages_ask')
      t.dropIndex(['status', 'ask_at'], 'sms_messages_due')
    })
  if (await hasIndex(knex, 'sms_accounts', 'sms_accounts_of_key'))
    await knex.schema.alterTable('sms_accounts', (t) => t.dropIndex(['access_key_id'], 'sms_accounts_of_key'))
  for (const column of ['reported_at', 'report_address'])
    if (await knex.schema.hasColumn('sms_accounts', column))
      await knex.schema.alterTable('sms_accounts', (t) => t.dropColumn(column))
}
