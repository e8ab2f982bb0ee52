import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** KiB, gzipped as hard as it goes. */
export const gzip = (contents: Uint8Array): number => gzipSync(contents, { level: 9 }).length / 1024

/**
 * What a host's bundler makes of an import: minified and gzipped KiB, all but React in it.
 * @param from the folder that it is resolved from
 * @returns what is waited for, and what an `import()` brings later
 */
export const sizeOf = async (
  code: string,
  from = new URL('.', import.meta.url),
): Promise<{ atOnce: number; later: number }> => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(from) },
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

/** What hosts import of the kit, and the KiB that it may bring. */
export const KIT = [
  ['VerificationCodeInput', "export { VerificationCodeInput } from '@sms-settings/react'", 5],
  ['PhoneVerification', "export { PhoneVerification } from '@sms-settings/react'", 45],
  ['all settings panels', `export { ${PANELS} } from '@sms-settings/react'`, 110],
  ['every panel there is', `export { ${PANELS}, MessageLog, PhoneTimeline } from '@sms-settings/react'`, 120],
] as const
