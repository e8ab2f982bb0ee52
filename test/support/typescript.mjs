import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = join(root, '.cache/run')
const shared = join(built, 'shared')
const DAY = 86_400_000

const isPackaged = (path) => path.includes('/node_modules/')

/** What finds its neighbours by its own address is to find them from where it was written. */
const addresses = {
  name: 'addresses',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad, onResolve }) {
    // What has packages of its own stays beside them.
    onResolve({ filter: /^\..*\.mjs$/ }, ({ path, resolveDir, importer }) => {
      const file = resolve(resolveDir, path)
      return !isPackaged(importer) && existsSync(join(dirname(file), 'node_modules'))
        ? { path: pathToFileURL(file).href, external: true }
        : undefined
    })
    onLoad({ filter: /\.[mc]?[jt]sx?$/ }, async ({ path }) => {
      const text = (await readFile(path, 'utf8')).replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      )
      return {
        contents: isPackaged(path)
          ? text
              .replaceAll(/\b__dirname\b/g, JSON.stringify(dirname(path)))
              .replaceAll(/\b__filename\b/g, JSON.stringify(path))
          : text,
        loader: /\.[mc]?js$/.test(path) ? 'js' : path.endsWith('x') ? 'tsx' : 'ts',
      }
    })
  },
}

/** What consists of hundreds of files: to load them, and what they load, takes longer than many a test. */
const IN_MANY_FILES = /^(@sms-settings\/(api|emulator|fastify)|fastify|knex|libphonenumber-js|tap|typebox)(\/|$)/

/** Packages stay where they are, but for those that are gathered with all that they need. */
const packages = (gathered) => ({
  name: 'packages',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onResolve, resolve: find }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind === 'entry-point' || pluginData === packages) return undefined
      const stays = { path, external: true }
      if (!gathered || isBuiltin(path) || !(gathered.test(path) || isPackaged(importer))) return stays
      // Of the drivers that a package could do with, most are not installed.
      const found = await find(path, { kind, importer, resolveDir, pluginData: packages })
      return found.errors.length > 0 || found.path.endsWith('.node') ? stays : found
    })
  },
})

/**
 * tap follows every promise of the process (async-hook-domain) to say of an error that nobody caught which subtest it
 * belongs to: a third of the CPU that a test of servers takes. Without, such an error ends the process as it would anywhere,
 * its stack says where it came from, and the file has failed (test-file.mjs).
 */
const withoutHooks = {
  name: 'without-hooks',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^async_hooks$/ }, ({ importer }) =>
      importer.includes('/async-hook-domain/') ? { path: 'async_hooks', namespace: 'without-hooks' } : undefined,
    )
    onLoad({ filter: /./, namespace: 'without-hooks' }, () => ({
      contents: `export { executionAsyncId } from 'node:async_hooks'
        export const createHook = () => ({ enable() {}, disable() {} })`,
    }))
  },
}

/** The file that node takes for a program that was compiled, by where its source is. */
export const compiled = (program) => join(built, relative(root, resolve(program))).replace(/\.[mc]?[jt]sx?$/, '.mjs')

/**
 * Compiles programs in TypeScript, each with what only it imports of this repository into one file, see {@link compiled},
 * and what several do into others beside; packages stay where they are. A loader would do the same for each process
 * anew, with every package in its way: half of what a short test takes. Their types are looked at by test/structure/types.
 * @param {string[]} programs
 * @param {{ gather?: boolean }} [how] `gather` takes ours as they are built, and others that come in hundreds of files,
 *   into what is compiled; not for what measures them
 */
export const compile = async (programs, { gather = false } = {}) => {
  // Here, since what was compiled comes by as well, and asks only where it is.
  const { build } = await import('esbuild')
  await build({
    entryPoints: programs.map((it) => ({ in: it, out: relative(built, compiled(it)).replace(/\.mjs$/, '') })),
    outdir: built,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'shared/[hash]',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    jsx: 'automatic',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
    plugins: [...(gather ? [withoutHooks] : []), packages(gather ? IN_MANY_FILES : undefined), addresses],
    // What was written for CommonJS and is gathered asks for the rest so.
    ...(gather && {
      banner: {
        js: `globalThis.require ??= process.getBuiltinModule('module').createRequire(${JSON.stringify(root)})`,
      },
    }),
  })
  // Named by what is in them, those of older sources stay; another run may still be at the newer ones.
  for (const name of existsSync(shared) ? readdirSync(shared) : [])
    if (statSync(join(shared, name)).mtimeMs < Date.now() - DAY) rmSync(join(shared, name), { force: true })
}

/** What tests and benchmarks start as processes of their own. */
export const children = () =>
  readdirSync(join(root, 'test'), { recursive: true })
    .filter((path) => path.endsWith('.child.ts') && !path.includes('node_modules'))
    .map((path) => join(root, 'test', path))
