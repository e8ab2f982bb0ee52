import { randomInt } from 'node:crypto'
import Fastify from 'fastify'
import knexModule from 'knex'
import { databaseConfig } from '../../support/databases.ts'
import type { Contestant } from './contestant.ts'
import { createSendCode } from './sms.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * As it is written in most hosts, and in most tutorials: the code in a table, by Knex; checked by select, compare,
 * delete. It keeps the same limits as the floor, one counter after the other, and a log of what was sent.
 */
export const handWritten: Contestant = {
  name: 'hand-written',

  async serve({ databaseUrl, endpoint }) {
    const knex = knexModule.default({ ...(await databaseConfig(databaseUrl)) })
    if (!(await knex.schema.hasTable('codes')))
      await knex.schema.createTable('codes', (t) => {
        t.increments('id')
        t.string('phone', 20).notNullable().index()
        t.string('code', 6).notNullable()
        t.integer('attempts').notNullable().defaultTo(0)
        t.bigInteger('expires_at').notNullable()
      })
    if (!(await knex.schema.hasTable('sms_log')))
      await knex.schema.createTable('sms_log', (t) => {
        t.increments('id')
        t.string('phone', 20).notNullable()
        t.string('biz_id', 64)
        t.bigInteger('sent_at').notNullable()
        t.index(['phone', 'sent_at'])
      })
    if (!(await knex.schema.hasTable('counters')))
      await knex.schema.createTable('counters', (t) => {
        t.string('name', 64).primary()
        t.integer('used').notNullable()
      })
    const isOver = async (name: string, window: number, allowed: number) => {
      const counter = `${name}:${Math.floor(Date.now() / window)}`
      await knex('counters')
        .insert({ name: counter, used: 1 })
        .onConflict('name')
        .merge({ used: knex.raw('counters.used + 1') })
      const { used } = await knex('counters').where({ name: counter }).first()
      return used > allowed
    }
    const sendCode = createSendCode(endpoint)
    const app = Fastify()
    app.addHook('onClose', () => knex.destroy())

    app.post('/codes', async (request, reply) => {
      const { phone } = request.body as { phone: string }
      const now = Date.now()
      const recent = await knex('sms_log')
        .where({ phone })
        .where('sent_at', '>', now - DAY)
      if (recent.length >= 10 || recent.some((it) => Number(it.sent_at) > now - 60_000))
        return reply.code(429).send({ error: 'too many codes' })
      for (const [name, window] of [
        [`ip:${request.ip}`, HOUR],
        ['app:shop', DAY],
        ['country:CN', HOUR],
        [`prefix:${phone.slice(0, -4)}`, HOUR],
        ['tenant:acme', DAY],
      ] as const)
        if (await isOver(name, window, 10_000_000)) return reply.code(429).send({ error: 'too many codes' })
      const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
      await knex('codes').where({ phone }).delete()
      await knex('codes').insert({ phone, code, expires_at: now + 600_000 })
      const [logged] = await knex('sms_log').insert({ phone, sent_at: now }, ['id'])
      const { bizId } = await sendCode(phone, code)
      const id = typeof logged === 'object' ? (logged as { id: number }).id : logged
      await knex('sms_log').where({ id }).update({ biz_id: bizId })
      return reply.code(201).send({ sent: true })
    })

    app.post('/codes/check', async (request, reply) => {
      const { phone, code } = request.body as { phone: string; code: string }
      const row = await knex('codes').where({ phone }).first()
      if (!row || Number(row.expires_at) < Date.now() || row.attempts >= 5)
        return reply.code(410).send({ error: 'expired' })
      if (row.code !== code) {
        await knex('codes').where({ id: row.id }).increment('attempts', 1)
        return reply.code(422).send({ error: 'wrong code' })
      }
      await knex('codes').where({ id: row.id }).delete()
      return { verified: true }
    })
    return app
  },

  start: (phone) => ({ method: 'POST', path: '/codes', body: { phone } }),
  check: ({ phone, code }) => ({ method: 'POST', path: '/codes/check', body: { phone, code } }),
}
