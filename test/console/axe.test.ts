import { DEMO } from '@sms-settings/emulator'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t from 'tap'
import { violations } from '../support/axe.ts'
import { startConsole, type Visit } from '../support/console.ts'

const { visit, browser, url } = await startConsole(t)

/** Names of things, as both languages have them. */
const NAMES = {
  en: { add: 'Add an SMS Account', edit: 'Edit', import: 'Import from the platform', templates: 'Template Management' },
  'zh-CN': { add: '添加短信账号', edit: '编辑', import: '从平台导入', templates: '模板管理' },
} as const

await t.test('something to look at', async (t) => {
  const { page } = await visit()
  const api = async (method: string, path: string, body: unknown) =>
    page.evaluate(
      async ([method, path, body]) => {
        const response = await fetch(`/sms${path}`, {
          method: method as string,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        return response.json()
      },
      [method, path, body] as const,
    )
  const account = await api('POST', '/accounts', {
    platform: 'alibaba_cloud',
    name: 'A very long name that somebody gave to an account',
    note: 'Wenn-es-keine-Leerzeichen-gibt-muss-trotzdem-alles-auf-den-Schirm-passen',
    accessKeyId: DEMO.accessKeyId,
    accessKeySecret: DEMO.accessKeySecret,
  })
  const added = await api('POST', `/accounts/${account.id}/import`, {
    signatures: [{ name: 'Quectel' }],
    templates: [{ code: 'SMS_100000002', purpose: 'log_in' }, { code: 'SMS_100000005' }],
  })
  t.equal(added.templates.length, 2)
})

/** Every page and window, one after another. */
const walk = async (page: Page, locale: 'en' | 'zh-CN', look: (where: string) => Promise<void>) => {
  const names = NAMES[locale]
  const close = async () => {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await page.locator('[data-slot="general-entries"], .sms-table').first().waitFor()
  await look('settings')
  await page.getByRole('button', { name: names.add }).first().click()
  await page.getByRole('dialog').locator('[name="accessKeyId"]').waitFor()
  await look('add an account')
  await close()
  await page.locator('.sms-actions .sms-button').first().click()
  await page.locator('[data-slot="facts"]').waitFor()
  await page.locator('.sms-table').waitFor()
  await look('signatures')
  await page.locator('.sms-actions .sms-button').first().click()
  await page.locator('[data-slot="app-list"]').waitFor()
  await look('authorise')
  await close()
  await page.getByRole('tab', { name: names.templates }).click()
  await page.locator('.sms-text-preview').first().waitFor()
  await look('templates')
  await page.locator('.sms-actions [data-slot="menu-button"]').first().click()
  await page.getByRole('menu').waitFor()
  await look('menu')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: names.import }).click()
  await page.getByRole('dialog').locator('table').first().waitFor()
  await look('import')
  await close()
  await page.goto(`${url}/#/messages`)
  await page.locator('[data-slot="message-log"] [data-slot="empty"]').waitFor()
  await look('messages')
  await page.goto(`${url}/#/alarms`)
  await page.locator('[data-slot="alarms"] [data-slot="empty"]').waitFor()
  await look('alarms')
  await page.goto(`${url}/#/statistics`)
  await page.locator('[data-slot="sms-statistics"] [data-slot="empty"]').waitFor()
  await look('statistics')
  await page.goto(`${url}/#/timeline`)
  await page.locator('[name="phone"]').fill('+8613900001234')
  await page.locator('[name="phone"]').press('Enter')
  await page.locator('[data-slot="phone-timeline"] [data-slot="empty"]').waitFor()
  await look('timeline')
}

const cases: [string, Visit & { locale: 'en' | 'zh-CN' }][] = [
  ['English, light', { locale: 'en', colorScheme: 'light' }],
  ['Chinese, dark', { locale: 'zh-CN', colorScheme: 'dark' }],
  [
    'Chinese, light, 320 px wide',
    { locale: 'zh-CN', colorScheme: 'light', context: { viewport: { width: 320, height: 640 } } },
  ],
  [
    'English, dark, zoomed to 400 %',
    { locale: 'en', colorScheme: 'dark', context: { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 } },
  ],
  [
    'forced colours, reduced motion',
    {
      locale: 'en',
      colorScheme: 'auto',
      context: { forcedColors: 'active', reducedMotion: 'reduce' } as BrowserContextOptions,
    },
  ],
]

for (const [name, options] of cases)
  await t.test(`no violation: ${name}`, async (t) => {
    const { page, complaints } = await visit(options)
    await walk(page, options.locale, async (where) => {
      // Colours are measured, and in the middle of an animation they are others.
      await page.waitForTimeout(250)
      t.same(await violations(page), [], where)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      t.ok(overflow <= 0, `${where}: nothing is cut off at the side (${overflow})`)
    })
    t.same(complaints, [])
  })

await t.test('no violation: signing in', async (t) => {
  const page = await (await browser.newContext()).newPage()
  await page.goto(url)
  await page.getByRole('button', { name: 'ada@acme.example' }).waitFor()
  t.same(await violations(page), [])
})

t.end()
