// Whether anything gets slower as history grows: one database of each size, a server process for each, in turns.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startEmulator } from '@sms-settings/emulator'
import mysql from 'mysql2/promise'
import type { RunningProcess } from '../support/processes.ts'
import { ASKED_AFTER, untilAsked } from './asking.ts'
import { APP_HEADERS } from './contestants/contestant.ts'
import { ours } from './contestants/ours.ts'
import { type Known, makeHistory } from './history.ts'
import { type Measured, type Request, startLoad } from './load.ts'
import { newPhones } from './numbers.ts'
import { cpuOf, endAll, start, startMysql } from './processes.ts'
import { full, median, quantile, report, table } from './report.ts'

/** BENCH_ROWS=1e7: one size more. BENCH_ONLY="MariaDB": one engine. BENCH_POOL: InnoDB's buffer pool. */
const SIZES = [
  ...new Set([1e3, 1e5, ...(full ? [1e6] : []), ...(process.env.BENCH_ROWS ? [Number(process.env.BENCH_ROWS)] : [])]),
].sort((a, b) => a - b)
const ROUNDS = full ? 11 : 5
const EACH = full ? 250 : 100
/** What misses a target is measured again with so many times as many requests: most of it is the machine's own noise. */
const LONGER = 4
const AT_ONCE = 8
const RESTARTS = full ? 7 : 5
const POOL = process.env.BENCH_POOL ?? (full ? '2G' : '512M')
const DAY = 86_400_000

const emulator = await startEmulator({ flowControl: false })
emulator.state.account().balance = 1e12
const load = await startLoad()

type Figures = { rate: number; cpu: number; milliseconds: number[] }
type Grown = {
  size: number
  url: string
  known: Known
  server: RunningProcess
  /** Seconds that its clock has been moved on. */
  ahead: number
  figures: Map<string, Figures[]>
}

const get = (path: string): Request => {
  const [where = '', tenant] = path.split(' of ')
  return { method: 'GET', path: `/sms${where}`, headers: { ...APP_HEADERS, ...(tenant && { 'x-tenant': tenant }) } }
}
const iso = (days: number) => encodeURIComponent(new Date(Math.floor(Date.now() / DAY - days) * DAY).toISOString())
/** What is gone through row by row: a few say as much, and take long enough. */
const SLOW = 'log, common filters that nothing fits'
/**
 * What people at a console ask for. Each answers the same at every size: the newest are the same thousand, and no page is
 * longer than what they have of it.
 */
const READS: Record<string, (known: Known) => string> = {
  accounts: () => '/accounts',
  'signatures of an account': ({ accountId }) => `/accounts/${accountId}/signatures`,
  'templates of an account': ({ accountId }) => `/accounts/${accountId}/templates`,
  Apps: () => '/apps',
  'settings of an App': () => '/apps/shop/settings',
  log: () => '/messages',
  'log, a hundred': () => '/messages?limit=100',
  'log, one App': () => '/messages?appId=bank',
  'log, one account': ({ accountId }) => `/messages?accountId=${accountId}`,
  'log, one status': () => '/messages?status=failed',
  'log, one purpose': () => '/messages?purpose=sign_up',
  'log, one number': ({ phone }) => `/messages?phone=${encodeURIComponent(phone)}`,
  'log, from and to': () => `/messages?from=${iso(1)}&to=${iso(-1)}`,
  'log, App and status': () => '/messages?appId=bank&status=failed&limit=10',
  'log, all filters': ({ accountId }) =>
    `/messages?appId=shop&accountId=${accountId}&status=delivered&purpose=log_in&from=${iso(1)}&to=${iso(-1)}`,
  'log, two filters that nothing fits': () => '/messages?appId=bank&status=queued',
  [SLOW]: ({ accountId }) => `/messages?accountId=${accountId}&appId=bank`,
  'log, an App long closed': () => '/messages?appId=closed',
  "a quiet tenant's log": () => '/messages of quiet',
  'one message': ({ messageId }) => `/messages/${messageId}`,
  'timeline of a number': ({ phone }) => `/phones/${encodeURIComponent(phone)}/timeline`,
  'audit log': () => '/audit-log',
  'audit log, one person': ({ actorId }) => `/audit-log?actorId=${actorId}&limit=10`,
  'audit log, a person long gone': () => '/audit-log?actorId=gone&limit=10',
  'audit log, one thing': ({ accountId }) => `/audit-log?targetId=${accountId}`,
  alarms: () => '/alarms',
  'alarms, standing': () => '/alarms?standing=true',
  'statistics, 30 days': () => `/statistics?from=${iso(30)}&to=${iso(0)}&groupBy=day`,
  'statistics, a year by template': () => `/statistics?from=${iso(360)}&to=${iso(0)}&groupBy=template`,
}
const WRITES = ['start', 'wrong code', 'right code', 'dead code']
const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

type Begun = { id: string; phone: string; code: string }
const codesOf = (phones: string[], { bodies }: Measured): Begun[] =>
  phones.map((phone, at) => {
    const code = emulator.outbox.messages({ phone }).at(-1)?.params.code
    if (!code) throw new Error(`no code came to ${phone}: ${bodies[at]}`)
    return { phone, code, id: (JSON.parse(bodies[at] as string) as Begun).id }
  })

const serve = (url: string) =>
  start(new URL('./contestants/contestant.child.ts', import.meta.url), {
    env: { CONTESTANT: ours.name, DATABASE_URL: url, ENDPOINT: emulator.endpoint },
  })

const measure = async (engine: 'MariaDB' | 'SQLite'): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-bench-'))
  const database = engine === 'MariaDB' ? await startMysql([`--innodb-buffer-pool-size=${POOL}`]) : undefined
  const grown: Grown[] = []
  for (const size of SIZES) {
    let url = pathToFileURL(join(folder, `${size}.db`)).href
    if (database) {
      const connection = await mysql.createConnection({ uri: database.url })
      await connection.query(`create database history_${size} character set utf8mb4`)
      await connection.end()
      url = `${database.url}/history_${size}`
    }
    const began = Date.now()
    const known = await makeHistory(url, size)
    console.log(`${engine}: a history of ${size} made in ${((Date.now() - began) / 1000).toFixed(1)} s`)
    grown.push({ size, url, known, server: await serve(url), ahead: 0, figures: new Map() })
  }

  const bill = async ({ server, figures }: Grown, what: string, requests: Request[]) => {
    const used = () => cpuOf(server.pid) + (database ? cpuOf(database.pid) : 0)
    const before = used()
    const measured = await load({ origins: [server.url], requests, atOnce: AT_ONCE })
    const cpu = ((used() - before) / requests.length) * 1000
    const wanted = what === 'wrong code' || what === 'dead code' ? /^4/ : /^2/
    if (Object.keys(measured.statuses).some((status) => !wanted.test(status)))
      throw new Error(`${what}: ${JSON.stringify(measured.statuses)} ${measured.bodies[0]}`)
    const one = { rate: requests.length / measured.seconds, cpu, milliseconds: measured.milliseconds }
    figures.set(what, [...(figures.get(what) ?? []), one])
    return measured
  }
  const moveOn = ({ server }: Grown, seconds: number) =>
    load({ origins: [server.url], requests: [ours.later(seconds)], atOnce: 1 })
  const inTurns = async (at: number, work: (it: Grown) => Promise<unknown>) => {
    for (let place = 0; place < grown.length; place++) await work(grown[(at + place) % grown.length] as Grown)
  }
  const goThrough = async (at: number, each: number, whats: string[]) => {
    if (whats.some((what) => WRITES.includes(what))) {
      const begun = new Map<Grown, Begun[]>()
      const phones = newPhones(each)
      await inTurns(at, async (it) => {
        begun.set(it, codesOf(phones, await bill(it, 'start', phones.map(ours.start))))
      })
      const of = (it: Grown) => begun.get(it) as Begun[]
      await inTurns(at, (it) =>
        bill(
          it,
          'wrong code',
          of(it).map((one) => ours.check({ ...one, code: wrongOf(one.code) })),
        ),
      )
      for (const what of ['right code', 'dead code']) await inTurns(at, (it) => bill(it, what, of(it).map(ours.check)))
      // What a start leaves for later would otherwise fall into what is measured next, of one size or another.
      await inTurns(at, async (it) => {
        it.ahead += ASKED_AFTER
        await moveOn(it, ASKED_AFTER)
        await untilAsked(load, it.server.url, ours.asked)
      })
      emulator.outbox.clear()
    }
    for (const what of whats) {
      const path = READS[what]
      if (path)
        await inTurns(at, (it) =>
          bill(
            it,
            what,
            Array.from({ length: each }, () => get(path(it.known))),
          ),
        )
    }
  }
  const everything = [...WRITES, ...Object.keys(READS)]
  // The first round warms it up.
  for (let at = 0; at <= ROUNDS; at++) {
    if (at === 1) for (const it of grown) it.figures.clear()
    await goThrough(at, EACH, everything)
    console.log(`${engine}: round ${at} of ${ROUNDS}, ${Math.round(performance.now() / 1000)} s`)
  }

  const [base] = grown as [Grown]
  const figuresOf = (it: Grown, what: string) => it.figures.get(what) as Figures[]
  const beside = (it: Grown, what: string, pick: (one: Figures) => number) =>
    median(figuresOf(it, what).map((one, at) => pick(one) / pick(figuresOf(base, what)[at] as Figures)))
  const within = (it: Grown, what: string, share: number) =>
    quantile(
      figuresOf(it, what).flatMap(({ milliseconds }) => milliseconds),
      share,
    )
  const p50 = (it: Grown, what: string) => within(it, what, 0.5)
  const p99 = (it: Grown, what: string) => within(it, what, 0.99)
  const isMissed = (it: Grown, what: string) =>
    beside(it, what, (one) => one.rate) < 0.9 || p99(it, what) > 2 * p99(base, what)
  const missedBy = (whats: string[]) => whats.filter((what) => grown.slice(1).some((it) => isMissed(it, what)))
  // What is written is measured in one go.
  const again = [...(missedBy(WRITES).length > 0 ? WRITES : []), ...missedBy(Object.keys(READS))]
  for (const it of grown) for (const what of again) it.figures.delete(what)
  for (let at = 0; at < ROUNDS && again.length > 0; at++) {
    await goThrough(at, EACH * LONGER, again)
    console.log(`${engine}: round ${at + 1} of ${ROUNDS} again, ${Math.round(performance.now() / 1000)} s`)
  }

  // A server that has just started finds as much that is over as there is: does anybody wait for it?
  const first = new Map<Grown, { start: number; check: number; next: number }[]>(grown.map((it) => [it, []]))
  for (let at = 0; at < RESTARTS; at++)
    await inTurns(at, async (it) => {
      await it.server.kill('SIGTERM')
      it.server = await serve(it.url)
      await moveOn(it, it.ahead)
      const one = async (request: Request) => {
        const measured = await load({ origins: [it.server.url], requests: [request], atOnce: 1 })
        return { measured, took: measured.milliseconds[0] as number }
      }
      const phones = newPhones(2)
      const times: number[] = []
      for (const phone of phones) {
        const began = await one(ours.start(phone))
        // On a machine that is busy with other work the platform may be too slow once: no reason to lose the rest.
        if (!Object.keys(began.measured.statuses).every((status) => /^2/.test(status))) {
          console.log(`${engine}: left out a first start: ${began.measured.bodies[0]}`)
          return
        }
        const [begun] = codesOf([phone], began.measured) as [Begun]
        times.push(began.took, (await one(ours.check(begun))).took)
      }
      const [startTook = 0, check = 0, , next = 0] = times
      first.get(it)?.push({ start: startTook, check, next })
    })

  const missed: string[] = []
  const rows = everything.map((what) => [
    again.includes(what) ? `${what} ²` : what,
    `${Math.round(median(figuresOf(base, what).map(({ rate }) => rate)))}/s`,
    p50(base, what).toFixed(1),
    p99(base, what).toFixed(1),
    ...grown.slice(1).flatMap((it) => {
      const rate = beside(it, what, (one) => one.rate)
      const tail = p99(it, what) / p99(base, what)
      if (isMissed(it, what)) missed.push(`${what} at ${it.size}: rate × ${rate.toFixed(2)}, p99 × ${tail.toFixed(2)}`)
      return [
        rate.toFixed(2),
        beside(it, what, (one) => one.cpu).toFixed(2),
        p50(it, what).toFixed(1),
        p99(it, what).toFixed(1),
        tail.toFixed(2),
      ]
    }),
  ])
  const named = (size: number) =>
    `10${[...String(Math.round(Math.log10(size)))].map((it) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(it)]).join('')}`
  for (const { server } of grown) await server.kill()
  rmSync(folder, { recursive: true, force: true })
  return `### ${engine}

${table(
  [
    'history',
    `rate at ${named(base.size)}`,
    'p50, ms',
    'p99, ms',
    ...grown.slice(1).flatMap(({ size }) => [`rate at ${named(size)} ÷`, 'CPU ÷', 'p50, ms', 'p99, ms', 'p99 ÷']),
  ],
  rows,
)}

${table(
  [`first requests of a server just started, median of ${RESTARTS}, ms`, 'start', 'check', 'second check'],
  grown.map((it) => {
    const them = first.get(it) ?? []
    return [
      named(it.size),
      ...(['start', 'check', 'next'] as const).map((key) => median(them.map((one) => one[key])).toFixed(1)),
    ]
  }),
)}

${missed.length === 0 ? 'Every target is met: a rate of 0.9 and more, a p99 of 2 and less.' : `Targets missed (a rate of 0.9, a p99 of 2), the second time too:\n\n${missed.map((it) => `- ${it}`).join('\n')}`}`
}

try {
  const parts = []
  for (const engine of ['MariaDB', 'SQLite'] as const)
    if ((process.env.BENCH_ONLY ?? engine).includes(engine)) {
      const part = await measure(engine)
      // At once: what follows takes long, and may fail.
      console.log(`\n${part}\n`)
      parts.push(part)
    }
  report(
    'growth',
    `${ROUNDS} rounds of ${EACH} requests for each figure, ${AT_ONCE} at once, the sizes in turns; a ratio is the median of the rounds' own ratios, percentiles are of all requests. What missed a target was measured again with ${LONGER} times as many requests; those figures stand here, marked ². CPU is that of server and database together. InnoDB's buffer pool is ${POOL}, for all sizes together.\n\n${parts.join('\n\n')}`,
  )
} finally {
  await endAll()
  await emulator.close()
}
