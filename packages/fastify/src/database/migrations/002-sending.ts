import type { Knex } from 'knex'
import { createTable, hash, id, moment } from './columns.ts'

/** Limits, verifications and messages. */
export const up = async (knex: Knex): Promise<void> => {
  await createTable(knex, 'sms_limits', (t) => {
    hash(t, 'id').primary()
    // Starts in the window that began at window_start.
    t.integer('used').notNullable()
    moment(t, 'window_start').notNullable()
    // The last starts of a rolling window, newest first, 13 characters each (see limits/).
    t.string('recent', 1400).notNullable()
    // On the row of an App + purpose + phone: its newest verification and the one before.
    id(t, 'verification_id')
    id(t, 'previous_verification_id')
    // On the row of a tenant: counts the changes of its settings, so that a start knows whether those it has cached are current.
    t.bigInteger('settings_revision').notNullable().defaultTo(0)
    moment(t, 'expires_at').notNullable()
    t.index(['expires_at'], 'sms_limits_expiry')
  })

  await createTable(knex, 'sms_verifications', (t) => {
    id(t, 'id').primary()
    id(t, 'tenant_id').notNullable()
    id(t, 'app_id').notNullable()
    t.string('purpose', 32).notNullable()
    hash(t, 'phone_hash').notNullable()
    t.text('sealed_phone').notNullable()
    t.string('masked_phone', 24).notNullable()
    t.string('country', 2).notNullable()
    t.string('status', 16).notNullable()
    t.boolean('decoy').notNullable()
    t.string('code_hash', 44).notNullable()
    moment(t, 'code_expires_at').notNullable()
    t.string('previous_code_hash', 44)
    moment(t, 'previous_code_expires_at')
    t.integer('code_length').notNullable()
    t.integer('attempts').notNullable()
    t.integer('attempts_left').notNullable()
    moment(t, 'failed_at')
    t.integer('lockouts').notNullable()
    moment(t, 'locked_until')
    // What became of each check, `<base36 ms>:<w|a>` and a space each, for the timeline. As long as attempts allow.
    t.string('checks', 255).notNullable()
    t.integer('sends').notNullable()
    moment(t, 'resend_at').notNullable()
    t.string('idempotency_hash', 48)
    id(t, 'ssid')
    id(t, 'stid')
    moment(t, 'approved_at')
    moment(t, 'redeemed_at')
    moment(t, 'expires_at').notNullable()
    moment(t, 'created_at').notNullable()
    t.unique(['idempotency_hash'], {
      indexName: 'sms_verifications_idempotency',
    })
    t.index(['tenant_id', 'phone_hash', 'id'], 'sms_verifications_phone')
    t.index(['created_at'], 'sms_verifications_age')
  })

  await createTable(knex, 'sms_messages', (t) => {
    id(t, 'id').primary()
    id(t, 'tenant_id').notNullable()
    id(t, 'app_id')
    id(t, 'account_id')
    t.string('account_name', 64).notNullable()
    id(t, 'platform').notNullable()
    id(t, 'verification_id')
    t.string('purpose', 32)
    hash(t, 'phone_hash').notNullable()
    t.text('sealed_phone')
    t.string('masked_phone', 24).notNullable()
    t.string('country', 2)
    t.string('region', 16).notNullable()
    id(t, 'ssid').notNullable()
    t.string('signature_name', 64).notNullable()
    id(t, 'stid').notNullable()
    t.string('template_name', 255).notNullable()
    id(t, 'template_code').notNullable()
    t.string('status', 16).notNullable()
    t.string('problem_kind', 16)
    t.string('problem_code', 128)
    t.string('request_id', 64)
    t.string('biz_id', 64)
    moment(t, 'created_at').notNullable()
    moment(t, 'settled_at')
    moment(t, 'reported_at')
    // When the platform is to be asked about it next; null when there is nothing to ask.
    moment(t, 'ask_at')
    t.integer('asked').notNullable().defaultTo(0)
    t.index(['tenant_id', 'id'], 'sms_messages_list')
    t.index(['tenant_id', 'app_id', 'id'], 'sms_messages_app')
    t.index(['tenant_id', 'account_id', 'id'], 'sms_messages_account')
    t.index(['tenant_id', 'phone_hash', 'id'], 'sms_messages_phone')
    t.index(['tenant_id', 'status', 'id'], 'sms_messages_status')
    t.index(['tenant_id', 'purpose', 'id'], 'sms_messages_purpose')
    t.index(['account_id', 'status'], 'sms_messages_in_flight')
    t.index(['biz_id'], 'sms_messages_biz')
    t.index(['ask_at'], 'sms_messages_ask')
  })
}

export const down = async (knex: Knex): Promise<void> => {
  for (const table of ['messages', 'verifications', 'limits']) await knex.schema.dropTableIfExists(`sms_${table}`)
}
