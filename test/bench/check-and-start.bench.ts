// Check and start of each contestant, beside each other, on MariaDB and on SQLite.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type Emulator, startEmulator } from '@sms-settings/emulator'
import mysql from 'mysql2/promise'
import type { RunningProcess } from '../support/processes.ts'
import { ASKED_AFTER, untilAsked } from './asking.ts'
import { CONTESTANTS, type Contestant } from './contestants/index.ts'
import { type Measured, type Request, startLoad } from './load.ts'
import { newPhones } from './numbers.ts'
import { cpuOf, endAll, start, startMysql } from './processes.ts'
import { full, median, quantile, report, table } from './report.ts'

const ROUNDS = full ? 15 : 5
const EACH = full ? 2000 : 1000
const AT_ONCE = 16
const RACES = full ? 200 : 40
/** Seconds after which codes are counted. */
const COUNTED_AFTER = 100
/** BENCH_ONLY="floor,SMS Settings,MariaDB": while working on one of them. */
const only = process.env.BENCH_ONLY?.split(',')
const isWanted = (name: string) => only === undefined || only.some((it) => name.includes(it))
const contestants = CONTESTANTS.filter(({ name }) => isWanted(name))

type Step = 'start' | 'wrong code' | 'right code' | 'dead code'
const STEPS: Step[] = ['start', 'wrong code', 'right code', 'dead code']
type Figures = { server: number; database: number; rate: number; p99: number }
type Served = {
  contestant: Contestant
  servers: RunningProcess[]
  figures: Record<Step, Figures[]>
  /** What it costs to ask the platform about one SMS. */
  asking: Pick<Figures, 'server' | 'database'>[]
}

const emulator: Emulator = await startEmulator({ flowControl: false })
emulator.state.account().balance = 1e12
const load = await startLoad()

type Begun = { id: string; phone: string; code: string }
const codesOf = (phones: string[], started: Measured): Begun[] => {
  const codes = new Map(emulator.outbox.messages().map(({ phone, params }) => [phone, String(params.code)]))
  return phones.map((phone, at) => {
    const code = codes.get(phone) ?? codes.get(phone.replace('+86', '')) ?? codes.get(phone.replace('+', ''))
    if (!code) throw new Error(`no code came to ${phone}: ${started.bodies[at]}`)
    return { phone, code, id: (JSON.parse(started.bodies[at] as string) as { id?: string }).id ?? '' }
  })
}
const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
const isGood = (status: string) => /^2/.test(status)

/** One job on one server, billed to it and to the database. */
const bill = async (server: RunningProcess, databasePid: number | undefined, requests: Request[], step: Step) => {
  const before = [cpuOf(server.pid), databasePid ? cpuOf(databasePid) : 0] as const
  const measured = await load({ origins: [server.url], requests, atOnce: AT_ONCE })
  const per = 1000 / requests.length
  const wanted = (status: string) => (step === 'start' || step === 'right code' ? isGood(status) : /^4/.test(status))
  const odd = Object.entries(measured.statuses).filter(([status]) => !wanted(status))
  if (odd.length > 0) throw new Error(`${step}: ${JSON.stringify(measured.statuses)} ${measured.bodies[0]}`)
  const figures: Figures = {
    server: (cpuOf(server.pid) - before[0]) * per,
    database: databasePid ? (cpuOf(databasePid) - before[1]) * per : 0,
    rate: requests.length / measured.seconds,
    p99: quantile(measured.milliseconds, 0.99),
  }
  return { measured, figures }
}

const round = async ({ contestant, servers, figures, asking }: Served, databasePid: number | undefined) => {
  const [server] = servers
  const phones = newPhones(EACH)
  const run = async (step: Step, requests: Request[]) => {
    const billed = await bill(server as RunningProcess, databasePid, requests, step)
    figures[step].push(billed.figures)
    return billed.measured
  }
  const begun = codesOf(phones, await run('start', phones.map(contestant.start)))
  await run(
    'wrong code',
    begun.map((it) => contestant.check({ ...it, code: wrongOf(it.code) })),
  )
  await run('right code', begun.map(contestant.check))
  await run('dead code', begun.map(contestant.check))
  const { later, asked } = contestant
  if (later && asked) {
    /** What is done meanwhile, of each start. */
    const meanwhile = async (work: () => Promise<void>) => {
      const spent = () =>
        [servers.reduce((sum, { pid }) => sum + cpuOf(pid), 0), databasePid ? cpuOf(databasePid) : 0] as const
      const before = spent()
      await work()
      // Work on timers begins within a second.
      await pause(2500)
      const after = spent()
      return {
        server: ((after[0] - before[0]) * 1000) / EACH,
        database: ((after[1] - before[1]) * 1000) / EACH,
      }
    }
    const moveOn = async (seconds: number) => {
      for (const { url } of servers) await load({ origins: [url], requests: [later(seconds)], atOnce: 1 })
    }
    // What a start leaves for later is a part of its price, and must not fall into what is measured next.
    const left = await meanwhile(() => moveOn(COUNTED_AFTER))
    const started = figures.start.at(-1) as Figures
    started.server += left.server
    started.database += left.database
    asking.push(
      await meanwhile(async () => {
        await moveOn(ASKED_AFTER - COUNTED_AFTER)
        await untilAsked(load, server?.url ?? '', asked)
      }),
    )
  }
  // Not before: the platform has been asked about them.
  emulator.outbox.clear()
}

/** Whether a contestant does what it is measured at: with two server processes, many requests at the same moment. */
const race = async ({ contestant, servers }: Served) => {
  const origins = servers.map(({ url }) => url)
  const phones = newPhones(2 * RACES)
  const began = await load({ origins, requests: phones.map(contestant.start), atOnce: AT_ONCE })
  const begun = codesOf(phones, began)
  let [twice, never, refused] = [0, 0, 0]
  for (const one of begun.slice(0, RACES)) {
    const requests = Array.from({ length: 20 }, () => contestant.check(one))
    const { statuses } = await load({ origins, requests, atOnce: 20 })
    const approved = Object.entries(statuses).reduce((sum, [status, times]) => sum + (isGood(status) ? times : 0), 0)
    if (approved > 1) twice++
    if (approved === 0) never++
  }
  for (const one of begun.slice(RACES)) {
    const wrong = contestant.check({ ...one, code: wrongOf(one.code) })
    const requests = [wrong, contestant.check(one), wrong, wrong]
    const { statuses } = await load({ origins, requests, atOnce: 4 })
    if (!Object.keys(statuses).some(isGood)) refused++
  }
  return { twice, never, refused }
}

const measure = async (engine: 'MariaDB' | 'SQLite'): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-bench-'))
  const database = engine === 'MariaDB' ? await startMysql() : undefined
  const urlOf = async (at: number) => {
    if (!database) return pathToFileURL(join(folder, `${at}.db`)).href
    const connection = await mysql.createConnection({ uri: database.url })
    await connection.query(`create database bench_${at} character set utf8mb4`)
    await connection.end()
    return `${database.url}/bench_${at}`
  }
  const served: Served[] = []
  for (const [at, contestant] of contestants.entries()) {
    const env = { CONTESTANT: contestant.name, DATABASE_URL: await urlOf(at), ENDPOINT: emulator.endpoint }
    const script = new URL('./contestants/contestant.child.ts', import.meta.url)
    const servers = [await start(script, { env }), await start(script, { env })]
    const figures = Object.fromEntries(STEPS.map((step) => [step, []])) as unknown as Served['figures']
    served.push({ contestant, servers, figures, asking: [] })
  }
  const races: Awaited<ReturnType<typeof race>>[] = []
  // A round each, that warms it up.
  for (const it of served) {
    races.push(await race(it))
    await round(it, database?.pid)
  }
  for (const it of served) {
    for (const step of STEPS) it.figures[step] = []
    it.asking = []
  }
  const isProfiled = process.env.BENCH_PROFILE !== undefined
  if (isProfiled) for (const { servers } of served) for (const { pid } of servers) process.kill(pid, 'SIGUSR2')
  for (let at = 0; at < ROUNDS; at++)
    // Each begins a round in turn, so that what one leaves behind for the next falls on all alike.
    for (let place = 0; place < served.length; place++)
      await round(served[(at + place) % served.length] as Served, database?.pid)

  const of = ({ figures }: Served, step: Step) => {
    const middle = (pick: (it: Figures) => number) => median(figures[step].map(pick))
    return {
      cpu: middle((it) => it.server + it.database),
      server: middle((it) => it.server),
      database: middle((it) => it.database),
      rate: middle((it) => it.rate),
      p99: middle((it) => it.p99),
    }
  }
  /** Ratios of the same round, of which the middle one: what slows the machine slows both. */
  const beside = (it: Served, base: Served, step: Step, pick: (it: Figures) => number) =>
    median(it.figures[step].map((one, at) => pick(one) / pick(base.figures[step][at] as Figures)))
  const cost = (it: Figures) => it.server + it.database
  const [base] = served as [Served]
  const lines = STEPS.flatMap((step) =>
    served.map((it) => {
      const { cpu, server, database, rate, p99 } = of(it, step)
      return [
        `${step}, ${it.contestant.name}`,
        `${cpu.toFixed(2)} ms`,
        `${server.toFixed(2)} + ${database.toFixed(2)}`,
        beside(it, base, step, cost).toFixed(2),
        `${Math.round(rate)}/s`,
        beside(it, base, step, (one) => one.rate).toFixed(2),
        `${p99.toFixed(1)} ms`,
      ]
    }),
  )
  const asked = served
    .filter(({ asking }) => asking.length > 0)
    .map(({ contestant, asking }) => {
      const [server, database] = [median(asking.map((it) => it.server)), median(asking.map((it) => it.database))]
      return `Where the platform pushes no reports, ${contestant.name} asks what became of each SMS, two minutes later: ${(server + database).toFixed(2)} ms (${server.toFixed(2)} + ${database.toFixed(2)}) more for each.`
    })
  for (const { servers } of served) for (const server of servers) await server.kill(isProfiled ? 'SIGINT' : 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
  return `### ${engine}

${table(['', 'CPU', 'server + database', '÷ floor', 'rate', '÷ floor', 'p99'], lines)}

${asked.join('\n\n')}

${table(
  [
    `${RACES} races each, two server processes`,
    'a code accepted twice (20 right checks at once)',
    'never accepted',
    'right code refused beside three wrong ones',
  ],
  served.map(({ contestant }, at) => {
    const { twice, never, refused } = races[at] as Awaited<ReturnType<typeof race>>
    return [contestant.name, twice, never, refused]
  }),
)}`
}

try {
  const parts = []
  for (const engine of (['MariaDB', 'SQLite'] as const).filter(isWanted)) parts.push(await measure(engine))
  report(
    'check-and-start',
    `${ROUNDS} rounds of ${EACH} requests for each figure, ${AT_ONCE} at once, medians; a ratio is the median of the rounds' own ratios.\n\n${parts.join('\n\n')}`,
  )
} finally {
  await endAll()
  await emulator.close()
}
