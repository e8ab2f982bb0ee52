// Sends requests to a server and measures the answers, in a process of its own: its work is on nobody's bill.
// POST / { origin, requests, atOnce } → { seconds, statuses, milliseconds, bodies }
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Pool } from 'undici'
import type { Job, Measured } from './load.ts'

const pools = new Map<string, Pool>()
const poolOf = (origin: string, connections: number) => {
  const key = `${origin} ${connections}`
  const pool = pools.get(key) ?? new Pool(origin, { connections, pipelining: 1 })
  pools.set(key, pool)
  return pool
}

const run = async ({ origins, requests, atOnce }: Job): Promise<Measured> => {
  const targets = origins.map((origin) => poolOf(origin, Math.ceil(atOnce / origins.length)))
  const measured: Measured = { seconds: 0, statuses: {}, milliseconds: [], bodies: [] }
  let next = 0
  const began = performance.now()
  const work = async (worker: number) => {
    for (let at = next++; at < requests.length; at = next++) {
      const { method, path, headers, body } = requests[at] as Job['requests'][number]
      const sent = performance.now()
      let status: number | string
      let said = ''
      try {
        const answer = await (targets[worker % targets.length] as Pool).request({
          method: method as 'POST',
          path,
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          body: body === undefined ? null : JSON.stringify(body),
        })
        status = answer.statusCode
        said = await answer.body.text()
      } catch (error) {
        status = (error as { code?: string }).code ?? 'failed'
      }
      measured.milliseconds[at] = performance.now() - sent
      measured.bodies[at] = said
      measured.statuses[status] = (measured.statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, worker) => work(worker)))
  measured.seconds = (performance.now() - began) / 1000
  return measured
}

const server = createServer(async (request, response) => {
  const measured = await run(JSON.parse(await text(request)) as Job)
  response.end(JSON.stringify(measured))
})
server.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}`))
