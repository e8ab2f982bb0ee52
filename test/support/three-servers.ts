import { setTimeout as wait } from 'node:timers/promises'
import type { VerificationOptions } from '@sms-settings/fastify'
import mysql from 'mysql2/promise'
import type { Test } from 'tap'
import { type Answered, askServer, type Who } from './ask.ts'
import { type Cluster, findGalera, startCluster } from './galera.mjs'
import { type RunningProcess, startProcess } from './processes.ts'

/** Why the tests on a cluster are left out, if they are; with `CI=true` they never are. */
export const withoutCluster = findGalera() || process.env.CI === 'true' ? false : 'galera-4 is not installed'

/** How often a client comes again. */
const TRIES = 10

export type Clustered = {
  cluster: Cluster
  servers: RunningProcess[]
  /**
   * Asks the server at one node; without a number, each in turn. An answer that does not come has status 0. Who hears that
   * the database does not keep up, as of a node that the others lost for a moment, comes again after `retryAfter` as a
   * client does: nothing was done for them.
   */
  ask(method: string, path: string, body?: unknown, at?: number, who?: Who): Promise<Answered>
  /** Rows as one node has them. */
  rows<R>(at: number, sql: string, values?: unknown[]): Promise<R[]>
}

/** A cluster of three nodes, and at each a server process of its own that knows no other. */
export const startThreeServers = async (
  t: Test,
  { endpoint, verification }: { endpoint: string; verification: VerificationOptions },
): Promise<Clustered> => {
  const cluster = await startCluster(3)
  t.teardown(() => cluster.stop())
  const [first] = cluster.nodes as [Cluster['nodes'][number]]
  const connection = await mysql.createConnection(first.url)
  await connection.query('create database sms character set utf8mb4')
  await connection.end()
  const script = new URL('./host.child.ts', import.meta.url)
  // All at once: they migrate at different nodes.
  const servers = await Promise.all(
    cluster.nodes.map(({ url }) =>
      startProcess(t, script, {
        env: { DATABASE_URL: `${url}/sms`, ENDPOINT: endpoint, VERIFICATION: JSON.stringify(verification) },
      }),
    ),
  )
  let turn = 0
  return {
    cluster,
    servers,
    async ask(method, path, body, at, who = {}) {
      for (let tries = 1; ; tries++) {
        const answered = await askServer(servers[at ?? turn++ % 3]?.url, method, path, body, who)
        const { code, retryAfter = 1 } = answered.body
        if (code !== 'SMS_STORE_UNAVAILABLE' || tries === TRIES) return answered
        await wait(retryAfter * 1000)
      }
    },
    async rows<R>(at: number, sql: string, values: unknown[] = []) {
      const one = await mysql.createConnection(`${cluster.nodes[at]?.url}/sms`)
      try {
        await one.query('set session wsrep_sync_wait = 1')
        return (await one.query(sql, values))[0] as R[]
      } finally {
        await one.end()
      }
    },
  }
}
