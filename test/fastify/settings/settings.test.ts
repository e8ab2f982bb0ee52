import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { mysqlDatabase, onEachDatabase, sqliteDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO, SECOND } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const globex = { tenant: 'globex' }

type Step = { action: string; kind: string; name: string; reason: string | null }
type Document = {
  kind: string
  version: number
  accounts: {
    name: string
    accessKeyId: string
    status: string
    note: string | null
    signatures: { ssid?: string; name: string; note: string | null; appIds: string[] }[]
    templates: { stid?: string; code: string; purpose: string | null; note: string | null; appIds: string[] }[]
  }[]
  apps: { appId: string; defaults: { ssid: string; stid: string }[]; policy: Record<string, unknown> | null }[]
}

await onEachDatabase(t, async (t, database) => {
  emulator.reset()
  const hostOn = async (on: TestDatabase) => {
    const app = await createTestHost({ databaseUrl: on.url, endpoint: emulator.endpoint })
    t.teardown(() => app.close())
    await app.ready()
    return caller(app)
  }
  const call = await hostOn(database)
  const exported = async (by = call, who = {}) =>
    (await by('GET', '/settings/export', undefined, who)).body as unknown as Document
  const bring = async (document: object, by = call, query = '', who = {}) => {
    const answer = await by('POST', `/settings/import${query}`, document, who)
    t.equal(answer.status, 200, answer.status === 200 ? 'imported' : answer.text)
    return answer.body as unknown as { applied: boolean; steps: Step[] }
  }
  const changes = (steps: Step[]) =>
    steps.filter((it) => it.action !== 'keep').map((it) => `${it.action} ${it.kind} ${it.name}`)
  /** Without what is the installation's own: ids, and when it was. */
  const portable = (document: Document) =>
    JSON.parse(
      JSON.stringify(document, (name, value) =>
        ['ssid', 'stid', 'exportedAt'].includes(name) && value !== 'C1' && value !== 'C4' ? undefined : value,
      ),
    )

  const account = (await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Main', ...DEMO })).body
  const signature = (await call('POST', `/accounts/${account.id}/signatures`, { name: 'Quectel', note: 'ours' })).body
  const template = (await call('POST', `/accounts/${account.id}/templates`, { code: 'SMS_100000002' })).body
  await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Second', ...SECOND })
  for (const url of [`/signatures/${signature.ssid}`, `/templates/${template.stid}`])
    await call('PUT', `${url}/apps`, { appIds: ['shop', 'bank'] })
  const own = { purpose: 'log_in', region: 'domestic', ssid: signature.ssid, stid: template.stid }
  const general = { purpose: 'sign_up', region: 'international', ssid: 'C1', stid: 'C4' }
  await call('PUT', '/apps/shop/defaults', { defaults: [general, own] })
  await call('PUT', '/apps/bank/policy', {
    lifetime: 120,
    limits: { phonePerDay: 3 },
    countries: { others: 'block', named: [{ country: 'CN', mode: 'allow' }] },
    blockList: ['+86 139 1234 5678'],
  })
  await call('POST', `/accounts/${account.id}/pause`)

  await t.test('a document holds all settings of its tenant, and no secret', async (t) => {
    const document = await exported()
    t.match(document, {
      kind: 'sms-settings',
      version: 1,
      accounts: [
        {
          name: 'Main',
          accessKeyId: DEMO.accessKeyId,
          status: 'paused',
          signatures: [{ name: 'Quectel', note: 'ours', appIds: ['bank', 'shop'] }],
          templates: [{ code: 'SMS_100000002', purpose: 'log_in', appIds: ['bank', 'shop'] }],
        },
        { name: 'Second', status: 'active', signatures: [], templates: [] },
      ],
      apps: [
        { appId: 'bank', defaults: [], policy: { lifetime: 120, blockList: ['+8613912345678'] } },
        { appId: 'shop', defaults: [own, general], policy: null },
      ],
    })
    t.notMatch(JSON.stringify(document), /Secret0000|v1\.\w+\.|sealed/i)
    t.match(await exported(call, globex), { accounts: [], apps: [] })
  })

  await t.test('brought in again it changes nothing, however it is written', async (t) => {
    const document = await exported()
    const shuffled = JSON.parse(JSON.stringify(document)) as Document
    for (const it of shuffled.apps) {
      it.defaults.reverse()
      if (it.policy) it.policy = Object.fromEntries(Object.entries(it.policy).reverse())
    }
    const log = async () => (await call('GET', '/audit-log?limit=1')).body.items
    const before = await log()
    for (const it of [document, shuffled]) {
      t.same(changes((await bring(it)).steps), [])
      t.equal((await bring(it, call, '?dryRun=true')).applied, false)
    }
    const sparse = { ...document, apps: [{ appId: 'shop', defaults: [own], policy: {} }] }
    t.same(changes((await bring(sparse)).steps), [])
    t.same((await exported()).apps[1]?.defaults, [own, general], 'what it does not name stays')
    t.same(await log(), before, 'and nothing is written down')
  })

  await t.test('a plan says what would be done, and does none of it; then it is done', async (t) => {
    const document = await exported()
    const [main] = document.accounts
    if (!main) throw new Error('no account')
    const wanted = {
      ...document,
      accounts: [
        {
          ...main,
          name: 'Renamed',
          note: 'new note',
          status: 'active',
          signatures: [
            { name: 'Quectel', note: null, appIds: ['shop'] },
            { name: '阿里云测试', note: null, appIds: ['bank'] },
            { name: 'Nobody has it', note: null, appIds: [] },
          ],
          templates: [
            { code: 'SMS_100000002', purpose: 'log_in', note: null, appIds: ['bank'] },
            { code: 'SMS_100000003', purpose: 'sign_up', note: 'n', appIds: ['portal'] },
            { stid: 'theirs', code: 'SMS_100000005', purpose: 'log_in', note: null, appIds: ['bank'] },
          ],
        },
        { ...main, accessKeyId: 'LTAI5tElsewhere', name: 'Elsewhere' },
      ],
      apps: [
        {
          appId: 'bank',
          defaults: [{ purpose: 'log_in', region: 'international', ssid: signature.ssid, stid: 'theirs' }],
          policy: { lifetime: 180 },
        },
        { appId: 'portal', defaults: [], policy: null },
      ],
    }
    const plan = [
      'update account Renamed',
      'update signature Quectel',
      'create signature 阿里云测试',
      'create signature Nobody has it',
      'create template SMS_100000003',
      'create template SMS_100000005',
      'skip account Elsewhere',
      'update defaults bank',
      'update policy bank',
      'skip defaults portal',
    ]
    const before = portable(await exported())
    const dry = await bring(wanted, call, '?dryRun=true')
    t.same(changes(dry.steps), plan)
    t.same(portable(await exported()), before)

    const { applied, steps } = await bring(wanted)
    t.equal(applied, true)
    t.same(
      changes(steps),
      plan.map((line) =>
        ['signature Nobody has it', 'template SMS_100000003'].some((it) => line.endsWith(it))
          ? line.replace('create', 'skip')
          : line,
      ),
    )
    const reason = (name: string) => steps.find((it) => it.name === name)?.reason
    t.match(reason('Nobody has it'), /There is no signature "Nobody has it" on the platform/)
    t.match(reason('SMS_100000003'), /Not an App of yours: portal/)
    t.match(reason('Elsewhere'), /Add this account with its AccessSecret first \(AccessKey LTAI5tElsewhere\)/)
    t.match(reason('portal'), /There is no App portal/)

    const after = await exported()
    t.match(after.accounts[0], {
      name: 'Renamed',
      note: 'new note',
      status: 'active',
      signatures: [
        { name: 'Quectel', note: null, appIds: ['bank', 'shop'] },
        { name: '阿里云测试', appIds: ['bank'] },
      ],
      templates: [{ code: 'SMS_100000002' }, { code: 'SMS_100000005' }],
    })
    const created = after.accounts[0]?.templates.find((it) => it.code === 'SMS_100000005')
    t.match(after.apps[0], {
      policy: { lifetime: 180, blockList: [] },
      defaults: [{ region: 'international', ssid: signature.ssid, stid: created?.stid }],
    })
    t.same(after.apps[1]?.defaults, [own, general], 'an App that it does not name stays as it is')
    t.same(
      changes((await bring(wanted)).steps),
      changes(steps).filter((line) => /^skip/.test(line)),
      'what was skipped was not done by halves, and nothing else is left to do',
    )
  })

  await t.test('into another installation: accounts by their key first, then all else is the same', async (t) => {
    const there = await hostOn(await (database.name === 'mysql' ? mysqlDatabase(t) : sqliteDatabase(t)))
    const document = await exported()
    const first = await bring(document, there)
    t.ok(first.steps.filter((it) => it.kind === 'account').every((it) => it.action === 'skip'))
    for (const [name, key] of [
      ['any name', DEMO],
      ['another', SECOND],
    ] as const)
      t.equal((await there('POST', '/accounts', { platform: 'alibaba_cloud', name, ...key })).status, 201)
    await bring(document, there)
    t.same(portable(await exported(there)), portable(document))
    t.same(changes((await bring(await exported(there), there)).steps), [])
  })

  await t.test('what is no document of ours changes nothing', async (t) => {
    const document = await exported()
    for (const [wrong, field] of [
      [{ ...document, kind: 'other' }, 'body.kind'],
      [{ ...document, version: 2 }, 'body.version'],
      [{ ...document, secrets: [] }, 'body.secrets'],
      [
        { ...document, accounts: [{ ...document.accounts[0], accessKeySecret: 'x' }] },
        'body.accounts.0.accessKeySecret',
      ],
    ] as const)
      t.match(await call('POST', '/settings/import', wrong), { status: 400, body: { field } }, field)
    const theirs = await bring(document, call, '', globex)
    t.ok(
      theirs.steps.every((it) => it.action === 'skip'),
      'another tenant’s document brings nothing of theirs',
    )
    t.match(await exported(call, globex), { accounts: [], apps: [] })
  })
})

t.end()
