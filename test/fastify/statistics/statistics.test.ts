import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SmsFigures, SmsStatistics } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import fc from 'fast-check'
import knexModule, { type Knex } from 'knex'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

// Nothing is reported but by the tests themselves.
const emulator = await startEmulator({ flowControl: false, deliverAfter: 3_600_000 })
t.teardown(() => emulator.close())
const SHOP = { tenant: 'acme', app: 'shop' }
const BANK = { tenant: 'acme', app: 'bank' }
const PORTAL = { tenant: 'globex', app: 'portal' }
const TEST_NUMBER = '+8613000000001'

const host = async (t: Test, database: TestDatabase, now: () => number = Date.now, knex?: Knex) => {
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: {
      ...(knex ? { database: knex } : {}),
      now,
      verification: {
        limits: { prefixPerHour: 100_000, countryPerHour: 100_000, ipPerHour: 100_000 },
        testNumbers: [{ phone: TEST_NUMBER, code: '135790', until: '2099-01-01T00:00:00Z' }],
      },
    },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const start = async (phone: string, who = SHOP) =>
    (await call('POST', '/verifications', { phone, purpose: 'log_in' }, who)).body as { id: string }
  const codeOf = (phone: string) => emulator.outbox.messages({ phone }).at(-1)?.params.code as string
  const check = (id: string, code: string, who = SHOP) => call('POST', `/verifications/${id}/check`, { code }, who)
  const approve = async (phone: string, who = SHOP) => {
    const { id } = await start(phone, who)
    return check(id, codeOf(phone), who)
  }
  const messages = async (phone: string, { tenant } = SHOP) =>
    (await call('GET', `/messages?phone=${encodeURIComponent(phone)}`, undefined, { tenant })).body.items as {
      bizId: string
      createdAt: string
      status: string
      problem: { code: string } | null
    }[]
  /** A report as the platform writes it: in Beijing's time, to the second. */
  const report = (
    phone: string,
    { bizId, createdAt }: { bizId: string; createdAt: string },
    seconds: number,
    code = '',
  ) => ({
    phone_number: phone.replace('+86', ''),
    report_time: new Date(Math.floor(Date.parse(createdAt) / 1000) * 1000 + seconds * 1000 + 8 * 3_600_000)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' '),
    success: code === '',
    err_code: code || 'DELIVERED',
    biz_id: bizId,
  })
  const push = (items: unknown[]) =>
    call('POST', (app.sms.reports.generalPath() as string).replace(/^\/sms/, ''), items)
  const worked = async (is: () => Promise<boolean>) => {
    for (let i = 0; i < 200 && !(await is()); i++) await new Promise((resolve) => setTimeout(resolve, 15))
  }
  const statistics = async (query = '', { tenant }: { tenant: string } = SHOP) => {
    await app.sms.statistics.bringUpToDate()
    const { status, body } = await call('GET', `/statistics${query}`, undefined, { tenant })
    t.equal(status, 200)
    return body as unknown as SmsStatistics
  }
  return { app, call, start, check, approve, codeOf, messages, report, push, worked, statistics }
}

/**
 * A host's own Knex, which the plugin is given: what is written beside it takes its turn. On a connection of its own, in
 * the process that has a transaction open, SQLite would wait for seconds for nobody.
 */
const ownKnex = (t: Test, database: TestDatabase): Knex => {
  const knex = knexModule.default(database.config())
  t.teardown(() => knex.destroy())
  return knex
}

let phones = 0
const newPhone = () => `+86136${String(60_000_000 + phones++).padStart(8, '0')}`
const counts = ({ deliverySeconds: _, ...rest }: SmsFigures) => rest
const ZERO = {
  started: 0,
  approved: 0,
  conversion: null,
  sent: 0,
  delivered: 0,
  failed: 0,
  unknown: 0,
  refused: 0,
  wasted: 0,
}

await onEachDatabase(t, async (t, database) => {
  await t.test('the figures of a small day, by everything', async (t) => {
    let ahead = 0
    const { app, call, start, approve, check, codeOf, messages, report, push, worked, statistics } = await host(
      t,
      database,
      () => Date.now() + ahead,
    )
    t.same(counts((await statistics()).total), ZERO)

    const [used, unused, lost, resent, refused] = [newPhone(), newPhone(), newPhone(), newPhone(), newPhone()]
    await approve(used)
    await start(unused)
    await start(lost)
    const { id } = await start(resent)
    ahead += 61_000
    await call('POST', `/verifications/${id}/resend`, undefined, SHOP)
    await check(id, codeOf(resent))
    emulator.faults.add({ kind: 'code', code: 'isv.AMOUNT_NOT_ENOUGH', phone: refused })
    await start(refused)
    await approve(newPhone(), BANK)
    await app.sms.verifications.start({
      tenantId: 'acme',
      appId: 'shop',
      phone: newPhone(),
      purpose: 'log_in',
      decoy: true,
    })
    await check((await start(TEST_NUMBER)).id, '135790')
    await call('POST', '/messages/test', { phone: newPhone(), ssid: 'C1', stid: 'C2', variables: { code: '112233' } })
    const [a] = await messages(used)
    const [b] = await messages(unused)
    const [c] = await messages(lost)
    await push([
      report(used, a as never, 4),
      report(unused, b as never, 10),
      report(lost, c as never, 5, 'MOBILE_NOT_ON_SERVICE'),
    ])
    await worked(async () => (await messages(lost))[0]?.status === 'failed')

    const byDay = await statistics()
    t.same(counts(byDay.total), {
      started: 5,
      approved: 3,
      conversion: 0.6,
      // Two of them to one phone, one a test.
      sent: 7,
      delivered: 2,
      failed: 1,
      unknown: 0,
      refused: 1,
      wasted: 3,
    })
    const { p50, p95 } = byDay.total.deliverySeconds
    t.ok(p50 !== null && p50 > 2.8 && p50 <= 4, `${p50} s`)
    t.ok(p95 !== null && p95 > 8 && p95 < 11.4, `${p95} s`)
    t.equal(byDay.groups.length, 30, 'each day has its place')
    t.same(byDay.groups.at(-1), {
      key: new Date(Date.now() + ahead).toISOString().slice(0, 10),
      name: null,
      figures: byDay.total,
    })
    t.same(counts(byDay.groups[0]?.figures as SmsFigures), ZERO)
    t.ok(Date.now() + ahead - Date.parse(byDay.countedUntil) < 60_000)

    const by = async (group: string, more = '') =>
      (await statistics(`?groupBy=${group}${more}`)).groups.map(({ key, name, figures }) => [
        key,
        name,
        figures.started,
        figures.approved,
        figures.sent,
        figures.failed,
        figures.refused,
      ])
    t.same(await by('app'), [
      ['shop', 'Acme Shop', 4, 2, 5, 1, 1],
      ['bank', 'Acme Bank', 1, 1, 1, 0, 0],
      ['', null, 0, 0, 1, 0, 0],
    ])
    t.same(await by('country'), [['CN', null, 5, 3, 7, 1, 1]])
    t.match(await by('template'), [['C2', /log/i, 5, 3, 7, 1, 1]])
    t.same(
      (await by('error')).sort(),
      [
        ['MOBILE_NOT_ON_SERVICE', null, 0, 0, 1, 1, 0],
        ['isv.AMOUNT_NOT_ENOUGH', null, 0, 0, 0, 0, 1],
      ].sort(),
    )
    t.same(await by('country', '&appId=bank'), [['CN', null, 1, 1, 1, 0, 0]])
    t.same(await by('app', '&appId=bank'), [['bank', 'Acme Bank', 1, 1, 1, 0, 0]])
    t.same(await by('error', '&appId=bank'), [])

    t.same(counts((await statistics('', PORTAL)).total), ZERO, 'another tenant sees nothing of it')
    t.same(await by('app', '&from=2026-01-01T00:00:00Z&to=2026-01-03T00:00:00Z'), [], 'other days neither')

    await t.test('an erased number takes no figure with it', async (t) => {
      for (const phone of [used, unused, resent])
        t.equal((await call('DELETE', `/phones/${encodeURIComponent(phone)}`)).status, 200)
      const after = await statistics()
      // That nobody will ever say what became of the two to `resent`.
      t.same(counts(after.total), { ...counts(byDay.total), unknown: 2 })
    })

    await t.test('what speaks against itself is refused, naming the field', async (t) => {
      for (const query of [
        'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z',
        'from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z',
        'from=yesterday',
      ])
        t.match(await call('GET', `/statistics?${query}`), { status: 400, body: { field: 'querystring.from' } })
      t.match(await call('GET', '/statistics?groupBy=phone'), { status: 400, body: { field: 'querystring.groupBy' } })
    })
  })

  await t.test('a start counts after 90 seconds by itself, and a failure gives way to a delivery', async (t) => {
    let ahead = 0
    const now = () => Date.now() + ahead
    const { app, call, start, messages, report, push, worked, statistics } = await host(t, database, now)
    const before = (await statistics('', PORTAL)).total
    const phone = newPhone()
    await start(phone, PORTAL)
    const figures = async () => {
      const { total } = (await call('GET', '/statistics', undefined, PORTAL)).body as unknown as SmsStatistics
      return [
        total.started - before.started,
        total.sent - before.sent,
        total.failed - before.failed,
        total.delivered - before.delivered,
      ]
    }
    ahead += 6_000
    await worked(async () => (await figures())[1] === 1)
    t.same(await figures(), [0, 1, 0, 0], 'its SMS at once')
    ahead += 85_000
    await worked(async () => (await figures())[0] === 1)
    t.same(await figures(), [1, 1, 0, 0])

    const [message] = await messages(phone, PORTAL)
    await push([report(phone, message as never, 5, 'UNDELIV')])
    await worked(async () => (await messages(phone, PORTAL))[0]?.status === 'failed')
    await app.sms.statistics.bringUpToDate()
    t.same(await figures(), [1, 1, 1, 0])
    await push([report(phone, message as never, 9)])
    await worked(async () => (await messages(phone, PORTAL))[0]?.status === 'delivered')
    await app.sms.statistics.bringUpToDate()
    t.same(await figures(), [1, 1, 0, 1], 'taken back where it was counted')
    t.same((await statistics('?groupBy=error', PORTAL)).groups, [])
  })

  await t.test('two servers that count, count anew and are used at once count each once', async (t) => {
    const [one, two] = [await host(t, database), await host(t, database)]
    const before = await one.statistics()
    const work = Array.from({ length: 24 }, async (_, i) => {
      const server = i % 2 === 0 ? one : two
      await (i % 3 === 0 ? server.approve(newPhone()) : server.start(newPhone()))
    })
    const counting = Array.from({ length: 6 }, async (_, i) => {
      await new Promise((resolve) => setTimeout(resolve, i * 40))
      await (i === 3 ? one.app.sms.statistics.rebuild() : two.app.sms.statistics.bringUpToDate())
    })
    await Promise.all([...work, ...counting])
    const { total } = await two.statistics()
    t.same(
      [total.started - before.total.started, total.approved - before.total.approved, total.sent - before.total.sent],
      [24, 8, 24],
    )
    for (const groupBy of ['day', 'app', 'template', 'country', 'error']) {
      const was = await one.statistics(`?groupBy=${groupBy}`)
      await two.app.sms.statistics.rebuild()
      t.same({ ...(await one.statistics(`?groupBy=${groupBy}`)), countedUntil: null }, { ...was, countedUntil: null })
    }
  })

  await t.test('counting anew goes on where a server was killed', async (t) => {
    const knex = ownKnex(t, database)
    const server = await host(t, database, Date.now, knex)
    const was = await server.statistics('?groupBy=app')
    const ids = (await knex('sms_messages').orderBy('id').select('id')) as { id: string }[]
    await server.app.sms.statistics.rebuild()
    // As it is after half of the messages: what they gave is there, the rest is not.
    await knex('sms_statistics').delete()
    await knex('sms_marks').where({ name: 'counting' }).update({ place: 'M' })
    t.ok(ids.length > 20)
    await server.worked(async () => (await knex('sms_marks').where({ name: 'counting' }).first('place')).place === '')
    t.same({ ...(await server.statistics('?groupBy=app')), countedUntil: null }, { ...was, countedUntil: null })
  })

  await t.test('what happens while much is counted anew is counted once, and told to the guard', async (t) => {
    let ahead = 0
    const knex = ownKnex(t, database)
    const server = await host(t, database, () => Date.now() + ahead, knex)
    const { call, start, statistics, app } = server
    const was = (await statistics('', PORTAL)).total
    const conversions = async () =>
      (await call('GET', '/apps/portal/conversions', undefined, PORTAL)).body as { countries: { started: number }[] }
    const told = (await conversions()).countries[0]?.started ?? 0
    await start(newPhone(), PORTAL)
    const [{ id: _, ...row }] = (await knex('sms_messages').where({ tenant_id: 'globex' }).limit(1)) as [{ id: string }]
    // More than are counted in one go, so that what is new has its turn before all that is old.
    const old = Array.from({ length: 30_000 }, (_, i) => ({
      ...row,
      id: `M00${String(i).padStart(24, '0')}`,
      status: 'accepted',
      counted: 'sent',
      count_at: null,
      ask_at: null,
    }))
    await knex.batchInsert('sms_messages', old, database.name === 'sqlite' ? 200 : 1000)
    const rebuilt = app.sms.statistics.rebuild()
    for (let i = 0; i < 5; i++) {
      await start(newPhone(), PORTAL)
      ahead += 6000
    }
    await rebuilt
    const { total } = await statistics('', PORTAL)
    t.same([total.started - was.started, total.sent - was.sent], [6, 30_006])
    t.equal((await conversions()).countries[0]?.started, told + 6)
    await knex('sms_messages').where('id', '<', 'M01').delete()
    await app.sms.statistics.rebuild()
    t.same((await statistics('', PORTAL)).total.sent - was.sent, 6)
  })

  await t.test('the command counts anew what has come to differ', async (t) => {
    const knex = ownKnex(t, database)
    const server = await host(t, database, Date.now, knex)
    const was = await server.statistics('?groupBy=app')
    await knex('sms_statistics').update({ sent: 99 })
    t.not((await server.statistics()).total.sent, was.total.sent)
    const { stdout } = await promisify(execFile)(process.execPath, [
      'packages/fastify/bin/sms-settings.js',
      'statistics',
      'rebuild',
      '--database',
      database.name === 'sqlite' ? fileURLToPath(database.url) : database.url,
    ])
    t.equal(stdout, 'Counted anew\n')
    t.same({ ...(await server.statistics('?groupBy=app')), countedUntil: null }, { ...was, countedUntil: null })
  })

  await t.test('whatever order reports come in, the same is known in the end', async (t) => {
    const { app, start, check, codeOf, messages, report, push, worked, statistics, call } = await host(t, database)
    const before = { acme: (await statistics('')).total, globex: (await statistics('', PORTAL)).total }
    const kinds = ['delivered', 'late', 'UNDELIV', 'MOBILE_IN_BLACK'] as const
    const story = fc.record({
      reports: fc.array(fc.constantFrom(...kinds), { maxLength: 4 }),
      used: fc.boolean(),
      order: fc.infiniteStream(fc.nat()),
    })
    const shuffled = <T>(items: T[], order: Iterator<number>): T[] =>
      items
        .map((item) => ({ item, at: order.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item)
    const live = async (
      who: typeof SHOP,
      stories: { reports: readonly (typeof kinds)[number][]; used: boolean }[],
      mixed: Iterator<number> | null,
    ) => {
      const begun = await Promise.all(
        stories.map(async (it) => {
          const phone = newPhone()
          const { id } = await start(phone, who)
          return { ...it, phone, id, message: (await messages(phone, who))[0] as never }
        }),
      )
      const steps = begun.flatMap(({ phone, id, message, reports, used }) => [
        ...reports.map((kind) => () => {
          const item =
            kind === 'delivered' || kind === 'late' ? report(phone, message, 10) : report(phone, message, 5, kind)
          // Repeated within one push, too.
          return push(kind === 'late' ? [item, item] : [item])
        }),
        ...(used ? [() => check(id, codeOf(phone), who)] : []),
        () => app.sms.statistics.bringUpToDate(),
      ])
      for (const step of mixed ? shuffled(steps, mixed) : steps) await step()
      const ends = begun.map(({ reports }) =>
        reports.some((it) => it === 'delivered' || it === 'late')
          ? 'delivered'
          : reports.length > 0
            ? 'failed'
            : 'accepted',
      )
      await worked(async () =>
        (await Promise.all(begun.map(async ({ phone }) => (await messages(phone, who))[0]?.status))).every(
          (status, at) => status === ends[at],
        ),
      )
      return Promise.all(
        begun.map(async ({ phone }) => {
          const [message] = await messages(phone, who)
          const timeline = (await call('GET', `/phones/${encodeURIComponent(phone)}/timeline`, undefined, who))
            .body as {
            events: { kind: string }[]
          }
          return [message?.status, timeline.events.map(({ kind }) => kind).sort()]
        }),
      )
    }
    await fc.assert(
      fc.asyncProperty(fc.array(story, { minLength: 1, maxLength: 4 }), async (stories) => {
        const straight = await live(SHOP, stories, null)
        const mixed = await live(PORTAL, stories, (stories[0] as { order: Iterator<number> }).order)
        t.same(mixed, straight)
        const less = ({ total }: SmsStatistics, was: SmsFigures) =>
          ['started', 'approved', 'sent', 'delivered', 'failed', 'refused', 'unknown'].map(
            (it) => total[it as 'started'] - was[it as 'started'],
          )
        t.same(less(await statistics('', PORTAL), before.globex), less(await statistics(), before.acme))
      }),
      { numRuns: 12 },
    )
  })

  await t.test('months and days give the same as days alone, whatever the range', async (t) => {
    let ahead = 0
    const { start, statistics } = await host(t, database, () => Date.now() + ahead)
    const began = Date.now()
    for (let i = 0; i < 30; i++) {
      await start(newPhone(), i % 2 === 0 ? SHOP : BANK)
      ahead += 3 * 86_400_000
    }
    const total = (await statistics(`?from=${new Date(began).toISOString()}`)).total
    t.ok(total.sent >= 30)
    const sum = (groups: SmsStatistics['groups']) => groups.reduce((all, { figures }) => all + figures.sent, 0)
    await fc.assert(
      fc.asyncProperty(fc.nat(95), fc.nat(95), async (a, b) => {
        const at = (day: number) => new Date(began + day * 86_400_000).toISOString()
        const range = `from=${at(Math.min(a, b))}&to=${at(Math.max(a, b) + 1)}`
        const days = await statistics(`?${range}`)
        for (const groupBy of ['app', 'country'])
          t.equal(
            sum((await statistics(`?${range}&groupBy=${groupBy}`)).groups),
            days.total.sent,
            `${range} by ${groupBy}`,
          )
        t.equal(sum(days.groups), days.total.sent)
      }),
      { numRuns: 25 },
    )
  })
})
