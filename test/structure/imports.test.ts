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
 * The rooms of packages/fastify/src (a folder, or a file at its top), highest floor first. A room imports rooms of the
 * floors below it; on the roof and on the ground also its neighbours.
 */
const floors = [
  ['index', 'commands', 'plugin', 'services', 'background', 'routes', 'options'],
  ['timeline', 'retention', 'watch'],
  ['statistics'],
  ['counting'],
  ['verifications', 'reports'],
  ['guard'],
  ['messages'],
  ['settings'],
  ['imports'],
  ['apps'],
  ['general'],
  ['signatures', 'templates'],
  ['accounts'],
  ['alarms'],
  ['audit'],
  [
    'platforms',
    'database',
    'limits',
    'secrets',
    'errors',
    'rules',
    'repeating',
    'callers',
    'hooks',
    'routing',
    'openapi',
    'compilers',
    'observing',
  ],
]

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
const roomOf = (file: string) => (file.split('/')[3] as string).replace(/\.tsx?$/, '')
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

t.test('rooms of the plugin import only the rooms below them', async (t) => {
  const floorOf = (file: string) => floors.findIndex((rooms) => rooms.includes(roomOf(file)))
  const inPlugin = sources.filter((file) => packageOf(file) === 'fastify')
  const homeless = [...new Set(inPlugin.filter((file) => floorOf(file) < 0).map(roomOf))]
  t.same(homeless, [], 'every room has its floor in the table')
  const wrong = imports.filter(({ from, file }) => {
    if (!file || packageOf(from) !== 'fastify' || roomOf(file) === roomOf(from)) return false
    const [here, there] = [floorOf(from), floorOf(file)]
    if (here < 0 || there < 0) return false
    const neighbours = here === 0 || here === floors.length - 1
    return neighbours ? there < here : there <= here
  })
  t.same(wrong.map(show), [])
})

t.test('stores call no platform, routes see no database', async (t) => {
  const wrong = imports.filter(({ from, module, file }) => {
    if (packageOf(from) !== 'fastify') return false
    const name = posix.basename(from)
    if (name === 'store.ts') return file !== undefined && roomOf(file) === 'platforms'
    if (name === 'routes.ts') return module === 'knex' || posix.basename(file ?? '') === 'store.ts'
    return false
  })
  t.same(wrong.map(show), [])
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
  // Types may refer to each other inside one room: its files were taken apart for reading, not for order.
  const everything = new Map(sources.map((file) => [file, reach(file, imports)]))
  const acrossRooms = sources.flatMap((a) =>
    [...(everything.get(a) ?? [])]
      .filter((b) => a < b && roomOf(a) !== roomOf(b) && everything.get(b)?.has(a))
      .map((b) => `${a} and ${b}`),
  )
  t.same(acrossRooms, [], 'rooms in a circle of type imports')
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
