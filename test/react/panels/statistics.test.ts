import { DEMO } from '@sms-settings/emulator'
import type { Page } from 'playwright-core'
import t from 'tap'
import { queryOf } from '../../../packages/react/src/statistics/range.ts'
import { violations } from '../../support/axe.ts'
import { startConsole, type Visit } from '../../support/console.ts'

const { visit, url, emulator, countNow } = await startConsole(t)
const openStatistics = (options: Visit = {}) => visit({ ...options, path: '/#/statistics' })

const app = async (path: string, body: unknown, appKey: string) => {
  const response = await fetch(`${url}/sms/verifications${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-app-key': appKey },
    body: JSON.stringify(body),
  })
  return (await response.json()) as { id: string }
}
const SHOP = 'app_demo_acme_shop'
const TRAVEL = 'app_demo_acme_travel'
const start = (phone: string, appKey = SHOP) => app('', { phone, purpose: 'log_in' }, appKey)
const codeOf = (phone: string) => emulator.outbox.messages({ phone }).at(-1)?.params.code as string

const panel = (page: Page) => page.locator('[data-slot="sms-statistics"]')
const rows = (page: Page) => panel(page).locator('[data-slot="row"]')
const figure = (page: Page, name: string) =>
  page.locator('[data-slot="figures"] > div').filter({ has: page.getByText(name, { exact: true }) })
const refused = (status: number, code: string, more: object = {}) => ({
  status,
  json: { statusCode: status, code, message: 'Broken', ...more },
})

const HOSTILE = '<img src=x onerror=alert(1)>'

await t.test('what a range asks for', async (t) => {
  const now = Date.parse('2026-11-23T23:59:59.000Z')
  t.same(queryOf({ span: '7', first: '', last: '' }, now), { from: '2026-11-17T00:00:00.000Z' })
  t.same(queryOf({ span: 'chosen', first: '2026-02-27', last: '2026-02-28' }, now), {
    from: '2026-02-27T00:00:00.000Z',
    to: '2026-03-01T00:00:00.000Z',
  })
  t.same(queryOf({ span: 'chosen', first: '', last: '' }, now), {}, 'the server has a time of its own')
})

await t.test('nothing yet', async (t) => {
  const { page, complaints } = await openStatistics()
  await page.getByText('No SMS in this time').waitFor()
  t.same(await violations(page), [])
  t.same(complaints, [])
})

await t.test('what was sent, arrived and was used, as the server counts it', async (t) => {
  const { page, complaints } = await visit()
  const reports = await page.evaluate(
    async ([accessKeyId, accessKeySecret, name]) => {
      const call = async (path: string, body: unknown) =>
        (
          await fetch(`/sms${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
        ).json()
      const { id } = await call('/accounts', { platform: 'alibaba_cloud', name, accessKeyId, accessKeySecret })
      await call(`/accounts/${id}/import`, {
        signatures: [{ name: 'Quectel' }],
        templates: [{ code: 'SMS_100000002', purpose: 'log_in' }],
        appIds: ['acme-shop', 'acme-travel'],
      })
      const { path } = await (await fetch(`/sms/accounts/${id}/reports`)).json()
      return path as string
    },
    [DEMO.accessKeyId, DEMO.accessKeySecret, HOSTILE],
  )
  emulator.state.setReportUrl(new URL(reports, url).href)
  emulator.faults.add({ phone: '+8613344440003', kind: 'deliver_failed', errCode: 'MOBILE_NOT_ON_SERVICE' })
  for (const [phone, key] of [
    ['+8613344440001', SHOP],
    ['+8613344440002', SHOP],
    ['+8613344440003', SHOP],
    ['+8613344440004', TRAVEL],
  ] as const) {
    const { id } = await start(phone, key)
    if (phone.endsWith('1') || phone.endsWith('4')) await app(`/${id}/check`, { code: codeOf(phone) }, key)
  }
  const counted = () =>
    page.evaluate(async () => {
      const { total } = await (await fetch('/sms/statistics')).json()
      return total.delivered === 3 && total.failed === 1 && total.approved === 2
    })
  const until = Date.now() + 60_000
  while (!(await counted()) && Date.now() < until) {
    await page.waitForTimeout(500)
    await countNow()
  }
  t.ok(await counted(), 'counted')

  await page.goto(`${url}/#/statistics`)
  await figure(page, 'Sent').waitFor()
  t.match(await figure(page, 'Sent').innerText(), /4/)
  t.match(await figure(page, 'Delivered').innerText(), /3\s*75% of those sent/)
  t.match(await figure(page, 'Failed').innerText(), /1\s*25%/)
  t.match(await figure(page, 'Codes used').innerText(), /50%\s*2 of 4 codes/)
  t.match(await figure(page, 'Wasted').innerText(), /2/)
  t.match(await figure(page, 'Time to deliver').innerText(), /\d+ (ms|sec)/)

  const chart = page.getByRole('figure', { name: 'What became of the SMS of each day' })
  await chart.waitFor()
  t.match(await chart.innerText(), /Delivered: 3; Failed: 1/)
  t.equal(await rows(page).count(), 10, 'the latest days')
  t.match((await rows(page).first().innerText()).replace(/\s+/g, ' '), /4 3 75% 1 25%/)
  await page.getByRole('button', { name: 'Show all 30 rows' }).click()
  t.equal(await rows(page).count(), 30)
  t.same(await violations(page), [])

  for (const [tab, words] of [
    ['Apps', ['Acme Shop', 'Acme Travel']],
    ['Templates', ['T']],
    ['Countries', ['China']],
    ['Errors', ['The phone is switched off', 'MOBILE_NOT_ON_SERVICE']],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click()
    for (const word of words) await rows(page).filter({ hasText: word }).first().waitFor()
    await panel(page).getByRole('figure').first().waitFor()
    t.same(await violations(page), [], tab)
  }
  await page.getByRole('tab', { name: 'Apps' }).click()
  await page.getByLabel('App', { exact: true }).selectOption('acme-shop')
  await page.waitForFunction(
    () => document.querySelectorAll('[data-slot="sms-statistics"] [data-slot="row"]').length === 1,
  )
  t.match(await figure(page, 'Sent').innerText(), /3/)
  await page.getByRole('button', { name: 'Show all Apps' }).click()
  await page.waitForFunction(
    () => document.querySelectorAll('[data-slot="sms-statistics"] [data-slot="row"]').length === 2,
  )
  t.same(complaints, [])
})

await t.test('day by day, by keyboard, mouse and finger', async (t) => {
  const { page } = await openStatistics()
  const chart = page.getByRole('figure', { name: 'What became of the SMS of each day' })
  const day = chart.getByRole('slider', { name: /What became of the SMS of each day/ })
  const told = chart.locator('[data-slot="chart-told"]')
  await told.waitFor()
  const today = await told.innerText()
  t.match(today, /Delivered: 3; Failed: 1/)
  await day.focus()
  t.equal(await day.getAttribute('aria-valuetext'), today)
  await page.keyboard.press('ArrowLeft')
  t.not(await told.innerText(), today)
  t.equal(await day.getAttribute('aria-valuetext'), await told.innerText())
  await page.keyboard.press('End')
  t.equal(await told.innerText(), today)
  await page.keyboard.press('Home')
  const first = await told.innerText()
  await day.blur()
  t.equal(await told.innerText(), today)

  const plot = chart.locator('.sms-chart-plot')
  const { width, height } = (await plot.boundingBox()) ?? { width: 0, height: 0 }
  const before = await chart.boundingBox()
  await plot.hover({ position: { x: 3, y: height / 2 } })
  t.equal(await told.innerText(), first)
  t.same(await chart.boundingBox(), before, 'nothing moves')
  await plot.hover({ position: { x: width - 3, y: height / 2 } })
  t.equal(await told.innerText(), today)
})

await t.test('days are UTC days, wherever the person is; a wrong time keeps what was typed', async (t) => {
  const { page } = await openStatistics({ context: { timezoneId: 'Pacific/Kiritimati' } })
  await figure(page, 'Sent').waitFor()
  await page.getByLabel('Period').selectOption('chosen')
  await page.getByLabel('From (UTC)').fill('2026-03-01')
  const asked = page.waitForRequest((request) => /statistics.*to=/.test(request.url()))
  await page.getByLabel('To (UTC)').fill('2026-03-02')
  const { searchParams } = new URL((await asked).url())
  t.equal(searchParams.get('from'), '2026-03-01T00:00:00.000Z')
  t.equal(searchParams.get('to'), '2026-03-03T00:00:00.000Z')
  await page.getByText('No SMS in this time').waitFor()
  await page.getByLabel('To (UTC)').fill('2026-02-01')
  await page.getByRole('alert').waitFor()
  t.equal(await page.getByLabel('From (UTC)').inputValue(), '2026-03-01')
  t.equal(await page.getByLabel('To (UTC)').inputValue(), '2026-02-01')
  t.same(await violations(page), [])
})

await t.test('what cannot be read, and what is counted late', async (t) => {
  const { page } = await visit()
  await page.route('**/sms/statistics**', (route) => route.fulfill(refused(500, 'SMS_INTERNAL')))
  await page.goto(`${url}/#/statistics`)
  await page.getByText('Something went wrong on the server').waitFor()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await figure(page, 'Sent').waitFor()

  await page.route('**/sms/statistics**', async (route) => {
    const body = await (await route.fetch()).json()
    const groups = body.groups.map((it: object) => ({ ...it, ...(body.groupBy === 'day' ? {} : { key: HOSTILE }) }))
    await route.fulfill({ json: { ...body, groups, countedUntil: '2026-01-02T03:04:05.000Z' } })
  })
  await page.getByLabel('Period').selectOption('7')
  await page.getByText(/^Counted until Jan 2, 2026/).waitFor()
  for (const tab of ['Countries', 'Errors']) {
    await page.getByRole('tab', { name: tab }).click()
    await rows(page).filter({ hasText: HOSTILE }).first().waitFor()
    t.match(await panel(page).getByRole('figure').first().innerText(), HOSTILE)
  }
  t.equal(await panel(page).locator('img').count(), 0, 'markup is text')
  await page.unrouteAll()

  await page.route('**/sms/statistics**', (route) => route.fulfill(refused(403, 'SMS_FORBIDDEN')))
  await page.reload()
  await page.getByText('No access').waitFor()
  t.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0)
})

await t.test('without the charts there is the table', async (t) => {
  const { page } = await visit()
  await page.route(/charts-.*\.js/, (route) => route.abort())
  await page.goto(`${url}/#/statistics`)
  await page.getByText('The chart could not be loaded').waitFor()
  await rows(page).first().waitFor()
  t.equal(await panel(page).getByRole('figure').count(), 0)
})

for (const [name, options] of [
  ['English, dark', { locale: 'en', colorScheme: 'dark' }],
  ['Chinese, light', { locale: 'zh-CN', colorScheme: 'light' }],
  ['320 px wide', { locale: 'zh-CN', colorScheme: 'dark', context: { viewport: { width: 320, height: 640 } } }],
  [
    'forced colours',
    { locale: 'en', colorScheme: 'auto', context: { forcedColors: 'active' } as Visit['context'] & object },
  ],
] satisfies [string, Visit][])
  await t.test(`no violation: ${name}`, async (t) => {
    const { page, complaints } = await openStatistics(options)
    await panel(page).getByRole('figure').first().waitFor()
    for (const at of [0, 1]) {
      await page.getByRole('tab').nth(at).click()
      await panel(page).getByRole('figure').first().waitFor()
      await page.waitForTimeout(200)
      t.same(await violations(page), [])
      t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    }
    t.same(complaints, [])
  })

t.end()
