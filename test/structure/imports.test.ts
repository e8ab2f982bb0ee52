import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import ts from 'typescript'

/** Which of our packages a package may import. */
const packages: Record<string, string[]> = {
  api: [],
  emulator: [],
  fastify: ['api'],
  react: ['api'],
}

/** What the api may import from elsewhere: it runs in browsers as well. */
const apiModules = ['typebox', 'libphonenumber-js']

/**
 * The parts of a package's sources (a folder, or a file at its top) in layers, highest first. A part imports parts of the
 * layers below it; in the highest and the lowest also its neighbours.
 */
const layers: Record<string, string[][]> = {
  fastify: [
    ['index', 'commands', 'plugin', 'wiring', 'background', 'routes', 'options'],
    ['timeline', 'retention', 'watch'],
    ['statistics'],
    ['counting'],
    ['verifications', 'reports'],
    ['guard'],
    ['messages'],
    ['settings'],
    ['imports', 'impact'],
    ['health'],
    ['apps'],
    ['general'],
    ['signatures', 'templates'],
    ['accounts'],
    ['alarms'],
    ['audit'],
    [
      'platforms',
      'database',
      'revision',
      'limits',
      'secrets',
      'errors',
      'general-entries',
      'phones',
      'rules',
      'repeating',
      'callers',
      'hooks',
      'routing',
      'openapi',
      'compilers',
      'observing',
    ],
  ],
  react: [
    ['index', 'panels'],
    ['settings'],
    ['accounts'],
    ['alarms', 'audit', 'general', 'imports', 'message-log', 'statistics'],
    ['app-settings', 'timeline'],
    ['signatures', 'templates', 'messages', 'pickers', 'phone-verification'],
    ['authorisation', 'impact', 'platforms', 'code-input'],
    ['elements', 'queries', 'words', 'context'],
  ],
}

/** Names that say nothing of what is inside. */
const emptyNames = /^(utils?|helpers?|common|managers?)$|[-.](utils?|helpers?|common|manager)$/

const root = fileURLToPath(new URL('../..', import.meta.url))

// Not asked of git: a checkout without git, or owned by someone else, is a checkout too.
const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n').filter(Boolean)
const isIgnored = (name: string) =>
  name === '.git' ||
  ignored.some((line) => (line.startsWith('*') ? name.endsWith(line.slice(1)) : name === line.replaceAll('/', '')))

/** The project's files, as paths from its root with forward slashes. */
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !isIgnored(entry.name))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name)
      return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : []
    })
const files = filesIn('.')
const sources = files.filter((file) => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(file))

interface Import {
  from: string
  /** The module as written; `file` when it is one of the same package's sources. */
  module: string
  file: string | undefined
  onlyTypes: boolean
}

function importsOf(from: string): Import[] {
  const source = ts.createSourceFile(from, readFileSync(join(root, from), 'utf8'), ts.ScriptTarget.Latest)
  const found: Import[] = []
  const add = (specifier: ts.Node | undefined, onlyTypes: boolean) => {
    if (!specifier || !ts.isStringLiteral(specifier)) return
    const module = specifier.text
    const file = module.startsWith('.')
      ? posix.join(posix.dirname(from), module.replace(/\.js(x?)$/, '.ts$1'))
      : undefined
    found.push({ from, module, file, onlyTypes })
  }
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node)) {
      const clause = node.importClause
      const names =
        clause?.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : []
      const eachIsType = !clause?.name && names.length > 0 && names.every((name) => name.isTypeOnly)
      add(node.moduleSpecifier, (clause?.isTypeOnly ?? false) || eachIsType)
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
const imports = sources.flatMap(importsOf)

const packageOf = (file: string) => file.split('/')[1] as string
const partOf = (file: string) => (file.split('/')[3] as string).replace(/\.tsx?$/, '')
const show = ({ from, module }: Import) => `${from} imports ${module}`

t.test('packages import only the packages below them', async (t) => {
  const unknown = [...new Set(sources.map(packageOf))].filter((name) => !packages[name])
  t.same(unknown, [], 'every package has its line in the table')
  const wrong = imports.filter(({ from, module, file }) => {
    if (file) return packageOf(file) !== packageOf(from) || file.split('/')[2] !== 'src'
    const ours = module.match(/^@sms-settings\/([^/]+)/)?.[1]
    return ours !== undefined && !packages[packageOf(from)]?.includes(ours)
  })
  t.same(wrong.map(show), [])
  const notForBrowsers = imports.filter(
    ({ from, module, file }) =>
      packageOf(from) === 'api' &&
      !file &&
      !apiModules.some((name) => module === name || module.startsWith(`${name}/`)),
  )
  t.same(notForBrowsers.map(show), [], `the api imports only ${apiModules.join(' and ')}`)
})

for (const [name, parts] of Object.entries(layers)) {
  const layerOf = (part: string) => parts.findIndex((layer) => layer.includes(part))
  const inPackage = sources.filter((file) => packageOf(file) === name)

  t.test(`parts of ${name} import only the parts below them`, async (t) => {
    const homeless = [...new Set(inPackage.map(partOf).filter((part) => layerOf(part) < 0))]
    t.same(homeless, [], 'every part has its layer in the table')
    const wrong = imports.filter(({ from, file }) => {
      if (!file || packageOf(from) !== name || partOf(file) === partOf(from)) return false
      const [here, there] = [layerOf(partOf(from)), layerOf(partOf(file))]
      const neighbours = here === 0 || here === parts.length - 1
      return neighbours ? there < here : there <= here
    })
    t.same(wrong.map(show), [])
  })

  t.test(`the architecture names every folder of ${name}, from above to below`, async (t) => {
    const folders = new Set(inPackage.filter((it) => it.split('/').length > 4).map(partOf))
    const document = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
    const table = document.split(`## Folders of \`@sms-settings/${name}\``)[1]?.split('\n## ')[0] ?? ''
    const named = [...table.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([a-z-]+)`/g)].map(([, folder = '']) => folder),
    )
    t.same([...named].sort(), [...folders].sort())
    t.same(
      named.map(layerOf),
      named.map(layerOf).sort((a, b) => a - b),
    )
  })
}

t.test('stores call no platform, routes see no database', async (t) => {
  const wrong = imports.filter(({ from, module, file }) => {
    if (packageOf(from) !== 'fastify') return false
    const name = posix.basename(from)
    if (name === 'store.ts') return file !== undefined && partOf(file) === 'platforms'
    if (name === 'routes.ts') return module === 'knex' || posix.basename(file ?? '') === 'store.ts'
    return false
  })
  t.same(wrong.map(show), [])
})

t.test('only stores and the database itself speak SQL', async (t) => {
  const isKnex = (it: ts.Node): boolean =>
    (ts.isIdentifier(it) && it.text === 'knex') || (ts.isCallExpression(it) && isKnex(it.expression))
  const isStatement = ({ expression, arguments: given }: ts.CallExpression) =>
    ts.isPropertyAccessExpression(expression)
      ? ['table', 'through', 'raw'].includes(expression.name.text) ||
        (expression.name.text === 'run' && given.length > 0)
      : isKnex(expression) && given.length > 0
  const speaks = (from: string) => {
    let found = false
    const visit = (node: ts.Node) => {
      if (ts.isCallExpression(node) && isStatement(node)) found = true
      ts.forEachChild(node, visit)
    }
    visit(ts.createSourceFile(from, readFileSync(join(root, from), 'utf8'), ts.ScriptTarget.Latest))
    return found
  }
  const wrong = sources.filter(
    (file) =>
      packageOf(file) === 'fastify' &&
      partOf(file) !== 'database' &&
      posix.basename(file) !== 'store.ts' &&
      // The host's own table of Apps, on the host's own Knex.
      !file.endsWith('apps/directory.ts') &&
      speaks(file),
  )
  t.same(wrong, [])
})

t.test('no file imports itself in a circle', async (t) => {
  const reach = (start: string, edges: Import[]) => {
    const next = new Map<string, string[]>()
    for (const { from, file } of edges) if (file) next.set(from, [...(next.get(from) ?? []), file])
    const seen = new Set<string>()
    const waiting = [...(next.get(start) ?? [])]
    for (let file = waiting.pop(); file; file = waiting.pop()) {
      if (seen.has(file)) continue
      seen.add(file)
      waiting.push(...(next.get(file) ?? []))
    }
    return seen
  }
  const values = imports.filter(({ onlyTypes }) => !onlyTypes)
  const circles = sources.filter((file) => reach(file, values).has(file))
  t.same(circles, [], 'files in a circle of imports')
  // Types may refer to each other inside one part: its files were taken apart for reading, not for order.
  const everything = new Map(sources.map((file) => [file, reach(file, imports)]))
  const acrossParts = sources.flatMap((a) =>
    [...(everything.get(a) ?? [])]
      .filter((b) => a < b && partOf(a) !== partOf(b) && everything.get(b)?.has(a))
      .map((b) => `${a} and ${b}`),
  )
  t.same(acrossParts, [], 'parts in a circle of type imports')
})

t.test('files are named for what they hold', async (t) => {
  const named = files.filter((file) => /\.(tsx?|mjs|js)$/.test(file))
  const empty = named.filter((file) => file.split('/').some((part) => emptyNames.test(part.replace(/\.\w+$/, ''))))
  t.same(empty, [])
})

t.test('no file names a place on the machine it was written on', async (t) => {
  const places = [
    /(?<![\w./@-])[/]work(?![\w-])/,
    /[/]tmp[/]bash/,
    /"resolved": "(?!https:\/\/registry\.npmjs\.org\/)http/,
  ]
  const wrong = files.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return places.some((place) => place.test(text))
  })
  t.same(wrong, [])
})
