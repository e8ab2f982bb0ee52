import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO } from '../../support/host.ts'
import { readCommitted } from '../../support/read-committed.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const globex = { tenant: 'globex' }

await onEachDatabase(t, async (t, database) => {
  emulator.reset()
  const options = { databaseUrl: database.url, endpoint: emulator.endpoint }
  const app = await createTestHost(options)
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const account = (await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Main', ...DEMO })).body
  const add = (name: string) => call('POST', `/accounts/${account.id}/signatures`, { name })
  const actions = async (ssid: unknown) =>
    ((await call('GET', `/audit-log?targetId=${ssid}`)).body.items as { action: string }[]).map((it) => it.action)
  const quectel = await add('Quectel')
  const { ssid } = quectel.body

  await t.test('what the platform knows of a signature is shown', async (t) => {
    t.match(quectel, {
      status: 201,
      body: {
        ssid: /^S[0-9A-Z]{26}$/,
        accountId: account.id,
        accountName: 'Main',
        platform: 'alibaba_cloud',
        name: 'Quectel',
        status: 'approved',
        reason: null,
        note: null,
        appCount: 0,
      },
    })
    t.match((await add('Unregistered')).body, {
      status: 'approved',
      carriers: [
        { carrier: 'mobile', status: 'not_registered' },
        { carrier: 'unicom', status: 'not_registered' },
        { carrier: 'telecom', status: 'not_registered' },
      ],
    })
  })

  await t.test('only an approved one is added, and the platform’s reason is told', async (t) => {
    emulator.state.addSignature({ name: 'Under review', status: 'in_review' })
    emulator.state.addSignature({ name: 'Turned down', status: 'rejected', rejection: 'No licence.' })
    emulator.state.addSignature({ name: 'Called off', status: 'cancelled' })
    for (const [name, message] of [
      ['Under review', /in review/],
      ['Turned down', /No licence\./],
      ['Called off', /cancelled/],
    ] as const)
      t.match(await add(name), {
        status: 422,
        body: { code: 'SMS_SIGNATURE_NOT_APPROVED', field: 'body.name', message },
      })
    t.match(await add('Nobody has it'), { status: 404, body: { code: 'SMS_SIGNATURE_NOT_FOUND' } })
    t.match(await call('POST', `/accounts/${account.id}/signatures`, { name: 'Quectel' }, globex), {
      status: 404,
      body: { code: 'SMS_ACCOUNT_NOT_FOUND' },
    })
  })

  await t.test('each name once an account, letter by letter', async (t) => {
    t.match(await add('Quectel'), { status: 409, body: { code: 'SMS_SIGNATURE_EXISTS', field: 'body.name' } })
    emulator.state.addSignature({ name: 'QUECTEL' })
    t.equal((await add('QUECTEL')).status, 201)
    emulator.state.addSignature({ name: 'Twenty' })
    const answers = await Promise.all(Array.from({ length: 20 }, () => add('Twenty')))
    t.same(answers.map((it) => it.status).sort(), [201, ...Array(19).fill(409)])
  })

  await t.test('what the platform cannot say is answered as it is, and nothing stored', async (t) => {
    emulator.state.addSignature({ name: 'Later' })
    for (const [fault, status, code] of [
      [{ kind: 'code', code: 'Forbidden.RAM' }, 502, 'SMS_PLATFORM_REFUSED'],
      [{ kind: 'html502' }, 502, 'SMS_PLATFORM_NONSENSE'],
      [{ kind: 'stall' }, 504, 'SMS_PLATFORM_TIMEOUT'],
    ] as const) {
      emulator.faults.add({ action: 'GetSmsSign', times: 10, ...fault })
      t.match(await add('Later'), { status, body: { code } }, fault.kind)
      emulator.faults.clear()
    }
    t.equal((await call('GET', `/accounts/${account.id}/signatures?q=Later`)).body.items?.length, 0)
  })

  await t.test(
    'a refresh tells what changed on the platform, to every process, and writes down only changes',
    async (t) => {
      const other = await createTestHost(options)
      t.teardown(() => other.close())
      await other.ready()
      const template = (await call('POST', `/accounts/${account.id}/templates`, { code: 'SMS_100000002' })).body
      for (const url of [`/signatures/${ssid}/apps`, `/templates/${template.stid}/apps`])
        await call('PUT', url, { appIds: ['shop'] })
      const readiness = async (by = call) =>
        ((await by('GET', '/apps/shop/settings')).body.readiness as { purpose: string }[]).find(
          (it) => it.purpose === 'log_in',
        )
      t.match(await readiness(caller(other)), { source: 'authorised', ssid })
      const refresh = () => call('POST', `/signatures/${ssid}/refresh`)

      const before = await actions(ssid)
      t.match(await refresh(), { status: 200, body: { status: 'approved' } })
      t.same(await actions(ssid), before, 'nothing changed, nothing is written down')

      emulator.state.updateSignature('Quectel', { status: 'rejected', rejection: 'Lapsed.' })
      t.match(await refresh(), { body: { status: 'rejected', reason: 'Lapsed.', appCount: 1 } })
      t.match((await call('GET', `/audit-log?targetId=${ssid}&limit=1`)).body.items, [
        {
          action: 'signature.refresh',
          before: { status: 'approved' },
          after: { status: 'rejected', reason: 'Lapsed.' },
        },
      ])
      t.match(await readiness(caller(other)), { source: 'general' }, 'no longer sent with')
      emulator.state.deleteSignature('Quectel')
      t.match(await refresh(), { body: { status: 'missing', carriers: [] } })
      emulator.state.addSignature({ name: 'Quectel' })
      t.match(await refresh(), { body: { status: 'approved', reason: null } })
      t.match(await readiness(caller(other)), { source: 'authorised', ssid })
    },
  )

  await t.test('its note is edited; what is as it was is not written down', async (t) => {
    t.match(await call('PATCH', `/signatures/${ssid}`, { note: 'Für alle' }), {
      status: 200,
      body: { note: 'Für alle' },
    })
    const before = await actions(ssid)
    t.equal(before[0], 'signature.update')
    await call('PATCH', `/signatures/${ssid}`, { note: 'Für alle' })
    t.same(await actions(ssid), before)
    t.match((await call('GET', `/signatures/${ssid}`)).body, { note: 'Für alle', appCount: 1 })
    t.match((await call('GET', `/accounts/${account.id}/signatures?q=${encodeURIComponent('ür alle')}`)).body.items, [
      { ssid },
    ])
  })

  await t.test('the general signature is read like any other, and changed by nobody', async (t) => {
    t.match(await call('GET', '/signatures/C1'), {
      status: 200,
      body: { ssid: 'C1', accountId: null, name: 'Quectel' },
    })
    t.match(await call('GET', '/signatures/C1/impact'), { status: 200 })
    for (const [method, url, body] of [
      ['PATCH', '/signatures/C1', { note: 'mine' }],
      ['DELETE', '/signatures/C1', undefined],
      ['POST', '/signatures/C1/refresh', undefined],
      ['GET', '/signatures/C1/apps', undefined],
      ['PUT', '/signatures/C1/apps', { appIds: ['shop'] }],
    ] as const)
      t.match(
        await call(method, url, body),
        { status: 409, body: { code: 'SMS_GENERAL_READ_ONLY' } },
        `${method} ${url}`,
      )
    t.equal((await call('GET', '/signatures/C2')).status, 404)
  })

  await t.test('pages hold every signature once', async (t) => {
    const names = Array.from({ length: 60 }, (_, i) => `Page ${String(i).padStart(2, '0')}`)
    for (const name of names) emulator.state.addSignature({ name })
    t.match(
      (await call('POST', `/accounts/${account.id}/import`, { signatures: names.map((name) => ({ name })) })).body,
      { refused: [] },
    )
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await call(
        'GET',
        `/accounts/${account.id}/signatures?limit=25&q=page${cursor && `&cursor=${cursor}`}`,
      )
      seen.push(...(body.items as { name: string }[]).map((it) => it.name))
      cursor = (body.nextCursor as string | null) ?? ''
    } while (cursor)
    t.same(seen.sort(), names)
    const { nextCursor } = (await call('GET', `/accounts/${account.id}/signatures?limit=1`)).body
    const theirs = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Theirs', ...DEMO }, globex)
    for (const [url, who] of [
      [`/accounts/${account.id}/templates?cursor=${nextCursor}`, {}],
      [`/accounts/${account.id}/signatures?q=x&cursor=${nextCursor}`, {}],
      [`/accounts/${theirs.body.id}/signatures?cursor=${nextCursor}`, globex],
    ] as const)
      t.match(await call('GET', url, undefined, who), { status: 400, body: { code: 'SMS_INVALID_CURSOR' } }, url)
  })

  await t.test(
    'a removed one is gone from every App and every default, also from one set at that moment',
    async (t) => {
      const loose = await createTestHost({ ...options, settings: { database: readCommitted(database) } })
      t.teardown(() => loose.close())
      await loose.ready()
      for (let round = 0; round < 20; round++) {
        const by = round % 2 ? caller(loose) : call
        const name = `Round ${round}`
        emulator.state.addSignature({ name })
        const own = (await add(name)).body.ssid as string
        await call('PUT', `/signatures/${own}/apps`, { appIds: ['bank'] })
        const templates = (await call('GET', `/accounts/${account.id}/templates`)).body.items as { stid: string }[]
        await call('PUT', `/templates/${templates[0]?.stid}/apps`, { appIds: ['bank'] })
        const wanted = { purpose: 'log_in', region: 'domestic', ssid: own, stid: templates[0]?.stid }
        const [set, removed] = await Promise.all([
          by('PUT', '/apps/bank/defaults', { defaults: [wanted] }),
          by('DELETE', `/signatures/${own}`),
        ])
        t.equal(removed.status, 204)
        t.ok([200, 422].includes(set.status), set.text)
        t.match(
          (await call('GET', '/apps/bank/settings')).body,
          { defaults: [], readiness: [{}, {}, { purpose: 'log_in', ready: true }] },
          `no default of round ${round} is left behind`,
        )
        t.equal((await call('DELETE', `/signatures/${own}`)).status, 404)
      }
    },
  )
})

t.end()
