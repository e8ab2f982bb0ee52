import { migrate } from '@sms-settings/fastify'
import fc from 'fast-check'
import knexModule from 'knex'
import t from 'tap'
import { createCountingStore } from '../../../packages/fastify/src/counting/store.ts'
import { createDatabase } from '../../../packages/fastify/src/database/database.ts'
import { batchesOf, inList } from '../../../packages/fastify/src/database/lists.ts'
import { createGuardStore } from '../../../packages/fastify/src/guard/store.ts'
import { createMessageStore } from '../../../packages/fastify/src/messages/store.ts'
import { createSettingsRevision } from '../../../packages/fastify/src/revision/store.ts'
import { createRefusalStore } from '../../../packages/fastify/src/timeline/store.ts'
import { onMysql } from '../../support/databases.ts'

t.test('a list says the same values, as many as a power of two', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 300 }), (given) => {
      const { marks, values } = inList(given)
      t.same(new Set(values), new Set(given))
      t.equal(values.length, marks.split(', ').length)
      t.ok(Number.isInteger(Math.log2(values.length)) && values.length < 2 * given.length)
    }),
  )
})

t.test('batches say every row once, in order', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 300 }), fc.integer({ min: 1, max: 200 }), (rows, most) => {
      const batches = [...batchesOf(rows, most)]
      t.same(batches.flat(), rows)
      t.ok(batches.every(({ length }) => length <= most && Number.isInteger(Math.log2(length))))
    }),
  )
})

type Connection = { execute: (...args: unknown[]) => unknown }

await onMysql(t, async (t, database) => {
  const prepared = new Set<string>()
  const noted = (connection: Connection, done: (error: null, it: Connection) => void) => {
    const send = connection.execute.bind(connection)
    connection.execute = (...args) => {
      prepared.add(String(args[0]))
      return send(...args)
    }
    done(null, connection)
  }
  const knex = knexModule.default({ ...database.config(), pool: { min: 1, max: 1, afterCreate: noted } })
  t.teardown(() => knex.destroy())
  await migrate(knex)
  const db = createDatabase(knex, false)
  const counting = createCountingStore(db)
  const messages = createMessageStore(db)
  const guard = createGuardStore(db, createSettingsRevision({ hash: (...parts) => parts.join(' ') }))
  const refusals = createRefusalStore(db)
  const refused = {
    tenantId: 't',
    appId: 'a',
    purpose: 'log_in',
    phoneHash: 'p',
    code: 'SMS_LIMITED',
    limit: null,
  } as const

  await t.test('however many are counted at once, few statements are prepared', async (t) => {
    const lengths = Array.from({ length: 130 }, (_, i) => i + 1)
    const ids = (many: number) => Array.from({ length: many }, (_, i) => `+8613${i}`)
    for (const many of lengths) {
      await db.transaction(async (tx) => {
        await counting.hold(tx, 'sms_messages', ids(many))
        await counting.setCounted(tx, 'sms_messages', new Map([['x', ids(many)]]))
        await guard.add(
          tx,
          ids(many).map((id) => ({
            tenantId: 't',
            appId: 'a',
            scope: id,
            slot: 1,
            country: 'CN',
            started: 1,
            approved: 0,
          })),
        )
      })
      await messages.findReported(ids(many), ids(many))
      await guard.busy('t', 'a', ids(many), 0, 1)
      await guard.tallies('t', 'a', ids(many), 0, 0)
      await refusals.add(ids(many).map((id) => ({ ...refused, id: `r:${id}`, count: 1, firstAt: 1, lastAt: 1 })))
    }
    t.ok(prepared.size < 80, `${prepared.size} statements`)
  })
})
