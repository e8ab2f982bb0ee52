import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, Package, type Problem } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import t from 'tap'

const names = ['api', 'fastify', 'emulator', 'react']
const folderOf = (name: string) => fileURLToPath(new URL(`../../packages/${name}`, import.meta.url))

/** A package as it stands in a host's `node_modules`, without the way there and back through a tarball. */
const installed = (name: string) => {
  const folder = folderOf(name)
  const text = (path: string) => readFileSync(join(folder, path), 'utf8')
  const manifest = JSON.parse(text('package.json')) as { name: string; version: string; files: string[] }
  const paths = manifest.files.flatMap((it) =>
    /\.\w+$/.test(it)
      ? [it]
      : readdirSync(join(folder, it), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)),
  )
  const files = ['package.json', ...paths].map((path) => [`/node_modules/${manifest.name}/${path}`, text(path)])
  return new Package(Object.fromEntries(files), manifest.name, manifest.version)
}

/**
 * What attw calls its `esm-only` profile. TypeScript's `node10` knows of no `exports`, and for CommonJS we have no files
 * of their own: there `require` gives the very modules that `import` does, as a test below shows.
 */
const isExpected = (it: Problem) =>
  it.kind === 'CJSResolvesToESM' || ('resolutionKind' in it && it.resolutionKind === 'node10')

for (const name of names) {
  await t.test(`@sms-settings/${name} is packed as its manifest says`, async (t) => {
    const { messages, pkg } = await publint({ pkgDir: folderOf(name), strict: true })
    t.same(
      messages.map((it) => formatMessage(it, pkg)),
      [],
    )
  })

  await t.test(
    `@sms-settings/${name} has the types of what is loaded, for each resolution of TypeScript’s`,
    async (t) => {
      const result = await checkPackage(installed(name), { excludeEntrypoints: [/\.css$/] })
      if (result.types === false) return t.fail('there are no types')
      t.ok(Object.keys(result.entrypoints).includes('.'))
      t.same(
        result.problems.filter((it) => !isExpected(it)),
        [],
      )
    },
  )

  await t.test(`@sms-settings/${name} is required by CommonJS as it is imported`, async (t) => {
    const require = createRequire(import.meta.url)
    const { exports } = require(join(folderOf(name), 'package.json')) as { exports: Record<string, unknown> }
    for (const entry of Object.keys(exports).filter((it) => !/\.(css|json)$/.test(it))) {
      const path = join(`@sms-settings/${name}`, entry)
      const { __esModule: _, ...required } = require(path)
      t.strictSame(required, { ...(await import(path)) }, path)
    }
  })
}

t.end()
