import { setTimeout as pause } from 'node:timers/promises'
import { startEmulator } from '@sms-settings/emulator'
import knexModule from 'knex'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

await onEachDatabase(t, async (t, database) => {
  const serve = async () => {
    const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
    await app.ready()
    return app
  }
  await (await serve()).close()
  const knex = knexModule.default(database.config())
  t.teardown(() => knex.destroy())
  const row = { used: 1, window_start: 1, recent: '' }
  const over = Array.from({ length: 6000 }, (_, at) => ({ ...row, id: `p:over${at}`, expires_at: at }))
  const current = Array.from({ length: 10 }, (_, at) => ({
    ...row,
    id: `p:now${at}`,
    expires_at: Date.now() + 3_600_000,
  }))
  await knex.batchInsert('sms_limits', [...over, ...current], 500)
  const ids = async () => (await knex('sms_limits').select('id')).map(({ id }) => String(id))

  const app = await serve()
  t.teardown(() => app.close())
  const started = await caller(app)(
    'POST',
    '/verifications',
    { phone: '+8613900004321', purpose: 'log_in' },
    { app: 'shop' },
  )
  t.equal(started.status, 201, 'nobody waits for it')
  for (let tries = 0; tries < 100 && (await ids()).some((id) => id.startsWith('p:over')); tries++) await pause(100)
  const left = await ids()
  t.equal(left.filter((id) => id.startsWith('p:over')).length, 0, 'however many windows are over, they go in one round')
  t.equal(left.filter((id) => id.startsWith('p:now')).length, 10, 'and those that count stay')
})

t.end()
