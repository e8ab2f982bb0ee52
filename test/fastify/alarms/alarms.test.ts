import type { SmsAlarm } from '@sms-settings/api'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { type Caller, caller, createTestHost } from '../../support/host.ts'

const finding = {
  kind: 'account_cannot_send',
  tenantId: 'acme',
  accountId: 'A1',
  subject: { id: 'A1', name: 'Main' },
  platformCode: 'isv.AMOUNT_NOT_ENOUGH',
} as const

const setUp = async (t: Test, database: TestDatabase, now = Date.now) => {
  const told: { kind: string; tenantId: string; id: string }[] = []
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: 'unused',
    withoutGeneral: true,
    settings: { hooks: { onAlarm: (it) => told.push(it) }, now },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const list = async (query = '', who: Caller = {}) =>
    (await call('GET', `/alarms${query}`, undefined, who)).body.items as SmsAlarm[]
  return { app, call, told, list, alarms: app.sms.alarms }
}

await onEachDatabase(t, async (t, database) => {
  await t.test('raised by two processes at once: one alarm, told once, counted', async (t) => {
    const [one, two] = [await setUp(t, database), await setUp(t, database)]
    const raised = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? one : two).alarms.raise({ ...finding, details: { i } })),
    )
    t.equal(raised.filter((isNews) => isNews).length, 1)
    await new Promise((resolve) => setImmediate(resolve))
    t.equal(one.told.length + two.told.length, 1)
    t.match([...one.told, ...two.told], [{ kind: finding.kind, tenantId: 'acme' }])
    t.match(await one.list(), [
      { kind: finding.kind, accountId: 'A1', subject: finding.subject, times: 20, endedAt: null },
    ])

    await two.alarms.raise({ ...finding, platformCode: 'isv.OUT_OF_SERVICE' })
    t.match(await one.list(), [{ times: 21, platformCode: 'isv.OUT_OF_SERVICE' }], 'what is known last is shown')
  })

  await t.test('ended by the other process, once; raised again it is another', async (t) => {
    const [one, two] = [await setUp(t, database), await setUp(t, database)]
    t.same((await Promise.all([one, two].map(({ alarms }) => alarms.end('acme', finding.kind, 'A1')))).sort(), [
      false,
      true,
    ])
    t.match(await two.list(), [{ endedAt: String }])
    t.same(await two.list('?standing=true'), [])
    t.equal(await two.alarms.raise(finding), true)
    t.match(await one.list(), [{ times: 1, endedAt: null }, { endedAt: String }])
    t.match(await one.list('?standing=true'), [{ times: 1 }])
    await new Promise((resolve) => setImmediate(resolve))
    t.equal(two.told.length, 1)
  })

  await t.test('ended by a person: in the audit log, and raised again when it is found again', async (t) => {
    const { call, list, alarms } = await setUp(t, database)
    const [alarm] = await list('?standing=true')
    const end = (who: Caller = {}) => call('POST', `/alarms/${alarm?.id}/end`, undefined, who)
    t.match(await end({ permissions: 'settings:read' }), { status: 403 })
    t.match(await end({ tenant: 'globex' }), { status: 404, body: { code: 'SMS_ALARM_NOT_FOUND' } })
    const ends = await Promise.all([end(), end(), end()])
    for (const answer of ends) t.match(answer, { status: 200, body: { id: alarm?.id, endedAt: String } })
    const { items } = (await call('GET', `/audit-log?targetId=${alarm?.id}`)).body
    t.match(items, [{ action: 'alarm.end', actorId: 'ada', after: { kind: finding.kind, subject: 'A1' } }])
    t.equal(items?.length, 1, 'by whom it was, once')
    t.same(await list('?standing=true'), [])
    t.equal(await alarms.raise(finding), true)
    await alarms.end('acme', finding.kind, 'A1')
  })

  await t.test('tenants, kinds and subjects apart', async (t) => {
    const { list, alarms } = await setUp(t, database)
    const others = [
      { ...finding, tenantId: 'globex' },
      { ...finding, kind: 'key_rejected' as const },
      { ...finding, subject: { id: 'A2', name: 'Other' }, accountId: 'A2' },
    ]
    for (const it of [finding, ...others]) t.equal(await alarms.raise(it), true)
    t.equal((await list('?standing=true')).length, 3)
    t.equal((await list('?standing=true', { tenant: 'globex' })).length, 1)
    await alarms.endOf('acme', { accountId: 'A1' })
    t.match(await list('?standing=true'), [{ accountId: 'A2' }])
    await alarms.endEverywhere(finding.kind, 'A1')
    t.equal((await list('?standing=true', { tenant: 'globex' })).length, 0)
    await alarms.endOf('acme', { subjectId: 'A2' })
    t.same(await list('?standing=true'), [])
  })

  await t.test('over by itself when its time is over, and news when it is found again after that', async (t) => {
    const clock = { now: Date.now() }
    const { list, alarms, call } = await setUp(t, database, () => clock.now)
    const until = new Date(clock.now + 60_000).toISOString()
    const blocked = { kind: 'prefix_blocked', tenantId: 'acme', subject: { id: '+8613', name: null } } as const
    t.equal(await alarms.raise({ ...blocked, details: { until } }), true)
    t.match(await list('?standing=true'), [{ endedAt: null, details: { until } }])
    clock.now += 60_000
    t.same(await list('?standing=true'), [])
    const [over] = await list()
    t.equal(over?.endedAt, until)
    const later = new Date(clock.now + 60_000).toISOString()
    t.equal(await alarms.raise({ ...blocked, details: { until: later } }), true)
    t.match(await list('?standing=true'), [{ times: 1, details: { until: later } }])
    const [open] = await list('?standing=true')
    await call('POST', `/alarms/${open?.id}/end`)
  })

  await t.test(
    'what is over is swept out of what stands, with the time at which it was over; nothing else is',
    async (t) => {
      const clock = { now: Date.now() }
      const { list, alarms, call } = await setUp(t, database, () => clock.now)
      const [over, later] = [60_000, 120_000].map((ms) => new Date(clock.now + ms).toISOString())
      const spent = { kind: 'budget_spent', tenantId: 'acme' } as const
      const raise = (id: string, until?: string) =>
        alarms.raise({ ...spent, subject: { id, name: null }, details: until ? { until } : {} })
      await raise('over', over)
      await raise('later', later)
      await raise('without')
      await raise('by hand', over)
      const [byHand] = await list()
      clock.now += 30_000
      const { endedAt } = (await call('POST', `/alarms/${byHand?.id}/end`)).body
      clock.now += 30_000
      await alarms.sweep()
      const ends = new Map((await list()).map((it) => [it.subject.id, it.endedAt]))
      t.same(
        ['over', 'later', 'without', 'by hand'].map((id) => ends.get(id)),
        [over, null, null, endedAt],
      )
      clock.now -= 45_000
      t.same(
        (await list('?standing=true')).map(({ subject }) => subject.id),
        ['without', 'later'],
        'by what is written down',
      )
      for (const id of ['later', 'without']) await alarms.end('acme', spent.kind, id)
    },
  )

  await t.test('page by page, newest first, with what has ended and without', async (t) => {
    const { call, alarms } = await setUp(t, database)
    for (let i = 0; i < 25; i++)
      await alarms.raise({ ...finding, subject: { id: `P${String(i).padStart(2, '0')}`, name: null } })
    for (let i = 0; i < 25; i += 2) await alarms.end('acme', finding.kind, `P${String(i).padStart(2, '0')}`)
    for (const [query, expected] of [
      ['', 25],
      ['standing=true&', 12],
    ] as const) {
      const seen: string[] = []
      for (let cursor = ''; ; ) {
        const { body } = await call('GET', `/alarms?${query}limit=5${cursor}`)
        seen.push(...(body.items as SmsAlarm[]).map(({ subject }) => subject.id).filter((it) => it.startsWith('P')))
        if (body.nextCursor === null) break
        cursor = `&cursor=${body.nextCursor}`
      }
      t.equal(seen.length, expected)
      t.same(seen, [...seen].sort().reverse())
    }
    const { nextCursor } = (await call('GET', '/alarms?limit=5')).body
    t.match(await call('GET', `/alarms?limit=5&cursor=${nextCursor}`, undefined, { tenant: 'globex' }), { status: 400 })
  })
})

t.end()
