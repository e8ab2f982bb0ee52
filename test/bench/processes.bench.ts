// What more server processes give: on one MariaDB, and each on a node of its own of a Galera cluster.
import { startEmulator } from '@sms-settings/emulator'
import mysql from 'mysql2/promise'
import { type ClusterNode, findGalera, startCluster } from '../support/galera.mjs'
import type { RunningProcess } from '../support/processes.ts'
import { ours } from './contestants/ours.ts'
import { type Measured, type Request, startLoad } from './load.ts'
import { newPhones } from './numbers.ts'
import { cpuOf, endAll, start, startMysql } from './processes.ts'
import { full, median, quantile, report, table } from './report.ts'

const ROUNDS = full ? 11 : 3
const EACH = full ? 1200 : 300
const AT_ONCE = 24
const RACES = full ? 100 : 10
/** So many that two starts at the same moment are seldom of one. */
const TENANTS = 200

const emulator = await startEmulator({ flowControl: false })
emulator.state.account().balance = 1e12
const load = await startLoad()

type Step = 'start' | 'check'
type Figures = { rate: number; server: number; database: number; p99: number; failed: number; again: number }
type Arrangement = {
  name: string
  tenants: number
  servers: RunningProcess[]
  /** Processes of the database. */
  databases: number[]
  /** Where to ask what has become of all. */
  url: string
  nodes: ClusterNode[]
  figures: Record<Step, Figures[]>
  sent: number
  approved: number
}

const isGood = (status: string) => /^2/.test(status)
const good = ({ statuses }: Measured) =>
  Object.entries(statuses).reduce((sum, [status, times]) => sum + (isGood(status) ? times : 0), 0)
const sum = (values: number[]) => values.reduce((all, it) => all + it, 0)

/** Transactions that lost against another node's, and so were done again. */
const conflicts = async (nodes: ClusterNode[]) => {
  const counts = nodes.flatMap((node) => [node.status('local_cert_failures'), node.status('local_bf_aborts')])
  return sum((await Promise.all(counts)).map(Number))
}

const by = (request: Request, at: number, tenants: number): Request => ({
  ...request,
  headers: { ...request.headers, 'x-tenant': `tenant-${at % tenants}` },
})

type Begun = { id: string; phone: string; code: string; at: number }
/**
 * Codes of what was answered as sent. What came to nobody who was told so, or twice, ends the run; 504 says that it is not
 * known whether it was sent.
 */
const codesOf = (phones: string[], { bodies, statuses }: Measured, answered: number): Begun[] => {
  const messages = emulator.outbox.messages()
  const codes = new Map(messages.map(({ phone, params }) => [phone.replace(/^\+?(86)?/, ''), String(params.code)]))
  emulator.outbox.clear()
  if (messages.length !== codes.size) throw new Error('an SMS was sent twice')
  if (messages.length < answered || messages.length > answered + (statuses[504] ?? 0))
    throw new Error(
      `${messages.length} SMS were sent, ${JSON.stringify(statuses)} answered, ${bodies.find((it) => !it.includes('pending'))}`,
    )
  return phones.flatMap((phone, at) => {
    const { id } = JSON.parse(bodies[at] || '{}') as { id?: string }
    const code = codes.get(phone.slice(3))
    return id && code ? [{ id, phone, code, at }] : []
  })
}

const measured = async (it: Arrangement, step: Step, requests: Request[]) => {
  const spent = () => [sum(it.servers.map(({ pid }) => cpuOf(pid))), sum(it.databases.map(cpuOf))] as const
  const lost = await conflicts(it.nodes)
  const before = spent()
  const answers = await load({ origins: it.servers.map(({ url }) => url), requests, atOnce: AT_ONCE })
  const after = spent()
  const per = 1000 / requests.length
  it.figures[step].push({
    rate: good(answers) / answers.seconds,
    server: (after[0] - before[0]) * per,
    database: (after[1] - before[1]) * per,
    p99: quantile(answers.milliseconds, 0.99),
    failed: requests.length - good(answers),
    again: (await conflicts(it.nodes)) - lost,
  })
  const odd = Object.keys(answers.statuses).filter((status) => !isGood(status) && !['503', '504'].includes(status))
  if (odd.length > 0) throw new Error(`${it.name}, ${step}: ${JSON.stringify(answers.statuses)}`)
  return answers
}

const round = async (it: Arrangement) => {
  const phones = newPhones(EACH)
  const starts = phones.map((phone, at) => by(ours.start(phone), at, it.tenants))
  const began = await measured(it, 'start', starts)
  const begun = codesOf(phones, began, good(began))
  it.sent += begun.length
  // A check may come to another process, and so to another node, than the start.
  await Promise.all(it.nodes.map((node) => node.synced()))
  const checks = begun.map((one) => by(ours.check(one), one.at, it.tenants))
  it.approved += good(await measured(it, 'check', checks))
}

/** Many right checks of one code at the same moment, through every process. */
const race = async (it: Arrangement) => {
  const phones = newPhones(RACES)
  const origins = it.servers.map(({ url }) => url)
  const requests = phones.map((phone, at) => by(ours.start(phone), at, it.tenants))
  const began = await load({ origins, requests, atOnce: 4 })
  const begun = codesOf(phones, began, good(began))
  it.sent += begun.length
  let [twice, never] = [0, 0]
  for (const one of begun) {
    const request = by(ours.check(one), one.at, it.tenants)
    const approvals = good(await load({ origins, requests: Array(20).fill(request), atOnce: 20 }))
    if (approvals > 1) twice++
    if (approvals === 0) never++
    it.approved += approvals
  }
  return [it.name, begun.length, twice, never]
}

/** What the database says beside what was answered. */
const audit = async ({ name, url, sent, approved, nodes }: Arrangement) => {
  await Promise.all(nodes.map((node) => node.synced()))
  const connection = await mysql.createConnection({ uri: url })
  const one = async (sql: string) =>
    Number(Object.values(((await connection.query(sql))[0] as object[])[0] as object)[0])
  await connection.query('set session wsrep_sync_wait = 1').catch(() => undefined)
  const rows = [
    name,
    `${sent} / ${await one("select count(*) from sms_messages where status <> 'queued'")}`,
    `${sent} / ${await one("select sum(used) from sms_limits where id like 't:%'")}`,
    `${approved} / ${await one("select count(*) from sms_verifications where status = 'approved'")}`,
  ]
  await connection.end()
  return rows
}

const arrange = async (
  name: string,
  urls: string[],
  databases: number[],
  { tenants = TENANTS, nodes = [] }: { tenants?: number; nodes?: ClusterNode[] } = {},
): Promise<Arrangement> => {
  const servers: RunningProcess[] = []
  for (const url of urls)
    servers.push(
      await start(new URL('./contestants/contestant.child.ts', import.meta.url), {
        env: { CONTESTANT: ours.name, DATABASE_URL: url, ENDPOINT: emulator.endpoint },
      }),
    )
  return {
    name,
    tenants,
    servers,
    databases,
    url: urls[0] as string,
    nodes,
    figures: { start: [], check: [] },
    sent: 0,
    approved: 0,
  }
}

const run = async (arrangements: Arrangement[]) => {
  for (const it of arrangements) await round(it)
  for (const it of arrangements) it.figures = { start: [], check: [] }
  for (let at = 0; at < ROUNDS; at++)
    for (let place = 0; place < arrangements.length; place++)
      await round(arrangements[(at + place) % arrangements.length] as Arrangement)
  const of = (it: Arrangement, step: Step, pick: (figures: Figures) => number) => median(it.figures[step].map(pick))
  const [base] = arrangements as [Arrangement]
  const rates = table(
    ['', 'rate', '÷ first', 'CPU', 'server + database', 'p99', 'done again, of 1000', '503 or 504, of 1000'],
    (['start', 'check'] as const).flatMap((step) =>
      arrangements.map((it) => {
        const [server, database] = [of(it, step, (one) => one.server), of(it, step, (one) => one.database)]
        const share = (pick: (one: Figures) => number) =>
          ((sum(it.figures[step].map(pick)) * 1000) / (ROUNDS * EACH)).toFixed(1)
        return [
          `${step}, ${it.name}`,
          `${Math.round(of(it, step, (one) => one.rate))}/s`,
          median(it.figures[step].map((one, at) => one.rate / (base.figures[step][at] as Figures).rate)).toFixed(2),
          `${(server + database).toFixed(2)} ms`,
          `${server.toFixed(2)} + ${database.toFixed(2)}`,
          `${of(it, step, (one) => one.p99).toFixed(0)} ms`,
          it.nodes.length > 0 ? share((one) => one.again) : '',
          share((one) => one.failed),
        ]
      }),
    ),
  )
  const races = []
  for (const it of arrangements) races.push(await race(it))
  const audits = []
  for (const it of arrangements) audits.push(await audit(it))
  for (const { servers } of arrangements) for (const server of servers) await server.kill()
  return `${rates}

${table(['20 right checks of one code at once', 'codes', 'accepted twice', 'never accepted'], races)}

${table(['answered / in the database', 'messages', "starts in the tenants' counters", 'approved'], audits)}`
}

const schema = async (server: string, name: string) => {
  const connection = await mysql.createConnection({ uri: server })
  await connection.query(`create database ${name} character set utf8mb4`)
  await connection.end()
  return (it: string) => `${it}/${name}`
}

const onOneDatabase = async () => {
  const database = await startMysql()
  const arrangements: Arrangement[] = []
  for (const count of [1, 2, 4]) {
    const of = await schema(database.url, `bench_${count}`)
    const name = `${count} ${count === 1 ? 'process' : 'processes'}`
    arrangements.push(await arrange(name, Array(count).fill(of(database.url)), [database.pid]))
  }
  return run(arrangements)
}

const onCluster = async () => {
  if (!findGalera()) return 'Galera is not installed here.'
  const { nodes, stop } = await startCluster()
  try {
    const [first] = nodes as [ClusterNode]
    const databases = nodes.map((node) => node.pid())
    const arrangements: Arrangement[] = []
    for (const [at, [name, spread, tenants]] of (
      [
        ['all three on one node', false, TENANTS],
        [`each on its own, ${TENANTS} tenants`, true, TENANTS],
        ['each on its own, one tenant', true, 1],
      ] as const
    ).entries()) {
      const of = await schema(first.url, `bench_${at}`)
      await Promise.all(nodes.map((node) => node.synced()))
      const urls = nodes.map((node) => of((spread ? node : first).url))
      arrangements.push(await arrange(name, urls, databases, { nodes, tenants }))
    }
    return await run(arrangements)
  } finally {
    await stop()
  }
}

try {
  const one = await onOneDatabase()
  const cluster = await onCluster()
  report(
    'processes',
    `${ROUNDS} rounds of ${EACH} requests for each figure, ${AT_ONCE} at once, medians; a ratio is the median of the rounds' own ratios.

### Server processes on one MariaDB

${one}

### Three server processes on a Galera cluster of three nodes

${cluster}`,
  )
} finally {
  await endAll()
  await emulator.close()
}
