import type { Knex } from 'knex'
import { createTable, id, moment } from './columns.ts'

/** Accounts, signatures, templates, who may use them, and what an App has set for itself. */
export const up = async (knex: Knex): Promise<void> => {
  await createTable(knex, 'sms_keys', (t) => {
    id(t, 'id').primary()
    t.text('sealed').notNullable()
    moment(t, 'created_at').notNullable()
  })

  await createTable(knex, 'sms_accounts', (t) => {
    id(t, 'id').primary()
    id(t, 'tenant_id').notNullable()
    id(t, 'platform').notNullable()
    t.string('name', 64).notNullable()
    t.text('note')
    t.string('access_key_id', 128).notNullable()
    t.text('sealed_secret').notNullable()
    t.text('settings').notNullable()
    t.string('status', 16).notNullable()
    t.string('health', 16).notNullable()
    t.string('health_code', 128)
    moment(t, 'checked_at')
    moment(t, 'created_at').notNullable()
    moment(t, 'updated_at').notNullable()
    t.unique(['tenant_id', 'name'], { indexName: 'sms_accounts_name' })
    t.unique(['tenant_id', 'platform', 'access_key_id'], {
      indexName: 'sms_accounts_key',
    })
    t.index(['tenant_id', 'id'], 'sms_accounts_list')
  })

  await createTable(knex, 'sms_signatures', (t) => {
    id(t, 'id').primary()
    id(t, 'tenant_id').notNullable()
    id(t, 'account_id').notNullable().references('id').inTable('sms_accounts').onDelete('CASCADE')
    t.string('name', 64).notNullable()
    t.string('status', 16).notNullable()
    t.text('reason')
    t.text('carriers').notNullable()
    t.text('note')
    moment(t, 'checked_at')
    moment(t, 'created_at').notNullable()
    t.unique(['account_id', 'name'], { indexName: 'sms_signatures_name' })
    t.index(['account_id', 'id'], 'sms_signatures_list')
    t.index(['tenant_id', 'id'], 'sms_signatures_tenant')
  })

  await createTable(knex, 'sms_templates', (t) => {
    id(t, 'id').primary()
    id(t, 'tenant_id').notNullable()
    id(t, 'account_id').notNullable().references('id').inTable('sms_accounts').onDelete('CASCADE')
    id(t, 'code').notNullable()
    t.string('name', 255).notNullable()
    t.text('content').notNullable()
    t.string('type', 16).notNullable()
    t.string('region', 16).notNullable()
    t.string('purpose', 32)
    t.string('status', 16).notNullable()
    t.text('reason')
    t.text('note')
    moment(t, 'checked_at')
    moment(t, 'created_at').notNullable()
    t.unique(['account_id', 'code'], { indexName: 'sms_templates_code' })
    t.index(['account_id', 'id'], 'sms_templates_list')
    t.index(['tenant_id', 'id'], 'sms_templates_tenant')
  })

  for (const [noun, key] of [
    ['signature', 'ssid'],
    ['template', 'stid'],
  ] as const)
    await createTable(knex, `sms_${noun}_apps`, (t) => {
      id(t, key).notNullable().references('id').inTable(`sms_${noun}s`).onDelete('CASCADE')
      id(t, 'tenant_id').notNullable()
      id(t, 'app_id').notNullable()
      t.primary([key, 'app_id'])
      t.index(['tenant_id', 'app_id'], `sms_${noun}_apps_app`)
    })

  await createTable(knex, 'sms_app_defaults', (t) => {
    id(t, 'tenant_id').notNullable()
    id(t, 'app_id').notNullable()
    t.string('purpose', 32).notNullable()
    t.string('region', 16).notNullable()
    id(t, 'ssid').notNullable()
    id(t, 'stid').notNullable()
    t.primary(['tenant_id', 'app_id', 'purpose', 'region'])
    t.index(['ssid'], 'sms_app_defaults_ssid')
    t.index(['stid'], 'sms_app_defaults_stid')
  })

  await createTable(knex, 'sms_app_policies', (t) => {
    id(t, 'tenant_id').notNullable()
    id(t, 'app_id').notNullable()
    t.text('rules', 'mediumtext').notNullable()
    // Phone numbers of the safe and block lists, sealed as one document.
    t.text('sealed_lists', 'mediumtext').notNullable()
    // Their keyed hashes, to look a number up without opening anything.
    t.text('safe_hashes', 'mediumtext').notNullable()
    t.text('block_hashes', 'mediumtext').notNullable()
    moment(t, 'updated_at').notNullable()
    t.primary(['tenant_id', 'app_id'])
  })

  await createTable(knex, 'sms_audit_log', (t) => {
    id(t, 'id').primary()
    id(t, 'tenant_id').notNullable()
    id(t, 'actor_id').notNullable()
    t.string('action', 64).notNullable()
    t.string('target_kind', 32).notNullable()
    id(t, 'target_id').notNullable()
    t.string('target_name', 255)
    t.text('before', 'mediumtext')
    t.text('after', 'mediumtext')
    t.index(['tenant_id', 'id'], 'sms_audit_log_list')
    t.index(['tenant_id', 'actor_id', 'id'], 'sms_audit_log_actor')
    t.index(['tenant_id', 'target_id', 'id'], 'sms_audit_log_target')
  })
}

export const down = async (knex: Knex): Promise<void> => {
  for (const table of [
    'audit_log',
    'app_policies',
    'app_defaults',
    'template_apps',
    'signature_apps',
    'templates',
    'signatures',
    'accounts',
    'keys',
  ])
    await knex.schema.dropTableIfExists(`sms_${table}`)
}
