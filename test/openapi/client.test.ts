import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import openapiTS, { astToString } from 'openapi-typescript'
import t from 'tap'
import ts from 'typescript'
import { type OpenApi, startDescribed } from './document.ts'

/** What the walk is given. */
type Given = {
  url: string
  codeOf: (phone: string) => Promise<string>
  fetch: (request: Request) => Promise<Response>
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** What a compiler says of the walk, as strict as a host's may be. */
const complaints = () => {
  const program = ts.createProgram([here('./walk.mts')], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    allowImportingTsExtensions: true,
  })
  return ts.getPreEmitDiagnostics(program).map((it) => {
    const { line = 0 } = it.file?.getLineAndCharacterOfPosition(it.start ?? 0) ?? {}
    return `${it.file?.fileName}:${line + 1} ${ts.flattenDiagnosticMessageText(it.messageText, '\n')}`
  })
}

/** Whether each answer is what the document says of its operation. */
const createJudge = ({ paths, components }: OpenApi) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'document', components })
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
      path,
      responses,
    })),
  )
  /** @returns what is wrong with an answer */
  return async (method: string, path: string, response: Response): Promise<string[]> => {
    const operation = operations.find((it) => it.method === method && it.pattern.test(path))
    const said = `${method} ${operation?.path ?? path} ${response.status}`
    const described = operation?.responses[response.status]
    if (!described) return [`${said} is not in the document`]
    const schema = described.content?.['application/json']?.schema
    if (!schema) return response.status === 204 ? [] : [`${said} has no schema`]
    const local = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'))
    const validate = ajv.compile(local)
    return validate(await response.clone().json()) ? [] : [`${said}: ${ajv.errorsText(validate.errors)}`]
  }
}

await t.test('a client that others generate walks the guide', async (t) => {
  const { document, emulator, url } = await startDescribed(t)
  mkdirSync(here('./.cache'), { recursive: true })
  writeFileSync(here('./.cache/schema.d.ts'), astToString(await openapiTS(JSON.stringify(document))))
  t.same(complaints(), [], 'the compiler agrees with each call')

  const judge = createJudge(document)
  const wrong: string[] = []
  let answers = 0
  // Not by its name: its types are only made above.
  const { walk } = (await import(here('./walk.mts'))) as { walk: (given: Given) => Promise<Record<string, unknown>> }
  const end = await walk({
    url,
    codeOf: async (phone) => String((await emulator.outbox.waitFor(phone)).params.code),
    fetch: async (request) => {
      const response = await fetch(request)
      answers++
      wrong.push(...(await judge(request.method, new URL(request.url).pathname, response)))
      return response
    },
  })
  t.equal(answers, 18)
  t.same(wrong, [], 'every answer is what the document says')
  t.match(end, {
    wrong: { code: 'SMS_CREDENTIALS_REJECTED' },
    refused: { code: 'SMS_CODE_INCORRECT', attemptsLeft: 4 },
    approved: { status: 'approved' },
    user: { user: { phone: '+8613900004321' } },
    messages: [{ purpose: 'sign_up', templateCode: 'SMS_100000003' }],
  })
})
