import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { build } from 'esbuild'
import t from 'tap'
import { gzip, KIT, sizeOf } from '../support/bundle.ts'

await t.test('budgets hold (gzip, React outside)', async (t) => {
  for (const [name, code, budget] of KIT) {
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
