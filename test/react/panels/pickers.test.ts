import { startEmulator } from '@sms-settings/emulator'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { violations } from '../../support/axe.ts'
import { launchBrowser, serveFixtures } from '../../support/browser.ts'
import { sqliteDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO, TEST_APPS } from '../../support/host.ts'
import type { PickersPage } from './pickers-page.tsx'

// More than two pages of the server's hundred.
const MANY = Array.from({ length: 230 }, (_, at) => ({ appId: `app-${at}`, name: `Tracker ${at}` }))
const acme = TEST_APPS.acme as { appId: string; name: string }[]
const few = [...acme]
const withApps = (apps: typeof acme) => acme.splice(0, acme.length, ...apps)

const [emulator, served, browser, database] = await Promise.all([
  startEmulator({ flowControl: false }),
  serveFixtures({ page: { script: new URL('pickers-page.tsx', import.meta.url) } }),
  launchBrowser(t),
  sqliteDatabase(t),
])
const app = await createTestHost({
  databaseUrl: database.url,
  endpoint: emulator.endpoint,
  server: { forceCloseConnections: true },
})
// The page comes from the same origin as the routes, as a host would serve it.
app.get('/*', async ({ url }, reply) => {
  const response = await fetch(`${served.url}${url}`)
  return reply
    .code(response.status)
    .type(response.headers.get('content-type') ?? 'text/plain')
    .send(Buffer.from(await response.arrayBuffer()))
})
const url = await app.listen({ port: 0, host: '127.0.0.1' })
t.teardown(async () => {
  await browser.close()
  await Promise.all([app.close(), served.close(), emulator.close()])
})

const call = caller(app)
const account = (
  await call('POST', '/accounts', {
    platform: 'alibaba_cloud',
    name: 'Main',
    accessKeyId: DEMO.accessKeyId,
    accessKeySecret: DEMO.accessKeySecret,
  })
).body as { id: string }
const signature = (await call('POST', `/accounts/${account.id}/signatures`, { name: 'Quectel' })).body as {
  ssid: string
}

type Visit = { context?: BrowserContextOptions; before?: (page: Page) => Promise<unknown> }
const visit = async (t: Test, options: PickersPage, { context = {}, before }: Visit = {}) => {
  const made = await browser.newContext({ viewport: { width: 640, height: 480 }, ...context })
  t.teardown(() => made.close())
  await made.addInitScript((given) => {
    window.pickers = given
  }, options as never)
  const page = await made.newPage()
  page.setDefaultTimeout(5000)
  await before?.(page)
  await page.goto(`${url}/page`)
  const field = page.getByRole('combobox')
  await field.waitFor()
  return {
    page,
    field,
    send: () => page.getByRole('button', { name: 'Send' }).click(),
    sent: () => page.evaluate(() => window.sent.at(-1)),
    picked: () => page.evaluate(() => window.picked),
    options: () => field.locator('option').allTextContents(),
  }
}

const ofApps = (props: Record<string, unknown> = {}): PickersPage => ({
  picker: 'app',
  props: { name: 'app', ...props },
})

await t.test('what is picked is sent with the form, and told', async (t) => {
  const { page, field, send, sent, picked } = await visit(t, ofApps())
  await field.locator('option', { hasText: 'Acme Bank' }).waitFor({ state: 'attached' })
  t.ok(await page.getByLabel('App').count(), 'it is labelled')
  await field.selectOption('bank')
  await send()
  t.same(await sent(), [['app', 'bank']])
  t.same(await picked(), [['bank', 'Acme Bank']])
})

await t.test('a default is there before the list is, after it, and after a reset', async (t) => {
  let release: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const { page, field, send, sent } = await visit(t, ofApps({ defaultValue: 'bank' }), {
    before: (page) => page.route('**/sms/apps?**', async (route) => held.then(() => route.continue())),
  })
  await send()
  t.same(await sent(), [['app', 'bank']], 'while it loads')
  release()
  await field.locator('option', { hasText: 'Acme Shop' }).waitFor({ state: 'attached' })
  await send()
  t.same(await sent(), [['app', 'bank']], 'once it is there')
  t.match(await field.evaluate((it: HTMLSelectElement) => it.selectedOptions[0]?.text), /Acme Bank/)
  await field.selectOption('shop')
  await page.getByRole('button', { name: 'Start again' }).click()
  await send()
  t.same(await sent(), [['app', 'bank']], 'after a reset')
})

await t.test('a required one holds the form back, also while its list loads or has failed', async (t) => {
  await t.test('with a list', async (t) => {
    const { field, send, sent } = await visit(t, ofApps({ isRequired: true }))
    await field.locator('option', { hasText: 'Acme Bank' }).waitFor({ state: 'attached' })
    await send()
    t.equal(await sent(), undefined)
    await field.selectOption('shop')
    await send()
    t.same(await sent(), [['app', 'shop']])
  })
  await t.test('loading', async (t) => {
    const { send, sent } = await visit(t, ofApps({ isRequired: true }), {
      before: (page) => page.route('**/sms/apps?**', () => new Promise(() => {})),
    })
    await send()
    t.equal(await sent(), undefined)
  })
  await t.test('failed', async (t) => {
    let isBroken = true
    const { page, field, send, sent } = await visit(t, ofApps({ isRequired: true }), {
      before: (page) =>
        page.route('**/sms/apps?**', (route) =>
          isBroken ? route.fulfill({ status: 403, json: { code: 'SMS_FORBIDDEN', message: 'No' } }) : route.continue(),
        ),
    })
    await page.getByRole('alert').waitFor()
    await send()
    t.equal(await sent(), undefined, 'nothing is sent without it')
    isBroken = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await field.selectOption('shop')
    await send()
    t.same(await sent(), [['app', 'shop']])
  })
})

await t.test('what is chosen stays when the list cannot be read', async (t) => {
  const { page, send, sent } = await visit(t, ofApps({ defaultValue: 'bank' }), {
    before: (page) =>
      page.route('**/sms/apps?**', (route) =>
        route.fulfill({ status: 403, json: { code: 'SMS_FORBIDDEN', message: 'No' } }),
      ),
  })
  await page.getByRole('alert').waitFor()
  await send()
  t.same(await sent(), [['app', 'bank']])
})

await t.test('many Apps are found by their name', async (t) => {
  withApps(MANY)
  t.teardown(() => withApps(few))
  let asked = 0
  const { page, field, send, sent, options } = await visit(t, ofApps({ defaultValue: 'app-7' }), {
    before: async (page) =>
      page.on('request', (request) => {
        if (request.url().includes('/sms/apps')) asked += 1
      }),
  })
  await field.locator('option', { hasText: /^Tracker 12 / }).waitFor({ state: 'attached' })
  await page.waitForTimeout(600)
  t.ok(asked <= 2, `not all pages are read (${asked})`)
  await page.getByRole('searchbox').fill('Tracker 229')
  await field.locator('option', { hasText: 'Tracker 229' }).waitFor({ state: 'attached' })
  t.same((await options()).filter((it) => /Tracker (7|229)\b/.test(it)).length, 2, 'what is chosen stays in the list')
  await send()
  t.same(await sent(), [['app', 'app-7']], 'a search chooses nothing')
  await page.getByRole('searchbox').press('Enter')
  t.equal(await page.evaluate(() => window.sent.length), 1, 'Enter in the search does not send the form')
  await field.selectOption('app-229')
  await page.getByRole('searchbox').fill('Tracker 1')
  await page.waitForTimeout(600)
  await send()
  t.same(await sent(), [['app', 'app-229']], 'nor does it take anything away')
})

await t.test('a list that breaks off is not asked for again and again', async (t) => {
  withApps(MANY)
  t.teardown(() => withApps(few))
  let refused = 0
  const { page, field } = await visit(t, ofApps(), {
    before: (page) =>
      page.route('**/sms/apps?**cursor=**', (route) => {
        refused += 1
        return route.fulfill({ status: 500, json: { code: 'SMS_INTERNAL', message: 'Broken' } })
      }),
  })
  await field.locator('option', { hasText: /^Tracker 12 / }).waitFor({ state: 'attached' })
  await page.waitForTimeout(1500)
  t.ok(refused <= 3, `${refused} requests`)
})

await t.test('signatures and templates of an account and of an App', async (t) => {
  await t.test('of an account', async (t) => {
    const { field, send, sent, picked } = await visit(t, {
      picker: 'signature',
      props: { name: 'ssid', accountId: account.id },
    })
    await field.locator('option', { hasText: '【Quectel】' }).waitFor({ state: 'attached' })
    await field.selectOption(signature.ssid)
    await send()
    t.same(await sent(), [['ssid', signature.ssid]])
    t.same(await picked(), [[signature.ssid, 'Quectel']])
  })
  await t.test('of an App: the general ones too', async (t) => {
    const { field, send, sent } = await visit(t, { picker: 'template', props: { name: 'stid', appId: 'shop' } })
    await field.locator('option', { hasText: 'Log in' }).waitFor({ state: 'attached' })
    await field.selectOption('C2')
    await send()
    t.same(await sent(), [['stid', 'C2']])
  })
  await t.test('none at all', async (t) => {
    const { page, field } = await visit(t, { picker: 'template', props: { name: 'stid', accountId: account.id } })
    await page.getByText(/nothing to choose from|no template/i).waitFor()
    t.equal(await field.count(), 1)
  })
})

await t.test('no violation, in both themes and languages, and at 320 px', async (t) => {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const locale of ['en', 'zh-CN'] as const) {
      const { page, field } = await visit(
        t,
        { ...ofApps({ isRequired: true }), provider: { colorScheme, locale } },
        { context: { colorScheme, viewport: { width: 320, height: 480 } } },
      )
      await field.locator('option', { hasText: 'Acme Bank' }).waitFor({ state: 'attached' })
      if (colorScheme === 'dark')
        await page.addStyleTag({ content: ':root { color-scheme: dark; background: #16181d; color: #eceef2 }' })
      t.same(await violations(page), [], `${colorScheme}, ${locale}`)
      t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    }
})

t.end()
