import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { launchBrowser, openPage, serveFixtures } from '../../support/browser.ts'

const at = (name: string) => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url))
const alias = {
  react: at('react'),
  'react-dom': at('react-dom'),
}

await t.test('with React 18.3 as with 19', async (t) => {
  const { version } = JSON.parse(await readFile(at('react/package.json'), 'utf8'))
  t.match(version, /^18\.3\./)
  const pages = await serveFixtures({
    panels: { script: new URL('../embedding/fixture.tsx', import.meta.url), alias },
    input: { script: new URL('../code-input/fixture.tsx', import.meta.url), alias },
  })
  const browser = await launchBrowser(t)
  t.teardown(async () => {
    await browser.close()
    await pages.close()
  })

  await t.test('a panel, its windows and menus', async (t) => {
    const { page, complaints } = await openPage(browser, `${pages.url}/panels`)
    page.setDefaultTimeout(6000)
    await page.getByRole('row', { name: /Main account/ }).waitFor()
    await page.getByRole('button', { name: 'Add an SMS Account' }).click()
    await page
      .getByRole('dialog', { name: 'Add an SMS Account' })
      .getByLabel(/^AccessKey/)
      .fill('LTAI')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'More actions for Main account' }).click()
    await page.getByRole('menuitem', { name: 'Check AccessKey' }).waitFor()
    t.same(complaints, [])
  })

  await t.test('the code input, in strict mode', async (t) => {
    const { page, complaints } = await openPage(browser, `${pages.url}/input`)
    const field = page.locator('[data-slot="code-field"]')
    await field.click()
    await page.keyboard.type('123456')
    t.equal(await field.inputValue(), '123456')
    t.same(await page.evaluate(() => (window as unknown as { log: { completes: string[] } }).log.completes), ['123456'])
    t.same(complaints, [])
  })
})

t.end()
