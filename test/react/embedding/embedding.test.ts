import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import t from 'tap'
import { launchBrowser, openPage, serveFixtures } from '../../support/browser.ts'

const script = new URL('./fixture.tsx', import.meta.url)
const require = createRequire(import.meta.url)
const sheet = (name: string) => readFile(require.resolve(`@sms-settings/react/${name}`), 'utf8')

/** What hosts' own sheets do to every page, and worse. */
const HOSTILE = `
  * { box-sizing: content-box; margin: 3px; letter-spacing: 2px; text-transform: uppercase; line-height: 3 }
  button { background: yellow; border: 5px dotted red; padding: 30px; border-radius: 0; font: 30px serif; color: red }
  input, select, textarea { background: pink; border: 8px solid; padding: 20px; width: 50px; font-size: 40px; display: block }
  table { border-collapse: separate; border-spacing: 12px; width: auto } td, th { border: 4px double; padding: 40px; text-align: center }
  label { display: inline; color: lime; float: right } h1, h2, p { margin: 60px; color: red } svg { width: 90px; height: 90px }
`

/** The page's own edges are no part of what is compared. */
const EDGES = '<style>html, body, #root { margin: 0 }</style>'

const pages = await serveFixtures({
  plain: { script },
  layered: { script, head: `<style>${HOSTILE}</style>` },
  unlayered: {
    script,
    withoutStyles: true,
    head: `<style>${HOSTILE}</style>${EDGES}<style>${await sheet('styles.unlayered.css')}</style>`,
  },
  reference: { script, withoutStyles: true, head: `${EDGES}<style>${await sheet('styles.unlayered.css')}</style>` },
})
const browser = await launchBrowser(t)
t.teardown(async () => {
  await browser.close()
  await pages.close()
})

/** Adds an account as far as one can: opens the form, types, opens a list, closes by Escape. */
const useTheForm = async (page: Page) => {
  await page.getByRole('button', { name: 'Add an SMS Account' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add an SMS Account' })
  await dialog.waitFor()
  const box = await dialog.boundingBox()
  const isOnTop = await dialog.evaluate((it) => {
    const { left, top, width } = it.getBoundingClientRect()
    const root = it.getRootNode() as Document | ShadowRoot
    return it.contains(root.elementFromPoint(left + width / 2, top + 20))
  })
  await dialog.getByLabel(/^AccessKey/).click()
  await page.keyboard.type('LTAItyped')
  const typed = await dialog.getByLabel(/^AccessKey/).inputValue()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await page.waitForTimeout(200)
  const isBack = await page
    .getByRole('button', { name: 'Add an SMS Account' })
    .evaluate((button) => button.matches(':focus'))
  return { isOnTop, typed, isWide: (box?.width ?? 0) > 400, isBack }
}
const WORKS = { isOnTop: true, typed: 'LTAItyped', isWide: true, isBack: true }

for (const [name, where] of [
  ['a native dialog', 'native'],
  ['a transformed dialog with its own focus trap', 'trap'],
] as const)
  await t.test(`inside ${name} of the host's that is open`, async (t) => {
    const { page, complaints } = await openPage(browser, `${pages.url}/plain?in=${where}`)
    page.setDefaultTimeout(6000)
    await page.getByRole('button', { name: 'Open the host’s dialog' }).click()
    await page.getByRole('row', { name: /Main account/ }).waitFor()
    t.same(await useTheForm(page), WORKS)
    t.ok(await page.getByRole('dialog', { name: 'Host' }).isVisible(), 'the host’s dialog is still open')
    await page.getByRole('button', { name: 'More actions for Main account' }).click()
    await page.getByRole('menuitem', { name: 'Replace AccessKey' }).click()
    await page.getByRole('dialog', { name: 'Replace AccessKey' }).waitFor()
    t.same(complaints, [])
  })

await t.test('inside a shadow root', async (t) => {
  const { page, complaints } = await openPage(browser, `${pages.url}/plain?in=shadow`)
  page.setDefaultTimeout(6000)
  await page.getByRole('row', { name: /Main account/ }).waitFor()
  t.same(await useTheForm(page), WORKS)
  await page.getByRole('button', { name: 'More actions for Main account' }).click()
  const items = page.getByRole('menuitem')
  await items.first().waitFor()
  const focused = () => items.evaluateAll((all) => all.findIndex((it) => it.matches(':focus')))
  for (const at of [0, 1, 2]) {
    t.equal(await focused(), at)
    await page.keyboard.press('ArrowDown')
  }
  const background = await page
    .getByRole('menu')
    .evaluate((menu) => getComputedStyle(menu.parentElement as Element).backgroundColor)
  t.not(background, 'rgba(0, 0, 0, 0)', 'what opens has our style')
  t.same(complaints, [])
})

const LOOKS = [
  'padding',
  'border',
  'backgroundColor',
  'color',
  'fontSize',
  'letterSpacing',
  'textTransform',
  'lineHeight',
] as const
const looksOf = async (name: string) => {
  const { page } = await openPage(browser, `${pages.url}/${name}`)
  await page.locator('[data-slot="table"]').waitFor()
  await page.getByRole('button', { name: 'Add an SMS Account' }).click()
  await page.getByRole('dialog').locator('[name="accessKeyId"]').waitFor()
  await page.waitForTimeout(300)
  return page.evaluate((properties) => {
    const found: Record<string, unknown> = {}
    for (const selector of [
      '.sms-button[data-look="primary"]',
      '.sms-input',
      'textarea.sms-input',
      '.sms-label',
      '.sms-th',
      '.sms-td',
      '.sms-icon',
      '.sms-dialog-title',
      'select',
    ]) {
      const element = document.querySelector(selector)
      if (!element) continue
      const style = getComputedStyle(element)
      const { width, height } = element.getBoundingClientRect()
      // Cells share out what is left, to the pixel as the browser likes.
      const size = element.matches('td, th') ? [Math.round(height)] : [Math.round(width), Math.round(height)]
      found[selector] = [...properties.map((it) => style[it]), ...size]
    }
    return found
  }, LOOKS)
}

await t.test('under a hostile sheet: without a layer nothing of it comes through', async (t) => {
  t.same(await looksOf('unlayered'), await looksOf('reference'))
})

await t.test('in the layer, any rule of the host wins without !important', async (t) => {
  const looks = (await looksOf('layered')) as Record<string, string[]>
  t.equal(looks['.sms-button[data-look="primary"]']?.[2], 'rgb(255, 255, 0)')
})

await t.test('nothing of ours comes out: a host’s own elements look as without us', async (t) => {
  const { page } = await openPage(browser, `${pages.url}/plain`)
  const look = () =>
    page.evaluate(() => {
      const made = ['button', 'input', 'table', 'h1', 'p', 'dialog', 'select'].map((name) => {
        const element = document.body.appendChild(document.createElement(name))
        const style = getComputedStyle(element)
        const text = [...style].map((property) => `${property}:${style.getPropertyValue(property)}`).join(';')
        element.remove()
        return text
      })
      return made
    })
  const withUs = await look()
  await page.evaluate(() => {
    for (const it of document.querySelectorAll('link[rel="stylesheet"]')) it.remove()
  })
  t.same(await look(), withUs)
})

t.end()
