// Loaded into every process of a test run (`--import`), before anything else. Whatever server a test starts, each answer
// that it gives is written down, to be compared with the OpenAPI document when the test file has ended: with the server's
// own if it has one, else with that of the plugin (support/undocumented.mjs). The answer itself goes out as it is.
import { randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { TEST_ANSWERS: folder } = process.env
/** Of this process, so that half a line, left by one that was killed while it wrote, is in nobody's way. */
const id = randomUUID()

/** What is written when no answer has gone out for a while: a burst that a test sends is not slowed down. */
const waiting = []
const QUIET = 100
const AT_MOST = 2000
const writeWaiting = () => {
  if (waiting.length === 0) return
  const lines = waiting.splice(0).map((it) => `${JSON.stringify(it)}\n`)
  appendFileSync(join(folder, `${id}.jsonl`), lines.join(''))
}
let quiet
const writeLater = (it) => {
  waiting.push(it)
  if (waiting.length > AT_MOST) writeWaiting()
  clearTimeout(quiet)
  quiet = setTimeout(writeWaiting, QUIET).unref()
}
process.on('exit', writeWaiting)

let documents = 0
/** The file of the server's own document; what is in OpenAPI 3.0 says the same in another dialect of JSON Schema. */
const ownDocument = (server) => {
  const own = server.hasDecorator('swagger') ? server.swagger() : undefined
  if (!own?.openapi.startsWith('3.1')) return null
  const path = join(folder, `${id}-${documents++}.json`)
  writeFileSync(path, JSON.stringify(own))
  return path
}

/** @param {import('fastify').FastifyInstance} server */
const watch = (server) => {
  const payloads = new WeakMap()
  let document
  server.addHook('preSerialization', (request, _reply, payload, done) => {
    payloads.set(request, payload)
    done()
  })
  server.addHook('onSend', (request, reply, payload, done) => {
    const { schema, config } = request.routeOptions
    // The host's own routes are its own business.
    if (config.smsAccess !== undefined) {
      document ??= { path: ownDocument(server) }
      const isText = payload === undefined || payload === null || typeof payload === 'string'
      const bodyless = !isText || request.method === 'HEAD' || reply.statusCode === 204
      const headers = { 'content-type': reply.getHeader('content-type'), 'retry-after': reply.getHeader('retry-after') }
      const answer = {
        status: reply.statusCode,
        headers,
        body: bodyless ? undefined : (payload ?? undefined),
        bodyless,
      }
      writeLater({ document: document.path, id: schema.operationId, answer, given: payloads.get(request) })
    }
    done()
  })
}

if (folder) subscribe('fastify.initialization', ({ fastify }) => watch(fastify))
