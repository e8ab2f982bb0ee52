import type { Knex } from 'knex'

export const knex: Knex
