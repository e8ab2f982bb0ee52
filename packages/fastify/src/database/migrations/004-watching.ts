import type { Knex } from 'knex'
import { createTable, hash, hasIndex, id, moment } from './columns.ts'

/** Upper bounds of the classes of delivery times, each √2 times the last: one column counts the messages of each. */
const DELIVERY_TIME_CLASSES = 24

const addColumn = async (
  knex: Knex,
  table: string,
  name: string,
  column: (t: Knex.AlterTableBuilder) => void,
): Promise<void> => {
  if (!(await knex.schema.hasColumn(table, name))) await knex.schema.alterTable(table, column)
}

/** Statistics, the watch on conversion, and alarms. */
export const up = async (knex: Knex): Promise<void> => {
  // As what a row has been counted in the statistics, and when it is to be counted anew: null when it stands as counted.
  await addColumn(knex, 'sms_messages', 'counted', (t) => t.string('counted', 160).notNullable().defaultTo(''))
  await addColumn(knex, 'sms_messages', 'count_at', (t) => moment(t, 'count_at'))
  await addColumn(knex, 'sms_verifications', 'counted', (t) => t.string('counted', 96).notNullable().defaultTo(''))
  await addColumn(knex, 'sms_verifications', 'count_at', (t) => moment(t, 'count_at'))
  // What its codes were sent with last, and the number without its last four digits, for those who ask which convert.
  await addColumn(knex, 'sms_verifications', 'sent_stid', (t) => id(t, 'sent_stid'))
  await addColumn(knex, 'sms_verifications', 'prefix', (t) => t.string('prefix', 24).notNullable().defaultTo(''))
  for (const table of ['sms_messages', 'sms_verifications'])
    if (!(await hasIndex(knex, table, `${table}_count`)))
      await knex.schema.alterTable(table, (t) => t.index(['count_at'], `${table}_count`))

  // One row for each day and each month (`period` d, m; days since the epoch on which it begins, UTC) and each value of a
  // dimension, for one App and (app_id '') for all. A year is read by its months.
  await createTable(knex, 'sms_statistics', (t) => {
    id(t, 'tenant_id').notNullable()
    id(t, 'app_id').notNullable()
    t.string('dimension', 16).notNullable()
    t.string('period', 1).notNullable()
    t.integer('begins').notNullable()
    t.string('value', 128).notNullable()
    for (const measure of ['started', 'approved', 'sent', 'codes', 'delivered', 'failed', 'unknown', 'refused'])
      t.bigInteger(measure).notNullable().defaultTo(0)
    for (let at = 0; at < DELIVERY_TIME_CLASSES; at++) t.bigInteger(`time_${at}`).notNullable().defaultTo(0)
    t.primary(['tenant_id', 'app_id', 'dimension', 'period', 'begins', 'value'])
  })
  // What was sent before is counted as by a recount, beside requests: it begins with the messages, whose ids begin so.
  await knex('sms_marks').insert({ name: 'counting', place: 'M' }).onConflict('name').ignore()

  // Codes started and approved in five minutes, of one App: to one country (scope CN), to one prefix (+861390000), and
  // (scope *) to all.
  await createTable(knex, 'sms_conversions', (t) => {
    id(t, 'tenant_id').notNullable()
    id(t, 'app_id').notNullable()
    t.string('scope', 24).notNullable()
    moment(t, 'slot').notNullable()
    t.string('country', 2).notNullable()
    t.integer('started').notNullable().defaultTo(0)
    t.integer('approved').notNullable().defaultTo(0)
    t.primary(['tenant_id', 'app_id', 'scope', 'slot'])
    t.index(['tenant_id', 'app_id', 'slot'], 'sms_conversions_recent')
    t.index(['slot'], 'sms_conversions_age')
  })

  await createTable(knex, 'sms_prefix_blocks', (t) => {
    id(t, 'id').primary()
    // What it is about, as long as it stands: no second one of the same App and prefix does.
    hash(t, 'standing')
    id(t, 'tenant_id').notNullable()
    id(t, 'app_id').notNullable()
    t.string('country', 2).notNullable()
    t.string('prefix', 24).notNullable()
    // `block`, or `monitor`: only told.
    t.string('mode', 16).notNullable()
    t.integer('started').notNullable()
    t.integer('approved').notNullable()
    moment(t, 'began_at').notNullable()
    moment(t, 'ends_at').notNullable()
    moment(t, 'lifted_at')
    t.unique(['standing'], { indexName: 'sms_prefix_blocks_standing' })
    t.index(['tenant_id', 'app_id', 'ends_at', 'id'], 'sms_prefix_blocks_app')
    t.index(['ends_at'], 'sms_prefix_blocks_age')
  })

  await createTable(knex, 'sms_alarms', (t) => {
    id(t, 'id').primary()
    id(t, 'tenant_id').notNullable()
    // What it is about, as long as it stands: a second of the same is counted, not added.
    hash(t, 'standing')
    t.string('kind', 32).notNullable()
    id(t, 'account_id')
    id(t, 'app_id')
    id(t, 'subject_id').notNullable()
    t.string('subject_name', 255)
    t.string('platform_code', 128)
    t.text('details').notNullable()
    t.integer('times').notNullable()
    moment(t, 'first_at').notNullable()
    moment(t, 'last_at').notNullable()
    // When it is over by itself.
    moment(t, 'ends_at')
    moment(t, 'ended_at')
    t.unique(['standing'], { indexName: 'sms_alarms_standing' })
    t.index(['tenant_id', 'id'], 'sms_alarms_list')
    t.index(['tenant_id', 'standing', 'id'], 'sms_alarms_open')
    t.index(['kind', 'standing'], 'sms_alarms_kind')
  })

  // When the platform was last asked about it, whatever came of that: what the slow watch goes by.
  for (const table of ['sms_signatures', 'sms_templates']) {
    await addColumn(knex, table, 'watched_at', (t) => moment(t, 'watched_at').notNullable().defaultTo(0))
    if (!(await hasIndex(knex, table, `${table}_watched`)))
      await knex.schema.alterTable(table, (t) => t.index(['watched_at', 'id'], `${table}_watched`))
  }
}

export const down = async (knex: Knex): Promise<void> => {
  await knex('sms_marks').where({ name: 'counting' }).delete()
  for (const table of ['alarms', 'prefix_blocks', 'conversions', 'statistics'])
    await knex.schema.dropTableIfExists(`sms_${table}`)
  for (const table of ['sms_messages', 'sms_verifications'])
    if (await hasIndex(knex, table, `${table}_count`))
      await knex.schema.alterTable(table, (t) => t.dropIndex(['count_at'], `${table}_count`))
  for (const table of ['sms_signatures', 'sms_templates'])
    if (await hasIndex(knex, table, `${table}_watched`))
      await knex.schema.alterTable(table, (t) => t.dropIndex(['watched_at', 'id'], `${table}_watched`))
  for (const [table, column] of [
    ['sms_signatures', 'watched_at'],
    ['sms_templates', 'watched_at'],
    ['sms_messages', 'counted'],
    ['sms_messages', 'count_at'],
    ['sms_verifications', 'counted'],
    ['sms_verifications', 'count_at'],
    ['sms_verifications', 'sent_stid'],
    ['sms_verifications', 'prefix'],
  ] as const)
    if (await knex.schema.hasColumn(table, column)) await knex.schema.alterTable(table, (t) => t.dropColumn(column))
}
