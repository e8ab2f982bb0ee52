import type { Page } from 'playwright-core'
import t from 'tap'
import { launchBrowser, openPage, serveFixtures } from '../../support/browser.ts'

const pages = await serveFixtures({ host: { script: new URL('./fixture.tsx', import.meta.url) } })
const browser = await launchBrowser(t)
t.teardown(async () => {
  await browser.close()
  await pages.close()
})

const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent)

for (const [name, where] of [
  ['Radix', 'radix'],
  ['Radix that is not modal', 'radix-open'],
  ['Ant Design', 'antd'],
  ['Ant Design that is a drawer', 'antd-drawer'],
] as const)
  await t.test(`inside an open dialog of ${name}`, async (t) => {
    const { page, context, complaints } = await openPage(browser, `${pages.url}/host?in=${where}`)
    page.setDefaultTimeout(6000)
    await page.getByRole('button', { name: 'Open the host’s dialog' }).click()
    const host = page.getByRole('dialog', { name: 'Host' })
    const add = page.getByRole('button', { name: 'Add an SMS Account' })
    const ours = page.getByRole('dialog', { name: 'Add an SMS Account' })
    await page.getByRole('row', { name: /Main account/ }).waitFor()
    // What moves in would be missed by the mouse.
    await page.waitForTimeout(400)

    await t.test('a window of ours is above it, and typed into', async (t) => {
      await add.click()
      await ours.waitFor()
      await page.waitForTimeout(200)
      t.ok(
        await ours.evaluate((it) => {
          const { left, top, width, height } = it.getBoundingClientRect()
          return [0.02, 0.5, 0.98].every((part) =>
            it.contains(document.elementFromPoint(left + width * part, top + height / 2)),
          )
        }),
        'all of it',
      )
      await ours.getByLabel(/^AccessKey/).click()
      await page.keyboard.type('LTAItyped')
      t.equal(await ours.getByLabel(/^AccessKey/).inputValue(), 'LTAItyped')
      await ours.getByRole('heading').click()
      t.ok(await host.isVisible(), 'a click in ours is none beside the host’s')
      await ours.getByRole('combobox').focus()
      await page.keyboard.type('other')
      t.equal(await ours.getByRole('combobox').inputValue(), 'other_cloud', 'its list is chosen from')
      await page.keyboard.press('Tab')
      t.ok(await ours.evaluate((it) => it.contains(document.activeElement)), 'Tab stays in it')
    })

    await t.test('Escape closes ours alone, and the focus returns', async (t) => {
      await page.keyboard.press('Escape')
      await ours.waitFor({ state: 'detached' })
      await page.waitForTimeout(400)
      t.ok(await host.isVisible(), 'the host’s is still open')
      t.equal(await focused(page), 'Add an SMS Account')
    })

    await t.test('so does its own button', async (t) => {
      await page.keyboard.press('Enter')
      await ours.getByRole('button', { name: 'Cancel' }).click()
      await ours.waitFor({ state: 'detached' })
      await page.waitForTimeout(400)
      t.ok(await host.isVisible())
      t.equal(await focused(page), 'Add an SMS Account')
    })

    await t.test('a click beside ours is none beside the host’s', async (t) => {
      await add.click()
      await ours.waitFor()
      await page.mouse.click(5, 5)
      await page.waitForTimeout(400)
      t.ok(await host.isVisible())
      if (await ours.isVisible()) await page.keyboard.press('Escape')
      await ours.waitFor({ state: 'detached' })
    })

    await t.test('a menu of ours, by keyboard, mouse and Escape', async (t) => {
      const more = page.getByRole('button', { name: 'More actions for Main account' })
      await more.focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menu').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('menu').waitFor({ state: 'detached' })
      await page.waitForTimeout(400)
      t.ok(await host.isVisible(), 'the host’s is still open')
      t.equal(await focused(page), 'More actions for Main account')
      await more.click()
      await page.getByRole('menuitem', { name: 'Replace AccessKey' }).click()
      const replace = page.getByRole('dialog', { name: 'Replace AccessKey' })
      await replace.waitFor()
      await replace.getByRole('textbox').first().click()
      await page.keyboard.type('LTAI2')
      t.equal(await replace.getByRole('textbox').first().inputValue(), 'LTAI2')
      await page.keyboard.press('Escape')
      await replace.waitFor({ state: 'detached' })
      await page.waitForTimeout(400)
      t.ok(await host.isVisible())
    })

    await t.test('the host’s own Escape is the next one', async (t) => {
      await add.focus()
      await page.keyboard.press('Escape')
      await host.waitFor({ state: 'hidden' })
      await page.waitForTimeout(400)
      t.equal(await focused(page), 'Open the host’s dialog')
    })

    t.same(complaints, [])
    await context.close()
  })

t.end()
