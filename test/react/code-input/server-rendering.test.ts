import { VerificationCodeInput } from '@sms-settings/react/code-input'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import t from 'tap'
import { launchBrowser, serveFixtures } from '../../support/browser.ts'

const html = (props: object) => renderToString(createElement(VerificationCodeInput, { name: 'code', ...props }))

t.test('rendered on the server, with and without a value', (t) => {
  t.match(html({}), /<input[^>]* name="code"/)
  t.notMatch(html({}), / style=/, 'a strict content security policy refuses styles in attributes')
  t.match(html({ value: '12' }), / value="12"/)
  t.match(html({ defaultValue: '123456' }), /data-complete/)
  t.equal(html({ value: '123456' }).match(/data-filled/g)?.length, 6)
  t.end()
})

await t.test('without JavaScript it is a field like any other; with it, nothing jumps', async (t) => {
  const body = `<form method="get"><div id="root">${html({ defaultValue: '12' })}</div><button>Send</button></form>`
  const pages = await serveFixtures({
    bare: { script: new URL('./hydrated.tsx', import.meta.url), body },
  })
  const browser = await launchBrowser()
  t.teardown(async () => {
    await browser.close()
    await pages.close()
  })

  const off = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await off.goto(`${pages.url}/bare`)
  const field = off.locator('input[name="code"]')
  t.equal(await field.inputValue(), '12')
  await field.click()
  await field.fill('042137')
  await off.getByRole('button').click()
  await off.waitForURL(/code=042137/)

  const on = await (await browser.newContext()).newPage()
  const complaints: string[] = []
  on.on('pageerror', (error) => complaints.push(String(error)))
  on.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
  // Typed before the script comes, it is not lost.
  await on.route('**/script.js', async (route) => {
    await on.locator('input[name="code"]').fill('9876')
    await route.continue()
  })
  await on.goto(`${pages.url}/bare`)
  await on.waitForFunction(() => document.documentElement.dataset.hydrated === 'yes')
  t.equal(await on.locator('input[name="code"]').inputValue(), '9876')
  t.equal(await on.locator('[data-filled]').count(), 4)
  t.same(complaints, [])
})

t.end()
