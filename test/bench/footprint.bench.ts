// What the plugin adds to a host: until it serves, in memory, and in how late everything else of the host is.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { DEMO, startEmulator } from '@sms-settings/emulator'
import mysql from 'mysql2/promise'
import { request } from 'undici'
import type { RunningProcess } from '../support/processes.ts'
import { ours } from './contestants/ours.ts'
import { type Measured, type Request, startLoad } from './load.ts'
import { endAll, memoryOf, start, startMysql } from './processes.ts'
import { full, median, report, table } from './report.ts'

const STARTS = full ? 25 : 7
const ROUNDS = full ? 15 : 5
const EACH = full ? 2000 : 500
const AT_ONCE = 16
/** Long enough for what a start leaves behind for a moment: sockets, timers, what is yet to be collected. */
const IDLE = 3000

const emulator = await startEmulator({ flowControl: false })
emulator.state.account().balance = 1e12
const load = await startLoad()
const folder = mkdtempSync(join(tmpdir(), 'sms-bench-'))

type Kind = { name: string; host: 'bare' | 'database' | 'plugin'; url: string }
type Delay = { p50: number; p99: number; max: number }
const ask = async <T>({ url }: RunningProcess, path: string) =>
  (await request(`${url}${path}`)).body.json() as Promise<T>
const serve = ({ host, url }: Kind) =>
  start(new URL('./footprint.host.mjs', import.meta.url), {
    env: {
      HOST: host,
      DATABASE_URL: url,
      ENDPOINT: emulator.endpoint,
      KEY_ID: DEMO.accessKeyId,
      KEY_SECRET: DEMO.accessKeySecret,
      NODE_ENV: 'production',
    },
  })

let numbers = 0
const newPhones = () =>
  Array.from({ length: EACH }, () => {
    const at = numbers++
    return `+86139${String((at * 7919) % 10_000).padStart(4, '0')}${String(Math.floor(at / 10_000)).padStart(4, '0')}`
  })
const send = async ({ url }: RunningProcess, requests: Request[]): Promise<Measured> => {
  const measured = await load({ origins: [url], requests, atOnce: AT_ONCE })
  if (Object.keys(measured.statuses).some((status) => !/^2/.test(status)))
    throw new Error(`${JSON.stringify(measured.statuses)} ${measured.bodies[0]}`)
  return measured
}
const startMany = async (server: RunningProcess) => {
  const phones = newPhones()
  const { bodies } = await send(server, phones.map(ours.start))
  const codes = new Map(emulator.outbox.messages().map(({ phone, params }) => [phone, String(params.code)]))
  emulator.outbox.clear()
  return phones.map((phone, at) => ({
    phone,
    code: codes.get(phone) as string,
    id: (JSON.parse(bodies[at] as string) as { id: string }).id,
  }))
}

try {
  const database = await startMysql()
  const newSchema = async (name: string) => {
    const connection = await mysql.createConnection({ uri: database.url })
    await connection.query(`drop database if exists ${name}`)
    await connection.query(`create database ${name} character set utf8mb4`)
    await connection.end()
    return `${database.url}/${name}`
  }
  const file = (name: string) => pathToFileURL(join(folder, `${name}.db`)).href
  const kinds: Kind[] = [
    { name: 'Fastify alone', host: 'bare', url: '' },
    { name: 'with Knex on MariaDB', host: 'database', url: await newSchema('host') },
    { name: 'with the plugin on MariaDB', host: 'plugin', url: await newSchema('plugin') },
    { name: 'with the plugin on SQLite', host: 'plugin', url: file('plugin') },
  ]

  // The tables are made once, by the first server on a new database.
  const made: Record<string, number[]> = { MariaDB: [], SQLite: [] }
  for (let at = 0; at < 3; at++)
    for (const [engine, url] of [
      ['MariaDB', await newSchema('made')],
      ['SQLite', file(`made${at}`)],
    ] as const) {
      const server = await serve({ name: engine, host: 'plugin', url })
      made[engine]?.push((await ask<{ after: number }>(server, '/started')).after)
      await server.kill('SIGTERM')
    }
  for (const kind of kinds) await (await serve(kind)).kill('SIGTERM')

  const started = new Map<Kind, { after: number; cpu: number }[]>(kinds.map((it) => [it, []]))
  for (let at = 0; at < STARTS; at++)
    for (let place = 0; place < kinds.length; place++) {
      const kind = kinds[(at + place) % kinds.length] as Kind
      const server = await serve(kind)
      const figures = await ask<{ after: number; cpu: number }>(server, '/started')
      started.get(kind)?.push(figures)
      await server.kill('SIGTERM')
    }

  const loaded = new Map<Kind, { server: RunningProcess; idle: number; memory: number; delays: Map<string, Delay[]> }>()
  for (const kind of kinds) loaded.set(kind, { server: await serve(kind), idle: 0, memory: 0, delays: new Map() })
  // All at once, then as now: what processes share is shared by as many.
  await pause(IDLE)
  for (const it of loaded.values()) it.idle = memoryOf(it.server.pid)
  const note = async (kind: Kind, what: string, work: (server: RunningProcess) => Promise<unknown>) => {
    const { server, delays } = loaded.get(kind) as { server: RunningProcess; delays: Map<string, Delay[]> }
    await ask(server, '/delay')
    await work(server)
    delays.set(what, [...(delays.get(what) ?? []), await ask<Delay>(server, '/delay')])
  }
  for (let at = -1; at < ROUNDS; at++)
    for (let place = 0; place < kinds.length; place++) {
      const kind = kinds[(at + 1 + place) % kinds.length] as Kind
      if (kind.host === 'plugin') {
        let begun: Awaited<ReturnType<typeof startMany>> = []
        await note(kind, 'starts', async (server) => {
          begun = await startMany(server)
        })
        await note(kind, 'checks', (server) => send(server, begun.map(ours.check)))
      } else {
        const hello = Array.from({ length: 2 * EACH }, () => ({ method: 'GET', path: '/hello' }))
        await note(kind, 'requests that do nothing', (server) => send(server, hello))
      }
      await note(kind, 'idle', () => pause(500))
    }
  await pause(IDLE)
  for (const it of loaded.values()) it.memory = memoryOf(it.server.pid)

  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`
  const ms = (it: number) => `${it.toFixed(0)} ms`
  const middle = (kind: Kind, pick: (one: { after: number; cpu: number }) => number) =>
    median((started.get(kind) ?? []).map(pick))
  const late = (it: number) => `${it.toFixed(1)} ms`
  report(
    'footprint',
    `Plain JavaScript as it is deployed, each host in a process of its own, ${STARTS} starts each in turns, medians. Memory is the process's proportional share (Pss), ${IDLE / 1000} s after the start, and ${IDLE / 1000} s after ${(ROUNDS + 1) * EACH} starts and as many checks (of the hosts without the plugin: as many requests that do nothing).

${table(
  ['', 'until it serves', 'CPU until then', 'memory idle', 'memory after load'],
  kinds.map((kind) => [
    kind.name,
    ms(middle(kind, (it) => it.after)),
    ms(middle(kind, (it) => it.cpu)),
    mib(loaded.get(kind)?.idle ?? 0),
    mib(loaded.get(kind)?.memory ?? 0),
  ]),
)}

The first server on a new database makes its tables: ${ms(median(made.MariaDB ?? []))} until it serves on MariaDB, ${ms(median(made.SQLite ?? []))} on SQLite.

How late a timer of the host comes (\`monitorEventLoopDelay\`), with ${AT_ONCE} requests under way at any time, medians of ${ROUNDS} rounds of ${EACH}:

${table(
  ['event-loop delay', 'p50', 'p99', 'longest'],
  kinds.flatMap((kind) =>
    [...(loaded.get(kind)?.delays ?? [])].map(([what, all]) => {
      // The first round warmed it up.
      const kept = all.slice(1)
      return [
        `${kind.name}, ${what}`,
        late(median(kept.map(({ p50 }) => p50))),
        late(median(kept.map(({ p99 }) => p99))),
        late(median(kept.map(({ max }) => max))),
      ]
    }),
  ),
)}`,
  )
} finally {
  await endAll()
  await emulator.close()
  rmSync(folder, { recursive: true, force: true })
}
