import { readFile } from 'node:fs/promises'
import { type SmsMessage, type SmsTimelineEvent, TIMELINE_KINDS } from '@sms-settings/api'
import { DEMO } from '@sms-settings/emulator'
import knexModule from 'knex'
import type { Page } from 'playwright-core'
import t from 'tap'
import { encodeTime } from 'ulid'
import { conclude } from '../../../packages/react/src/timeline/conclusion.ts'
import { stretchesOf } from '../../../packages/react/src/timeline/steps.ts'
import { violations } from '../../support/axe.ts'
import { api, startConsole, type Visit } from '../../support/console.ts'

const { visit, url, emulator, database } = await startConsole(t)
const openLog = (options: Visit = {}) => visit({ ...options, path: '/#/messages' })
const openTimeline = (options: Visit = {}) => visit({ ...options, path: '/#/timeline' })

/** Calls the server as an App. */
const app = async (path: string, body: unknown, appKey = 'app_demo_acme_shop') => {
  const response = await fetch(`${url}/sms/verifications${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-app-key': appKey },
    body: JSON.stringify(body),
  })
  return (await response.json()) as { id: string; code?: string }
}
const start = (phone: string, purpose = 'log_in', appKey?: string) => app('', { phone, purpose }, appKey)
const codeOf = (phone: string) => emulator.outbox.messages({ phone }).at(-1)?.params.code as string
const wrongFor = (phone: string, at: number) => String((Number(codeOf(phone)) + 1 + at) % 1_000_000).padStart(6, '0')

const DELIVERED = '+8613344440001'
const FAILED = '+8613344440002'
const REFUSED = '+8613344440003'
const GUESSED = '+8613344440004'
const TRAVELLER = '+8613344440005'

const rows = (page: Page) => page.locator('[data-slot="message-log"] [data-slot="row"]')
const rowOf = (page: Page, text: string) => rows(page).filter({ hasText: text })
const dialog = (page: Page) => page.getByRole('dialog')
const settled = (page: Page, count: number) =>
  page.waitForFunction(
    (count) => document.querySelectorAll('[data-slot="message-log"] [data-slot="row"]').length === count,
    count,
  )
const steps = (page: Page) => page.locator('[data-slot="timeline-step"]')
const ask = async (page: Page, phone: string) => {
  await page.getByLabel(/^Phone number/).fill(phone)
  await page.getByRole('button', { name: 'Show', exact: true }).click()
}

const HOSTILE = '<img src=x onerror=alert(1)> =2+2'

const event = (kind: SmsTimelineEvent['kind'], at: number, more: Partial<SmsTimelineEvent> = {}): SmsTimelineEvent => ({
  at: new Date(at * 1000).toISOString(),
  kind,
  appId: 'shop',
  purpose: 'log_in',
  verificationId: kind === 'refused' ? null : 'V1',
  ...more,
})

await t.test('several of a kind in a row are one step; another verification is another part', async (t) => {
  const wrong = [4, 3, 2].map((attemptsLeft, at) => event('wrong_code', 10 + at, { attemptsLeft }))
  const parts = stretchesOf([
    event('started', 1),
    event('sent', 2),
    event('refused', 3, { count: 4 }),
    ...wrong,
    event('started', 20, { verificationId: 'V2' }),
  ])
  t.same(
    parts.map(({ isContinued, steps }) => [isContinued, steps.map(({ event, count }) => [event.kind, count])]),
    [
      [
        false,
        [
          ['started', 1],
          ['sent', 1],
        ],
      ],
      [false, [['refused', 4]]],
      [true, [['wrong_code', 3]]],
      [false, [['started', 1]]],
    ],
  )
  t.equal(parts[2]?.steps[0]?.event.attemptsLeft, 2, 'what is left after the last of them')
  const test = event('sent', 1, { appId: null, purpose: null, verificationId: null })
  t.equal(stretchesOf([test, test]).length, 2, 'tests from the console have nothing to do with each other')
})

await t.test('why no code came, from the end of the story', async (t) => {
  const kindOf = (...events: SmsTimelineEvent[]) => conclude(events).kind
  const sent = event('sent', 2, { message: { status: 'delivered' } as SmsMessage })
  t.equal(kindOf(), 'nothing')
  t.equal(kindOf(event('started', 1)), 'started')
  t.equal(kindOf(event('started', 1, { decoy: true })), 'decoy')
  t.equal(kindOf(event('started', 1, { decoy: true }), event('ended', 9, { status: 'expired' })), 'decoy')
  t.equal(kindOf(event('started', 1), event('ended', 1, { status: 'failed' })), 'not_sent')
  t.equal(kindOf(event('started', 1), sent, event('approved', 3), event('redeemed', 4)), 'approved')
  t.match(conclude([event('started', 1), sent, event('refused', 3)]), { kind: 'refused', before: sent })
  t.match(conclude([event('started', 1), sent, event('wrong_code', 3), event('wrong_code', 4)]), { wrong: 2 })
  t.match(conclude([event('started', 1), sent, event('ended', 300, { status: 'expired' })]), { ended: 'expired' })
  t.equal(kindOf(event('started', 1), sent, event('refused', 3), event('approved', 4)), 'approved', 'asked too soon')
  t.equal(kindOf(event('ended', 4, { status: 'expired' })), 'started', 'of what began before the time looked at')
  for (const kind of TIMELINE_KINDS) t.doesNotThrow(() => conclude([event(kind, 1)]), kind)
})

await t.test('nothing yet', async (t) => {
  const { page, complaints } = await openLog()
  await page.getByText('No SMS has been sent yet').waitFor()
  t.ok(await page.getByRole('button', { name: 'Download CSV' }).isDisabled())
  t.same(await violations(page), [])
  t.same(complaints, [])
})

await t.test('SMS of all fates', async (t) => {
  const { page } = await visit()
  const account = await api(page, 'POST', '/accounts', {
    platform: 'alibaba_cloud',
    name: HOSTILE,
    accessKeyId: DEMO.accessKeyId,
    accessKeySecret: DEMO.accessKeySecret,
  })
  const signature = await api(page, 'POST', `/accounts/${account.id}/signatures`, { name: 'Quectel' })
  const template = await api(page, 'POST', `/accounts/${account.id}/templates`, {
    code: 'SMS_100000002',
    purpose: 'log_in',
  })
  await api(page, 'PATCH', `/signatures/${signature.ssid}/apps`, { add: ['acme-shop'] })
  await api(page, 'PATCH', `/templates/${template.stid}/apps`, { add: ['acme-shop'] })
  const { path: reports } = await api(page, 'GET', `/accounts/${account.id}/reports`)
  t.ok(reports, 'an address for reports')
  emulator.state.setReportUrl(new URL(reports, url).href)

  const delivered = await start(DELIVERED)
  emulator.faults.add({ phone: FAILED, kind: 'deliver_failed', errCode: 'MOBILE_NOT_ON_SERVICE' })
  await start(FAILED)
  await start(GUESSED).then(async ({ id }) => {
    for (let at = 0; at < 5; at++) await app(`/${id}/check`, { code: wrongFor(GUESSED, at) })
  })
  await api(page, 'PUT', '/apps/acme-travel/policy', { limits: { phonePerMinute: 1 } })
  for (let times = 0; times < 4; times++) await start(REFUSED, 'log_in', 'app_demo_acme_travel')
  emulator.faults.add({ phone: TRAVELLER, kind: 'code', code: 'isv.AMOUNT_NOT_ENOUGH' })
  await start(TRAVELLER, 'reset_password', 'app_demo_acme_travel')

  const statusOf = async (phone: string) => {
    const { items } = await api(page, 'GET', `/messages?phone=${encodeURIComponent(phone)}`)
    return (items as SmsMessage[])[0]?.status
  }
  for (const [phone, status] of [
    [DELIVERED, 'delivered'],
    [GUESSED, 'delivered'],
    [FAILED, 'failed'],
    [TRAVELLER, 'failed'],
  ] as const) {
    for (let tries = 0; tries < 200 && (await statusOf(phone)) !== status; tries++) await page.waitForTimeout(50)
    t.equal(await statusOf(phone), status, phone)
  }
  t.match(await app(`/${delivered.id}/check`, { code: codeOf(DELIVERED) }), { status: 'approved' })
})

await t.test('the log: who, what, with what, and whose turn it is', async (t) => {
  const { page, complaints } = await openLog()
  await settled(page, 5)
  const text = await page.locator('[data-slot="message-log"] [data-slot="table"]').innerText()
  t.notMatch(text, /1334444\d{4}/, 'no whole number')
  t.notMatch(text, /log_in|acme-shop|undefined|\[object/, 'nothing as machines call it')
  const failed = await rowOf(page, '0002').innerText()
  t.match(failed, /Not delivered/)
  t.match(failed, /switched off/, 'the problem in words')
  t.match(failed, /turn/, 'and whose turn it is')
  const delivered = await rowOf(page, '0001').innerText()
  t.match(delivered, /Delivered/)
  t.match(delivered, /Acme Shop/)
  t.match(delivered, /【Quectel】/)
  t.ok(delivered.includes(HOSTILE), 'markup is text')
  t.equal(await page.locator('[data-slot="message-log"] img').count(), 0)
  t.same(complaints, [])
})

await t.test('only what is looked for', async (t) => {
  const { page } = await openLog()
  await settled(page, 5)
  const removeAll = async () => {
    await page.getByRole('button', { name: 'Remove all filters' }).click()
    await settled(page, 5)
  }
  await page.getByLabel('Status').selectOption('failed')
  await settled(page, 2)
  await page.getByLabel('Purpose').selectOption('reset_password')
  await settled(page, 1)
  await rowOf(page, '0005').waitFor()
  await removeAll()
  t.equal(await page.getByLabel('Status').inputValue(), '')

  await page.getByLabel('App', { exact: true }).selectOption('acme-travel')
  await settled(page, 2)
  await removeAll()
  await page.getByLabel('SMS account').selectOption({ label: HOSTILE })
  await settled(page, 3)
  await removeAll()

  const today = await page.evaluate(() => new Date().toLocaleDateString('sv-SE'))
  await page.getByLabel('To', { exact: true }).fill('2020-01-01')
  await page.getByText('No SMS matches').waitFor()
  await page.getByLabel('To', { exact: true }).fill(today)
  await settled(page, 5)
  await page.getByLabel('From', { exact: true }).fill(today)
  await settled(page, 5)
  await removeAll()
  t.equal(await page.getByLabel('From', { exact: true }).inputValue(), '')

  const number = page.getByLabel('Whole phone number')
  await number.fill('133 4444 0002')
  await page.getByRole('button', { name: 'Find' }).click()
  await settled(page, 1)
  await rowOf(page, '0002').waitFor()
  t.equal(await number.inputValue(), '133 4444 0002')
  await number.fill('')
  await number.press('Enter')
  await settled(page, 5)
  await number.fill('+86 12')
  await number.press('Enter')
  await page.getByText('This is not a phone number').waitFor()
  t.equal(await number.inputValue(), '+86 12', 'what was typed stays')
  t.equal(await number.getAttribute('aria-invalid'), 'true')
  t.ok(await number.evaluate((it) => it === document.activeElement), 'the field at fault has the focus')
  t.same(await violations(page), [])
  await removeAll()
  t.equal(await number.inputValue(), '')
})

await t.test('the details of one', async (t) => {
  const { page, complaints } = await openLog()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await rowOf(page, '0002')
    .getByRole('button', { name: /^Details/ })
    .click()
  const facts = dialog(page).locator('[data-slot="facts"]')
  await facts.waitFor()
  const text = await dialog(page).innerText()
  for (const part of [
    'MOBILE_NOT_ON_SERVICE',
    'switched off',
    'turn',
    'Acme Shop',
    'China',
    'Log in',
    'SMS_100000002',
    HOSTILE,
  ])
    t.ok(text.includes(part), part)
  t.match(text, /after \d+ (ms|sec)/, 'how long it took')
  const link = dialog(page).getByRole('link')
  t.match(await link.getAttribute('href'), /^https:\/\/help\.aliyun\.com\//)
  const [{ bizId, requestId }] = (await api(page, 'GET', '/messages?status=failed&purpose=log_in')).items
  t.ok(text.includes(bizId) && text.includes(requestId))
  await facts.locator('div', { hasText: 'BizId' }).getByRole('button', { name: 'Copy' }).first().click()
  await dialog(page).getByRole('button', { name: 'Copied' }).waitFor()
  t.equal(await page.evaluate(() => navigator.clipboard.readText()), bizId)
  t.same(await violations(page), [])

  await dialog(page).getByRole('button', { name: 'Timeline of this number' }).click()
  await page.getByText('The log has this number masked').waitFor()
  await ask(page, '13344440002')
  await page.getByText('The SMS did not arrive').waitFor()
  t.same(await violations(page), [])
  await page.keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'detached' })
  t.same(complaints, [])
})

await t.test('as CSV, with the filters in force, and by the fetch of the host', async (t) => {
  const { page } = await openLog()
  await settled(page, 5)
  await page.getByLabel('Status').selectOption('failed')
  await settled(page, 2)
  const asked = page.waitForRequest((request) => request.url().includes('/messages/export'))
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ])
  const request = await asked
  t.equal(request.resourceType(), 'fetch')
  t.equal(new URL(request.url()).searchParams.get('status'), 'failed')
  t.equal(download.suggestedFilename(), 'sms-messages.csv')
  const text = await readFile(await download.path(), 'utf8')
  t.ok(text.startsWith('\uFEFFid,createdAt,status,phone'), 'for Excel too')
  t.equal(text.trim().split('\n').length, 3)
  t.match(text, /MOBILE_NOT_ON_SERVICE/)
  t.match(text, /isv\.AMOUNT_NOT_ENOUGH/)
  await page.getByText('The CSV file has been downloaded.').waitFor()

  await page.route('**/messages/export**', (route) =>
    route.fulfill({ status: 503, json: { statusCode: 503, code: 'SMS_STORE_UNAVAILABLE', message: 'Broken' } }),
  )
  await page.getByRole('button', { name: 'Download CSV' }).click()
  await page.getByText('The database cannot be reached').waitFor()
})

await t.test('a number that was refused: how often, why, whose turn', async (t) => {
  const { page, complaints } = await openTimeline()
  await ask(page, '133-4444-0003')
  await steps(page).first().waitFor()
  const answer = await page.locator('[data-slot="phone-timeline"] [data-slot="banner"]').innerText()
  t.match(answer, /Why did this person get no code\?/)
  t.match(answer, /The last code asked for was refused/)
  t.match(answer, /One SMS a minute for one phone/)
  t.match(answer, /Asked 3 times/)
  t.match(answer, /App user’s turn/)
  t.match(answer, /The SMS before that/)
  const kinds = await steps(page).evaluateAll((all) => all.map((it) => it.getAttribute('data-kind')))
  t.ok(kinds.indexOf('started') < kinds.indexOf('sent') && kinds.indexOf('sent') < kinds.indexOf('refused'))
  t.equal(await page.locator('ol[aria-label="What happened, oldest first"] > li > ol > li').count(), kinds.length)
  const text = await page.locator('[data-slot="phone-timeline"]').innerText()
  t.match(text, /\+86 133\*+0003/)
  t.notMatch(text, /SMS_LIMITED|phone_per_minute|log_in|undefined/, 'nothing as machines call it')
  t.match(text, /Acme Travel · Log in/)
  t.same(complaints, [])
})

await t.test('other numbers: arrived and entered, guessed at, refused by the platform, unknown', async (t) => {
  const { page } = await openTimeline()
  const answer = page.locator('[data-slot="phone-timeline"] [data-slot="banner"]')
  await ask(page, DELIVERED)
  await answer.getByText('They got one').waitFor()
  t.match(await steps(page).allInnerTexts(), [/asked for/, /handed to the platform/, /Delivered after/, /right code/])
  await ask(page, GUESSED)
  await answer.getByText('5 wrong codes were entered since').waitFor()
  // A report that comes between them makes two steps of them.
  t.match((await steps(page).allInnerTexts()).join('\n'), /wrong codes? w\w+ entered; no tries left/)
  await ask(page, TRAVELLER)
  await answer.getByText('The SMS did not arrive').waitFor()
  t.match(await answer.innerText(), /The operator’s turn/)
  t.match((await steps(page).allInnerTexts()).join('\n'), /The platform did not take the SMS/)
  await ask(page, '+8613344449999')
  await page.getByText('Nothing is known of this number').waitFor()
  await page.getByLabel('Period').selectOption('month')
  await page.getByText('(The last 30 days)').waitFor()
  t.same(await violations(page), [])
})

await t.test('what is no number is told at the field', async (t) => {
  const { page } = await openTimeline()
  const field = page.getByLabel(/^Phone number/)
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.getByText('Fill in this field.').waitFor()
  await ask(page, 'abc')
  await page.getByText('This is not a phone number').waitFor()
  t.equal(await field.inputValue(), 'abc')
  t.ok(await field.evaluate((it) => it === document.activeElement))
  t.equal(await page.locator('[data-slot="failure"]').count(), 0, 'and only there')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await page.getByText('This is not a phone number').waitFor()
  await field.fill(DELIVERED)
  await field.press('Enter')
  await steps(page).first().waitFor()
  t.equal(await page.getByText('This is not a phone number').count(), 0)
})

await t.test('it cannot be read: why, and once more; what is not allowed', async (t) => {
  const { page } = await visit()
  for (const [status, code] of [
    [500, 'SMS_INTERNAL'],
    [403, 'SMS_FORBIDDEN'],
  ] as const) {
    await page.route(/\/sms\/(messages|phones)/, (route) =>
      route.fulfill({ status, json: { statusCode: status, code, message: 'Broken' } }),
    )
    for (const place of ['messages', 'timeline']) {
      await page.goto(`${url}/#/settings`)
      await page.goto(`${url}/#/${place}`)
      if (place === 'timeline') await ask(page, DELIVERED)
      await page.locator('[data-slot="failure"]').waitFor()
      t.match(
        await page.locator('[data-slot="failure"]').innerText(),
        status === 403 ? /No access/ : /Something went wrong on the server/,
      )
      if (status === 403) t.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0)
      else {
        await page.unrouteAll()
        await page.getByRole('button', { name: 'Try again' }).click()
        await page.locator('[data-slot="row"], [data-slot="timeline-step"]').first().waitFor()
        await page.route(/\/sms\/(messages|phones)/, (route) =>
          route.fulfill({ status, json: { statusCode: status, code, message: 'Broken' } }),
        )
      }
      t.same(await violations(page), [])
    }
    await page.unrouteAll()
    await page.reload()
  }
})

for (const [name, options] of [
  ['English, light', { locale: 'en', colorScheme: 'light' }],
  ['English, dark', { locale: 'en', colorScheme: 'dark' }],
  ['Chinese, light', { locale: 'zh-CN', colorScheme: 'light' }],
  ['Chinese, dark', { locale: 'zh-CN', colorScheme: 'dark' }],
  ['320 px wide', { locale: 'en', colorScheme: 'light', context: { viewport: { width: 320, height: 640 } } }],
] satisfies [string, Visit][])
  await t.test(`no violation: ${name}`, async (t) => {
    const { page, complaints } = await openLog(options)
    const look = async (where: string) => {
      await page.waitForTimeout(250)
      t.same(await violations(page), [], where)
      t.ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
        `${where}: nothing sticks out`,
      )
    }
    await rows(page).first().waitFor()
    await look('log')
    await rowOf(page, '0002').locator('.sms-actions .sms-button').click()
    await dialog(page).locator('[data-slot="facts"]').waitFor()
    await look('details')
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    for (const phone of [REFUSED, FAILED]) {
      await page.goto(`${url}/#/timeline`)
      await page.locator('[name="phone"]').fill(phone)
      await page.locator('[name="phone"]').press('Enter')
      await steps(page).nth(2).waitFor()
      await look(`timeline of ${phone}`)
    }
    t.same(complaints, [])
  })

await t.test('page by page, and what is there stays when the next one fails', async (t) => {
  const { page } = await openLog()
  await settled(page, 5)
  for (let at = 0; at < 20; at++) await start(`+86133555500${String(at).padStart(2, '0')}`)
  await page.reload()
  await settled(page, 20)
  await page.route('**/sms/messages**cursor=**', (route) =>
    route.fulfill({ status: 500, json: { statusCode: 500, code: 'SMS_INTERNAL', message: 'Broken' } }),
  )
  await page.getByRole('button', { name: 'Load more' }).click()
  await page.getByRole('alert').waitFor()
  t.equal(await rows(page).count(), 20)
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Load more' }).click()
  await settled(page, 25)
  t.equal(await page.getByRole('alert').count(), 0)
})

/** Months in which each of two accounts had a purpose of its own; what both filters fit is only the very first. */
const fillHistory = async () => {
  const knex = knexModule.default({ ...database.config(), pool: { min: 1, max: 1 } })
  const [like] = await knex('sms_messages').whereNotNull('account_id').where({ status: 'delivered' }).limit(1)
  const MANY = 14_000
  const rows = Array.from({ length: MANY }, (_, at) => {
    const created_at = like.created_at - (at + 1) * 20 * 60_000
    const more =
      at === MANY - 1
        ? { purpose: 'reset_password', status: 'failed', masked_phone: '+86 133****0099' }
        : at % 2
          ? { status: 'failed' }
          : { account_id: null, purpose: 'reset_password' }
    return {
      ...like,
      id: `M${encodeTime(created_at, 10)}${String(at).padStart(16, '0')}`,
      created_at,
      biz_id: null,
      ...more,
    }
  })
  await knex.batchInsert('sms_messages', rows, 500)
  await knex.destroy()
}

const searched = (page: Page) => page.locator('[data-slot="searched"]')
const SEARCH_ON = { name: 'Search further back' }
const rareFilters = async (page: Page) => {
  await page.getByLabel('SMS account').selectOption({ label: HOSTILE })
  await page.getByLabel('Purpose').selectOption('reset_password')
}

await t.test('rare among many: a few pages by itself, how far it has looked, and on to the end', async (t) => {
  await fillHistory()
  const { page, complaints } = await openLog()
  await rows(page).first().waitFor()
  let asked = 0
  page.on('request', (request) => {
    if (request.url().includes('purpose=reset_password')) asked += 1
  })
  await rareFilters(page)
  await searched(page)
    .getByText(/^Nothing found back to \w{3} \d+, \d{4}/)
    .waitFor()
  t.equal(await page.getByText('No SMS matches').count(), 0, 'nobody knows that yet')
  t.equal(asked, 5, 'so many pages by itself')
  await page.waitForTimeout(500)
  t.equal(asked, 5, 'and then it rests')
  t.notOk(await page.getByRole('button', { name: 'Download CSV' }).isDisabled(), 'the file goes to the end')
  t.same(await violations(page), [])

  await searched(page).getByRole('button', SEARCH_ON).press('Enter')
  await settled(page, 1)
  await rowOf(page, '0099').waitFor()
  t.equal(await searched(page).count(), 0, 'that was all')
  t.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the focus is not lost with the button')

  await page.getByLabel('SMS account').selectOption({ label: 'All' })
  await page.getByLabel('Status').selectOption('failed')
  await searched(page)
    .getByText(/^Searched back to/)
    .first()
    .waitFor()
  await settled(page, 1)
  await rowOf(page, '0005').waitFor()
  await searched(page).getByRole('button', SEARCH_ON).click()
  await settled(page, 2)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ])
  t.equal((await readFile(await download.path(), 'utf8')).trim().split('\n').length, 3, 'all of it, far back as it is')
  t.same(complaints, [])
})

await t.test('a search can be stopped, and a failed one goes on from where it was', async (t) => {
  const { page } = await openLog()
  await rows(page).first().waitFor()
  await rareFilters(page)
  await searched(page).getByRole('button', SEARCH_ON).waitFor()
  const before = await searched(page).getByRole('status').innerText()
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/sms/messages**cursor=**', (route) => held.then(() => route.continue()))
  await searched(page).getByRole('button', SEARCH_ON).click()
  await searched(page).getByText('Searching…').waitFor()
  const stop = searched(page).getByRole('button', { name: 'Stop searching' })
  t.ok(await stop.evaluate((it) => it.contains(document.activeElement)), 'where it was pressed it can be stopped')
  t.same(await violations(page), [])
  await stop.click()
  await searched(page).getByText('Nothing found back to').waitFor()
  answer()
  await page.waitForFunction(
    (before) => !document.querySelector('[data-slot="searched"]')?.textContent?.startsWith(before),
    before,
  )
  await page.waitForTimeout(300)
  t.equal(await rows(page).count(), 0, 'what was under way has come, and nothing after it')
  await page.unrouteAll()
  await page.route('**/sms/messages**cursor=**', (route) =>
    route.fulfill({ status: 500, json: { statusCode: 500, code: 'SMS_INTERNAL', message: 'Broken' } }),
  )
  await searched(page).getByRole('button', SEARCH_ON).click()
  await page.getByRole('alert').waitFor()
  await searched(page).getByRole('button', SEARCH_ON).waitFor()
  await page.unrouteAll()
  await searched(page).getByRole('button', SEARCH_ON).click()
  await rowOf(page, '0099').waitFor()
  t.equal(await page.getByRole('alert').count(), 0)
})

t.end()
