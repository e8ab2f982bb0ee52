import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { newPhone, openAppHost, parts, wrongFor } from './app-host.ts'

const require = createRequire(import.meta.url)
const host = await openAppHost(
  t,
  {},
  {
    page: {
      script: new URL('app-page.tsx', import.meta.url),
      head: '<style>:root{color-scheme:light dark}body{margin:16px;font:16px/1.5 sans-serif;background:light-dark(#fff,#16181d);color:light-dark(#111,#eee)}</style>',
    },
  },
)

const findViolations = async (t: Test, page: Page, name: string) => {
  // What moves in is half transparent on its way.
  await page.waitForTimeout(300)
  await page.addScriptTag({ path: require.resolve('axe-core') })
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: (root: Element) => Promise<{ violations: object[] }> } }
    return (await axe.run(document.querySelector('[data-slot="phone-verification"]') as Element)).violations
  })
  t.same(found, [], name)
}

t.test('axe finds nothing, in any view, scheme and language', async (t) => {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const locale of ['en', 'zh-CN']) {
      const name = `${colorScheme} ${locale}`
      const { page } = await host.visit({ locale }, { colorScheme, viewport: { width: 320, height: 640 } })
      const it = parts(page)
      await findViolations(t, page, `${name}: empty`)
      await it.send.click()
      await findViolations(t, page, `${name}: without a number`)
      const phone = newPhone()
      await it.phone.fill(phone)
      await it.send.click()
      await it.view('code').waitFor()
      await findViolations(t, page, `${name}: code`)
      await it.code.fill(wrongFor(await host.codeOf(phone)))
      await it.alert.waitFor()
      await findViolations(t, page, `${name}: wrong code`)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      t.equal(width, 320, 'nothing is wider than a small telephone')
      await it.code.fill(await host.codeOf(phone))
      await it.approved.waitFor()
      await findViolations(t, page, `${name}: approved`)
    }
})

t.test('neither the code nor the whole number is anywhere but in its field', async (t) => {
  const { page, context } = await host.visit()
  const urls: string[] = []
  context.on('request', (request) => urls.push(request.url()))
  const it = parts(page)
  const phone = newPhone()
  await it.phone.fill(phone)
  await it.send.click()
  await it.view('code').waitFor()
  const code = await host.codeOf(phone)
  await it.code.fill(wrongFor(code))
  await it.alert.waitFor()
  const kept = () =>
    page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href, name]),
    )
  const halfway = await kept()
  await it.code.fill(code)
  await it.approved.waitFor()
  for (const place of [halfway, await kept(), ...urls])
    for (const secret of [code, wrongFor(code), phone]) t.notOk(place.includes(secret), 'no secret')
  t.ok(urls.length >= 3)
  t.match(await page.content(), /Phone number confirmed/)
  t.notOk((await page.content()).includes(code))
})

t.test('motion is reduced for who wants it', async (t) => {
  const { page } = await host.visit({}, { reducedMotion: 'reduce' })
  await parts(page).send.waitFor()
  t.equal(await page.locator('[data-slot="view"]').evaluate((view) => getComputedStyle(view).animationName), 'none')
})

t.test('own words, own parts around, own transport', async (t) => {
  const { page } = await host.visit({
    words: { verification: { send: 'Text me', errors: { SMS_LIMITED: 'Slow' } } },
  })
  t.equal(await parts(page).send.textContent(), 'Text me')
  t.match(await page.locator('label', { hasText: 'Phone number' }).count(), 1, 'the others stay')
})

t.test('no page complained', async (t) => {
  t.same(host.complaints, [])
})
t.end()
