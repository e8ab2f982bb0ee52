import type { SmsMessage, SmsPhoneTimeline, SmsStatistics } from '@sms-settings/api'
import { startEmulator } from '@sms-settings/emulator'
import { alibabaCloud, type Platform } from '@sms-settings/fastify'
import fc from 'fast-check'
import knexModule from 'knex'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const TEST_NUMBER = '+8613000000001'
const DECOY = '+8613600009999'

/** What the platform says of an SMS: null for arrived, else its code, and when it was so, in seconds after it was sent. */
type Said = { code: string | null; after: number }
/** Who asks for a code on the day, and what becomes of it. */
type Person = {
  app: 'shop' | 'bank'
  /** Goes to Hong Kong. */
  abroad: boolean
  /** Of each SMS: what is pushed. Some of it contradicts the rest; the same may come again and again. */
  pushed: Said[]
  /** What the platform knows when it is asked, of those it pushed nothing of. */
  known: Said | null
  resent: boolean
  does: 'nothing' | 'types it' | 'types it after a wrong one' | 'cancels'
}
/** In which order, and when, what is pushed arrives; and what else happens at those moments. */
type Order = {
  /** For one pushed report after the other: at which of the moments it comes, and its place among those that come then. */
  arrivals: { moment: number; place: number; times: number; alone: boolean }[]
  counted: boolean[]
  rebuiltAt: number | null
  askedEarly: boolean
}

const said = fc.record({
  code: fc.constantFrom(null, null, 'UNDELIV', 'MOBILE_IN_BLACK', 'MOBILE_NOT_ON_SERVICE'),
  after: fc.nat(20),
})
const person: fc.Arbitrary<Person> = fc.record({
  app: fc.constantFrom('shop' as const, 'bank' as const),
  abroad: fc.boolean(),
  pushed: fc.array(said, { maxLength: 3 }),
  known: fc.option(said),
  resent: fc.boolean(),
  does: fc.constantFrom('nothing', 'types it', 'types it after a wrong one', 'cancels'),
})
/** Moments at which reports come: soon, after the codes were typed, later that day, after days, and when all is given up. */
const MOMENTS = 5
const PUSHED_AT_MOST = 6 * 2 * 3
const order: fc.Arbitrary<Order> = fc.record({
  arrivals: fc.array(
    fc.record({
      moment: fc.nat(MOMENTS - 1),
      place: fc.nat(),
      times: fc.integer({ min: 1, max: 3 }),
      alone: fc.boolean(),
    }),
    { minLength: PUSHED_AT_MOST, maxLength: PUSHED_AT_MOST },
  ),
  counted: fc.array(fc.boolean(), { minLength: MOMENTS, maxLength: MOMENTS }),
  rebuiltAt: fc.option(fc.nat(MOMENTS - 1)),
  askedEarly: fc.boolean(),
})
const IN_ORDER: Order = {
  arrivals: Array.from({ length: PUSHED_AT_MOST }, (_, place) => ({ moment: 0, place, times: 1, alone: true })),
  counted: Array(MOMENTS).fill(false),
  rebuiltAt: null,
  askedEarly: false,
}

/** The rules that all orders must come to: arrived beats failed, the sooner beats the later. */
const endOf = ({ pushed, known }: Person): Said | null => {
  const all = pushed.length > 0 ? pushed : known ? [known] : []
  const best = (some: Said[]) => [...some].sort((a, b) => a.after - b.after || (`${a.code}` < `${b.code}` ? -1 : 1))[0]
  return best(all.filter(({ code }) => code === null)) ?? best(all) ?? null
}

const phoneOf = ({ abroad }: Person, at: number) => (abroad ? `+8526123456${at}` : `+861360000000${at}`)
const china = (at: number) => new Date(at + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ')

/** A platform and a host on one clock, which stands still until it is moved. Each day is another tenant's. */
const world = async (t: Test, database: TestDatabase) => {
  const emulator = await startEmulator({ flowControl: false, deliverAfter: 1000 * HOUR })
  t.teardown(() => emulator.close())
  let clock = Math.ceil(Date.now() / DAY) * DAY
  /** By bizId: what the platform answers when it is asked. Its own clock is not the host's: only the times are ours. */
  const log = new Map<string, Said & { at: number }>()
  const real = alibabaCloud({ endpoint: emulator.endpoint, protocol: 'http' })
  const platform: Platform = {
    ...real,
    connect: (key) => ({
      ...real.connect(key),
      status: async ({ bizId }) => {
        const it = log.get(bizId ?? '')
        if (!it || it.at > clock) return { status: 'waiting', code: null, reportedAt: null }
        return { status: it.code === null ? 'delivered' : 'failed', code: it.code, reportedAt: it.at }
      },
    }),
  }
  const open = async () => {
    const app = await createTestHost({
      databaseUrl: database.url,
      endpoint: emulator.endpoint,
      settings: {
        now: () => clock,
        platforms: [platform],
        apps: {
          list: async () => ({ items: [], nextCursor: null }),
          find: async (_, ids) => ids.map((appId) => ({ appId, name: `The ${appId}` })),
        },
        verification: {
          countries: ['CN', 'HK'],
          limits: { prefixPerHour: 100_000, countryPerHour: 100_000, ipPerHour: 100_000 },
          testNumbers: [{ phone: TEST_NUMBER, code: '135790', until: '2099-01-01T00:00:00Z' }],
        },
      },
    })
    await app.ready()
    return app
  }
  let app = await open()
  t.teardown(() => app.close())
  const knex = knexModule.default(database.config())
  t.teardown(() => knex.destroy())
  const rowsOf = async (tenant: string) =>
    ((await knex('sms_statistics').where({ tenant_id: tenant }).select()) as Record<string, unknown>[])
      .map((row) => Object.values(row).join('|'))
      .sort()

  let days = 0
  const live = async (people: readonly Person[], order: Order) => {
    const tenant = `tenant-${days++}`
    const call: ReturnType<typeof caller> = (method, url, body, who = {}) =>
      caller(app)(method, url, body, { tenant, ...who })
    // Each on a day of its own, at the same time of it.
    const dawn = Math.ceil(clock / DAY) * DAY
    clock = dawn + 8 * HOUR
    const until = async (is: () => Promise<boolean>) => {
      for (let i = 0; i < 400 && !(await is()); i++) await new Promise((resolve) => setTimeout(resolve, 10))
    }
    const messagesOf = async (at: number) =>
      (await call('GET', `/messages?phone=${encodeURIComponent(phoneOf(people[at] as Person, at))}`)).body
        .items as SmsMessage[]

    const ids: string[] = []
    for (const [at, it] of people.entries()) {
      clock += SECOND
      const started = await call('POST', '/verifications', { phone: phoneOf(it, at), purpose: 'log_in' }, it)
      if (started.status !== 201) throw new Error(started.text)
      ids.push(String(started.body.id))
    }
    await app.sms.verifications.start({ tenantId: tenant, appId: 'shop', phone: DECOY, purpose: 'log_in', decoy: true })
    const test = await call('POST', '/verifications', { phone: TEST_NUMBER, purpose: 'log_in' }, { app: 'shop' })
    await call('POST', `/verifications/${test.body.id}/check`, { code: '135790' }, { app: 'shop' })
    clock = dawn + 8 * HOUR + 2 * MINUTE
    for (const [at, it] of people.entries())
      if (it.resent) {
        clock += SECOND
        await call('POST', `/verifications/${ids[at]}/resend`, undefined, it)
      }

    const sent = await Promise.all(people.map((_, at) => messagesOf(at)))
    const pushes = people.flatMap((it, at) =>
      (sent[at] as SmsMessage[]).flatMap((message) => {
        const { bizId, createdAt } = message as { bizId: string; createdAt: string }
        const end = endOf(it)
        if (end) log.set(bizId, { ...end, at: Date.parse(createdAt) + end.after * SECOND })
        return it.pushed.map(({ code, after }) => {
          const when = china(Date.parse(createdAt) + after * SECOND)
          return it.abroad
            ? {
                to: phoneOf(it, at).slice(1),
                receive_date: when,
                message_id: bizId,
                status: code === null ? 'DELIVERED' : 'FAILED',
                error_code: code ?? 'DELIVERED',
              }
            : {
                phone_number: phoneOf(it, at).slice(3),
                report_time: when,
                success: code === null,
                err_code: code ?? 'DELIVERED',
                biz_id: bizId,
              }
        })
      }),
    )
    const push = (items: unknown[]) =>
      call('POST', (app.sms.reports.generalPath() as string).replace(/^\/sms/, ''), items)
    const arrive = async (moment: number) => {
      const coming = pushes
        .map((item, at) => ({ item, ...(order.arrivals[at] as Order['arrivals'][number]) }))
        .filter((it) => it.moment === moment)
        .sort((a, b) => a.place - b.place)
      let together: unknown[] = []
      for (const { item, times, alone } of coming) {
        together.push(...Array(times).fill(item))
        if (!alone) continue
        await push(together)
        together = []
      }
      if (together.length > 0) await push(together)
      if (order.counted[moment]) await app.sms.statistics.bringUpToDate()
      if (order.rebuiltAt === moment) await app.sms.statistics.rebuild()
    }
    /** What a host does on timers it does first when it comes up. It works off what was pushed before it goes. */
    const restart = async () => {
      await app.close()
      app = await open()
    }

    clock = dawn + 8 * HOUR + 3 * MINUTE
    await arrive(0)
    for (const [at, it] of people.entries()) {
      clock += SECOND
      const code = emulator.outbox.messages({ phone: phoneOf(it, at) }).at(-1)?.params.code as string
      const check = (typed: string) => call('POST', `/verifications/${ids[at]}/check`, { code: typed }, it)
      if (it.does === 'cancels') await call('DELETE', `/verifications/${ids[at]}`, undefined, it)
      if (it.does === 'types it after a wrong one') await check(code === '000000' ? '000001' : '000000')
      if (it.does.startsWith('types')) await check(code)
    }
    await arrive(1)
    clock = dawn + 9 * HOUR
    if (order.askedEarly) await restart()
    await arrive(2)
    clock = dawn + 70 * HOUR
    await arrive(3)
    clock = dawn + 90 * HOUR
    await restart()
    await until(async () => (await call('GET', '/messages?status=accepted')).body.items?.length === 0)
    await arrive(4)
    // The last of what was pushed is worked off when the server goes.
    await restart()
    await app.sms.statistics.bringUpToDate()
    clock = dawn + 91 * HOUR

    const bare = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (key, it) => {
          if (/^(id|verificationId|bizId|requestId|countedUntil)$/.test(key)) return it === null ? null : '…'
          return typeof it === 'string' && /^\d{4}-\d\d-\d\d(T|$)/.test(it) ? Date.parse(it) - dawn : it
        }),
      )
    const range = `from=${new Date(dawn).toISOString()}&to=${new Date(dawn + 2 * DAY).toISOString()}`
    const statistics: unknown[] = []
    for (const groupBy of ['day', 'app', 'template', 'country', 'error'])
      for (const app of ['', '&appId=shop', '&appId=bank'])
        statistics.push((await call('GET', `/statistics?${range}&groupBy=${groupBy}${app}`)).body)
    const { total } = statistics[0] as SmsStatistics
    const counted = await rowsOf(tenant)
    await app.sms.statistics.rebuild()
    t.same(await rowsOf(tenant), counted, 'counted anew, each row is what it was')
    return {
      total,
      ends: (await Promise.all(people.map((_, at) => messagesOf(at)))).map((all) =>
        all.map(({ status, problem, createdAt, reportedAt }) => ({
          status,
          code: problem?.code ?? null,
          after: reportedAt === null ? null : (Date.parse(reportedAt) - Date.parse(createdAt)) / SECOND,
        })),
      ),
      all: bare({
        statistics,
        messages: await Promise.all(people.map((_, at) => messagesOf(at))),
        timelines: await Promise.all(
          people.map(async (it, at) => {
            const path = `/phones/${encodeURIComponent(phoneOf(it, at))}/timeline`
            return (await call('GET', path)).body as unknown as SmsPhoneTimeline
          }),
        ),
      }),
    }
  }
  return { live }
}

await onEachDatabase(t, async (t, database) => {
  const { live } = await world(t, database)
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 6 }), order, async (people, mixed) => {
      const straight = await live(people, IN_ORDER)
      const other = await live(people, mixed)
      t.same(other.all, straight.all, 'the same messages, statistics and timelines')
      if (JSON.stringify(other.all) !== JSON.stringify(straight.all)) throw new Error('another order, another end')

      // And not only the same, but what was said.
      const sent = people.flatMap((it) => Array<Person>(it.resent ? 2 : 1).fill(it))
      const said = people.map((it) => {
        const end = endOf(it)
        const one = end
          ? { status: end.code === null ? 'delivered' : 'failed', ...end }
          : { status: 'unknown', code: null, after: null }
        return Array(it.resent ? 2 : 1).fill(one)
      })
      t.same(other.ends, said)
      const of = (status: string) => said.flat().filter((it) => it.status === status).length
      const approved = people.filter(({ does }) => does.startsWith('types')).length
      t.match(other.total, {
        started: people.length,
        approved,
        sent: sent.length,
        delivered: of('delivered'),
        failed: of('failed'),
        unknown: of('unknown'),
        refused: 0,
        wasted: sent.length - approved,
      })
    }),
    { numRuns: database.name === 'sqlite' ? 12 : 6, endOnFailure: true },
  )
})
