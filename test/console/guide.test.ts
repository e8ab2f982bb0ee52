import { DEMO } from '@sms-settings/emulator'
import type { Page } from 'playwright-core'
import t from 'tap'
import { startConsole } from '../support/console.ts'

const console_ = await startConsole(t)
const { url, visit, down, up } = console_

const dialog = (page: Page) => page.getByRole('dialog')
const confirm = (page: Page) => dialog(page).getByRole('button', { name: 'Confirm' })
const fillAccount = async (page: Page, name: string, secret: string = DEMO.accessKeySecret) => {
  await page.getByLabel('AccessKey *', { exact: true }).fill(DEMO.accessKeyId)
  await page.getByLabel(/^AccessSecret/).fill(secret)
  await page.getByLabel(/^Account name/).fill(name)
}
/** Everything that a page keeps: its elements with their values, and what it stores. */
const everythingIn = (page: Page) =>
  page.evaluate(() => {
    // The demo tells the keys of the emulator to whoever tries it.
    document.querySelector('.demo-keys')?.remove()
    return JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll('input, textarea')].map((it) => (it as HTMLInputElement).value),
      { ...localStorage },
      { ...sessionStorage },
      location.href,
    ])
  })

await t.test('the guide by mouse', async (t) => {
  const { page, complaints } = await visit()

  await t.test('the general signature and templates are there to read', async (t) => {
    await page.getByRole('heading', { name: 'SMS Settings', level: 1 }).waitFor()
    const templates = page.getByRole('table', { name: 'SMS templates' })
    await templates.waitFor()
    t.equal(await templates.getByRole('row').count(), 7)
    t.match(await templates.textContent(), /The code is valid within 5 minutes/)
    t.match(await page.getByRole('table', { name: 'SMS signature', exact: true }).textContent(), /Quectel.*C1/)
  })

  await t.test('“Add an SMS Account”: a rejected key is told, what was typed is kept', async (t) => {
    await page.getByRole('button', { name: 'Add an SMS Account' }).first().click()
    t.match(await dialog(page).textContent(), /Alibaba Cloud/)
    await fillAccount(page, 'Main account', 'not-the-secret')
    await page.getByLabel('Note').fill('For our shops')
    await confirm(page).click()
    await page.getByText('The platform rejects this AccessKey.').waitFor()
    t.equal(await page.getByLabel('AccessKey *', { exact: true }).inputValue(), DEMO.accessKeyId)
    t.equal(await page.getByLabel(/^Account name/).inputValue(), 'Main account')
    t.equal(await page.getByLabel('Note').inputValue(), 'For our shops')
    t.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('name')),
      'accessKeySecret',
      'the field at fault has the focus',
    )
    await page.getByLabel(/^AccessSecret/).fill(DEMO.accessKeySecret)
    await confirm(page).click()
    await page.getByRole('heading', { name: 'Main account' }).waitFor()
    t.match(
      await page.locator('[data-slot="facts"]').textContent(),
      /Alibaba Cloud.*LTAI.*Active.*Works.*For our shops/,
    )
  })

  await t.test('the AccessSecret is nowhere any more', async (t) => {
    t.notMatch(await everythingIn(page), DEMO.accessKeySecret)
  })

  await t.test('“Add a Signature”: one that is not approved is refused by name', async (t) => {
    await page.getByRole('tab', { name: 'Signature Management' }).click()
    await page.getByRole('button', { name: 'Add a Signature' }).first().click()
    console_.emulator.state.addSignature({ name: 'Not yet', status: 'in_review' })
    await page.getByLabel(/^Signature name/).fill('Not yet')
    await confirm(page).click()
    await page.getByText('This signature is not approved on the platform yet.').waitFor()
    await page.getByLabel(/^Signature name/).fill('Nobody knows this')
    await confirm(page).click()
    await page.getByText('There is no such signature').waitFor()
    t.equal(await page.getByLabel(/^Signature name/).inputValue(), 'Nobody knows this')
    await page.getByLabel(/^Signature name/).fill('【Quectel】')
    await confirm(page).click()
    await page.getByRole('rowheader', { name: '【Quectel】' }).waitFor()
    await page.getByRole('button', { name: 'Add a Signature' }).first().click()
    await page.getByLabel(/^Signature name/).fill('Quectel')
    await confirm(page).click()
    await page.getByText('This signature has been added already.').waitFor()
    await dialog(page).getByRole('button', { name: 'Cancel' }).click()
    await dialog(page).waitFor({ state: 'detached' })
  })

  await t.test('“Authorize App” sends only the difference', async (t) => {
    await page.getByRole('button', { name: 'Authorize App' }).click()
    await dialog(page).getByText('Acme Travel').click()
    await dialog(page).getByText('1 to add').waitFor()
    const [request] = await Promise.all([
      page.waitForRequest((it) => it.method() === 'PATCH'),
      dialog(page).getByRole('button', { name: 'Save' }).click(),
    ])
    t.same(request.postDataJSON(), { add: ['acme-travel'] })
    await dialog(page).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Authorize App' }).click()
    await page.getByRole('checkbox', { name: /Acme Travel/ }).waitFor()
    t.equal(await page.getByRole('checkbox', { name: /Acme Travel/ }).isChecked(), true)
    t.equal(await page.getByRole('checkbox', { name: /Acme Shop/ }).isChecked(), false)
    await dialog(page).getByText('Select all shown').click()
    await dialog(page).getByText('2 chosen').waitFor()
    await page.getByRole('searchbox').last().fill('nothing like it')
    await dialog(page).getByText('No App matches your search.').waitFor()
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await dialog(page).waitFor({ state: 'detached' })
    await page.getByRole('row', { name: /Quectel.*2/ }).waitFor()
  })

  await t.test('“Add a Template” with “Query SMS Content”', async (t) => {
    await page.getByRole('tab', { name: 'Template Management' }).click()
    await page.getByRole('button', { name: 'Add a Template' }).first().click()
    await page.getByLabel(/^SMS template ID/).fill('SMS_999999999')
    await dialog(page).getByRole('button', { name: 'Query SMS Content' }).first().click()
    await page.getByText('There is no such template.').waitFor()
    await page.getByLabel(/^SMS template ID/).fill('SMS_100000002')
    await dialog(page).getByRole('button', { name: 'Query SMS Content' }).first().click()
    await page.getByText('As it arrives').waitFor()
    t.match(await page.locator('[data-slot="template-preview"]').textContent(), /Your verification code is: 042137/)
    t.match(await page.locator('[data-slot="template-preview"]').textContent(), /127 characters, charged as 2 SMS/)
    await confirm(page).click()
    await page.getByRole('rowheader', { name: /Log in/ }).waitFor()
    await page.getByRole('button', { name: 'Authorize App' }).click()
    await dialog(page).getByText('Acme Shop').click()
    await dialog(page).getByRole('button', { name: 'Save' }).click()
    await dialog(page).waitFor({ state: 'detached' })
  })

  await t.test('a test SMS arrives at the phone', async (t) => {
    await page.getByRole('button', { name: 'More actions for Log in' }).click()
    await page.getByRole('menuitem', { name: 'Send a test' }).click()
    await page.getByLabel(/^Phone number/).fill('+86 139 0000 4321')
    await dialog(page).getByRole('button', { name: 'Send' }).click()
    await page.getByText('The test was handed over for +86 139****4321.').waitFor()
    t.match(
      (await console_.emulator.outbox.waitFor('+8613900004321')).text,
      /【Quectel】Your verification code is: 042137/,
    )
  })

  await t.test('many are imported at once', async (t) => {
    await page.getByRole('button', { name: 'Import from the platform' }).click()
    await dialog(page).getByRole('table', { name: 'Templates' }).waitFor()
    await dialog(page)
      .getByLabel(/^Search by name, ID or content/)
      .fill('International')
    await dialog(page)
      .getByRole('row', { name: /International/i })
      .first()
      .waitFor()
    await dialog(page)
      .getByRole('row', { name: /Reset The Password/ })
      .waitFor({ state: 'detached' })
    const rows = await dialog(page).getByRole('table', { name: 'Templates' }).getByRole('row').count()
    await dialog(page).getByRole('table', { name: 'Templates' }).locator('thead .sms-checkbox').click()
    await dialog(page)
      .getByRole('button', { name: `Import ${rows - 1}` })
      .click()
    await page.getByText(`${rows - 1} were imported.`).waitFor()
    t.ok(rows > 2)
  })

  await t.test('Edit, pause and resume', async (t) => {
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByLabel(/^Account name/).fill('Renamed account')
    await confirm(page).click()
    await page.getByRole('heading', { name: 'Renamed account' }).waitFor()
    await page.getByRole('button', { name: 'More actions for Renamed account' }).click()
    await page.getByRole('menuitem', { name: 'Pause sending' }).click()
    await page.locator('[data-slot="facts"]').getByText('Paused').waitFor()
    await page.getByRole('button', { name: 'More actions for Renamed account' }).click()
    await page.getByRole('menuitem', { name: 'Resume sending' }).click()
    await page.locator('[data-slot="facts"]').getByText('Active').waitFor()
    t.match(await page.locator('[data-slot="facts"]').textContent(), /Active/, 'paused and resumed')
  })

  await t.test('the AccessKey is checked and replaced', async (t) => {
    await page.getByRole('button', { name: 'More actions for Renamed account' }).click()
    await page.getByRole('menuitem', { name: 'Check AccessKey' }).click()
    await page.getByText('The AccessKey works and may do all that is needed.').waitFor()
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'More actions for Renamed account' }).click()
    await page.getByRole('menuitem', { name: 'Replace AccessKey' }).click()
    await page.getByLabel('AccessKey *', { exact: true }).fill(DEMO.accessKeyId)
    await page.getByLabel(/^AccessSecret/).fill(DEMO.accessKeySecret)
    await confirm(page).click()
    await page.getByText('The AccessKey was replaced.').waitFor()
    t.notMatch(await everythingIn(page), DEMO.accessKeySecret)
  })

  await t.test('Delete, with what it will break', async (t) => {
    await page.goBack()
    await page.getByRole('link', { name: 'SMS Settings' }).click()
    const row = page.getByRole('row', { name: /Renamed account/ })
    await row.getByRole('button', { name: 'Delete' }).click()
    t.match(await dialog(page).textContent(), /Delete “Renamed account”\?/)
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await row.waitFor({ state: 'detached' })
    await page.getByText('No SMS account yet').waitFor()
    t.equal(await row.count(), 0, 'deleted')
  })

  t.same(complaints, [], 'the browser has nothing to complain about')
})

await t.test('the guide by keyboard alone', async (t) => {
  const { page } = await visit({ email: 'grace@globex.example' })
  const { keyboard } = page
  const focused = () =>
    page.evaluate(() => {
      const it = document.activeElement as HTMLElement
      if (it === document.body) return ''
      return `${it?.getAttribute('name') ?? ''}|${it?.getAttribute('aria-label') ?? ''}|${it?.innerText ?? ''}`.trim()
    })
  const tabTo = async (wanted: RegExp) => {
    for (let presses = 0; presses < 90; presses++) {
      if (wanted.test(await focused())) return
      await keyboard.press('Tab')
    }
    throw new Error(`Tab never came to ${wanted}`)
  }
  /** The focus goes back in the next frame. */
  const focusComesTo = async (wanted: RegExp) => {
    for (let tries = 0; tries < 40 && !wanted.test(await focused()); tries++) await page.waitForTimeout(50)
    return focused()
  }
  const press = async (wanted: RegExp) => {
    await tabTo(wanted)
    await keyboard.press('Enter')
  }

  await press(/Add an SMS Account/)
  await dialog(page).waitFor()
  await tabTo(/^accessKeyId/)
  await keyboard.type(DEMO.accessKeyId)
  await tabTo(/^accessKeySecret/)
  await keyboard.type('wrong')
  await tabTo(/^name/)
  await keyboard.type('By keyboard')
  await keyboard.press('Enter')
  await page.getByText('The platform rejects this AccessKey.').waitFor()
  t.match(await focusComesTo(/^accessKeySecret/), /^accessKeySecret/, 'the focus is where the mistake is')
  await keyboard.press('ControlOrMeta+A')
  await keyboard.type(DEMO.accessKeySecret)
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'By keyboard' }).waitFor()

  await press(/Add a Signature/)
  await tabTo(/^name/)
  await keyboard.type('Quectel')
  await keyboard.press('Enter')
  await dialog(page).waitFor({ state: 'detached' })
  await page.getByRole('rowheader', { name: '【Quectel】' }).waitFor()
  await press(/Authorize App/)
  await dialog(page).waitFor()
  await page.getByRole('checkbox', { name: /Globex Home/ }).waitFor()
  while (!(await page.getByRole('checkbox', { name: /Globex Home/ }).evaluate((it) => it === document.activeElement)))
    await keyboard.press('Tab')
  await keyboard.press('Space')
  await press(/Save/)
  await dialog(page).waitFor({ state: 'detached' })

  await page.getByRole('tab', { name: 'Signature Management' }).focus()
  await keyboard.press('ArrowRight')
  await page.getByRole('button', { name: 'Add a Template' }).first().waitFor()
  await press(/Add a Template/)
  await tabTo(/^code/)
  await keyboard.type('SMS_100000002')
  await keyboard.press('Enter')
  await page.getByText('As it arrives').waitFor()
  await keyboard.press('Enter')
  await page.getByRole('rowheader', { name: /Log in/ }).waitFor()
  await press(/More actions for Log in/)
  await page.getByRole('menu').waitFor()
  await keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  t.match(await focusComesTo(/More actions/), /More actions for Log in/, 'Escape gives the focus back')
  await press(/Edit/)
  await dialog(page).waitFor()
  await keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'detached' })
  t.match(await focusComesTo(/Edit/), /Edit/)
})

await t.test('a session that ends in the middle of a form takes nothing away', async (t) => {
  const { page } = await visit()
  await page.getByRole('button', { name: 'Add an SMS Account' }).first().click()
  await fillAccount(page, 'After the session')
  await page.context().clearCookies()
  await confirm(page).click()
  const again = page.getByRole('dialog', { name: 'Your session has ended' })
  // It escapes the inertness of what is around it, which Playwright's own check does not know.
  await again.getByRole('button', { name: 'ada@acme.example' }).click({ force: true })
  await again.waitFor({ state: 'detached' })
  t.equal(await page.getByLabel(/^AccessSecret/).inputValue(), DEMO.accessKeySecret)
  await confirm(page).click()
  await page.getByRole('heading', { name: 'After the session' }).waitFor()
})

await t.test('a server that is gone and comes back takes nothing away', async (t) => {
  const { page } = await visit()
  const row = page.getByRole('row', { name: /After the session/ })
  await row.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel(/^Account name/).fill('After the restart')
  await down()
  await confirm(page).click()
  await page.getByText('The server cannot be reached.').waitFor()
  t.equal(await page.getByLabel(/^Account name/).inputValue(), 'After the restart')
  await up()
  await confirm(page).click()
  await page.getByRole('row', { name: /After the restart/ }).waitFor()
})

await t.test('a conflict names the field', async (t) => {
  const { page } = await visit()
  await page.getByRole('button', { name: 'Add an SMS Account' }).first().click()
  await fillAccount(page, 'Another')
  await confirm(page).click()
  await page.getByText('There is an SMS account with this name or AccessKey already.').waitFor()
  t.equal(await page.getByLabel(/^Account name/).inputValue(), 'Another')
})

await t.test('an unreachable platform: nothing is stored, unless it is added without checking', async (t) => {
  const { page } = await visit({ email: 'grace@globex.example' })
  await page
    .getByRole('row', { name: /By keyboard/ })
    .getByRole('button', { name: 'Delete' })
    .click()
  await dialog(page).getByRole('button', { name: 'Delete' }).click()
  await dialog(page).waitFor({ state: 'detached' })
  console_.emulator.faults.add({ kind: 'rst', times: 10 })
  t.teardown(() => console_.emulator.faults.clear())
  await page.getByRole('button', { name: 'Add an SMS Account' }).first().click()
  await fillAccount(page, 'Unchecked')
  await confirm(page).click()
  await page.getByText('The platform could not be reached to check the key.').waitFor()
  await page.getByRole('button', { name: 'Add without checking' }).click()
  await page.getByRole('heading', { name: 'Unchecked' }).waitFor()
  t.match(await page.locator('[data-slot="facts"]').textContent(), /Not checked yet/)
})

await t.test('who may only read sees no button that would do nothing', async (t) => {
  const { page } = await visit({ email: 'bob@acme.example' })
  await page.getByRole('row', { name: /After the restart/ }).waitFor()
  t.same(
    await page
      .getByRole('main')
      .getByRole('button')
      .evaluateAll((all) => all.map((it) => (it as HTMLElement).innerText)),
    ['View'],
  )
  await page.getByRole('button', { name: 'View' }).click()
  await page.getByRole('tab', { name: 'Template Management' }).click()
  await page.getByText('No template yet').waitFor()
  t.equal(await page.getByRole('button', { name: 'Add a Template' }).count(), 0)
})

await t.test('two tabs: what one changes, the other shows when it is looked at', async (t) => {
  const { page } = await visit()
  const other = await page.context().newPage()
  other.setDefaultTimeout(8000)
  await other.goto(url)
  await other.getByRole('row', { name: /After the restart/ }).waitFor()
  await page
    .getByRole('row', { name: /After the restart/ })
    .getByRole('button', { name: 'Edit' })
    .click()
  await page.getByLabel(/^Account name/).fill('Changed elsewhere')
  await confirm(page).click()
  await page.getByRole('row', { name: /Changed elsewhere/ }).waitFor()
  await other.waitForTimeout(5100)
  await other.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
  await other.getByRole('row', { name: /Changed elsewhere/ }).waitFor()
  t.equal(await other.getByRole('row', { name: /Changed elsewhere/ }).count(), 1, 'shown')
})

t.end()
