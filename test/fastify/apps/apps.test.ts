import type { SmsPolicy } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import type { SmsSettingsOptions } from '@sms-settings/fastify'
import knexModule from 'knex'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO, SECOND, TEST_APPS } from '../../support/host.ts'
import { readCommitted } from '../../support/read-committed.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const globex = { tenant: 'globex' }

type Readiness = { purpose: string; region: string; ready: boolean; ssid: string; stid: string; reason: string | null }
type Impact = {
  apps: { appId: string; name: string; affected: { purpose: string; region: string; becomes: string }[] }[]
}

await onEachDatabase(t, async (t, database) => {
  emulator.reset()
  const options = { databaseUrl: database.url, endpoint: emulator.endpoint }
  const app = await createTestHost(options)
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const db = knexModule.default(database.config())
  t.teardown(() => db.destroy())

  const make = async (name: string, key: object, signature: string, codes: string[]) => {
    const { id } = (await call('POST', '/accounts', { platform: 'alibaba_cloud', name, ...key })).body
    const { ssid } = (await call('POST', `/accounts/${id}/signatures`, { name: signature })).body
    const stids: unknown[] = []
    for (const code of codes) stids.push((await call('POST', `/accounts/${id}/templates`, { code })).body.stid)
    return { id, ssid, stids }
  }
  const first = await make('First', DEMO, 'Quectel', ['SMS_100000002', 'SMS_100000005', 'SMS_100000003'])
  const second = await make('Second', SECOND, 'Globex', ['SMS_500000001'])
  const authorise = (appIds: string[], ...urls: string[]) =>
    Promise.all(urls.map((url) => call('PUT', `${url}/apps`, { appIds })))
  const all = ({ ssid, stids }: typeof first) => [`/signatures/${ssid}`, ...stids.map((stid) => `/templates/${stid}`)]
  const settings = async (appId = 'shop') => (await call('GET', `/apps/${appId}/settings`)).body
  const readiness = async (appId = 'shop') => (await settings(appId)).readiness as Readiness[]
  const logIn = async () => (await readiness()).find((it) => it.purpose === 'log_in' && it.region === 'domestic')
  const domestic = (it: typeof first, at = 0) => ({
    purpose: 'log_in',
    region: 'domestic',
    ssid: it.ssid,
    stid: it.stids[at],
  })

  await t.test('a change of authorisation leaves what others change at once', async (t) => {
    const url = `/signatures/${first.ssid}/apps`
    await call('PUT', url, { appIds: [] })
    const answers = await Promise.all([
      call('PATCH', url, { add: ['shop'] }),
      call('PATCH', url, { add: ['bank'], remove: ['unknown-here'] }),
      call('PATCH', url, { add: ['shop'] }),
    ])
    t.same(
      answers.map((it) => it.status),
      [200, 200, 200],
    )
    t.same((await call('GET', url)).body.appIds, ['bank', 'shop'])
    t.match(await call('PATCH', url, { add: ['shop'], remove: ['shop'] }), {
      status: 400,
      body: { code: 'SMS_INVALID_INPUT', field: 'body.remove' },
    })
    t.match(await call('PATCH', url, { add: ['portal'] }), {
      status: 422,
      body: { code: 'SMS_APP_UNKNOWN', field: 'body.add' },
    })
    t.match(await call('PATCH', url, {}), { status: 400 })
    t.same((await call('PATCH', url, { remove: ['bank'] })).body.appIds, ['shop'])
    await call('PUT', url, { appIds: [] })
  })

  await t.test('authorising sets the whole; only the difference is written down', async (t) => {
    const url = `/signatures/${first.ssid}`
    t.match(await call('PUT', `${url}/apps`, { appIds: ['shop', 'portal', 'nowhere'] }), {
      status: 422,
      body: { code: 'SMS_APP_UNKNOWN', field: 'body.appIds', message: /portal, nowhere/ },
    })
    t.same((await call('GET', `${url}/apps`)).body, { appIds: [] })
    await authorise(['shop'], url)
    await authorise(['bank', 'shop'], url)
    const log = async () => (await call('GET', `/audit-log?targetId=${first.ssid}`)).body.items as { after: unknown }[]
    t.match((await log())[0], { action: 'signature.authorise', before: { removed: [] }, after: { added: ['bank'] } })
    const { length } = await log()
    await authorise(['shop', 'bank'], url)
    t.equal((await log()).length, length)
    t.equal((await call('GET', url)).body.appCount, 2)
    t.match(await call('PUT', `${url}/apps`, { appIds: ['shop', 'shop'] }), { status: 400 })
    await authorise([], url)
    t.same((await call('GET', `${url}/apps`)).body, { appIds: [] })
  })

  await t.test('a default is taken only if a code can be sent with it; what is wrong is named', async (t) => {
    await authorise(['shop'], ...all(first), ...all(second))
    const put = (...defaults: object[]) => call('PUT', '/apps/shop/defaults', { defaults })
    const cases: [object, object][] = [
      [{ ...domestic(first), stid: second.stids[0] }, { reason: 'different_accounts' }],
      [{ ...domestic(first), ssid: 'C1' }, { reason: 'different_accounts' }],
      [domestic(first, 1), { reason: 'region_mismatch' }],
      [{ ...domestic(first), ssid: 'S0' }, { reason: 'signature_unknown' }],
      [{ ...domestic(first), stid: 'T0' }, { reason: 'template_unknown' }],
      [{ ...domestic(first), purpose: 'no_such' }, { reason: 'purpose_unknown' }],
    ]
    for (const [wrong, expected] of cases)
      t.match(
        await put({ ...domestic(second), purpose: 'sign_up' }, wrong),
        { status: 422, body: { code: 'SMS_CANNOT_SEND', field: 'body.defaults.1', ...expected } },
        JSON.stringify(expected),
      )
    t.match(await put(domestic(first), domestic(second)), {
      status: 400,
      body: { code: 'SMS_INVALID_INPUT', field: 'body.defaults.1' },
    })
    t.match(await call('PUT', '/apps/bank/defaults', { defaults: [domestic(first)] }), {
      status: 422,
      body: { reason: 'signature_not_authorised' },
    })
    t.same((await settings()).defaults, [], 'nothing of it was stored')
    t.match(await put(domestic(second), { purpose: 'sign_up', region: 'international', ssid: 'C1', stid: 'C4' }), {
      status: 200,
    })
    t.match(await logIn(), { source: 'default', ssid: second.ssid })
  })

  await t.test('of two who set the defaults of one App at once, one has set the whole', async (t) => {
    const sets = [
      [domestic(first)],
      [domestic(second)],
      [
        { ...domestic(first), purpose: 'sign_up' },
        { purpose: 'log_in', region: 'international', ssid: first.ssid, stid: first.stids[1] },
      ],
      [],
    ]
    const loose = await createTestHost({ ...options, settings: { database: readCommitted(database) } })
    t.teardown(() => loose.close())
    await loose.ready()
    for (let round = 0; round < 10; round++) {
      const by = round % 2 ? caller(loose) : call
      const answers = await Promise.all(
        [...sets, ...sets].map((defaults) => by('PUT', '/apps/shop/defaults', { defaults })),
      )
      t.same([...new Set(answers.map((it) => it.status))], [200])
      const key = (it: unknown) => JSON.stringify(it)
      const found = new Set(((await settings()).defaults as object[]).map((it) => key(Object.entries(it).sort())))
      t.ok(
        sets.some((set) => set.length === found.size && set.every((it) => found.has(key(Object.entries(it).sort())))),
        [...found].join(),
      )
    }
  })

  await t.test('an impact says beforehand what then happens, for each thing that can go', async (t) => {
    await authorise(['shop', 'bank'], ...all(first))
    await authorise(['shop'], ...all(second))
    await call('PUT', '/apps/shop/defaults', { defaults: [domestic(second)] })
    const impactOf = async (url: string) => (await call('GET', `${url}/impact`)).body as unknown as Impact
    const before = { shop: await readiness('shop'), bank: await readiness('bank') }
    const lost = async () => {
      const lines: string[] = []
      for (const appId of ['bank', 'shop'] as const) {
        const after = await readiness(appId)
        for (const [at, was] of before[appId].entries()) {
          const is = after[at] as Readiness
          if (was.ready && (!is.ready || is.ssid !== was.ssid || is.stid !== was.stid))
            lines.push(`${appId} ${was.purpose} ${was.region} ${is.ready ? 'other' : 'stopped'}`)
        }
      }
      return lines.sort()
    }
    const foretold = ({ apps }: Impact, only?: string) =>
      apps
        .filter(({ appId }) => only === undefined || appId === only)
        .flatMap(({ appId, affected }) => affected.map((it) => `${appId} ${it.purpose} ${it.region} ${it.becomes}`))
        .sort()

    // Taken from one App, then given back.
    for (const [url, back] of [
      [`/templates/${second.stids[0]}`, ['shop']],
      [`/signatures/${second.ssid}`, ['shop']],
      [`/signatures/${first.ssid}`, ['shop', 'bank']],
    ] as const) {
      const impact = (await call('GET', `${url}/impact?appId=shop`)).body as unknown as Impact
      await authorise(
        back.filter((appId) => appId !== 'shop'),
        url,
      )
      t.same(await lost(), foretold(impact), `${url} without shop`)
      t.ok(foretold(impact).length > 0)
      await authorise([...back], url)
      await call('PUT', '/apps/shop/defaults', { defaults: [domestic(second)] })
      t.same(await lost(), [])
    }
    t.same(await impactOf(`/templates/${first.stids[0]}`), {
      apps: [
        { appId: 'bank', name: 'Acme Bank', affected: [{ purpose: 'log_in', region: 'domestic', becomes: 'other' }] },
      ],
    })
    t.match((await impactOf('/signatures/C1')).apps.length, 2)
    t.same((await call('GET', `/templates/${first.stids[0]}/impact?appId=portal`)).body, { apps: [] })

    for (const [url, remove] of [
      [`/templates/${first.stids[0]}`, true],
      [`/accounts/${second.id}`, true],
      [`/accounts/${first.id}`, true],
    ] as const) {
      before.shop = await readiness('shop')
      before.bank = await readiness('bank')
      const impact = await impactOf(url)
      if (remove) t.equal((await call('DELETE', url)).status, 204)
      t.same(await lost(), foretold(impact), url)
    }
  })

  await t.test(
    'a policy within the bounds is in force; its numbers are found by hash, sealed at rest, and only counted',
    async (t) => {
      const url = '/apps/bank/policy'
      t.match(await call('PUT', url, { lifetime: 10 }), { status: 400, body: { field: 'body.lifetime' } })
      for (const [wrong, field] of [
        [{ lifetime: 601 }, 'body.lifetime'],
        [{ resendWait: [60, 5] }, 'body.resendWait'],
        [{ limits: { phonePerDay: 51 } }, 'body.limits.phonePerDay'],
        [{ purposes: [{ purpose: 'log_in' }, { purpose: 'log_in' }] }, 'body.purposes.1.purpose'],
        [{ purposes: [{ purpose: 'log_in', attempts: 1 }] }, 'body.purposes.0.attempts'],
      ] as const)
        t.match(
          await call('PUT', url, wrong),
          { status: 422, body: { code: 'SMS_POLICY_OUT_OF_BOUNDS', field } },
          field,
        )
      t.match(await call('PUT', url, { blockList: ['+8613912345678', '+86 12'] }), {
        status: 400,
        body: { code: 'SMS_INVALID_PHONE', field: 'body.blockList.1' },
      })
      const operators = {
        lifetime: 300,
        attempts: 5,
        resendWait: [60, 120, 300],
        codeLength: 6,
        limits: {
          phonePerMinute: 1,
          phonePerHour: 5,
          phonePerDay: 10,
          ipPerHour: 60,
          appPerDay: 10_000,
          countryPerHour: 2_000,
          prefixPerHour: 300,
        },
        countries: { others: 'allow', named: [] },
      }
      const { limits: _, countries: __, ...rules } = operators
      const untouched = (await call('GET', url)).body as unknown as SmsPolicy
      t.same(untouched.set, {}, 'nothing was stored')
      t.same(untouched.inherited, operators)
      t.same(untouched.inForce, {
        ...operators,
        purposes: ['sign_up', 'log_in', 'reset_password'].map((purpose) => ({ purpose, ...rules })),
      })

      const set = {
        lifetime: 120,
        purposes: [{ purpose: 'log_in', codeLength: 4 }],
        blockList: ['+86 139-1234-5678', '+8613912345678', '+86 (139) 12345679'],
      }
      t.match(await call('PUT', url, set), {
        status: 200,
        body: {
          set: { lifetime: 120, blockList: ['+8613912345678', '+8613912345679'], safeList: [] },
          inherited: operators,
          inForce: {
            lifetime: 120,
            attempts: 5,
            codeLength: 6,
            limits: operators.limits,
            purposes: [
              { ...rules, purpose: 'sign_up', lifetime: 120 },
              { ...rules, purpose: 'log_in', lifetime: 120, codeLength: 4 },
              { ...rules, purpose: 'reset_password', lifetime: 120 },
            ],
          },
        },
      })
      t.same((await call('PUT', url, { limits: { ipPerHour: 7 } })).body, {
        ...untouched,
        set: { limits: { ipPerHour: 7 }, safeList: [], blockList: [] },
        inForce: { ...untouched.inForce, limits: { ...operators.limits, ipPerHour: 7 } },
      })
      await call('PUT', url, set)
      await call('PUT', url, { ...set, blockList: ['+8613912345678', '+8613912345670'] })
      t.match((await call('GET', '/audit-log?targetId=bank&limit=1')).body.items, [
        {
          action: 'app.policy',
          before: { blockListAdded: undefined },
          after: { blockListAdded: 1, blockListRemoved: 1 },
        },
      ])
      const row = await db('sms_app_policies').where({ tenant_id: 'acme', app_id: 'bank' }).first()
      t.notMatch(JSON.stringify([row, await db('sms_audit_log')]), /1391234567/)
      const start = (phone: string) => call('POST', '/verifications', { phone, purpose: 'log_in' }, { app: 'bank' })
      t.match(await start('139 1234 5678'), { status: 400 }, 'a national number needs its country')
      t.match(await start('+86 139 1234 5678'), { status: 422, body: { code: 'SMS_PHONE_BLOCKED' } })
      const started = await start('+8613912345679')
      t.match(started, { status: 201, body: { codeLength: 4 } })

      await db('sms_app_policies')
        .where({ tenant_id: 'acme', app_id: 'bank' })
        .update({ sealed_lists: `${row.sealed_lists.slice(0, -4)}AAAA` })
      for (const unreadable of [url, '/settings/export'])
        t.match(
          await call('GET', unreadable),
          { status: 503, body: { code: 'SMS_SECRET_UNREADABLE', message: /lists of numbers of App bank/ } },
          unreadable,
        )
      t.match(await start('+8613912345670'), { status: 422, body: { code: 'SMS_PHONE_BLOCKED' } }, 'still blocked')
      t.equal((await call('GET', '/apps/shop/policy')).status, 200)
      t.match(await call('PUT', url, { blockList: ['+8613912345671'] }), { status: 200 }, 'entered again, all is well')
      t.match((await call('GET', url)).body, { set: { blockList: ['+8613912345671'] } })
      t.match((await call('GET', '/audit-log?targetId=bank&limit=1')).body.items, [
        { after: { blockList: 1, blockListAdded: 1, blockListRemoved: 2 } },
      ])
    },
  )

  await t.test('lists take the host’s own cursors, of use to their tenant and search only', async (t) => {
    const many = Array.from({ length: 55 }, (_, i) => ({
      appId: `app-${i}`,
      name: `Ünïcode ${i}`,
      secret: 'of the host',
    }))
    const asked: unknown[] = []
    const apps: SmsSettingsOptions['apps'] = {
      list: async (tenantId, query) => {
        asked.push([tenantId, query])
        const from = query.cursor ? Number(query.cursor.split('=')[1]?.slice(0, -1)) : 0
        const found = many.filter((it) => it.name.includes(query.q ?? ''))
        const to = from + query.limit
        return { items: found.slice(from, to), nextCursor: to < found.length ? `ab+/é =${to}\n` : null }
      },
      find: async (tenantId, appIds) => TEST_APPS[tenantId]?.filter((it) => appIds.includes(it.appId)) ?? [],
    }
    const host = await createTestHost({ ...options, settings: { apps } })
    t.teardown(() => host.close())
    await host.ready()
    const callHost = caller(host)
    const seen: string[] = []
    const sizes: number[] = []
    let cursor = ''
    do {
      const { status, body } = await callHost('GET', `/apps?limit=25${cursor && `&cursor=${cursor}`}`)
      t.equal(status, 200)
      seen.push(...(body.items as { appId: string }[]).map((it) => it.appId))
      sizes.push((body.items as unknown[]).length)
      cursor = (body.nextCursor as string | null) ?? ''
    } while (cursor)
    t.same(sizes, [25, 25, 5])
    t.same(
      seen,
      many.map((it) => it.appId),
    )
    t.same(asked[0], ['acme', { limit: 25 }])
    const page = await callHost('GET', '/apps?limit=1')
    t.same(page.body.items, [{ appId: 'app-0', name: 'Ünïcode 0' }], 'nothing else of the host’s is shown')
    for (const [url, who] of [
      [`/apps?cursor=${page.body.nextCursor}`, globex],
      [`/apps?q=x&cursor=${page.body.nextCursor}`, {}],
      ['/apps?cursor=AAAA', {}],
    ] as const)
      t.match(await callHost('GET', url, undefined, who), { status: 400, body: { code: 'SMS_INVALID_CURSOR' } }, url)
  })

  await t.test('a directory that fails is told as the host’s, without its words', async (t) => {
    let fail: () => unknown = () => undefined
    const apps = { list: async () => fail(), find: async () => fail() } as unknown as SmsSettingsOptions['apps']
    const host = await createTestHost({ ...options, settings: { apps } })
    t.teardown(() => host.close())
    await host.ready()
    const callHost = caller(host)
    const refuses = Object.assign(new Error('Not in your plan'), { statusCode: 402 })
    const cases: [string, () => unknown, object][] = [
      [
        'throws',
        () => {
          throw new Error('mysql://user:pw@10.0.0.1')
        },
        { status: 503, body: { code: 'SMS_HOOK_FAILED' } },
      ],
      ['gives nothing', () => undefined, { status: 503, body: { code: 'SMS_HOOK_FAILED' } }],
      ['gives nonsense', () => [{ id: 7 }], { status: 503, body: { code: 'SMS_HOOK_FAILED' } }],
      [
        'refuses',
        () => {
          throw refuses
        },
        { status: 403, body: { code: 'SMS_REFUSED_BY_HOST', message: 'Not in your plan' } },
      ],
    ]
    for (const [name, doing, expected] of cases) {
      fail = doing
      for (const url of ['/apps', '/apps/shop/settings', '/apps/shop/policy']) {
        const answer = await callHost('GET', url)
        t.match(answer, expected, `${name}: ${url}`)
        t.notMatch(answer.text, /10\.0\.0\.1/)
      }
    }
    fail = () => [{ appId: 'SHOP', name: 'found by a database that folds case' }]
    t.match(await callHost('GET', '/apps/shop/settings'), { status: 404, body: { code: 'SMS_APP_NOT_FOUND' } })
  })
})

t.end()
