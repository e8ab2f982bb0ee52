import { sqliteConfig } from '@sms-settings/fastify'
import knexModule from 'knex'

export const knex = knexModule(sqliteConfig('app.db'))
