import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import t from 'tap'

const sizes = async (entry: string) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    write: false,
    splitting: true,
    minify: true,
    metafile: true,
    format: 'esm',
    jsx: 'automatic',
    target: 'es2022',
    outdir: 'out',
    define: { 'process.env.NODE_ENV': '"production"' },
    external: ['react', 'react-dom', 'react/jsx-runtime'],
    logLevel: 'error',
  })
  const kib = (contents: Uint8Array) => gzipSync(contents, { level: 9 }).length / 1024
  /** The file and all that it waits for; what it imports by `import()` comes later. */
  const withImports = (path: string): string[] => [
    path,
    ...(metafile.outputs[path]?.imports ?? [])
      .filter((it) => it.kind === 'import-statement' && !it.external)
      .flatMap((it) => withImports(it.path)),
  ]
  const first = [...new Set(withImports('out/stdin.js'))]
  const inputs = first.flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}))
  return {
    first: outputFiles
      .filter((it) => first.some((path) => it.path.endsWith(`/${path}`)))
      .reduce((sum, it) => sum + kib(it.contents), 0),
    all: outputFiles.reduce((sum, it) => sum + kib(it.contents), 0),
    inputs,
  }
}

t.test('PhoneVerification is small at first, and waits for no metadata', async (t) => {
  const { first, all, inputs } = await sizes(
    `export { PhoneVerification } from '@sms-settings/react/phone-verification'`,
  )
  t.comment(`PhoneVerification: ${first.toFixed(1)} KiB gzip at first, ${(all - first).toFixed(1)} KiB later`)
  t.ok(first <= 25, `${first.toFixed(1)} KiB`)
  t.ok(all <= 65, `${all.toFixed(1)} KiB with the metadata`)
  t.notOk(
    inputs.some((it) => it.includes('libphonenumber')),
    'nothing of libphonenumber at first',
  )
  t.notOk(
    inputs.some((it) => /typebox|react-query|react-aria/.test(it)),
    'no schemas, no cache of answers, no React Aria',
  )
})

t.test('useVerification alone is smaller still', async (t) => {
  const { first } = await sizes(
    `export { useVerification, httpTransport } from '@sms-settings/react/phone-verification'`,
  )
  t.comment(`useVerification: ${first.toFixed(1)} KiB gzip`)
  t.ok(first <= 11, `${first.toFixed(1)} KiB`)
})
