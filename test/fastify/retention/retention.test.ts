import { startEmulator } from '@sms-settings/emulator'
import type { SmsSettingsOptions } from '@sms-settings/fastify'
import knexModule from 'knex'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const DAY = 86_400_000
const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

/** One clock for all: ids begin with their time, and within a process never go back. */
let ahead = 0

const setUp = async (t: Test, database: TestDatabase, settings: Partial<SmsSettingsOptions> = {}) => {
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { now: () => Date.now() + ahead, ...settings },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const start = (phone: string, as: { tenant?: string; app?: string } = { app: 'shop' }) =>
    call('POST', '/verifications', { phone, purpose: 'log_in' }, as)
  const db = knexModule.default(database.config())
  t.teardown(() => db.destroy())
  const messagesOf = async (phone: string, as = {}) =>
    (await call('GET', `/messages?phone=${encodeURIComponent(phone)}`, undefined, as)).body.items as unknown[]
  const erase = (phone: string, as = {}) => call('DELETE', `/phones/${encodeURIComponent(phone)}`, undefined, as)
  return { app, call, start, db, messagesOf, erase, move: (ms: number) => (ahead += ms) }
}

let phones = 0

await onEachDatabase(t, async (t, database) => {
  const newPhone = () => `+86132${String(20_000_000 + phones++).padStart(8, '0')}`

  await t.test('numbers are erased when their time is over; what happened to them stays in the log', async (t) => {
    const { app, call, start, db, messagesOf, move } = await setUp(t, database, { retention: { phoneDays: 30 } })
    const [old, young] = [newPhone(), newPhone()]
    const { body } = await start(old)
    t.equal((await start(old)).status, 429)
    t.equal((await call('GET', `/phones/${encodeURIComponent(old)}/timeline`)).status, 200)
    move(29 * DAY)
    await app.sms.retention.sweep()
    t.equal((await messagesOf(old)).length, 1, 'not a day before')
    t.equal((await start(young)).status, 201)
    move(2 * DAY)
    await app.sms.retention.sweep()
    t.equal((await messagesOf(old)).length, 0)
    t.equal((await messagesOf(young)).length, 1)
    const from = encodeURIComponent(new Date(Date.now() + ahead - 32 * DAY).toISOString())
    t.match((await call('GET', `/phones/${encodeURIComponent(old)}/timeline?from=${from}`)).body, { events: [] })
    t.match(await call('GET', `/verifications/${body.id}`, undefined, { app: 'shop' }), {
      status: 200,
      body: { phone: '****' },
    })
    const all = (await call('GET', '/messages')).body.items as { phone: string; verificationId: string }[]
    t.match(
      all.find(({ verificationId }) => verificationId === body.id),
      { phone: '****', status: String, templateName: String },
    )
    const row = await db('sms_messages').where({ verification_id: body.id }).first()
    t.match(row, { sealed_phone: null, phone_hash: '', ask_at: null })
    t.equal((await db('sms_verifications').where({ id: body.id }).first()).sealed_phone, '')
    t.equal((await db('sms_refusals')).length, 0)
  })

  await t.test('the sweep goes through the history once, in batches', async (t) => {
    const { app, db, move } = await setUp(t, database)
    const [like] = await db('sms_messages').limit(1)
    const id = (i: number) => `M01A${String(i).padStart(23, '0')}`
    const many = Array.from({ length: 450 }, (_, i) => ({ ...like, id: id(i), phone_hash: 'h', sealed_phone: 's' }))
    for (let at = 0; at < many.length; at += 50) await db('sms_messages').insert(many.slice(at, at + 50))
    await db('sms_marks').where({ name: 'erased/sms_messages' }).delete()
    move(400 * DAY)
    await app.sms.retention.sweep()
    t.equal((await db('sms_messages').where({ phone_hash: 'h' })).length, 0)
    // A row behind the mark is not looked at again: each sweep costs what is new.
    await db('sms_messages')
      .where({ id: id(1) })
      .update({ phone_hash: 'again' })
    await app.sms.retention.sweep()
    t.equal((await db('sms_messages').where({ phone_hash: 'again' })).length, 1)
    await db('sms_messages').where('id', '<', 'M01B').delete()
    await db('sms_marks').delete()
  })

  await t.test('one number is erased when somebody asks for it, of this tenant only', async (t) => {
    const { call, start, messagesOf, erase, db } = await setUp(t, database)
    const phone = newPhone()
    const mine = await start(phone)
    const theirs = { tenant: 'globex', app: 'portal' }
    t.equal((await start(phone, theirs)).status, 201)
    await start(phone)
    t.match(await erase(phone, { permissions: 'settings:read messages:read' }), { status: 403 })
    t.match(await erase('12'), { status: 400, body: { field: 'params.phone' } })
    await call('GET', `/phones/${encodeURIComponent(phone)}/timeline`)
    const spelt = phone.replace('+86', '+86 ')
    t.match(await erase(spelt), { status: 200, body: { messages: 1, verifications: 1, refusals: 1 } })
    t.match(await erase(phone), { status: 200, body: { messages: 0, verifications: 0, refusals: 0 } })
    t.equal((await messagesOf(phone)).length, 0)
    t.equal((await messagesOf(phone, { tenant: 'globex' })).length, 1)
    t.match(await call('POST', `/verifications/${mine.body.id}/check`, { code: '123456' }, { app: 'shop' }), {
      status: 410,
      body: { status: 'cancelled' },
    })
    const [entry] = (await call('GET', '/audit-log')).body.items as object[]
    t.match(entry, { action: 'phone.erase', target: { kind: 'phone', name: null } })
    const rows = JSON.stringify([
      await db('sms_messages').where({ tenant_id: 'acme' }),
      await db('sms_verifications').where({ tenant_id: 'acme' }),
      await db('sms_audit_log'),
    ])
    t.notOk(rows.includes(phone.slice(-4)) && rows.includes(phone.slice(3)))
    t.equal((await start(phone)).status, 429, 'limits do not forget: else erasing would be a way around them')
  })

  await t.test('a time that makes no sense stops the start', async (t) => {
    for (const phoneDays of [0, -1, 1.5, '30', Number.NaN])
      await t.rejects(setUp(t, database, { retention: { phoneDays: phoneDays as number } }), /retention\.phoneDays/)
    await t.rejects(setUp(t, database, { retention: { days: 3 } as never }), /retention\.days/)
  })
})

t.end()
