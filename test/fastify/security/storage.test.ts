import { startEmulator } from '@sms-settings/emulator'
import knexModule from 'knex'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO, SECOND } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const shop = { app: 'shop' }

await onEachDatabase(t, async (t, database) => {
  emulator.outbox.clear()
  const alarms: { kind: string }[] = []
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { hooks: { onAlarm: (alarm) => alarms.push(alarm) } },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const db = knexModule.default(database.config())
  t.teardown(() => db.destroy())
  let phones = 0
  const newPhone = () => `+86137${String(30_000_000 + phones++).padStart(8, '0')}`
  const start = (phone = newPhone()) => call('POST', '/verifications', { phone, purpose: 'log_in' }, shop)

  const first = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'First', ...DEMO })
  const second = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Second', ...SECOND })
  t.same([first.status, second.status], [201, 201])
  const check = (id: unknown) => call('POST', `/accounts/${id}/check`)
  const sealed = async (id: unknown) =>
    (
      await db('sms_accounts')
        .where({ id: String(id) })
        .first('sealed_secret')
    ).sealed_secret as string

  await t.test('a masked secret written back is refused, and the stored one stays', async (t) => {
    for (const accessKeySecret of ['********', '••••••••', 'Emul************0001', '……', 'xxxxxxxx'])
      t.match(
        await call('PUT', `/accounts/${first.body.id}/credentials`, { ...DEMO, accessKeySecret }),
        { status: 422, body: { code: 'SMS_SECRET_MASKED', field: 'body.accessKeySecret' } },
        accessKeySecret,
      )
    t.match(await check(first.body.id), { body: { status: 'ok' } })
  })

  await t.test(
    'a ciphertext moved to another row, or with a bit flipped, opens nothing and harms no other',
    async (t) => {
      const [mine, theirs] = [await sealed(first.body.id), await sealed(second.body.id)]
      const put = (value: string) =>
        db('sms_accounts')
          .where({ id: String(first.body.id) })
          .update({ sealed_secret: value })
      const flipped = `${mine.slice(0, -3)}${mine.at(-3) === 'A' ? 'B' : 'A'}${mine.slice(-2)}`
      for (const value of [theirs, flipped]) {
        await put(value)
        t.match(await check(first.body.id), { status: 200, body: { status: 'unreadable' } })
        t.match(await call('GET', `/accounts/${first.body.id}/importable`), {
          status: 503,
          body: { code: 'SMS_SECRET_UNREADABLE', message: /restore its key or enter it again/ },
        })
        t.match(await check(second.body.id), { body: { status: 'ok' } })
      }
      await put(mine)
      await new Promise((resolve) => setTimeout(resolve, 50))
      t.ok(alarms.some((it) => it.kind === 'secret_unreadable'))
      t.match(await check(first.body.id), { body: { status: 'ok' } })
    },
  )

  await t.test('hashes of codes swapped between rows open nothing', async (t) => {
    const phone = [newPhone(), newPhone()] as const
    const [one, two] = [await start(phone[0]), await start(phone[1])]
    const code = emulator.outbox.messages({ phone: phone[0] })[0]?.params.code as string
    const other = emulator.outbox.messages({ phone: phone[1] })[0]?.params.code as string
    const hash = (
      await db('sms_verifications')
        .where({ id: String(one.body.id) })
        .first('code_hash')
    ).code_hash
    await db('sms_verifications')
      .where({ id: String(two.body.id) })
      .update({ code_hash: hash })
    if (code !== other)
      t.match(await call('POST', `/verifications/${two.body.id}/check`, { code }, shop), { status: 422 })
    t.match(await call('POST', `/verifications/${two.body.id}/check`, { code: other }, shop), { status: 422 })
    t.match(await call('POST', `/verifications/${one.body.id}/check`, { code }, shop), { status: 200 })
  })

  await t.test('what is written at once by two people loses nothing', async (t) => {
    const id = first.body.id
    await Promise.all([
      call('PATCH', `/accounts/${id}`, { name: 'Renamed' }),
      call('PATCH', `/accounts/${id}`, { note: 'noted' }),
      call('POST', `/accounts/${id}/pause`),
    ])
    t.match((await call('GET', `/accounts/${id}`)).body, { name: 'Renamed', note: 'noted', status: 'paused' })
    await call('POST', `/accounts/${id}/resume`)
    const signature = await call('POST', `/accounts/${id}/signatures`, { name: 'Quectel' })
    const sets = [['shop'], ['bank'], ['shop', 'bank'], []]
    await Promise.all(sets.map((appIds) => call('PUT', `/signatures/${signature.body.ssid}/apps`, { appIds })))
    const { appIds } = (await call('GET', `/signatures/${signature.body.ssid}/apps`)).body as { appIds: string[] }
    t.ok(
      sets.some((set) => JSON.stringify([...set].sort()) === JSON.stringify(appIds)),
      `one whole set: ${JSON.stringify(appIds)}`,
    )
  })

  await t.test('an account deleted while its SMS are in flight: after the answer nothing more is sent', async (t) => {
    const { id } = first.body
    const signature = (await call('GET', `/accounts/${id}/signatures`)).body.items as { ssid: string }[]
    const template = await call('POST', `/accounts/${id}/templates`, { code: 'SMS_100000002' })
    const named = { ssid: signature[0]?.ssid, stid: template.body.stid }
    for (const path of [`/signatures/${named.ssid}/apps`, `/templates/${named.stid}/apps`])
      await call('PUT', path, { appIds: ['shop'] })
    emulator.faults.add({ action: 'SendSms', kind: 'delay', ms: 300, times: 100 })
    const starts = Array.from({ length: 20 }, () =>
      call('POST', '/verifications', { phone: newPhone(), purpose: 'log_in', ...named }, shop),
    )
    // Until some are on their way.
    for (
      let tries = 0;
      tries < 200 && ((await call('GET', `/messages?accountId=${id}`)).body.items ?? []).length < 3;
      tries++
    )
      await new Promise((resolve) => setTimeout(resolve, 5))
    const deleted = await call('DELETE', `/accounts/${id}`)
    t.equal(deleted.status, 204)
    const when = Date.now()
    const answers = await Promise.all(starts)
    emulator.faults.clear()
    t.ok(
      answers.every((it) => [201, 422].includes(it.status)),
      JSON.stringify(answers.map((it) => it.text)),
    )
    const late = emulator.outbox.messages().filter((it) => it.acceptedAt > when)
    t.same(late, [], 'nothing reached the platform after the 204')
    t.match((await call('GET', `/messages?accountId=${id}`)).body.items?.[0], { accountName: 'Renamed' })
  })
})

t.test('the database down: nothing is sent, 503, and all is well when it is back', async (t) => {
  if (!process.env.TEST_MYSQL_URL) return
  const { mysqlDatabase } = await import('../../support/databases.ts')
  const database = await mysqlDatabase(t)
  const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const db = knexModule.default(database.config())
  t.teardown(() => db.destroy())
  const start = (phone: string) => call('POST', '/verifications', { phone, purpose: 'log_in' }, shop)
  t.equal((await start('+8613700000001')).status, 201)
  // The store of limits is gone, the rest is not.
  await db.schema.renameTable('sms_limits', 'sms_limits_away')
  const refused = await start('+8613700000002')
  t.match(refused, { status: 503, body: { code: 'SMS_STORE_UNAVAILABLE' } })
  t.notMatch(refused.text, /sms_limits|select|insert/i)
  t.equal(emulator.outbox.messages({ phone: '+8613700000002' }).length, 0)
  await db.schema.renameTable('sms_limits_away', 'sms_limits')
  t.equal((await start('+8613700000002')).status, 201)
})

t.end()
