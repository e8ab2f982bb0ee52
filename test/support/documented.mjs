// Loaded into every process of a test run (`--import`), before anything else. Whatever server a test starts, each answer
// that it gives is compared with the OpenAPI document: with its own if the server has one, else with that of the
// plugin. What is not as the document says is written to a file, and fails the test file that is running
// (support/test-file.mjs); the answer itself goes out as it is.
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync, readFileSync } from 'node:fs'

const { TEST_OPENAPI_DOCUMENT: documentFile, TEST_UNDOCUMENTED: file } = process.env
const told = new Set()
const tell = (problem) => {
  if (told.has(problem)) return
  told.add(problem)
  appendFileSync(file, `${problem}\n`)
}

/** Names in what a handler gave that are not in what was sent: no schema knows them. */
const dropped = (given, sent, path = '') => {
  if (typeof given !== 'object' || given === null || typeof sent !== 'object' || sent === null) return []
  return Object.entries(given).flatMap(([name, value]) => {
    const place = Array.isArray(given) ? `${path}.*` : `${path}.${name}`
    return Object.hasOwn(sent, name) ? dropped(value, sent[name], place) : [place]
  })
}

let createJudge
let judgeOfPlugin
const judgeFor = (server) => {
  const own = server.hasDecorator('swagger') ? server.swagger() : undefined
  // What is in OpenAPI 3.0 says the same in another dialect of JSON Schema.
  if (own?.openapi.startsWith('3.1')) return createJudge(own)
  judgeOfPlugin ??= createJudge(JSON.parse(readFileSync(documentFile, 'utf8')))
  return judgeOfPlugin
}

/** What is judged when no answer has gone out for a while: a burst that a test sends is not slowed down. */
const waiting = []
const QUIET = 100
const AT_MOST = 2000
const judgeWaiting = () => {
  for (const { judge, id, answer, given } of waiting.splice(0)) {
    for (const problem of judge.judge(id, answer)) tell(problem)
    if (given && answer.body)
      for (const name of dropped(JSON.parse(JSON.stringify(given)), JSON.parse(answer.body)))
        tell(`${id} ${answer.status} gives body${name}, which is not in the document`)
  }
}
let quiet
const judgeLater = (it) => {
  waiting.push(it)
  if (waiting.length > AT_MOST) judgeWaiting()
  clearTimeout(quiet)
  quiet = setTimeout(judgeWaiting, QUIET).unref()
}
process.on('exit', judgeWaiting)

/** @param {import('fastify').FastifyInstance} server */
const watch = (server) => {
  const payloads = new WeakMap()
  let judge
  server.addHook('onReady', async () => {
    createJudge ??= (await import('./judge.mjs')).createJudge
    // By now: the first answers are in no hurry then. A document of its own can only be had when the server is ready.
    if (!server.hasDecorator('swagger')) judge = judgeFor(server)
  })
  server.addHook('preSerialization', (request, _reply, payload, done) => {
    payloads.set(request, payload)
    done()
  })
  server.addHook('onSend', (request, reply, payload, done) => {
    const { schema, config } = request.routeOptions
    // The host's own routes are its own business.
    if (config.smsAccess !== undefined && createJudge) {
      const id = schema.operationId
      judge ??= judgeFor(server)
      const isText = payload === undefined || payload === null || typeof payload === 'string'
      const bodyless = !isText || request.method === 'HEAD' || reply.statusCode === 204
      const body = bodyless ? undefined : (payload ?? undefined)
      const answer = { status: reply.statusCode, headers: { ...reply.getHeaders() }, body, bodyless }
      judgeLater({ judge, id, answer, given: payloads.get(request) })
    }
    done()
  })
}

if (documentFile && file) subscribe('fastify.initialization', ({ fastify }) => watch(fastify))
