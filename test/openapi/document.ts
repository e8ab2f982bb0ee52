import type { Test } from 'tap'
import { type Ask, startDemo } from '../examples/host/start.ts'
import { sqliteDatabase } from '../support/databases.ts'
import type { Document } from '../support/judge.mjs'

/** The example host, listening, and the OpenAPI document that it gives. */
export const startDescribed = async (t: Test) => {
  const demo = await startDemo(t, await sqliteDatabase(t))
  const url = await demo.host.listen({ port: 0, host: '127.0.0.1' })
  return { ...demo, url, document: await documentOf(demo.ask) }
}

const documentOf = async (ask: Ask) => (await ask('GET', '/docs/json')).body as unknown as Document
