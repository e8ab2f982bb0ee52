import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import t from 'tap'

/** KiB, minified and gzipped. */
const BUDGET = 5

await t.test('its own entry brings nothing but itself', async (t) => {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: "export { VerificationCodeInput } from '@sms-settings/react/code-input'",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    external: ['react', 'react/jsx-runtime'],
    logLevel: 'error',
  })
  const size = gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length / 1024
  t.comment(`VerificationCodeInput: ${size.toFixed(2)} KiB`)
  t.ok(size > 1 && size <= BUDGET, `${size.toFixed(2)} of ${BUDGET} KiB`)
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
  t.same([...new Set(outside)].sort(), ['react', 'react/jsx-runtime'])
  t.same(
    Object.keys(metafile.inputs).filter((path) => path.includes('node_modules')),
    [],
    'no package of anybody else',
  )
})

t.end()
