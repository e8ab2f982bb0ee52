import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = join(root, '.cache/run')
const shared = join(built, 'shared')
const DAY = 86_400_000

/** Node's options for what was compiled: where an error came from is said by the lines of the source. */
export const NODE_OPTIONS = ['--enable-source-maps']

/** What finds its neighbours by its own address is to find them from where it was written. */
const addresses = {
  name: 'addresses',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad, onResolve }) {
    // What has packages of its own stays beside them.
    onResolve({ filter: /^\..*\.mjs$/ }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path)
      return existsSync(join(dirname(file), 'node_modules'))
        ? { path: pathToFileURL(file).href, external: true }
        : undefined
    })
    onLoad({ filter: /\.[mc]?[jt]sx?$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      return {
        contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
        loader: /\.[mc]?js$/.test(path) ? 'js' : path.endsWith('x') ? 'tsx' : 'ts',
      }
    })
  },
}

/** What consists of hundreds of small files: to load them takes longer than many a test. */
const IN_MANY_FILES = /^(@sms-settings\/(api|emulator|fastify)|typebox|libphonenumber-js)(\/|$)/

/** Packages stay where they are, but for those that are gathered. */
const packages = (gathered) => ({
  name: 'packages',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || gathered?.test(path) ? undefined : { path, external: true },
    )
  },
})

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
    plugins: [packages(gather ? IN_MANY_FILES : undefined), addresses],
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
