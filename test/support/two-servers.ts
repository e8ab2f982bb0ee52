import type { VerificationOptions } from '@sms-settings/fastify'
import type { Test } from 'tap'
import { type Answered, askServer, type Who } from './ask.ts'
import type { TestDatabase } from './databases.ts'
import { startProcess } from './processes.ts'

export type { Answered }

/** How often each value is there. */
export const counts = (values: (string | number | undefined)[]): Record<string, number> => {
  const found: Record<string, number> = {}
  for (const value of values) found[String(value)] = (found[String(value)] ?? 0) + 1
  return found
}

/**
 * Two server processes on one database, to which requests go in turn, really at once.
 * @param verification options of both; generous ones unless given
 */
export const startTwoServers = async (
  t: Test,
  {
    database,
    endpoint,
    verification,
  }: { database: TestDatabase; endpoint: string; verification?: VerificationOptions },
) => {
  const script = new URL('./host.child.ts', import.meta.url)
  const env = {
    DATABASE_URL: database.url,
    ENDPOINT: endpoint,
    ...(verification ? { VERIFICATION: JSON.stringify(verification) } : {}),
  }
  const servers = await Promise.all([startProcess(t, script, { env }), startProcess(t, script, { env })])
  let turn = 0
  const ask = (method: string, path: string, body: unknown, who?: Who): Promise<Answered> =>
    askServer(servers[turn++ % 2]?.url, method, path, body, who)
  return {
    post: (path: string, body: unknown, who?: Who) => ask('POST', path, body, who),
    /** Stops the clocks of both at a time. */
    async setClock(now: number): Promise<void> {
      await ask('PUT', '/clock', { now })
      await ask('PUT', '/clock', { now })
    },
  }
}
