import { startEmulator } from '@sms-settings/emulator'
import knexModule from 'knex'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { startProcess } from '../../support/processes.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

const headers = { 'content-type': 'application/json', 'x-tenant': 'acme', 'x-app': 'shop' }
const child = new URL('../../support/host.child.ts', import.meta.url)

await onEachDatabase(t, async (t, database) => {
  emulator.outbox.clear()
  const env = { DATABASE_URL: database.url, ENDPOINT: emulator.endpoint }
  const db = knexModule.default(database.config())
  t.teardown(() => db.destroy())
  const start = (url: string, phone: string) =>
    fetch(`${url}/sms/verifications`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ phone, purpose: 'log_in' }),
    }).then(
      (response) => response.status,
      () => 'the server died',
    )
  const row = async () =>
    (await db('sms_messages').orderBy('id', 'desc').first()) as {
      id: string
      status: string
      settled_at: number | null
    }
  /** As if the time had come to ask about it; the platform is asked for real. */
  const due = (id: string, asked: number) => db('sms_messages').where({ id }).update({ ask_at: 1, asked })
  const settled = async (id: string, wanted: string) => {
    for (const until = Date.now() + 10_000; Date.now() < until; ) {
      const { status } = await db('sms_messages').where({ id }).first('status')
      if (status === wanted) return status
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return (await db('sms_messages').where({ id }).first('status')).status
  }

  await t.test(
    'killed between the write and the call: found by the next start, told as never sent, never sent',
    async (t) => {
      const phone = '+8613500000001'
      // Killed by the hook that tells of a new verification: its message is written, the platform has not been called.
      const server = await startProcess(t, child, { env: { ...env, CRASH: 'queued' } })
      emulator.faults.add({ action: 'SendSms', kind: 'stall', accept: false })
      t.equal(await start(server.url, phone), 'the server died')
      emulator.faults.clear()
      const message = await row()
      t.match(message, { status: 'queued' }, 'written before the platform was called')
      await due(message.id, 99)
      await startProcess(t, child, { env })
      t.equal(await settled(message.id, 'failed'), 'failed')
      t.equal((await db('sms_verifications').orderBy('id', 'desc').first('status')).status, 'failed')
      t.equal(emulator.outbox.messages({ phone }).length, 0)
    },
  )

  await t.test('killed between the call and the answer: found by the next start as sent, once', async (t) => {
    const phone = '+8613500000002'
    const server = await startProcess(t, child, { env })
    emulator.faults.add({ action: 'SendSms', kind: 'delay', ms: 1200, accept: true })
    const answer = start(server.url, phone)
    await emulator.outbox.waitFor(phone, { timeout: 5000 })
    await server.kill()
    emulator.faults.clear()
    t.equal(await answer, 'the server died')
    const message = await row()
    t.match(message, { status: 'queued', settled_at: null })
    await due(message.id, 0)
    await startProcess(t, child, { env })
    const status = await settled(message.id, 'delivered')
    t.ok(['accepted', 'delivered'].includes(status), status)
    t.equal(emulator.outbox.messages({ phone }).length, 1)
  })
})

t.end()
