// Types come from tsc; this bundles what browsers load, with React Aria inside, so that its 34 languages can be cut to
// the two that the kit speaks.
import { readFile, rm } from 'node:fs/promises'
import { build } from 'esbuild'

const LOCALES = ['en-US', 'zh-CN']
const at = (path) => new URL(path, import.meta.url).pathname

const cutLocales = {
  name: 'cut-locales',
  setup: (it) =>
    it.onLoad({ filter: /[\\/]intl[\\/].*[\\/][a-z]{2}-[A-Z]{2}\.m?js$/ }, ({ path }) =>
      LOCALES.some((locale) => path.includes(locale)) ? undefined : { contents: 'export default undefined' },
    ),
}

/** A CommonJS stand-in for Reacts before 18, which we do not take: React itself has it. */
const syncExternalStore = {
  name: 'sync-external-store',
  setup: (it) => {
    it.onResolve({ filter: /^use-sync-external-store\/shim/ }, ({ path }) => ({ path, namespace: 'react-itself' }))
    it.onLoad({ filter: /.*/, namespace: 'react-itself' }, () => ({
      contents: "export { useSyncExternalStore } from 'react'",
      resolveDir: at('src'),
    }))
  },
}

// Each part is an entry, so that who takes one does not load another's code.
export const PARTS = ['code-input', 'phone-verification', 'panels']

await rm(at('dist/chunks'), { recursive: true, force: true })
await build({
  entryPoints: [at('src/index.ts'), ...PARTS.map((part) => at(`src/${part}/index.ts`))],
  outbase: at('src'),
  outdir: at('dist'),
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  banner: { js: "'use client';" },
  external: [
    'react',
    'react-dom',
    'react/jsx-runtime',
    '@tanstack/react-query',
    '@sms-settings/api',
    'd3-scale',
    'd3-shape',
    'libphonenumber-js',
  ],
  plugins: [cutLocales, syncExternalStore],
  logLevel: 'warning',
})

/**
 * The same rules out of the layer and with their selectors' own weight, for hosts whose resets are in no layer: those win
 * over any layer, however little they mean it.
 */
const unlayered = {
  name: 'unlayered',
  setup: (it) =>
    it.onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replace(/^@layer sms;$/m, '')
        .replaceAll(' layer(sms)', '')
        .replaceAll(':where(', ':is('),
      loader: 'css',
    })),
}
for (const [outfile, plugins] of [
  ['styles.css', []],
  ['styles.unlayered.css', [unlayered]],
])
  await build({
    entryPoints: [at('src/styles/styles.css')],
    outfile: at(`dist/${outfile}`),
    bundle: true,
    plugins,
    logLevel: 'warning',
  })
