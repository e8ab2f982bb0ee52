import { VerificationCodeInput } from '@sms-settings/react/code-input'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import t from 'tap'
import { launchBrowser, serveFixtures } from '../../support/browser.ts'
import type {} from './hydrated.tsx'

const html = (props: object) => renderToString(createElement(VerificationCodeInput, { name: 'code', ...props }))

t.test('rendered on the server, with and without a value', (t) => {
  t.match(html({}), /<input[^>]* name="code"/)
  t.notMatch(html({}), / style=/, 'a strict content security policy refuses styles in attributes')
  t.match(html({ value: '12' }), / value="12"/)
  t.match(html({ defaultValue: '123456' }), /data-complete/)
  t.equal(html({ value: '123456' }).match(/data-filled/g)?.length, 6)
  t.end()
})

const form = (props: object) => `<form method="get"><div id="root">${html(props)}</div><button>Send</button></form>`
const script = new URL('./hydrated.tsx', import.meta.url)
const pages = await serveFixtures({
  own: { script, body: form({ defaultValue: '12' }) },
  controlled: { script, body: form({ value: '12' }) },
})
const browser = await launchBrowser(t)
t.teardown(async () => {
  await browser.close()
  await pages.close()
})

await t.test('without JavaScript it is a field like any other', async (t) => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await page.goto(`${pages.url}/own`)
  const field = page.locator('input[name="code"]')
  t.equal(await field.inputValue(), '12')
  await field.fill('123')
  await page.getByRole('button').click()
  t.notMatch(page.url(), /code=/, 'which refuses what is not whole')
  await field.click()
  await field.fill('042137')
  await page.getByRole('button').click()
  await page.waitForURL(/code=042137/)
})

for (const name of ['own', 'controlled'])
  await t.test(`hydrated, ${name}: nothing jumps, and what was typed before is not lost but told`, async (t) => {
    for (const typed of [undefined, '9876', '98-76 ']) {
      const page = await (await browser.newContext()).newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
      const field = page.locator('input[name="code"]')
      await page.route('**/script.js', async (route) => {
        if (typed) await field.fill(typed)
        await route.continue()
      })
      await page.goto(`${pages.url}/${name}`)
      await page.waitForFunction(() => document.documentElement.dataset.hydrated === 'yes')
      await page.waitForTimeout(100)
      t.equal(await field.inputValue(), typed ? '9876' : '12')
      t.equal(await page.locator('[data-filled]').count(), typed ? 4 : 2)
      t.same(await page.evaluate(() => window.told), typed ? ['9876'] : [])
      t.same(complaints, [])
      await page.context().close()
    }
  })

t.end()
