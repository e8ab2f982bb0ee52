import { startEmulator } from '@sms-settings/emulator'
import type { FastifyInstance } from 'fastify'
import knexModule from 'knex'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { type Answer, caller, createTestHost } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const GENEROUS = { ipPerHour: 100_000, prefixPerHour: 100_000, countryPerHour: 100_000 }

type Block = { id: string; prefix: string; mode: string; standing: boolean; started: number; approved: number }
type Alarm = {
  kind: string
  appId: string
  subject: { id: string }
  details: Record<string, unknown>
  endedAt: string | null
}

// Never set back: ids of one process go by it.
const clock = { now: Date.UTC(2026, 10, 21, 8) }

/** Some server processes on one database, with one clock. */
const setUp = async (t: Test, database: TestDatabase, processes: number, verification: object = {}) => {
  clock.now += 48 * HOUR
  const alarms: string[] = []
  const hosts: FastifyInstance[] = []
  for (let i = 0; i < processes; i++) {
    const host = await createTestHost({
      databaseUrl: database.url,
      endpoint: emulator.endpoint,
      settings: {
        now: () => clock.now,
        verification: { limits: GENEROUS, ...verification },
        hooks: { onAlarm: ({ kind, subject }) => alarms.push(`${kind} ${subject.id}`) },
      },
    })
    await host.ready()
    hosts.push(host)
  }
  t.teardown(() => Promise.all(hosts.map((host) => host.close())))
  const calls = hosts.map(caller)
  const call = (i: number) => calls[i % calls.length] as ReturnType<typeof caller>
  let ips = 0
  const start = (phone: string, { app = 'shop', tenant = 'acme', at = 0 } = {}): Promise<Answer> =>
    call(at)('POST', '/verifications', { phone, purpose: 'log_in' }, { app, tenant, ip: `198.51.100.${ips++ % 250}` })
  /** Asks for a code and types it. */
  const use = async (phone: string, who: { app?: string; tenant?: string } = {}) => {
    const started = await start(phone, who)
    const code = emulator.outbox.messages({ phone }).at(-1)?.params.code
    const { app = 'shop', tenant = 'acme' } = who
    return call(0)('POST', `/verifications/${started.body.id}/check`, { code }, { app, tenant })
  }
  /** Lets so much time pass, and what is counted and judged beside requests be done. */
  const pass = async (time: number) => {
    clock.now += time
    for (const host of hosts) await host.sms.guard.judge()
    // Hooks are told a moment later.
    await new Promise((go) => setTimeout(go, 20))
  }
  const numbers = (prefix: string, count: number, from = 0) =>
    Array.from({ length: count }, (_, i) => `${prefix}${String(from + i).padStart(4, '0')}`)
  const startAll = (phones: string[], who = {}) => Promise.all(phones.map((phone, at) => start(phone, { at, ...who })))
  const blocks = async (app = 'shop', tenant = 'acme') =>
    (await call(0)('GET', `/apps/${app}/blocks`, undefined, { tenant })).body.items as Block[]
  const open = async (tenant = 'acme') =>
    ((await call(0)('GET', '/alarms?standing=true', undefined, { tenant })).body.items ?? []) as Alarm[]
  return { alarms, call, start, startAll, use, pass, numbers, blocks, open }
}

await onEachDatabase(t, async (t, database) => {
  const { alarms, call, start, startAll, use, pass, numbers, blocks, open } = await setUp(t, database, 2)
  const [pumped, neighbour] = ['+861390000', '+861390001']
  const known = `${pumped}9999`

  await t.test('people who use their codes, also some of the prefix that will be attacked', async (t) => {
    for (const phone of numbers('+861380000', 60)) t.equal((await use(phone)).status, 200)
    t.equal((await use(known)).status, 200)
    await pass(2 * HOUR)
    t.same(await blocks(), [])
  })

  await t.test('a prefix that asks for many codes and uses none is blocked in both processes', async (t) => {
    emulator.outbox.clear()
    const answers = await startAll(numbers(pumped, 30))
    t.same(new Set(answers.map(({ status }) => status)), new Set([201]))
    await pass(30_000)
    t.same(await blocks(), [], 'people take a while to type their code')
    await pass(MINUTE)

    const [block, ...others] = await blocks()
    t.match(block, { prefix: pumped, country: 'CN', mode: 'block', standing: true, started: 30, approved: 0 })
    t.same(others, [], 'one, although two processes judge')
    t.same(alarms, [`prefix_blocked shop ${pumped}`])
    const [alarm] = await open()
    t.match(alarm, { kind: 'prefix_blocked', appId: 'shop', details: { prefix: pumped, country: 'CN', started: 30 } })
    t.equal(alarm?.details.until, new Date(clock.now + 6 * HOUR).toISOString())

    for (const at of [0, 1]) {
      const refused = await start(`${pumped}500${at}`, { at })
      t.match(refused, { status: 429, body: { code: 'SMS_LIMITED', limit: 'prefix_blocked', retryAfter: 6 * 3600 } })
      t.equal(refused.headers['retry-after'], String(6 * 3600))
    }
    t.equal(emulator.outbox.messages().length, 30)
  })

  await t.test('a resend is refused too, and so is a decoy', async (t) => {
    const pending = await call(0)('GET', `/messages?limit=1`)
    const { verificationId } = (pending.body.items as { verificationId: string }[])[0] ?? { verificationId: '' }
    t.match(await call(1)('POST', `/verifications/${verificationId}/resend`, undefined, { app: 'shop' }), {
      status: 429,
      body: { limit: 'prefix_blocked' },
    })
  })

  await t.test('who asks why is told', async (t) => {
    await new Promise((go) => setTimeout(go, 1200))
    const { text } = await call(0)('GET', `/phones/${encodeURIComponent(`${pumped}5000`)}/timeline`)
    t.match(text, /prefix_blocked/)
  })

  await t.test(
    'neighbours, other Apps and other tenants go on, and so does who has used a code here before',
    async (t) => {
      t.equal((await start(`${neighbour}0001`)).status, 201)
      t.equal((await start(`${pumped}6001`, { app: 'bank' })).status, 201)
      t.equal((await start(`${pumped}6002`, { tenant: 'globex', app: 'portal' })).status, 201)
      t.same(await blocks('bank'), [])
      t.same(await open('globex'), [])
      t.equal((await start(known)).status, 201)
      t.equal((await start(known, { app: 'bank' })).status, 201)
    },
  )

  await t.test('a number on the safe list passes', async (t) => {
    t.equal((await start(`${pumped}7001`)).status, 429)
    await call(0)('PUT', '/apps/shop/policy', { safeList: [`${pumped}7001`] })
    t.equal((await start(`${pumped}7001`, { at: 1 })).status, 201)
    t.equal((await start(`${pumped}7002`, { at: 1 })).status, 429)
  })

  await t.test('only told where the country is set to that meanwhile', async (t) => {
    await call(0)('PUT', '/apps/shop/policy', { countries: { others: 'monitor', named: [] } })
    t.equal((await start(`${pumped}7003`, { at: 1 })).status, 201)
    await call(0)('PUT', '/apps/shop/policy', {})
    t.equal((await start(`${pumped}7004`, { at: 1 })).status, 429)
  })

  await t.test('lifted: at once in both, and not blocked again by what was found before', async (t) => {
    const [block] = await blocks()
    const lifted = await call(0)('POST', `/apps/shop/blocks/${block?.id}/lift`)
    t.match(lifted, {
      status: 200,
      body: { standing: false, prefix: pumped, liftedAt: new Date(clock.now).toISOString() },
    })
    for (const at of [0, 1]) t.equal((await start(`${pumped}710${at}`, { at })).status, 201)
    t.same(await open(), [])
    await pass(3 * MINUTE)
    t.match(await blocks(), [{ standing: false }], 'the same evidence')
    t.equal((await call(0)('POST', `/apps/shop/blocks/${block?.id}/lift`)).status, 200, 'again changes nothing')
    const entries = (await call(0)('GET', '/audit-log')).body.items as {
      action: string
      target: object
      after: object
    }[]
    t.match(
      entries.filter(({ action }) => action === 'block.lift'),
      [{ target: { kind: 'block', name: pumped }, after: { appId: 'shop', country: 'CN' } }],
    )

    await pass(5 * MINUTE)
    await startAll(numbers(pumped, 25, 8000))
    await pass(3 * MINUTE)
    t.match(await blocks(), [{ standing: true, started: 25 }, { standing: false }], 'but by what comes after')
    t.equal(alarms.filter((it) => it === `prefix_blocked shop ${pumped}`).length, 2, 'which is news again')
  })

  await t.test('over by itself, and judged anew', async (t) => {
    clock.now += 6 * HOUR
    t.equal((await start(`${pumped}9001`, { at: 1 })).status, 201)
    t.same(await open(), [])
    t.notOk((await blocks()).some(({ standing }) => standing))
    const [first, second] = await Promise.all([
      call(0)('GET', '/apps/shop/blocks?limit=1'),
      call(0)('GET', '/apps/shop/blocks?limit=2'),
    ])
    const next = await call(0)('GET', `/apps/shop/blocks?limit=1&cursor=${first.body.nextCursor}`)
    t.same([...(first.body.items ?? []), ...(next.body.items ?? [])], second.body.items)
    t.equal(next.body.nextCursor, null)
    t.match(await call(0)('GET', `/apps/bank/blocks?cursor=${first.body.nextCursor}`), {
      status: 400,
      body: { code: 'SMS_INVALID_CURSOR' },
    })
  })

  await t.test('attacked again after that, it is blocked again, and that is news', async (t) => {
    alarms.length = 0
    await startAll(numbers(pumped, 25, 2000))
    await pass(2 * MINUTE)
    t.match((await blocks())[0], { standing: true, prefix: pumped })
    t.same(alarms, [`prefix_blocked shop ${pumped}`])
  })

  await t.test('foreign and unknown', async (t) => {
    const [block] = await blocks()
    for (const [path, tenant] of [
      [`/apps/bank/blocks/${block?.id}/lift`, 'acme'],
      ['/apps/shop/blocks/B00000000000000000000000000/lift', 'acme'],
    ] as const)
      t.match(await call(0)('POST', path, undefined, { tenant }), {
        status: 404,
        body: { code: 'SMS_BLOCK_NOT_FOUND' },
      })
    t.match(await call(0)('GET', '/apps/shop/blocks', undefined, { tenant: 'globex' }), {
      status: 404,
      body: { code: 'SMS_APP_NOT_FOUND' },
    })
  })
  emulator.outbox.clear()
})

await onEachDatabase(t, async (t, database) => {
  const { alarms, call, start, startAll, use, pass, numbers, blocks, open } = await setUp(t, database, 1)

  await t.test('monitor: told, and nothing is refused; allowed again, it is blocked', async (t) => {
    const countries = { others: 'allow', named: [{ country: 'GB', mode: 'monitor' }] }
    await call(0)('PUT', '/apps/shop/policy', { countries })
    for (const phone of numbers('+861380000', 60)) await use(phone)
    await startAll(numbers('+44740012', 30))
    await pass(2 * MINUTE)
    t.match(await blocks(), [{ prefix: '+44740012', mode: 'monitor', standing: true }])
    t.same(alarms, ['prefix_suspected shop +44740012'])
    t.equal((await start('+447400129001')).status, 201)
    await call(0)('PUT', '/apps/shop/policy', {})
    t.equal((await start('+447400129002')).status, 201, 'what was only told does not begin to refuse')
    await pass(2 * MINUTE)
    t.match(await blocks(), [
      { prefix: '+44740012', mode: 'block', standing: true },
      { mode: 'monitor', standing: false },
    ])
    t.equal((await start('+447400129003')).status, 429)
    t.same(
      (await open()).map(({ kind }) => kind),
      ['prefix_blocked'],
      'in place of what was only suspected',
    )
  })

  await t.test('a country is told of, once, and goes on', async (t) => {
    const france = Array.from({ length: 40 }, (_, i) => `+33612${String(i).padStart(2, '0')}0001`)
    await startAll(france.slice(0, 25))
    await pass(2 * MINUTE)
    t.same(alarms.splice(0).slice(2), ['country_suspected shop FR'])
    await startAll(france.slice(25))
    await pass(2 * MINUTE)
    t.same(alarms, [])
    t.match(await open(), [{ kind: 'country_suspected', details: { country: 'FR', started: 25, approved: 0 } }, {}])
    t.equal((await start('+33612990001')).status, 201)
    t.equal((await blocks()).length, 2, 'none of its prefixes alone')
  })

  await t.test('what is asked for and used, for the console', async (t) => {
    const { status, body } = await call(0)('GET', '/apps/shop/conversions')
    t.equal(status, 200)
    t.same(body.countries, [
      { country: 'CN', started: 60, approved: 60 },
      { country: 'FR', started: 40, approved: 0 },
      { country: 'GB', started: 32, approved: 0 },
    ])
    t.equal((body.prefixes as unknown[]).length, 42)
    t.same((body.prefixes as unknown[]).slice(0, 2), [
      { country: 'CN', prefix: '+861380000', started: 60, approved: 60 },
      { country: 'GB', prefix: '+44740012', started: 32, approved: 0 },
    ])
    t.match(await call(0)('GET', '/apps/bank/conversions'), { status: 200, body: { countries: [], prefixes: [] } })
  })
  emulator.outbox.clear()
})

await onEachDatabase(t, async (t, database) => {
  const { alarms, start, startAll, pass, numbers, blocks } = await setUp(t, database, 1, { guard: false })
  await t.test('switched off, nobody is blocked or told', async (t) => {
    await startAll(numbers('+861390000', 40))
    await pass(3 * MINUTE)
    t.equal((await start('+8613900009000')).status, 201)
    t.same([await blocks(), alarms], [[], []])
  })
  emulator.outbox.clear()
})

await onEachDatabase(t, async (t, database) => {
  await t.test('what is too old to be asked for is deleted, and nothing else', async (t) => {
    const { blocks, call } = await setUp(t, database, 1)
    const knex = knexModule.default(database.config())
    t.teardown(() => knex.destroy())
    const DAY = 24 * HOUR
    const count = { tenant_id: 'acme', app_id: 'shop', country: 'CN', started: 5, approved: 1 }
    for (let i = 0; i < 1200; i++)
      await knex('sms_conversions').insert({ ...count, scope: `+86139${i}`, slot: clock.now - 7 * DAY - 1 - i })
    await knex('sms_conversions').insert({ ...count, scope: 'CN', slot: clock.now - MINUTE })
    await knex('sms_conversions').insert({ ...count, scope: '*', slot: clock.now - 7 * DAY + HOUR })
    const block = { ...count, prefix: '+861390000', mode: 'block', began_at: 1 }
    await knex('sms_prefix_blocks').insert({ ...block, id: `B${'0'.repeat(26)}`, ends_at: clock.now - 180 * DAY - 1 })
    await knex('sms_prefix_blocks').insert({
      ...block,
      id: `B${'1'.repeat(26)}`,
      ends_at: clock.now - 180 * DAY + HOUR,
    })

    // A server sweeps when it starts, and every minute from then on.
    const next = await createTestHost({
      databaseUrl: database.url,
      endpoint: emulator.endpoint,
      settings: { now: () => clock.now },
    })
    t.teardown(() => next.close())
    await next.ready()
    const left = async () => (await knex('sms_conversions').select('scope')).map(({ scope }) => scope).sort()
    for (let tries = 0; tries < 100 && (await left()).length > 2; tries++) await new Promise((go) => setTimeout(go, 50))
    t.same(await left(), ['*', 'CN'])
    t.match(await blocks(), [{ id: `B${'1'.repeat(26)}`, standing: false }])
    t.equal((await blocks()).length, 1)
    t.same((await call(0)('GET', '/apps/shop/conversions')).body.countries, [
      { country: 'CN', started: 5, approved: 1 },
    ])
  })
})

t.test('options that make no sense stop the start, naming themselves', async (t) => {
  for (const [guard, option] of [
    [{ window: 5 }, 'verification.guard.window'],
    [{ minimum: 1 }, 'verification.guard.minimum'],
    [{ hours: 0 }, 'verification.guard.hours'],
    [{ days: 1 }, 'verification.guard'],
    [true, 'verification.guard'],
  ] as const)
    await t.rejects(
      (async () => {
        const host = await createTestHost({
          databaseUrl: 'file:///nowhere.db',
          endpoint: emulator.endpoint,
          settings: { verification: { guard: guard as never } },
        })
        await host.ready()
      })(),
      { code: 'SMS_INVALID_OPTION', option },
      JSON.stringify(guard),
    )
})

t.end()
