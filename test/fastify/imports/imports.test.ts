import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const globex = { tenant: 'globex' }

type Importable = {
  signatures: { name: string; added: boolean }[]
  templates: { template: { code: string; status: string; suggestedPurpose: string | null }; added: boolean }[]
  complete: boolean
}
type Result = {
  signatures: { ssid: string; name: string; appCount: number }[]
  templates: { stid: string; code: string; purpose: string | null }[]
  refused: { kind: string; name: string; code: string; message: string }[]
}

await onEachDatabase(t, async (t, database) => {
  emulator.reset()
  const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const account = (await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Main', ...DEMO })).body
  const importable = async () => (await call('GET', `/accounts/${account.id}/importable`)).body as unknown as Importable
  const add = (body: object, who = {}) => call('POST', `/accounts/${account.id}/import`, body, who)
  const counts = async () => {
    const { signatureCount, templateCount } = (await call('GET', `/accounts/${account.id}`)).body
    return [signatureCount, templateCount]
  }
  const approved = {
    signatures: emulator.state.account().signatures.filter((it) => it.status === 'approved'),
    templates: emulator.state.account().templates.filter((it) => it.status === 'approved'),
  }

  await t.test('everything approved is listed, over all pages, and what has been added is marked', async (t) => {
    await call('POST', `/accounts/${account.id}/signatures`, { name: 'Quectel' })
    const { signatures, templates, complete } = await importable()
    t.ok(emulator.state.account().signatures.length > 50 && emulator.state.account().templates.length > 50)
    t.equal(complete, true)
    t.same(signatures.map((it) => it.name).sort(), approved.signatures.map((it) => it.name).sort())
    t.same(templates.map((it) => it.template.code).sort(), approved.templates.map((it) => it.code).sort())
    t.same(
      signatures.filter((it) => it.added),
      [{ name: 'Quectel', added: true }],
    )
    t.match(
      templates.find((it) => it.template.code === 'SMS_100000006'),
      { added: false, template: { suggestedPurpose: 'reset_password', region: 'international', type: 'verification' } },
    )
    t.match(await call('GET', `/accounts/${account.id}/importable`, undefined, globex), { status: 404 })
  })

  await t.test('what cannot be added is named one by one; the rest is added and authorised in one step', async (t) => {
    const [waiting] = emulator.state.account().templates.filter((it) => it.status === 'in_review')
    const { status, body } = await add({
      signatures: [{ name: 'Quectel Login' }, { name: 'Quectel' }, { name: 'Quectel Login' }, { name: 'Nobody' }],
      templates: [
        { code: 'SMS_100000001' },
        { code: 'SMS_100000002', purpose: 'sign_up' },
        { code: 'SMS_100000003', purpose: null },
        { code: 'SMS_100000004', purpose: 'no_such' },
        { code: waiting?.code },
        { code: 'SMS_404' },
      ],
      appIds: ['shop', 'bank'],
    })
    t.equal(status, 200)
    const { signatures, templates, refused } = body as unknown as Result
    t.match(signatures, [{ name: 'Quectel Login', appCount: 2, accountName: 'Main', status: 'approved' }])
    t.same(
      templates.map((it) => [it.code, it.purpose]),
      [
        ['SMS_100000001', 'reset_password'],
        ['SMS_100000002', 'sign_up'],
        ['SMS_100000003', null],
      ],
    )
    t.same(
      refused.map((it) => [it.kind, it.name, it.code]),
      [
        ['signature', 'Quectel', 'SMS_SIGNATURE_EXISTS'],
        ['signature', 'Quectel Login', 'SMS_SIGNATURE_EXISTS'],
        ['signature', 'Nobody', 'SMS_SIGNATURE_NOT_FOUND'],
        ['template', 'SMS_100000004', 'SMS_INVALID_INPUT'],
        ['template', waiting?.code, 'SMS_TEMPLATE_NOT_APPROVED'],
        ['template', 'SMS_404', 'SMS_TEMPLATE_NOT_FOUND'],
      ],
    )
    t.same(await counts(), [2, 3])
    t.same((await call('GET', `/templates/${templates[0]?.stid}/apps`)).body, { appIds: ['bank', 'shop'] })
    t.match((await call('GET', `/audit-log?targetId=${templates[0]?.stid}`)).body.items, [
      { action: 'template.create' },
    ])
  })

  await t.test('an App of somebody else’s, or too much at once, adds nothing', async (t) => {
    const before = await counts()
    t.match(await add({ templates: [{ code: 'SMS_100000005' }], appIds: ['shop', 'portal'] }), {
      status: 422,
      body: { code: 'SMS_APP_UNKNOWN', message: /portal/ },
    })
    t.match(
      await add({
        templates: approved.templates.slice(0, 40).map(({ code }) => ({ code })),
        appIds: Array.from({ length: 5000 }, (_, i) => `app-${i}`),
      }),
      { status: 400, body: { code: 'SMS_INVALID_INPUT', field: 'body.appIds' } },
    )
    t.match(await add({ templates: [{ code: 'SMS_100000005' }] }, globex), { status: 404 })
    t.match(await add({}), { status: 200, body: { signatures: [], templates: [], refused: [] } })
    t.same(await counts(), before)
  })

  await t.test('a host whose directory of Apps fails is named, and nothing is added', async (t) => {
    const before = await counts()
    const broken = await createTestHost({
      databaseUrl: database.url,
      endpoint: emulator.endpoint,
      settings: {
        apps: {
          list: async () => ({ items: [], nextCursor: null }),
          find: async () => {
            throw new Error('down')
          },
        },
      },
    })
    t.teardown(() => broken.close())
    await broken.ready()
    const signatures = [{ name: approved.signatures.at(-1)?.name }]
    t.match(
      await caller(broken)('POST', `/accounts/${account.id}/import`, { signatures, appIds: ['shop'] }),
      { status: 503, body: { code: 'SMS_HOOK_FAILED', message: /apps\.find/ } },
      'the host’s own failure, in words',
    )
    t.same(await counts(), before)
  })

  await t.test('a platform that does not answer adds nothing', async (t) => {
    const before = await counts()
    emulator.faults.add({ action: 'QuerySmsTemplateList', kind: 'html502', times: 10 })
    t.match(await add({ templates: [{ code: 'SMS_100000005' }] }), {
      status: 502,
      body: { code: 'SMS_PLATFORM_NONSENSE' },
    })
    t.equal((await call('GET', `/accounts/${account.id}/importable`)).status, 502)
    t.match(
      await add({ signatures: [{ name: '阿里云测试' }] }),
      { status: 200, body: { refused: [] } },
      'a list that is not needed is not asked for',
    )
    emulator.faults.clear()
    t.same(await counts(), [Number(before[0]) + 1, before[1]])
  })

  await t.test('many who import the same at once: each is added once, and the others are told', async (t) => {
    const wanted = {
      signatures: approved.signatures.map(({ name }) => ({ name })),
      templates: approved.templates.map(({ code }) => ({ code })),
    }
    const size = wanted.signatures.length + wanted.templates.length
    const already = (await counts()).reduce<number>((sum, it) => sum + Number(it), 0)
    const answers = await Promise.all(Array.from({ length: 4 }, () => add(wanted)))
    const results = answers.map((it) => it.body as unknown as Result)
    t.same(
      answers.map((it) => it.status),
      [200, 200, 200, 200],
      answers.find((it) => it.status !== 200)?.text ?? '',
    )
    const added = results.flatMap((it) => [
      ...it.signatures.map((one) => one.name),
      ...it.templates.map((one) => one.code),
    ])
    t.equal(added.length, size - already)
    t.equal(new Set(added).size, added.length)
    for (const { signatures, templates, refused } of results) {
      t.equal(signatures.length + templates.length + refused.length, size)
      t.ok(refused.every((it) => /_EXISTS$/.test(it.code)))
    }
    t.same(await counts(), [approved.signatures.length, approved.templates.length])
    t.ok((await importable()).templates.every((it) => it.added))
  })
})

t.end()
