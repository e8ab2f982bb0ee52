import { cp, readFile, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import t from 'tap'
import ts from 'typescript'
import { asHere, emptyFolder, install, offline, PACKAGES, type Packed, pack, run } from '../support/packed.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * KiB that a tarball may have. What is sent is what a host runs and its compiler reads: no sources, no maps of them, no
 * tests. Maps without sources lead nowhere, and the JavaScript is the source but for its types.
 */
const BUDGETS: Record<string, number> = { api: 80, fastify: 230, emulator: 75, react: 250 }

const NODENEXT = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }
const BUNDLER = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }

/** As strict as a host may be. */
const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  jsx: ts.JsxEmit.ReactJSX,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  types: ['node'],
}

/** What no package of ours can make wrong, and what takes long: TypeBox within itself has the compiler busy for half a minute. */
const LEFT_TO_THEIR_MAKERS = /node_modules\/(typebox|typescript|@types)\//

type Manifest = {
  name: string
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
}

/**
 * What attw calls its `esm-only` profile. TypeScript's `node10` knows of no `exports`, and for CommonJS we have no files
 * of their own: there `require` gives the very modules that `import` does, as a test below shows.
 */
const isExpected = (it: Problem) =>
  it.kind === 'CJSResolvesToESM' || ('resolutionKind' in it && it.resolutionKind === 'node10')

t.setTimeout(300_000)

const packed = await pack(t)
const folder = await emptyFolder(t, 'host')
const of = (name: string) => packed.find((it) => it.name === `@sms-settings/${name}`) as Packed

const OWN = ['fastify', 'knex', 'libsql', 'react', 'react-dom', '@types/react', '@types/react-dom', '@types/node']

// One install for all that follows, begun while the tarballs are looked at.
const skip = await offline()
const installed = (async () => {
  if (skip) return
  await writeFile(join(folder, 'package.json'), '{"private":true}')
  await install(folder, ...packed.map(({ path }) => path), ...(await Promise.all(OWN.map(asHere))))
  await cp(fileURLToPath(new URL('host', import.meta.url)), folder, { recursive: true })
})()
installed.catch(() => {})

for (const name of PACKAGES) {
  await t.test(`@sms-settings/${name} holds what is needed and no more`, async (t) => {
    const { files, size, unpackedSize } = of(name)
    const paths = files.map(({ path }) => path)
    for (const path of ['package.json', 'README.md', 'LICENSE']) t.ok(paths.includes(path), path)
    t.same(
      paths.filter(
        (path) =>
          !/^(package\.json|README\.md|CHANGELOG\.md|LICENSE|bin\/[\w-]+\.js|dist\/.+\.(js|d\.ts|css))$/.test(path),
      ),
      [],
    )
    const kib = size / 1024
    t.comment(
      `${name}: ${kib.toFixed(0)} KiB packed, ${(unpackedSize / 1024).toFixed(0)} KiB unpacked, ${paths.length} files`,
    )
    t.ok(kib < (BUDGETS[name] ?? 0), `${kib.toFixed(0)} KiB of ${BUDGETS[name]}`)
    t.equal(
      await readFile(`${ROOT}packages/${name}/LICENSE`, 'utf8'),
      await readFile(`${ROOT}LICENSE`, 'utf8'),
      'the licence is the project’s',
    )
  })

  await t.test(`@sms-settings/${name} is packed as its manifest says`, async (t) => {
    const tarball = new Uint8Array(await readFile(of(name).path)).buffer
    const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
    t.same(
      messages.map((it) => formatMessage(it, pkg)),
      [],
    )
  })

  await t.test(
    `@sms-settings/${name} has the types of what is loaded, for each resolution of TypeScript’s`,
    async (t) => {
      const data = new Uint8Array(await readFile(of(name).path))
      const result = await checkPackage(createPackageFromTarballData(data), { excludeEntrypoints: [/\.css$/] })
      if (result.types === false) return t.fail('there are no types')
      t.ok(Object.keys(result.entrypoints).includes('.'))
      t.same(
        result.problems.filter((it) => !isExpected(it)),
        [],
      )
    },
  )
}

await t.test('installed in an empty folder', { skip }, async (t) => {
  await installed
  const node = (...args: string[]) => run(process.execPath, args, { cwd: folder })

  await t.test('what a package loads is what it declares, and the other way round', async (t) => {
    for (const name of PACKAGES) {
      const home = join(folder, 'node_modules/@sms-settings', name)
      const { dependencies = {}, peerDependencies = {} } = JSON.parse(
        await readFile(join(home, 'package.json'), 'utf8'),
      ) as Manifest
      const loaded = new Set<string>()
      for (const { path } of of(name).files.filter((it) => it.path.endsWith('.js')))
        for (const [, from = ''] of (await readFile(join(home, path), 'utf8')).matchAll(
          /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*['"]((?:@[\w-]+\/)?[a-z][\w.-]*)(?:\/[\w./-]+)?['"]/g,
        ))
          if (!isBuiltin(from)) loaded.add(from)
      const declared = { ...dependencies, ...peerDependencies }
      t.same(
        [...loaded].filter((it) => !(it in declared)),
        [],
        `${name} declares what it loads`,
      )
      t.same(
        Object.keys(dependencies).filter((it) => !loaded.has(it)),
        [],
        `${name} loads what it declares`,
      )
    }
  })

  await t.test('an ESM host and CommonJS hosts send a code and redeem it', async (t) => {
    for (const script of ['imported.mjs', 'required.cjs', 'dynamic.cjs'])
      t.match(await node(script), /^redeemed$/m, script)
    t.equal((await node('every-entry.cjs')).match(/^@sms-settings\//gm)?.length, 10)
  })

  await t.test('the kit is drawn on a server', async (t) => t.match(await node('drawn.mjs'), /one-time-code/))

  await t.test('commands run by their names', async (t) => {
    t.match(await run('npx', ['sms-settings', 'keys', 'make'], { cwd: folder }), /"current"|[A-Za-z0-9+/]{43}=/)
    t.match(await run('npx', ['sms-emulator', '--help'], { cwd: folder }), /--port/)
  })

  await t.test('TypeScript takes their types, looking into libraries too', async (t) => {
    for (const [name, resolution, files] of [
      ['nodenext', NODENEXT, ['server.mts', 'server.cts', 'page.tsx']],
      ['bundler', BUNDLER, ['server.mts', 'page.tsx']],
    ] as const) {
      const program = ts.createProgram(
        files.map((it) => join(folder, it)),
        { ...STRICT, ...resolution },
      )
      const wrong = [
        ...program.getOptionsDiagnostics(),
        ...program.getGlobalDiagnostics(),
        ...program
          .getSourceFiles()
          .filter(({ fileName }) => !LEFT_TO_THEIR_MAKERS.test(fileName))
          .flatMap((it) => [...program.getSyntacticDiagnostics(it), ...program.getSemanticDiagnostics(it)]),
      ]
      t.same(
        wrong.map(({ file, messageText }) => `${file?.fileName} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
        [],
        name,
      )
    }
  })
})
