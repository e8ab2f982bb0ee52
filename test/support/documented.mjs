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
/** A document in OpenAPI 3.0 says the same in another dialect of JSON Schema. */
const judgeFor = (server) => {
  const own = server.hasDecorator('swagger') ? server.swagger() : undefined
  if (own?.openapi.startsWith('3.1')) return createJudge(own)
  judgeOfPlugin ??= createJudge(JSON.parse(readFileSync(documentFile, 'utf8')))
  return judgeOfPlugin
}

/** @param {import('fastify').FastifyInstance} server */
const watch = (server) => {
  const given = new WeakMap()
  let judge
  server.addHook('onReady', async () => {
    createJudge ??= (await import('./judge.mjs')).createJudge
  })
  server.addHook('preSerialization', (request, _reply, payload, done) => {
    given.set(request, JSON.parse(JSON.stringify(payload ?? null)))
    done()
  })
  server.addHook('onSend', (request, reply, payload, done) => {
    const { schema, config } = request.routeOptions
    const id = schema?.operationId
    if (id && createJudge) judge ??= judgeFor(server)
    if (judge && id && (config.smsAccess || judge.knows(id))) {
      const isText = payload === undefined || payload === null || typeof payload === 'string'
      const bodyless = !isText || request.method === 'HEAD' || reply.statusCode === 204
      const body = bodyless ? undefined : (payload ?? undefined)
      const answer = { status: reply.statusCode, headers: reply.getHeaders(), body, bodyless }
      for (const problem of judge.judge(id, answer)) tell(problem)
      const sent = given.get(request)
      if (sent && body)
        for (const name of dropped(sent, JSON.parse(body)))
          tell(`${id} ${answer.status} gives body${name}, which is not in the document`)
    }
    done()
  })
}

if (documentFile && file && !process.env.NOJUDGE) subscribe('fastify.initialization', ({ fastify }) => watch(fastify))
