import t from 'tap'
import { launchBrowser, openPage } from '../../support/browser.ts'
import { startProcess } from '../../support/processes.ts'

const main = new URL('../../../examples/ssr-react/dist/server/main.js', import.meta.url)
const PHONE = '13900001234'

await t.test('pages drawn on a server', async (t) => {
  const host = await startProcess(t, main, { env: { PORT: '0' }, ready: /Pages +(http\S+)/ })
  const phones = /Phones +(http\S+)/.exec(host.output())?.[1]
  const browser = await launchBrowser(t)

  await t.test('are whole before any script runs', async (t) => {
    const { page, context } = await openPage(browser, `${host.url}/code?code=123456`, { javaScriptEnabled: false })
    t.equal(await page.getByRole('status').textContent(), 'You said 123456')
    await page.getByLabel('The code you were sent').fill('654321')
    await page.getByRole('button', { name: 'Continue' }).click()
    t.equal(await page.getByRole('status').textContent(), 'You said 654321', 'the form is sent without them')
    await page.goto(host.url)
    t.ok(await page.locator('input[autocomplete="tel"]').isEditable())
    const settings = await (await fetch(`${host.url}/settings`, { headers: { 'accept-language': 'zh-CN' } })).text()
    t.match(settings, /<html lang="zh-CN"/)
    t.match(settings, /短信/)
    await context.close()
  })

  for (const [locale, paths] of [
    ['en-GB', ['/', '/code?code=123456', '/settings']],
    ['zh-CN', ['/settings']],
  ] as const)
    await t.test(`come to life without a word, ${locale}`, async (t) => {
      for (const path of paths) {
        const { page, context, complaints } = await openPage(browser, host.url + path, { locale })
        await page.locator('html[data-alive]').waitFor({ state: 'attached' })
        // Panels have asked the server, and drawn what it said.
        if (path === '/settings') await page.getByText('Quectel').first().waitFor()
        else await page.waitForTimeout(200)
        t.same(complaints, [], path)
        await context.close()
      }
    })

  await t.test('what was typed before that stays, and a code logs in', async (t) => {
    const context = await browser.newContext({ locale: 'en-GB' })
    const page = await context.newPage()
    let letScriptsCome = () => {}
    const come = new Promise<void>((resolve) => {
      letScriptsCome = resolve
    })
    await page.route('**/client.js', async (route) => {
      await come
      await route.continue()
    })
    await page.goto(host.url, { waitUntil: 'commit' })
    const number = page.locator('input[autocomplete="tel"]')
    await number.fill(PHONE)
    letScriptsCome()
    await page.locator('html[data-alive]').waitFor({ state: 'attached' })
    // What reads numbers comes later, and tidies what it finds.
    await page.waitForTimeout(300)
    t.equal((await number.inputValue()).replaceAll(/\D/g, ''), PHONE)
    await page.getByRole('button', { name: 'Send code' }).click()
    const field = page.locator('[data-slot="code-field"]')
    await field.waitFor()
    const outbox = await fetch(`${phones}/_emulator/outbox?phone=${encodeURIComponent(`+86${PHONE}`)}`)
    const { messages } = (await outbox.json()) as { messages: { params: { code: string } }[] }
    await field.pressSequentially(messages[0]?.params.code ?? '')
    await page.getByText(`You are +86${PHONE}`).waitFor()
    await context.close()
  })
})
