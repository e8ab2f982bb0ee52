import { DEMO } from '@sms-settings/emulator'
import type { Page, Route } from 'playwright-core'
import t, { type Test } from 'tap'
import { api, startConsole, type Visit } from '../../support/console.ts'

const { visit, emulator } = await startConsole(t)

const parts = (page: Page) => {
  const dialog = page.getByRole('dialog')
  return {
    dialog,
    button: (name: string) => dialog.getByRole('button', { name, exact: true }),
    accessKey: dialog.getByLabel('AccessKey *', { exact: true }),
    secret: dialog.getByLabel(/^AccessSecret/),
    name: dialog.getByLabel(/^Account name/),
    closed: () => dialog.waitFor({ state: 'detached' }),
    rowOf: (name: string | RegExp) => page.getByRole('row', { name }),
    notice: (text: string) => page.locator('[data-slot="notice"]', { hasText: text }),
    choose: async (menu: string, action: string) => {
      await page.getByRole('button', { name: `More actions for ${menu}` }).click()
      await page.getByRole('menuitem', { name: action }).click()
    },
  }
}

/** Holds the answers to requests of one kind back. */
const hold = async (page: Page, method: string, path: string | RegExp) => {
  let release: (answer?: Parameters<Route['fulfill']>[0]) => void = () => {}
  const held = new Promise<Parameters<Route['fulfill']>[0]>((resolve) => {
    release = resolve
  })
  await page.route(path, async (route) => {
    if (route.request().method() !== method) return route.fallback()
    const answer = await held
    return answer ? route.fulfill(answer) : route.continue()
  })
  return release
}

const refused = (status: number, code: string) => ({ status, json: { code, message: 'No' } })

/** Counts requests of one kind. */
const counted = (page: Page, method: string, path: RegExp) => {
  const seen: string[] = []
  page.on('request', (it) => {
    if (it.method() === method && path.test(it.url())) seen.push(it.url())
  })
  return seen
}

const outage = (t: Test) => {
  emulator.faults.add({ kind: 'rst', times: 10 })
  t.teardown(() => emulator.faults.clear())
}

await t.test('after an outage a key is stored unchecked by the button that says so, and by nothing else', async (t) => {
  const { page } = await visit({ email: 'grace@globex.example' })
  const { dialog, button, accessKey, secret, name, rowOf, choose } = parts(page)
  const REJECTED = 'The platform rejects this AccessKey.'
  const fail = async (unchecked: string) => {
    outage(t)
    await secret.fill(DEMO.accessKeySecret)
    await button('Confirm').click()
    await button(unchecked).waitFor()
    emulator.faults.clear()
  }
  await page.getByRole('button', { name: 'Add an SMS Account' }).first().click()
  await accessKey.fill(DEMO.accessKeyId)
  await name.fill('Checked')

  await fail('Add without checking')
  await secret.fill('not-the-secret')
  await secret.press('Enter')
  await dialog.getByText(REJECTED).waitFor()
  t.same((await api(page, 'GET', '/accounts')).items, [], 'Enter confirms, which checks the key')

  await fail('Add without checking')
  await name.fill('')
  await button('Add without checking').click()
  await dialog.getByText('Fill in this field.').waitFor()
  await name.fill('Checked')
  await secret.fill('not-the-secret')
  await button('Confirm').click()
  await dialog.getByText(REJECTED).waitFor()
  t.same((await api(page, 'GET', '/accounts')).items, [], 'what was wished for once is not wished for again')

  await secret.fill(DEMO.accessKeySecret)
  await button('Confirm').click()
  await page.getByRole('heading', { name: 'Checked' }).waitFor()
  await page.goBack()
  await rowOf(/Checked/).waitFor()

  await choose('Checked', 'Replace AccessKey')
  await accessKey.fill(DEMO.accessKeyId)
  await fail('Save without checking')
  await secret.fill('not-the-secret')
  await secret.press('Enter')
  await dialog.getByText(REJECTED).waitFor()
  t.equal((await api(page, 'GET', '/accounts')).items[0].health.status, 'ok', 'Enter checks here as well')

  await fail('Save without checking')
  await button('Save without checking').click()
  await page.getByText('The AccessKey was replaced.').waitFor()
  await rowOf(/Checked.*Not checked yet/).waitFor()
})

let account: { id: string }
let signature: { ssid: string }
const openAccount = (options: Visit = {}) => visit({ ...options, path: `/#/settings/${account.id}` })

await t.test('something to look at', async (t) => {
  const { page } = await visit()
  account = await api(page, 'POST', '/accounts', {
    platform: 'alibaba_cloud',
    name: 'Main',
    accessKeyId: DEMO.accessKeyId,
    accessKeySecret: DEMO.accessKeySecret,
  })
  signature = await api(page, 'POST', `/accounts/${account.id}/signatures`, { name: 'Quectel' })
  await api(page, 'POST', `/accounts/${account.id}/templates`, { code: 'SMS_100000002', purpose: 'log_in' })
  t.ok(signature.ssid)
})

await t.test('a dialog that was closed before its answer came stays out of the way', async (t) => {
  const start = async (t: Test) => {
    const { page } = await visit()
    t.teardown(() => page.context().close())
    const here = parts(page)
    const release = await hold(page, 'POST', /\/sms\/accounts(\?|$)/)
    await page.getByRole('button', { name: 'Add an SMS Account' }).first().click()
    await here.accessKey.fill('LTAIanother')
    await here.secret.fill('secret')
    await here.name.fill('Slow')
    await Promise.all([page.waitForRequest((it) => it.method() === 'POST'), here.button('Confirm').click()])
    await page.keyboard.press('Escape')
    await here.closed()
    await here.rowOf(/Main/).getByRole('button', { name: 'Edit' }).click()
    await here.name.fill('Half a na')
    return { page, ...here, release }
  }
  await t.test('done', async (t) => {
    const { page, name, notice, release } = await start(t)
    const before = page.url()
    release({ status: 201, json: { ...account, id: 'account-slow', name: 'Slow' } })
    await notice('“Slow” was added.').waitFor({ state: 'attached' })
    await page.waitForTimeout(300)
    t.equal(await name.inputValue(), 'Half a na', 'what is typed meanwhile stays')
    t.equal(page.url(), before, 'nobody is taken elsewhere')
  })
  await t.test('refused', async (t) => {
    const { name, notice, release } = await start(t)
    release(refused(409, 'SMS_ACCOUNT_EXISTS'))
    await notice('Add an SMS Account – There is an SMS account with this name').waitFor({ state: 'attached' })
    t.equal(await name.inputValue(), 'Half a na')
  })
})

await t.test('Enter in the search of a dialog does not confirm the dialog', async (t) => {
  await t.test('Authorize App', async (t) => {
    const { page } = await openAccount()
    const { dialog, button } = parts(page)
    const sent = counted(page, 'PATCH', /\/apps$/)
    await page.getByRole('button', { name: 'Authorize App' }).click()
    await dialog.getByText('Acme Travel').click()
    await dialog.getByText('1 to add').waitFor()
    await dialog.getByRole('searchbox').fill('Acme')
    await dialog.getByRole('searchbox').press('Enter')
    await page.waitForTimeout(300)
    t.same(sent, [])
    t.ok(await button('Save').isVisible())
  })
  await t.test('Import from the platform', async (t) => {
    const { page } = await openAccount()
    const { dialog, rowOf } = parts(page)
    const sent = counted(page, 'POST', /\/import$/)
    await page.getByRole('button', { name: 'Import from the platform' }).click()
    await rowOf(/International/)
      .first()
      .locator('.sms-checkbox')
      .click()
    await dialog.getByText('1 chosen').waitFor()
    await dialog.getByRole('searchbox').fill('International')
    await dialog.getByRole('searchbox').press('Enter')
    await page.waitForTimeout(300)
    t.same(sent, [])
    t.ok(await dialog.isVisible())
  })
})

await t.test('the platform is listed once for an import, also when somebody looks elsewhere meanwhile', async (t) => {
  const { page } = await openAccount()
  const { button, rowOf, closed } = parts(page)
  const listed = counted(page, 'GET', /\/importable$/)
  await page.getByRole('button', { name: 'Import from the platform' }).click()
  const first = rowOf(/International/).first()
  const code = await first.locator('.sms-cell-note.sms-code').innerText()
  await first.locator('.sms-checkbox').click()
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
  await page.waitForTimeout(300)
  await button('Import 1').click()
  await page.getByText('1 was imported.').waitFor()
  await closed()
  t.equal(listed.length, 1)

  await page.getByRole('button', { name: 'Import from the platform' }).click()
  await rowOf(new RegExp(code)).getByText('Here already').waitFor()
  t.equal(listed.length, 2, 'opened again it shows what is there by now')
})

await t.test('nothing is deleted before it is known what that breaks', async (t) => {
  const { page } = await visit()
  const { dialog, button, rowOf } = parts(page)
  let isBroken = true
  await page.route('**/impact', (route) => (isBroken ? route.fulfill(refused(500, 'SMS_INTERNAL')) : route.continue()))
  await rowOf(/Main/).getByRole('button', { name: 'Delete' }).click()
  await dialog.getByRole('alert').waitFor()
  t.ok(await button('Delete').isDisabled())
  isBroken = false
  await button('Try again').click()
  await dialog.getByText(/Nothing stops|This will break/).waitFor()
  t.notOk(await button('Delete').isDisabled())
})

await t.test('a page that cannot be read says so, and is asked for again', async (t) => {
  const { page } = await visit()
  let isBroken = true
  const path = /\/sms\/(accounts|apps|accounts\/[^/]+\/(signatures|templates))(\?.*)?$/
  await page.route(path, async (route) => {
    if (route.request().method() !== 'GET') return route.continue()
    if (/cursor=/.test(route.request().url()))
      return isBroken
        ? route.fulfill(refused(500, 'SMS_INTERNAL'))
        : route.fulfill({ json: { items: [], nextCursor: null } })
    const response = await route.fetch()
    return route.fulfill({ response, json: { ...(await response.json()), nextCursor: 'next' } })
  })
  const { dialog } = parts(page)
  const fails = async (where: Pick<Page, 'getByRole'>, what: string) => {
    isBroken = true
    const more = where.getByRole('button', { name: /Load more/ })
    await more.click()
    await where.getByRole('alert').waitFor()
    t.equal(await where.getByRole('alert').count(), 1, what)
    isBroken = false
    await more.click()
    await where.getByRole('alert').waitFor({ state: 'detached' })
  }
  await page.reload()
  await fails(page.locator('[data-slot="table-box"]', { hasText: 'Main' }), 'accounts')
  await page.getByRole('button', { name: 'View' }).click()
  await fails(page.getByRole('tabpanel'), 'signatures')
  await page.getByRole('button', { name: 'Authorize App' }).click()
  await fails(dialog, 'Apps')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('tab', { name: 'Template Management' }).click()
  await fails(page.getByRole('tabpanel'), 'templates')
})

await t.test('a note stays while the ID of its template is another', async (t) => {
  const { page } = await openAccount()
  const { dialog, button } = parts(page)
  await page.getByRole('tab', { name: 'Template Management' }).click()
  await page.getByRole('button', { name: 'Add a Template' }).first().click()
  const code = dialog.getByLabel(/^SMS template ID/)
  await code.fill('SMS_100000001')
  await button('Query SMS Content').click()
  await dialog.getByLabel('Note').fill('For our shops')
  await code.fill('SMS_10000000')
  await dialog.getByLabel('Note').waitFor({ state: 'detached' })
  await code.fill('SMS_100000001')
  t.equal(await dialog.getByLabel('Note').inputValue(), 'For our shops')
  const [request] = await Promise.all([page.waitForRequest((it) => it.method() === 'POST'), button('Confirm').click()])
  t.equal(request.postDataJSON().note, 'For our shops')
})

await t.test('copying: a tick that stays its time, and a word where the browser does not let us', async (t) => {
  const { page } = await openAccount()
  const key = page.locator('[data-slot="facts"] [data-slot="copyable"]')
  await key.waitFor()
  const clipboard = (value: string) =>
    page.evaluate(`Object.defineProperty(navigator, 'clipboard', { configurable: true, value: ${value} })`)
  const tick = key.getByRole('button', { name: 'Copied' })

  await clipboard('undefined')
  await key.getByRole('button', { name: 'Copy' }).click()
  await key.getByText('This browser does not let the page copy.').waitFor()
  t.equal(await tick.count(), 0)

  await clipboard('{ writeText: async (text) => { window.copied = text } }')
  await key.getByRole('button', { name: 'Copy' }).click()
  await tick.waitFor()
  t.equal(await page.evaluate('window.copied'), DEMO.accessKeyId)
  t.equal(await key.getByRole('alert').count(), 0, 'what went wrong before is over')
  await page.waitForTimeout(1300)
  await tick.click()
  await page.waitForTimeout(1200)
  t.equal(await tick.count(), 1, 'pressed again it stays as long again')
  await tick.waitFor({ state: 'detached' })
})

await t.test('what was deleted is not asked for again', async (t) => {
  const { page } = await openAccount()
  const { button, choose, rowOf } = parts(page)
  const missing: string[] = []
  page.on('response', (it) => {
    if (it.status() === 404) missing.push(it.url())
  })
  await page.getByRole('heading', { name: 'Main' }).waitFor()
  await rowOf(/Quectel/).waitFor()
  await choose('Main', 'Delete')
  await button('Delete').click()
  await page.getByText('No SMS account yet').waitFor()
  t.same(missing, [])
})

t.end()
