import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import t from 'tap'
import ts from 'typescript'
import { createJudge } from '../support/judge.mjs'
import { compile, compiled } from '../support/typescript.mjs'
import { startDescribed } from './document.ts'

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

await t.test('a client that others generate walks the guide', async (t) => {
  const { document, emulator, url } = await startDescribed(t)
  mkdirSync(here('./.cache'), { recursive: true })
  writeFileSync(here('./.cache/schema.d.ts'), astToString(await openapiTS(JSON.stringify(document))))
  t.same(complaints(), [], 'the compiler agrees with each call')

  const { find, judge } = createJudge(document)
  const wrong: string[] = []
  let answers = 0
  // Not by its name: its types are only made above.
  await compile([here('./walk.mts')])
  const { walk } = (await import(compiled(here('./walk.mts')))) as {
    walk: (given: Given) => Promise<Record<string, unknown>>
  }
  const end = await walk({
    url,
    codeOf: async (phone) => String((await emulator.outbox.waitFor(phone)).params.code),
    fetch: async (request) => {
      const response = await fetch(request)
      answers++
      const id = find(request.method, new URL(request.url).pathname) ?? 'an unknown operation'
      const { status, headers } = response
      wrong.push(...judge(id, { status, headers: Object.fromEntries(headers), body: await response.clone().text() }))
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
