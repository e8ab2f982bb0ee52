import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type Emulator, type Fault, startEmulator } from '@sms-settings/emulator'
import knexModule, { type Knex } from 'knex'
import mysql from 'mysql2/promise'
import type { Test } from 'tap'
import { type Answered, askServer } from '../support/ask.ts'
import { databaseConfig } from '../support/databases.ts'
import { findServer, startServer } from '../support/mysql-server.mjs'
import { type RunningProcess, startProcess } from '../support/processes.ts'
import { createLedger, type Findings, type Ledger } from './ledger.ts'

/** SMS that a number may get in a minute; nothing here lasts longer. */
const PER_PHONE = 2
const VERIFICATION = {
  limits: {
    phonePerMinute: PER_PHONE,
    phonePerHour: PER_PHONE,
    phonePerDay: PER_PHONE,
    ipPerHour: 1_000_000,
    prefixPerHour: 1_000_000,
    countryPerHour: 1_000_000,
    appPerDay: 1_000_000,
  },
  tenantPerDay: 1_000_000,
}

export type Engine = 'mysql' | 'sqlite'

/** Two server processes on one database, and a platform that outlives them. */
export type World = {
  /** Between the servers and the platform. */
  way: { open(): Promise<void>; close(): Promise<void> }
  emulator: Emulator
  ledger: Ledger
  servers: RunningProcess[]
  /** Another server process, as whatever watches over them would start it. */
  startServer(at: number): Promise<void>
  ask(at: number, method: string, path: string, body?: unknown): Promise<Answered>
  /** For looking, never through a server. */
  knex: Knex
  database: { kill(): Promise<void>; restart(): Promise<void> } | null
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

export const FAULTS: readonly FaultCase[] = [
  {
    name: 'a server process is killed',
    engines: ['mysql', 'sqlite'],
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
    engines: ['mysql', 'sqlite'],
    longest: 10,
    async run({ way }, hold) {
      await way.close()
      await sleep(hold)
      await way.open()
    },
  },
  { name: 'the platform resets connections', engines: ['mysql', 'sqlite'], longest: 10, run: broken({ kind: 'rst' }) },
  {
    name: 'the platform takes a second and a half',
    engines: ['mysql', 'sqlite'],
    longest: 10,
    run: broken({ kind: 'delay', ms: 1500 }),
  },
  {
    name: 'the platform sends, and resets before it says so',
    engines: ['mysql', 'sqlite'],
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
    engines: ['mysql', 'sqlite'],
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
    name: 'every connection of the pool is held up',
    engines: ['mysql'],
    longest: 12,
    isCrowded: true,
    async run({ knex, ledger, servers }, hold) {
      // More users than there are connections: the first hold them all, the others find none.
      const stop = ledger.crowd(4 * POOL, servers.length)
      // As a transaction of somebody else's does that holds the tenant's row.
      const held = await knex.transaction()
      await held('sms_limits').where('id', 'like', 't:%').update({ verification_id: 'held' })
      await sleep(hold + 2500)
      await held.rollback()
      await stop()
    },
  },
]

export type Outcome = Findings & {
  /** Answers 503 that the database does not keep up. */
  unavailable: number
  requests: number
  sms: number
  approved: number
  /** Seconds. */
  longest: number
  back: number
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

/**
 * Ends with `t`.
 * @param disk MiB of the file system that the SQLite file is on
 */
export const createWorld = async (
  t: Pick<Test, 'teardown'>,
  engine: Engine,
  { servers: count = 2, disk = DISK }: { servers?: number; disk?: number } = {},
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
  let databaseUrl = pathToFileURL(join(folder, 'sms.db')).href
  let database: World['database'] = null
  if (engine === 'mysql') {
    // What is committed must outlive the server process, as it does with the settings that MySQL comes with.
    const server = await startServer(findServer() as string, ['--innodb-flush-log-at-trx-commit=2'])
    t.teardown(server.stop)
    const connection = await mysql.createConnection(server.url)
    await connection.query('create database sms character set utf8mb4')
    await connection.end()
    databaseUrl = `${server.url}/sms`
    database = server
  }
  const servers: RunningProcess[] = []
  const ask: World['ask'] = (at, method, path, body) => askServer(servers[at]?.url, method, path, body)
  const run: World['startServer'] = async (at) => {
    servers[at] = await startProcess(t as Test, new URL('../support/host.child.ts', import.meta.url), {
      nodeOptions: ['--expose-gc'],
      env: {
        DATABASE_URL: databaseUrl,
        ENDPOINT: way.endpoint,
        VERIFICATION: JSON.stringify(VERIFICATION),
        HELD: 'yes',
        ...(engine === 'mysql' ? { POOL: String(POOL) } : {}),
      },
    })
  }
  await Promise.all(Array.from({ length: count }, (_, at) => run(at)))
  const knex = knexModule.default(await databaseConfig(databaseUrl))
  t.teardown(() => knex.destroy())
  const ledger = createLedger(emulator, ask)
  return { emulator, ledger, servers, startServer: run, ask, knex, database, folder, isSmall, way }
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
  const { emulator, ledger, servers, knex } = world
  const tally = () => ({
    requests: Object.values(ledger.seen).reduce((sum, times) => sum + times, 0),
    sms: emulator.outbox.messages().length,
    approved: ledger.entries.filter(({ approvals }) => approvals > 0).length,
    unavailable: ledger.seen['503 SMS_STORE_UNAVAILABLE'] ?? 0,
  })
  const before = tally()
  const stop = ledger.crowd(users, servers.length)
  await sleep(400)
  const began = performance.now()
  await fault.run(world, hold)
  const backs = await Promise.all(servers.map((_, at) => ledger.backAfter(at, 30_000)))
  await stop()
  // Only now: those who have waited longest are still waiting when it is mended.
  const longest = ledger.longestSince(began)
  const after = tally()
  return {
    ...(await ledger.audit(knex, PER_PHONE)),
    requests: after.requests - before.requests,
    sms: after.sms - before.sms,
    approved: after.approved - before.approved,
    unavailable: after.unavailable - before.unavailable,
    longest: longest / 1000,
    back: Math.max(...backs) / 1000,
  }
}
