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
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    external: ['react', 'react-dom', 'react/jsx-runtime'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  return gzip(outputFiles[0]?.contents ?? new Uint8Array())
}

const PANELS =
  'SmsSettings, SmsSettingsProvider, SmsAccounts, SmsAccountDetails, SmsSignatures, SmsTemplates, GeneralEntries, AppSmsSettings, AppPolicyForm, AuditLog, AppPicker, SignaturePicker, TemplatePicker'

await t.test('budgets hold (gzip, React outside)', async (t) => {
  for (const [name, code, budget] of [
    ['VerificationCodeInput', "export { VerificationCodeInput } from '@sms-settings/react'", 5],
    ['all settings panels', `export { ${PANELS} } from '@sms-settings/react'`, 110],
  ] as const) {
    const size = await sizeOf(code)
    t.ok(size <= budget, `${name}: ${size.toFixed(1)} of ${budget} KiB`)
    t.comment(`${name}: ${size.toFixed(1)} KiB`)
  }
  for (const name of ['styles.css', 'styles.unlayered.css']) {
    const sheet = await readFile(createRequire(import.meta.url).resolve(`@sms-settings/react/${name}`))
    t.ok(gzip(sheet) <= 12, `${name}: ${gzip(sheet).toFixed(1)} of 12 KiB`)
    t.comment(`${name}: ${gzip(sheet).toFixed(1)} KiB`)
  }
})

await t.test('PhoneVerification: at once, and with the numbers of the world, which come later', async (t) => {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { PhoneVerification } from '@sms-settings/react'",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    splitting: true,
    outdir: 'out',
    minify: true,
    write: false,
    format: 'esm',
    external: ['react', 'react-dom', 'react/jsx-runtime'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  const later = outputFiles.filter((it) => it.text.includes('country_calling_codes'))
  const sum = (files: typeof outputFiles) => files.reduce((total, it) => total + gzip(it.contents), 0)
  t.ok(later.length === 1, 'in a file of their own')
  const atOnce = sum(outputFiles) - sum(later)
  t.ok(atOnce <= 45, `PhoneVerification: ${atOnce.toFixed(1)} of 45 KiB`)
  t.comment(`PhoneVerification: ${atOnce.toFixed(1)} KiB, and ${sum(later).toFixed(1)} KiB later`)
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
