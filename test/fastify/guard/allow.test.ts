import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

await onEachDatabase(t, async (t, database) => {
  const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
  t.teardown(() => app.close())
  const call = caller(app)
  const phone = '+8613900001234'
  const start = (to: string) => call('POST', '/verifications', { phone: to, purpose: 'log_in' }, { app: 'shop' })
  const messageTo = async (to: string) => {
    const { items = [] } = (await call('GET', `/messages?phone=${encodeURIComponent(to)}`)).body
    return (items[0] as { id: string }).id
  }
  const set = async () => (await call('GET', '/apps/shop/policy')).body.set as Record<string, unknown>

  await t.test('a number from the log is put on the safe list, and what the App has set stays', async (t) => {
    await start(phone)
    const id = await messageTo(phone)
    await call('PUT', '/apps/shop/policy', { lifetime: 240, safeList: ['+8613900005555'], blockList: [phone] })
    t.equal((await start(phone)).body.code, 'SMS_PHONE_BLOCKED')

    const answer = await call('POST', `/messages/${id}/allow`)
    t.match(answer, { status: 200, body: { appId: 'shop', phone: '+86 139****1234' } }, answer.text)
    t.same(await set(), { lifetime: 240, safeList: ['+8613900005555', phone], blockList: [] })
    t.equal((await start(phone)).body.limit, 'phone_per_minute', 'no longer on the block list')

    const [entry] = (await call('GET', '/audit-log')).body.items as Record<string, unknown>[]
    t.match(entry, { action: 'app.allow', actorId: 'ada', target: { kind: 'app', id: 'shop', name: 'Acme Shop' } })
    t.same(entry?.after, { phone: '+86 139****1234' })
    t.notOk(JSON.stringify(entry).includes('13900001234'), 'no whole number in the audit log')

    t.equal((await call('POST', `/messages/${id}/allow`)).status, 200, 'again: it is there already')
    t.equal(
      ((await call('GET', '/audit-log')).body.items as { action: string }[]).filter((it) => it.action === 'app.allow')
        .length,
      1,
    )
  })

  await t.test('many at once: all are there, beside whoever sets the policy', async (t) => {
    const phones = Array.from({ length: 8 }, (_, i) => `+861390000200${i}`)
    for (const to of phones) t.equal((await start(to)).status, 201)
    const ids = await Promise.all(phones.map(messageTo))
    const answers = await Promise.all(ids.map((id) => call('POST', `/messages/${id}/allow`)))
    t.same(new Set(answers.map(({ status }) => status)), new Set([200]))
    t.same([...((await set()).safeList as string[])].sort(), ['+8613900005555', phone, ...phones].sort())
  })

  await t.test('in words: erased, of no App, a full list, not there', async (t) => {
    const test = { phone: '+8613900003001', ssid: 'C1', stid: 'C2', variables: { code: '123456' } }
    const sent = await call('POST', '/messages/test', test)
    t.match(await call('POST', `/messages/${sent.body.id}/allow`), {
      status: 422,
      body: { code: 'SMS_MESSAGE_WITHOUT_APP' },
    })

    const full = Array.from({ length: 1000 }, (_, i) => `+86139100${10_000 + i}`)
    t.equal((await call('PUT', '/apps/shop/policy', { safeList: full })).status, 200)
    const id = await messageTo(phone)
    t.match(await call('POST', `/messages/${id}/allow`), { status: 422, body: { code: 'SMS_LIST_FULL' } })

    await call('PUT', '/apps/shop/policy', {})
    t.equal((await call('DELETE', `/phones/${encodeURIComponent(phone)}`)).status, 200)
    t.match(await call('POST', `/messages/${id}/allow`), { status: 409, body: { code: 'SMS_PHONE_ERASED' } })
    t.match(await call('POST', '/messages/M00000000000000000000000000/allow'), {
      status: 404,
      body: { code: 'SMS_MESSAGE_NOT_FOUND' },
    })
    t.match(await call('POST', `/messages/${id}/allow`, undefined, { permissions: 'messages:read settings:read' }), {
      status: 403,
    })
    t.same(await set(), { safeList: [], blockList: [] }, 'nothing was put there')
  })
  emulator.outbox.clear()
})

t.end()
