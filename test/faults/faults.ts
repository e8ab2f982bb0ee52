import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type Emulator, type Fault, startEmulator } from '@sms-settings/emulator'
import type { VerificationOptions } from '@sms-settings/fastify'
import knexModule, { type Knex } from 'knex'
import mysql from 'mysql2/promise'
import type { Test } from 'tap'
import { askServer } from '../support/ask.ts'
import { databaseConfig } from '../support/databases.ts'
import { type Cluster, type ClusterNode, startCluster } from '../support/galera.mjs'
import { findServer, startServer } from '../support/mysql-server.mjs'
import { type RunningProcess, startProcess } from '../support/processes.ts'
import { type Ask, type Budgets, CROWDED, createLedger, type Findings, type Ledger } from './ledger.ts'

/** So small that users run into them all the time. */
const BUDGETS: Budgets = { phone: 2, address: 8, app: 20, tenant: 44 }
const verificationWith = (budgets: Budgets): VerificationOptions => ({
  limits: {
    phonePerMinute: budgets.phone,
    phonePerHour: budgets.phone,
    phonePerDay: budgets.phone,
    ipPerHour: budgets.address,
    appPerDay: budgets.app,
    prefixPerHour: 1_000_000,
    countryPerHour: 1_000_000,
  },
  tenantPerDay: budgets.tenant,
  // A flood of codes that nobody types is what it is there to stop.
  guard: false,
})

/** `galera`: three nodes, and a server process at each. */
export type Engine = 'mysql' | 'sqlite' | 'galera'
const ONE_DATABASE: Engine[] = ['mysql', 'sqlite']

/** Several server processes on one database, and a platform that outlives them. */
export type World = {
  /** Between the servers and the platform. */
  way: { open(): Promise<void>; close(): Promise<void> }
  emulator: Emulator
  ledger: Ledger
  servers: RunningProcess[]
  /** Another server process, as whatever watches over them would start it. */
  startServer(at: number): Promise<void>
  ask: Ask
  /** For looking, never through a server. */
  knex: Knex
  database: { kill(): Promise<void>; restart(): Promise<void> } | null
  /** Of the cluster; empty where there is none. */
  nodes: ClusterNode[]
  /** Where the SQLite file is; a file system of its own if `isSmall`. */
  folder: string
  isSmall: boolean
}

export type FaultCase = {
  name: string
  engines: Engine[]
  /** The longest that anybody may have to wait for an answer, in seconds. */
  longest: number
  /** More is asked than can be served, so some must be told at once to come again later. */
  isCrowded?: boolean
  /** Breaks it, keeps it so for a while, and mends it as the world outside would. */
  run(world: World, hold: number): Promise<void>
}

const broken =
  (kind: Fault, times = 1_000_000): FaultCase['run'] =>
  async ({ emulator }, hold) => {
    emulator.faults.add({ action: 'SendSms', times, ...kind })
    await sleep(hold)
    emulator.faults.clear()
  }

const FAULTS: readonly FaultCase[] = [
  {
    name: 'a server process is killed',
    engines: ONE_DATABASE,
    longest: 10,
    async run({ servers, startServer }, hold) {
      await servers[1]?.kill()
      await sleep(hold)
      await startServer(1)
    },
  },
  {
    name: 'the database is killed and comes back',
    engines: ['mysql'],
    longest: 10,
    async run({ database }, hold) {
      await database?.kill()
      await sleep(hold)
      await database?.restart()
    },
  },
  {
    name: 'the platform refuses connections',
    engines: ONE_DATABASE,
    longest: 10,
    async run({ way }, hold) {
      await way.close()
      await sleep(hold)
      await way.open()
    },
  },
  { name: 'the platform resets connections', engines: ONE_DATABASE, longest: 10, run: broken({ kind: 'rst' }) },
  {
    name: 'the platform takes a second and a half',
    engines: ONE_DATABASE,
    longest: 10,
    run: broken({ kind: 'delay', ms: 1500 }),
  },
  {
    name: 'the platform sends, and resets before it says so',
    engines: ONE_DATABASE,
    longest: 10,
    run: broken({ kind: 'rst_after_accept' }),
  },
  {
    name: 'the disk is full',
    engines: ['sqlite'],
    longest: 10,
    async run({ folder, servers, ledger }, hold) {
      const filler = join(folder, 'filler')
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4096'], { stdio: 'ignore' })
      await sleep(hold)
      for (let i = 0; i < 10; i++) await ledger.oneUser(servers.length, i)
      rmSync(filler)
    },
  },
  {
    name: 'one clock jumps an hour ahead, and back',
    engines: ONE_DATABASE,
    longest: 10,
    async run({ ask }, hold) {
      await ask(1, 'PUT', '/clock', { ahead: 3_600_000 })
      await sleep(hold)
      await ask(1, 'PUT', '/clock', { ahead: -3_600_000 })
      await sleep(hold)
      await ask(1, 'PUT', '/clock', { ahead: 0 })
    },
  },
  {
    name: 'somebody else holds what every start needs',
    engines: ONE_DATABASE,
    longest: 12,
    isCrowded: true,
    async run({ knex, ledger, servers }, hold) {
      // More users than there are connections: the first hold them all, the others find none.
      const stop = ledger.crowd(4 * POOL, servers.length)
      const held = await knex.transaction()
      await held('sms_limits').where('id', 'like', 't:%').update({ verification_id: 'held' })
      await sleep(hold + 2500)
      await held.rollback()
      await stop()
    },
  },
  {
    name: 'far more users than can be served',
    engines: ONE_DATABASE,
    longest: 12,
    isCrowded: true,
    async run({ ledger, servers }, hold) {
      const stop = await ledger.flood(servers.length)
      await sleep(hold)
      await stop()
    },
  },
  {
    name: 'a node of the cluster is killed and comes back',
    engines: ['galera'],
    longest: 10,
    async run({ nodes }, hold) {
      await nodes[2]?.kill()
      await sleep(hold)
      await nodes[2]?.restart()
    },
  },
  {
    name: 'a node is cut off from the others',
    engines: ['galera'],
    longest: 10,
    async run({ nodes }, hold) {
      const node = nodes[1] as ClusterNode
      await node.cutOff()
      while ((await node.status('cluster_status')) === 'Primary') await sleep(50)
      await sleep(hold)
      await node.rejoin()
    },
  },
  {
    name: 'a node stands still, and goes on when the others have given it up',
    engines: ['galera'],
    longest: 17,
    async run({ nodes }, hold) {
      const node = nodes[2] as ClusterNode
      node.stop()
      while ((await nodes[0]?.status('cluster_size')) === String(nodes.length)) await sleep(50)
      await sleep(hold)
      await node.goOn()
    },
  },
]

export const faultsOn = (engine: Engine): FaultCase[] => FAULTS.filter(({ engines }) => engines.includes(engine))

export type Outcome = Findings & {
  requests: number
  sms: number
  approved: number
  /** Answers 503, and those of them that say that the database does not keep up. */
  told503: number
  unavailable: number
  /** Addresses, Apps and tenants that ran into their limit. */
  spent: number
  /** Seconds: what one answer in a hundred took longer than, the longest, and until service was back everywhere. */
  p99: number
  longest: number
  back: number
  /** Tables that are not the same at all nodes. */
  apart: number
}

/** Connections of one server process: few, so that they can all be held up. */
const POOL = 6
/** MiB: soon full. */
const DISK = 24

/** A way to the platform that can be closed, so that connections are refused, while the platform keeps what it knows. */
const openWay = async (endpoint: string) => {
  const [host, to] = endpoint.split(':') as [string, string]
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(to), host)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.once('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      // What went wrong with it is seen by its being closed.
      one.on('error', () => undefined)
      one.pipe(other)
    }
  })
  const open = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  await open(0)
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `127.0.0.1:${port}`,
    open: () => open(port),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** Where the servers find their database, and what can be done to it. */
type Place = { urls: string[]; database: World['database']; nodes: ClusterNode[] }

const createSchema = async (server: string, name: string) => {
  const connection = await mysql.createConnection(server)
  await connection.query(`create database ${name} character set utf8mb4`)
  await connection.end()
}

const placeOf = async (
  t: Pick<Test, 'teardown'>,
  engine: Engine,
  { folder, count, given }: { folder: string; count: number; given: Cluster | undefined },
): Promise<Place> => {
  if (engine === 'sqlite')
    return { urls: Array(count).fill(pathToFileURL(join(folder, 'sms.db')).href), database: null, nodes: [] }
  if (engine === 'mysql') {
    // What is committed must outlive the server process, as it does with the settings that MySQL comes with.
    const server = await startServer(findServer() as string, ['--innodb-flush-log-at-trx-commit=2'])
    t.teardown(server.stop)
    await createSchema(server.url, 'faults')
    return { urls: Array(count).fill(`${server.url}/faults`), database: server, nodes: [] }
  }
  const cluster = given ?? (await startCluster())
  if (!given) t.teardown(() => cluster.stop())
  const { nodes } = cluster
  await createSchema((nodes[0] as ClusterNode).url, 'faults')
  await Promise.all(nodes.map((node) => node.synced()))
  return { urls: nodes.map(({ url }) => `${url}/faults`), database: null, nodes }
}

/**
 * Ends with `t`.
 * @param disk MiB of the file system that the SQLite file is on
 * @param cluster one that is there already, for `galera`
 */
export const createWorld = async (
  t: Pick<Test, 'teardown'>,
  engine: Engine,
  {
    servers: count = 2,
    disk = DISK,
    budgets = BUDGETS,
    cluster,
  }: { servers?: number; disk?: number; budgets?: Budgets; cluster?: Cluster } = {},
): Promise<World> => {
  const emulator = await startEmulator({ flowControl: false })
  t.teardown(() => emulator.close())
  const way = await openWay(emulator.endpoint)
  t.teardown(way.close)
  const folder = mkdtempSync(join(tmpdir(), 'sms-faults-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const isSmall =
    engine === 'sqlite' &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${disk}m`, 'tmpfs', folder], { stdio: 'ignore' }).status === 0
  if (isSmall) t.teardown(() => spawnSync('umount', ['-l', folder]))
  const { urls, database, nodes } = await placeOf(t, engine, { folder, count, given: cluster })
  const servers: RunningProcess[] = []
  const ask: Ask = (at, method, path, body, who) => askServer(servers[at]?.url, method, path, body, who)
  const run: World['startServer'] = async (at) => {
    servers[at] = await startProcess(t as Test, new URL('../support/host.child.ts', import.meta.url), {
      nodeOptions: ['--expose-gc'],
      env: {
        DATABASE_URL: urls[at] as string,
        ENDPOINT: way.endpoint,
        VERIFICATION: JSON.stringify(verificationWith(budgets)),
        HELD: 'yes',
        ...(engine === 'sqlite' ? {} : { POOL: String(POOL) }),
      },
    })
  }
  await Promise.all(urls.map((_, at) => run(at)))
  const knex = knexModule.default(await databaseConfig(urls[0] as string))
  t.teardown(() => knex.destroy())
  const ledger = createLedger(emulator, ask, budgets)
  return { emulator, ledger, servers, startServer: run, ask, knex, database, nodes, folder, isSmall, way }
}

/** Tables that are not the same at all nodes, once each has all that was committed. */
const tablesApart = async (nodes: ClusterNode[]): Promise<number> => {
  for (const node of nodes) await node.synced()
  const sums = await Promise.all(
    nodes.map(async ({ url }) => {
      const connection = await mysql.createConnection(`${url}/faults`)
      await connection.query('set session wsrep_sync_wait = 1')
      const [rows] = await connection.query('checksum table sms_verifications, sms_messages, sms_limits')
      await connection.end()
      return (rows as { Checksum: number }[]).map(({ Checksum }) => Checksum)
    }),
  )
  return (sums[0] ?? []).filter((sum, at) => sums.some((other) => other[at] !== sum)).length
}

/**
 * Lets one thing go wrong under load, mends it, and looks whether anything was harmed, then or before.
 * @param hold milliseconds that it stays broken
 */
export const play = async (
  world: World,
  fault: FaultCase,
  { hold, users }: { hold: number; users: number },
): Promise<Outcome> => {
  const { emulator, ledger, servers, knex, nodes } = world
  const sum = (values: number[]) => values.reduce((all, it) => all + it, 0)
  const tally = () => ({
    requests: sum(Object.values(ledger.seen)),
    sms: emulator.outbox.messages().length,
    approved: ledger.entries.filter(({ approvals }) => approvals > 0).length,
    told503: sum(Object.entries(ledger.seen).map(([what, times]) => (what.startsWith('503') ? times : 0))),
    unavailable: ledger.seen[CROWDED] ?? 0,
    spent: sum(Object.values(ledger.spent)),
  })
  const before = tally()
  const stop = ledger.crowd(users, servers.length)
  await sleep(400)
  const began = performance.now()
  await fault.run(world, hold)
  const backs = await Promise.all(servers.map((_, at) => ledger.backAfter(at, 30_000)))
  await stop()
  // Only now: those who have waited longest are still waiting when it is mended.
  const waits = ledger.waitsSince(began).sort((a, b) => a - b)
  const after = tally()
  // The node that is looked at must have what was committed at the others.
  const apart = await tablesApart(nodes)
  return {
    ...(await ledger.audit(knex)),
    apart,
    requests: after.requests - before.requests,
    sms: after.sms - before.sms,
    approved: after.approved - before.approved,
    told503: after.told503 - before.told503,
    unavailable: after.unavailable - before.unavailable,
    spent: after.spent - before.spent,
    p99: (waits[Math.floor(waits.length * 0.99)] ?? 0) / 1000,
    longest: (waits.at(-1) ?? 0) / 1000,
    back: Math.max(...backs) / 1000,
  }
}
