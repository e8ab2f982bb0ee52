import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import t from 'tap'
import { type Fixture, launchBrowser, openPage, serveFixtures } from '../../support/browser.ts'

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const eighteen = { react: at('../react-18/node_modules/react'), 'react-dom': at('../react-18/node_modules/react-dom') }
const LOCALES = ['en', 'zh-CN', 'ar']

type Rendered = (locale: string) => { version: string; html: string }

for (const [version, alias] of [
  ['18.3', eighteen],
  ['19', undefined],
] as const)
  await t.test(`React ${version}: rendered on a server and brought to life without a word`, async (t) => {
    const script = join(t.testdir(), 'rendered.cjs')
    await build({
      entryPoints: [at('rendered.tsx')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      jsx: 'automatic',
      outfile: script,
      define: { 'process.env.NODE_ENV': '"development"' },
      ...(alias ? { alias } : {}),
      logLevel: 'error',
    })
    const { rendered } = createRequire(script)(script) as { rendered: Rendered }
    const said: unknown[][] = []
    for (const level of ['error', 'warn'] as const)
      t.intercept(console, level, { value: (...words: unknown[]) => said.push(words) })
    const fixtures: Record<string, Fixture> = {}
    for (const locale of LOCALES) {
      const { version: drawnBy, html } = rendered(locale)
      t.ok(drawnBy.startsWith(version), drawnBy)
      t.match(html, 'data-slot="app-sms-settings"')
      fixtures[locale] = {
        script: new URL('hydrated.tsx', import.meta.url),
        body: `<div id="root">${html}</div>`,
        attributes: `lang="${locale}"`,
        ...(alias ? { alias } : {}),
      }
    }
    t.same(said, [], 'on the server')

    const pages = await serveFixtures(fixtures)
    const browser = await launchBrowser(t)
    t.teardown(async () => {
      await browser.close()
      await pages.close()
    })
    for (const locale of LOCALES) {
      const { page, context, complaints } = await openPage(browser, `${pages.url}/${locale}`)
      // Names of countries are the browser's own: they are there once all has come to life.
      await page.locator('option').nth(200).waitFor({ state: 'attached' })
      await page.waitForTimeout(200)
      t.same(complaints, [], locale)
      await context.close()
    }
  })

t.end()
