import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = join(root, '.cache/run')

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
        loader: path.endsWith('x') ? 'tsx' : 'ts',
      }
    })
  },
}

/** The file that node takes for a program that was compiled, by where its source is. */
export const compiled = (program) => join(built, relative(root, resolve(program))).replace(/\.[mc]?[jt]sx?$/, '.mjs')

/**
 * Compiles programs in TypeScript, each with all that it imports of this repository into one file, see {@link compiled};
 * packages stay where they are. A loader would do the same for each process anew, with every package in its way: half of
 * what a short test takes. Their types are checked by tsc before.
 * @param {string[]} programs
 */
export const compile = async (programs) => {
  // Here, since what was compiled comes by as well, and asks only where it is.
  const { build } = await import('esbuild')
  await build({
    entryPoints: programs.map((it) => ({ in: it, out: relative(built, compiled(it)).replace(/\.mjs$/, '') })),
    outdir: built,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    jsx: 'automatic',
    sourcemap: true,
    logLevel: 'error',
    plugins: [addresses],
  })
}

/** What tests and benchmarks start as processes of their own. */
export const children = () =>
  readdirSync(join(root, 'test'), { recursive: true })
    .filter((path) => path.endsWith('.child.ts') && !path.includes('node_modules'))
    .map((path) => join(root, 'test', path))
