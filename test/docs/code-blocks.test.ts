import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { blocksOf, DOCUMENTS, ROOT, read } from './documents.ts'

const blocks = DOCUMENTS.flatMap(blocksOf)
const of = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language))

t.test('every block says what language it is in, and each is checked', (t) => {
  for (const { document, line, language } of blocks)
    t.ok(['ts', 'tsx', 'js', 'sh', 'json', 'css', 'mermaid'].includes(language), `${document}:${line} is ${language}`)
  t.end()
})

t.test('TypeScript and JavaScript compile against the packages as they are', (t) => {
  // Below the root, or the packages would not be found.
  const folder = `${ROOT}.cache/docs/`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(`${ROOT}test/docs/host`, folder, { recursive: true })
  writeFileSync(`${folder}package.json`, '{"type":"module"}')
  const places = new Map<string, { document: string; line: number }>()
  for (const [at, { document, line, language, text }] of of('ts', 'tsx', 'js').entries()) {
    const file = `${folder}${basename(document, '.md').toLowerCase()}-${at}.${language}`
    writeFileSync(file, text)
    places.set(file, { document, line })
  }
  const program = ts.createProgram([...places.keys(), `${folder}globals.d.ts`], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    jsx: ts.JsxEmit.ReactJSX,
    types: ['node'],
    strict: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
    // A style sheet is the bundler's.
    noUncheckedSideEffectImports: false,
  })
  const wrong = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const said = ts.flattenDiagnosticMessageText(messageText, ' ')
    const place = file && places.get(file.fileName)
    if (!place) return `${file?.fileName ?? ''} ${said}`
    const { line } = file.getLineAndCharacterOfPosition(start ?? 0)
    return `${place.document}:${place.line + line} ${said}`
  })
  t.same(wrong, [])
  t.ok(places.size > 15, `${places.size} blocks`)
  t.end()
})

t.test('shell scripts parse, and name scripts and commands that are there', (t) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const help = read('packages/fastify/src/commands/main.ts')
  for (const { document, line, text } of of('sh')) {
    const where = `${document}:${line}`
    t.equal(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).stderr, '', where)
    for (const [, name = ''] of text.matchAll(/\bnpm (?:run )?(?!install|i |ci)([\w:-]+)/g))
      t.ok(name in scripts, `${where}: npm run ${name}`)
    for (const [, command = ''] of text.matchAll(/\bsms-settings ((?:[a-z][a-z-]* ?)+?)(?= ?--|$)/gm))
      t.ok(new RegExp(`^  '?${command.trim()}'?: \\{`, 'm').test(help), `${where}: sms-settings ${command}`)
  }
  t.end()
})

t.test('JSON is JSON; styles name variables and parts that the kit has', (t) => {
  for (const { document, line, text } of of('json')) t.ok(JSON.parse(text), `${document}:${line}`)
  const tokens = read('packages/react/src/styles/tokens.css')
  for (const { document, line, text } of of('css'))
    for (const [name] of text.matchAll(/--sms-[\w-]+/g))
      t.ok(tokens.includes(`${name}:`), `${document}:${line} ${name}`)
  const theming = read('docs/theming.md')
  const named = new Set<string>()
  for (const [, row = ''] of theming.matchAll(/^\| (`--sms[^|]*) \|/gm)) {
    let stem = ''
    for (const [, name = ''] of row.matchAll(/`([\w-]+)`/g)) {
      if (name.startsWith('--sms-')) stem = name.replace(/-[a-z]+$/, '')
      const whole = name.startsWith('--sms-')
        ? name
        : `${name.startsWith('-accent') || name.startsWith('-danger') || name.startsWith('-warning') || name.startsWith('-success') || stem.endsWith('color') ? '--sms-color' : stem}${name}`
      named.add(whole)
      t.ok(tokens.includes(`${whole}:`), `docs/theming.md ${whole}`)
    }
  }
  for (const [, name = ''] of tokens.matchAll(/^ {2}(--sms-[\w-]+):/gm))
    t.ok(named.has(name), `docs/theming.md has ${name}`)
  t.end()
})
