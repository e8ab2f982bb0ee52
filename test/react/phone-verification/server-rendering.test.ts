import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import t from 'tap'
import { launchBrowser, openPage, serveFixtures } from '../../support/browser.ts'
import { ServerPage } from './server-page.ts'

const script = new URL('hydrated-page.tsx', import.meta.url)
const LOCALES = ['en', 'zh-CN', 'de', 'ar']

t.test('drawn on a server, it comes to life without a word, and goes on with a code that is under way', async (t) => {
  const complained: unknown[] = []
  t.intercept(console, 'error', { value: (...it: unknown[]) => complained.push(it) })
  const html = new Map(LOCALES.map((locale) => [locale, renderToString(createElement(ServerPage, { locale }))]))
  t.same(complained, [], 'nor does the server')
  for (const [locale, text] of html) {
    t.match(text, /<input[^>]*autoComplete="tel"/i, locale)
    t.notMatch(text, /<form/)
  }
  const [browser, served] = await Promise.all([
    launchBrowser(t),
    serveFixtures(
      Object.fromEntries(
        [...html].map(([locale, text]) => [
          locale,
          {
            script,
            body: `<div id="root">${text}</div>`,
            attributes: `lang="${locale}"`,
            head: '<link rel="icon" href="data:,">',
          },
        ]),
      ),
    ),
  ])
  t.teardown(async () => {
    await browser.close()
    await served.close()
  })
  for (const locale of LOCALES) {
    const { page, context, complaints } = await openPage(browser, `${served.url}/${locale}/`)
    await page.locator('html[data-alive]').waitFor()
    await page.locator('option').nth(200).waitFor({ state: 'attached' })
    t.same(complaints, [], locale)
    t.same(await page.evaluate(() => (window as unknown as { complaints: string[] }).complaints), [])
    complaints.length = 0
    await page.evaluate(() => {
      const kept = {
        id: 'v1',
        phone: '+86 139****1234',
        expiresAt: Date.now() + 100_000,
        resendAt: Date.now() + 50_000,
        purpose: 'log_in',
        codeLength: 6,
      }
      localStorage.setItem('sms-verification:log_in', JSON.stringify(kept))
    })
    await page.reload()
    await page.locator('[data-view="code"]').waitFor()
    // There are no routes here: the browser writes that nobody knows the verification.
    const own = complaints.filter((it) => !it.startsWith('Failed to load resource'))
    t.same(own, [], `${locale}, with a code under way`)
    t.same(await page.evaluate(() => (window as unknown as { complaints: string[] }).complaints), [])
    await context.close()
  }
})
t.end()
