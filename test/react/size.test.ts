import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import t from 'tap'

const KIB = 1024
const gzip = (contents: Uint8Array) => gzipSync(contents, { level: 9 }).length / KIB

/** What a host's bundler makes of an import: minified and gzipped KiB, all but React in it. */
const sizeOf = async (code: string) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    splitting: true,
    outdir: 'out',
    metafile: true,
    minify: true,
    write: false,
    format: 'esm',
    external: ['react', 'react-dom', 'react/jsx-runtime'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  /** The file and all that it waits for; also what it imports by `import()`, and does not. */
  const withImports = (path: string, isLaterToo: boolean): string[] => [
    path,
    ...(metafile.outputs[path]?.imports ?? [])
      .filter((it) => !it.external && (isLaterToo || it.kind === 'import-statement'))
      .flatMap((it) => withImports(it.path, isLaterToo)),
  ]
  const sum = (paths: string[]) =>
    outputFiles
      .filter(({ path }) => paths.some((it) => path.endsWith(`/${it}`)))
      .reduce((total, { contents }) => total + gzip(contents), 0)
  const atOnce = sum(withImports('out/stdin.js', false))
  return { atOnce, later: sum(withImports('out/stdin.js', true)) - atOnce }
}

const PANELS =
  'SmsSettings, SmsSettingsProvider, SmsAccounts, SmsAccountDetails, SmsSignatures, SmsTemplates, GeneralEntries, AppSmsSettings, AppPolicyForm, AuditLog, Alarms, SmsStatistics, AppPicker, SignaturePicker, TemplatePicker'

await t.test('budgets hold (gzip, React outside)', async (t) => {
  for (const [name, code, budget] of [
    ['VerificationCodeInput', "export { VerificationCodeInput } from '@sms-settings/react'", 5],
    ['PhoneVerification', "export { PhoneVerification } from '@sms-settings/react'", 45],
    ['all settings panels', `export { ${PANELS} } from '@sms-settings/react'`, 110],
    ['every panel there is', `export { ${PANELS}, MessageLog, PhoneTimeline } from '@sms-settings/react'`, 120],
  ] as const) {
    const { atOnce, later } = await sizeOf(code)
    t.ok(atOnce > 1 && atOnce <= budget, `${name}: ${atOnce.toFixed(1)} of ${budget} KiB`)
    t.comment(
      `${name}: ${atOnce.toFixed(1)} KiB${later > 0 ? `, and ${later.toFixed(1)} KiB that nobody waits for` : ''}`,
    )
  }
  const charts = await sizeOf("export { SmsStatistics } from '@sms-settings/react'")
  const others = await sizeOf("export { AppPicker } from '@sms-settings/react'")
  t.ok(charts.later > 5, 'charts are read later, by who looks at statistics')
  t.equal(others.later, 0, 'and by nobody else')
  for (const name of ['styles.css', 'styles.unlayered.css']) {
    const sheet = await readFile(createRequire(import.meta.url).resolve(`@sms-settings/react/${name}`))
    t.ok(gzip(sheet) <= 12, `${name}: ${gzip(sheet).toFixed(1)} of 12 KiB`)
    t.comment(`${name}: ${gzip(sheet).toFixed(1)} KiB`)
  }
})

await t.test('React Aria speaks only the languages that the kit does', async (t) => {
  const index = createRequire(import.meta.url).resolve('@sms-settings/react')
  const { outputFiles } = await build({
    entryPoints: [index],
    bundle: true,
    write: false,
    format: 'esm',
    external: ['react', 'react-dom', 'react/jsx-runtime'],
    logLevel: 'error',
  })
  const text = outputFiles[0]?.text ?? ''
  // Said in every language that React Aria has: “Dismiss”.
  for (const foreign of ['Schließen', 'Descartar', 'Rejeter', 'Ignorer', '閉じる', '닫기', 'Отклонить', 'Zamknij'])
    t.notOk(text.includes(foreign), foreign)
  t.ok(text.includes('Dismiss'))
})

t.end()
