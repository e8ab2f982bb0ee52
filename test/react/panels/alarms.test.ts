import { ALARM_KINDS } from '@sms-settings/api'
import { DEMO } from '@sms-settings/emulator'
import type { Page } from 'playwright-core'
import t from 'tap'
import { alarmWords } from '../../../packages/react/src/alarms/words.ts'
import { violations } from '../../support/axe.ts'
import { api, startConsole, type Visit } from '../../support/console.ts'

// What an operator does when something is the matter: alarms, and what they lead to.

const { visit, url, emulator } = await startConsole(t)
const openAlarms = (options: Visit = {}) => visit({ ...options, path: '/#/alarms' })

const start = async (phone: string) => {
  const response = await fetch(`${url}/sms/verifications`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-app-key': 'app_demo_acme_shop' },
    body: JSON.stringify({ phone, purpose: 'log_in' }),
  })
  return response.status
}
const alarms = (page: Page) => page.locator('[data-slot="alarm"]')
const dialog = (page: Page) => page.getByRole('dialog')
const refused = (status: number, code: string) => ({ status, json: { statusCode: status, code, message: 'Broken' } })

const HOSTILE = '<img src=x onerror=alert(1)> & Co'
let account: { id: string }

await t.test('every kind has its words in both languages', async (t) => {
  for (const words of [alarmWords.en, alarmWords['zh-CN']])
    t.same(Object.keys(words.kinds).sort(), [...ALARM_KINDS].sort())
})

await t.test('nothing needs looking at', async (t) => {
  const { page, complaints } = await openAlarms()
  await page.getByText('Nothing needs looking at').waitFor()
  t.equal(await page.locator('nav .count').count(), 0)
  t.same(await violations(page), [])
  t.same(complaints, [])
})

await t.test('an account that cannot send: told, counted, opened, ended by keyboard', async (t) => {
  const { page, complaints } = await visit()
  account = await api(page, 'POST', '/accounts', {
    platform: 'alibaba_cloud',
    name: HOSTILE,
    accessKeyId: DEMO.accessKeyId,
    accessKeySecret: DEMO.accessKeySecret,
  })
  await api(page, 'POST', `/accounts/${account.id}/import`, {
    signatures: [{ name: 'Quectel' }],
    templates: [{ code: 'SMS_100000002', purpose: 'log_in' }],
    appIds: ['acme-shop'],
  })
  emulator.faults.add({ phone: '+8613344440001', kind: 'code', code: 'isv.AMOUNT_NOT_ENOUGH' })
  await start('+8613344440001')

  await page.goto(`${url}/#/alarms`)
  const alarm = alarms(page).filter({ hasText: `The platform sends nothing for “${HOSTILE}”` })
  await alarm.waitFor()
  // What a code means is read when it is first shown.
  await alarm.getByText(/no money left/).waitFor()
  t.match(await alarm.innerText(), /no money left/)
  t.match(await alarm.innerText(), /Look at the balance/)
  t.match(await alarm.innerText(), /Began/)
  t.equal(await page.locator('img').count(), 0, 'markup is text')
  await page.reload()
  await page.locator('nav').getByText('to look at').waitFor({ state: 'attached' })
  t.match(
    await page
      .locator('nav')
      .getByRole('link', { name: /Alarms/ })
      .textContent(),
    /1 to look at/,
  )

  await alarm.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('heading', { name: HOSTILE }).waitFor()
  await page.getByText('The platform refused the last SMS because of the account').waitFor()
  await page.goto(`${url}/#/alarms`)

  await page.route('**/sms/alarms/*/end', (route) => route.fulfill(refused(503, 'SMS_STORE_UNAVAILABLE')))
  const end = alarm.getByRole('button', { name: /^End/ })
  await end.focus()
  await page.keyboard.press('Enter')
  await page.getByText('The database cannot be reached').waitFor()
  t.equal(await alarm.count(), 1, 'it stays')
  t.ok(await end.evaluate((it) => it === document.activeElement), 'and so does the focus')
  await page.unrouteAll()
  await page.keyboard.press('Enter')
  await page.getByText('Nothing needs looking at').waitFor()
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
  t.equal(await page.locator('nav .count').count(), 0)

  await page.getByRole('checkbox', { name: 'Show those that ended' }).press('Space')
  await alarm.waitFor()
  t.match(await alarm.innerText(), /Ended/)
  t.equal(await alarm.getByRole('button').count(), 0, 'there is nothing to do about it any more')
  t.same(await violations(page), [])
  t.same(complaints, [])
})

/** One of every kind, with texts of a tenant's in them. */
const everyKind = ALARM_KINDS.map((kind, at) => ({
  id: `L${at}`,
  kind,
  accountId: 'A1',
  appId: kind.startsWith('budget') || kind.includes('pected') || kind === 'prefix_blocked' ? 'acme-shop' : null,
  subject: { id: 'S1', name: kind.startsWith('prefix') ? '+8613900' : HOSTILE },
  platformCode: kind === 'key_rejected' ? 'InvalidAccessKeyId.NotFound' : null,
  details: {
    country: 'FR',
    status: 'rejected',
    carriers: ['unicom'],
    started: 1200,
    approved: 3,
    used: 80,
    limit: 100,
    until: new Date(Date.now() + 3_600_000).toISOString(),
    ...(kind === 'template_changed' ? { before: '<b>old</b>', after: HOSTILE } : {}),
  },
  times: 2,
  firstAt: new Date(Date.now() - 3_600_000).toISOString(),
  lastAt: new Date().toISOString(),
  endedAt: null,
}))

for (const [name, options] of [
  ['English, light', { locale: 'en', colorScheme: 'light' }],
  ['Chinese, dark', { locale: 'zh-CN', colorScheme: 'dark' }],
  ['320 px wide', { locale: 'en', colorScheme: 'dark', context: { viewport: { width: 320, height: 640 } } }],
] satisfies [string, Visit][])
  await t.test(`every kind, in words: ${name}`, async (t) => {
    const { page, complaints } = await visit(options)
    await page.route('**/sms/alarms**', (route) =>
      route.fulfill({
        json: { items: [...everyKind, { ...everyKind[0], id: 'new', kind: 'sky_fell' }], nextCursor: null },
      }),
    )
    await page.goto(`${url}/#/alarms`)
    await alarms(page).first().waitFor()
    t.equal(await alarms(page).count(), ALARM_KINDS.length + 1)
    const text = await page.locator('[data-slot="alarms"]').innerText()
    t.match(
      text,
      options.locale === 'en' ? /Hardly any codes are used: France, Acme Shop/ : /发往法国的验证码很少被使用/,
    )
    t.match(text, options.locale === 'en' ? /China Unicom/ : /中国联通/)
    t.match(text, '<b>old</b>')
    t.notMatch(text, /undefined|\[object|\bunicom\b|_lapsed|acme-shop|sky_fell/, 'nothing as machines call it')
    t.equal(await page.locator('[data-slot="alarms"] :is(img, b)').count(), 0)
    t.same(await violations(page), [])
    t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    t.same(complaints, [])
  })

await t.test('it cannot be read: why, and once more; what is not allowed', async (t) => {
  const { page } = await visit()
  await page.route('**/sms/alarms**', (route) => route.fulfill(refused(500, 'SMS_INTERNAL')))
  await page.goto(`${url}/#/alarms`)
  await page.getByText('Something went wrong on the server').waitFor()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Nothing needs looking at').waitFor()

  const reader = await visit({ email: 'bob@acme.example' })
  await reader.page.route('**/sms/alarms**', (route) => route.fulfill({ json: { items: everyKind, nextCursor: null } }))
  await reader.page.goto(`${url}/#/alarms`)
  await alarms(reader.page).first().waitFor()
  t.equal(await reader.page.getByRole('button', { name: /^End/ }).count(), 0, 'no dead buttons')
})

await t.test('where the platform is to push reports: shown when asked for, copied whole, replaced', async (t) => {
  const { page, complaints } = await visit({
    path: `/#/settings/${account.id}`,
    context: { permissions: ['clipboard-read', 'clipboard-write'] },
  })
  const box = page.locator('[data-slot="report-address"]')
  const { path } = await api(page, 'GET', `/accounts/${account.id}/reports`)
  const token = path.split('/').at(-1)
  await box.getByText('has not pushed any report here yet').waitFor()
  t.notMatch(await page.content(), token, 'masked')
  await box.getByRole('button', { name: 'Copy' }).click()
  await box.getByRole('button', { name: 'Copied' }).waitFor()
  t.equal(await page.evaluate(() => navigator.clipboard.readText()), url + path)
  await box.getByRole('button', { name: 'Show the address' }).click()
  await box.getByText(token).waitFor()
  t.match(await box.getByRole('link').getAttribute('href'), /^https:\/\/dysms\.console\.aliyun\.com/)

  const push = async (to: string) =>
    (await fetch(url + to, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[]' })).status
  t.equal(await push(path), 200)
  await page.reload()
  await box.getByText('The platform last pushed something').waitFor()

  await page.route('**/reports/rotate', (route) => route.fulfill(refused(403, 'SMS_STEP_UP_REQUIRED')))
  await box.getByRole('button', { name: 'New address' }).click()
  await dialog(page).getByText('The address of now is refused at once').waitFor()
  await dialog(page).getByRole('button', { name: 'New address' }).click()
  await dialog(page).getByRole('alert').waitFor()
  t.equal(await push(path), 200, 'as before')
  t.same(await violations(page), [])
  await page.unrouteAll()
  await dialog(page).getByRole('button', { name: 'New address' }).click()
  await page.getByText('There is a new address').waitFor()
  t.equal(await push(path), 404)
  const { path: now } = await api(page, 'GET', `/accounts/${account.id}/reports`)
  t.equal(await push(now), 200)
  await box.getByRole('button', { name: 'Show the address' }).click()
  await box.getByText(now.split('/').at(-1)).waitFor()
  t.same(complaints, [])

  const reader = await visit({ email: 'bob@acme.example', path: `/#/settings/${account.id}` })
  await reader.page.locator('[data-slot="facts"]').waitFor()
  t.equal(await reader.page.locator('[data-slot="report-address"]').count(), 0, 'it holds a token')
})

await t.test('the number of an SMS is allowed from the log, by keyboard', async (t) => {
  const { page, complaints } = await visit()
  await start('+8613344440002')
  await page.goto(`${url}/#/messages`)
  await page.locator('[data-slot="row"]').filter({ hasText: '0002' }).getByRole('button').press('Enter')
  await page.route('**/sms/messages/*/allow', (route) => route.fulfill(refused(422, 'SMS_LIST_FULL')))
  await dialog(page).getByRole('button', { name: 'Allow this number' }).press('Enter')
  const asking = page.getByRole('dialog', { name: /^Allow \+86 133/ })
  await asking.getByText('put on the safe list of Acme Shop').waitFor()
  await asking.getByRole('button', { name: 'Allow this number' }).press('Enter')
  await asking.getByText('The safe list is full').waitFor()
  await page.unrouteAll()
  await asking.getByRole('button', { name: 'Allow this number' }).press('Enter')
  await page.getByText('is on the safe list now').waitFor()
  t.same((await api(page, 'GET', '/apps/acme-shop/policy')).set.safeList, ['+8613344440002'])
  t.same(await violations(page), [])
  t.same(complaints, [])
})

await t.test('how many codes of an App were used of late: by country, by prefix, as each reads them', async (t) => {
  const { page, complaints } = await visit({ path: '/#/apps/acme-shop' })
  const section = page.locator('[data-slot="conversions"]')
  const rows = section.locator('[data-slot="row"]')
  await section.getByText('No codes were asked for of late').waitFor()

  const now = new Date().toISOString()
  const conversions = {
    from: now,
    to: now,
    countries: [
      { country: 'CN', started: 12_480, approved: 11_067 },
      { country: 'FR', started: 97, approved: 1 },
    ],
    prefixes: [{ country: 'FR', prefix: '+3361234', started: 97, approved: 1 }],
  }
  await page.route('**/sms/apps/acme-shop/conversions', (route) => route.fulfill({ json: conversions }))
  await page.reload()
  await rows.first().waitFor()
  t.match(await rows.nth(0).innerText(), /China.*12,480.*11,067.*88\.7%/s)
  t.match(await rows.nth(1).innerText(), /France.*97.*1.*1%/s)
  await section.getByRole('combobox', { name: 'By' }).selectOption('prefixes')
  t.equal(await rows.count(), 1)
  t.match(await rows.first().innerText(), /\+3361234….*France.*97.*1%/s)

  await page.route('**/sms/apps/acme-shop/conversions', (route) => route.fulfill(refused(500, 'SMS_INTERNAL')))
  await page.reload()
  await section.getByRole('button', { name: 'Try again' }).waitFor()
  t.same(await violations(page), [])
  t.equal(complaints.filter((it) => !it.includes('500')).length, 0, 'complaints')
})

await t.test('blocked prefixes of an App: none, some, lifted', async (t) => {
  const { page, complaints } = await visit({ path: '/#/apps/acme-shop' })
  const section = page.locator('[data-slot="blocks"]')
  await section.getByText('No prefix is blocked').waitFor()

  const ahead = new Date(Date.now() + 7_200_000).toISOString()
  const block = (id: string, standing: boolean) => ({
    id,
    country: 'FR',
    prefix: `+336123${id}`,
    mode: 'block',
    started: 1214,
    approved: 3,
    beganAt: new Date().toISOString(),
    endsAt: ahead,
    standing,
    liftedAt: null,
  })
  const lifted: string[] = []
  await page.route('**/sms/apps/acme-shop/blocks**', (route) =>
    route.fulfill({ json: { items: [block('1', lifted.length === 0), block('2', false)], nextCursor: null } }),
  )
  await page.route('**/blocks/*/lift', (route) => {
    lifted.push(new URL(route.request().url()).pathname)
    return route.fulfill({ json: { ...block('1', false), liftedAt: new Date().toISOString() } })
  })
  await page.reload()
  const row = section.locator('[data-slot="row"]').first()
  await row.waitFor()
  t.match(await row.innerText(), /\+3361231.*France.*1,214.*3.*Blocked.*in 2 hours/s)
  t.equal(await section.getByRole('button', { name: /^Lift/ }).count(), 1, 'only what stands can be lifted')
  await row.getByRole('button', { name: 'Lift the block of +3361231' }).click()
  await dialog(page).getByText('get codes again at once').waitFor()
  t.same(lifted, [], 'asked first')
  await dialog(page).getByRole('button', { name: 'Lift' }).click()
  await page.getByText('Numbers that begin with +3361231 get codes again.').waitFor()
  t.same(lifted, ['/sms/apps/acme-shop/blocks/1/lift'])
  t.same(await violations(page), [])
  t.same(complaints, [])
})

t.end()
