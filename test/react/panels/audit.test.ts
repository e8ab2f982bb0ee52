import { readdir, readFile } from 'node:fs/promises'
import { DEMO } from '@sms-settings/emulator'
import type { Page } from 'playwright-core'
import t from 'tap'
import { differences } from '../../../packages/react/src/audit/differences.ts'
import { auditWords } from '../../../packages/react/src/audit/words.ts'
import { queryOf } from '../../../packages/react/src/statistics/range.ts'
import { beginningOf } from '../../../packages/react/src/words/days.ts'
import { violations } from '../../support/axe.ts'
import { api, startConsole, type Visit } from '../../support/console.ts'

const { visit } = await startConsole(t)
const openLog = (options: Visit = {}) => visit({ ...options, path: '/#/audit-log' })

const rowOf = (page: Page, action: string) => page.locator('[data-slot="row"]', { hasText: action })

await t.test('differences', async (t) => {
  t.same(differences({ name: 'a', note: null }, { name: 'b', note: '' }), [
    { path: ['name'], kind: 'value', before: 'a', after: 'b' },
  ])
  t.same(differences(null, { name: 'a', note: null, carriers: [], settings: {} }), [
    { path: ['name'], kind: 'value', before: undefined, after: 'a' },
  ])
  t.same(differences({ limits: { ipPerHour: 1, appPerDay: 2 } }, { limits: { ipPerHour: 1, appPerDay: 3 } }), [
    { path: ['limits', 'appPerDay'], kind: 'value', before: 2, after: 3 },
  ])
  t.same(differences({ removed: ['a'] }, { added: ['b'] }), [
    { path: ['removed'], kind: 'list', added: [], removed: ['a'] },
    { path: ['added'], kind: 'list', added: ['b'], removed: [] },
  ])
  t.same(
    differences({ list: [{ a: 1 }, { b: 1 }] }, { list: [{ b: 1 }, { c: 1 }] }),
    [{ path: ['list'], kind: 'list', added: [{ c: 1 }], removed: [{ a: 1 }] }],
    'of a list only what came and went',
  )
  t.same(
    differences({ resendWait: [60, 120] }, { resendWait: [120, 60] }),
    [{ path: ['resendWait'], kind: 'value', before: [60, 120], after: [120, 60] }],
    'numbers by their order',
  )
  t.same(differences(null, null), [])
})

await t.test('every action that the server writes down has words in both languages', async (t) => {
  const folder = new URL('../../../packages/fastify/src/', import.meta.url)
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const texts = await Promise.all(files.map((name) => readFile(new URL(name, folder), 'utf8')))
  const quoted = texts.flatMap((text) =>
    [...text.matchAll(/'((?:account|signature|template|app|message|alarm|block|phone)\.[a-z]+)'/g)].map(
      (it) => it[1] as string,
    ),
  )
  // These two are composed there.
  const actions = new Set([...quoted, 'signature.authorise', 'template.authorise'])
  t.ok(actions.size >= 19, `${actions.size} actions`)
  for (const action of actions) {
    t.ok(auditWords.en.actions[action], `${action} in English`)
    t.ok(auditWords['zh-CN'].actions[action], `${action} in Chinese`)
  }
  t.same(Object.keys(auditWords.en.fields).sort(), Object.keys(auditWords['zh-CN'].fields).sort())
})

await t.test('nothing yet', async (t) => {
  const { page } = await openLog()
  await page.getByText('Nothing has been changed yet').waitFor()
  t.same(await violations(page), [])
})

const SETTINGS_NAME = '<img src=x onerror=alert(1)> & a long name of an account'

await t.test('what was changed, in words', async (t) => {
  const { page, complaints } = await openLog()
  const account = await api(page, 'POST', '/accounts', {
    platform: 'alibaba_cloud',
    name: 'Main',
    accessKeyId: DEMO.accessKeyId,
    accessKeySecret: DEMO.accessKeySecret,
  })
  await api(page, 'PATCH', `/accounts/${account.id}`, { name: SETTINGS_NAME })
  await api(page, 'POST', `/accounts/${account.id}/pause`)
  await api(page, 'POST', `/accounts/${account.id}/resume`)
  const signature = await api(page, 'POST', `/accounts/${account.id}/signatures`, { name: 'Quectel' })
  await api(page, 'PATCH', `/signatures/${signature.ssid}/apps`, { add: ['acme-shop', 'acme-travel'] })
  await api(page, 'PATCH', `/signatures/${signature.ssid}/apps`, { remove: ['acme-travel'] })
  const template = await api(page, 'POST', `/accounts/${account.id}/templates`, {
    code: 'SMS_100000002',
    purpose: 'log_in',
  })
  await api(page, 'PATCH', `/templates/${template.stid}`, { purpose: 'sign_up' })
  await api(page, 'PATCH', `/templates/${template.stid}/apps`, { add: ['acme-shop'] })
  await api(page, 'PUT', '/apps/acme-shop/defaults', {
    defaults: [{ purpose: 'log_in', region: 'domestic', ssid: signature.ssid, stid: template.stid }],
  })
  await api(page, 'PUT', '/apps/acme-shop/policy', {
    lifetime: 120,
    limits: { ipPerHour: 30 },
    countries: { others: 'allow', named: [{ country: 'FR', mode: 'block' }] },
    safeList: ['+8613900001234'],
  })
  await api(page, 'PUT', '/apps/acme-shop/policy', { lifetime: 90, resendWait: [60, 90] })
  await page.reload()
  await rowOf(page, 'Policy changed').first().waitFor()

  const changeOf = async (action: string, at = 0) => {
    const row = rowOf(page, action).nth(at)
    const details = row.locator('summary')
    if (await details.count()) await details.click()
    return (await row.locator('[data-slot="changes"]').innerText()).replace(/\s+/g, ' ')
  }
  t.match(await changeOf('Sending paused'), 'Status: Active → Paused')
  t.match(await changeOf('Account edited'), `Name: Main → ${SETTINGS_NAME}`, 'markup is text')
  t.match(await changeOf('Account added'), 'SMS platform: Alibaba Cloud')
  t.match(await changeOf('Apps authorized for a signature', 1), 'Apps: added acme-shop, acme-travel')
  t.match(await changeOf('Apps authorized for a signature'), 'Apps: removed acme-travel')
  t.match(await changeOf('Template edited'), 'Purpose: Log in → Sign up')
  t.match(await changeOf('Template added'), 'Region: Mainland China')
  t.match(
    await changeOf('Defaults changed'),
    `added Log in, Mainland China: ssid ${signature.ssid}, stid ${template.stid}`,
  )
  const policy = await changeOf('Policy changed')
  t.match(policy, /Lifetime, in seconds: 120 → 90/)
  t.match(policy, /One address, an hour: 30 → nothing/)
  t.match(policy, /removed France: Block/)
  t.match(policy, /Wait before each resend, in seconds: 60, 90/)
  t.match(policy, /Safe list: 1 → 0/)
  const all = await page.locator('[data-slot="audit-log"]').innerText()
  t.notMatch(all, /139\s*0000/, 'no phone number')
  t.notMatch(all, /domestic|log_in|alibaba_cloud|ipPerHour|undefined|\[object/, 'nothing as machines call it')
  t.same(complaints, [])
})

await t.test('an action and a field that are not known are shown as they are', async (t) => {
  const { page } = await visit()
  await page.route('**/sms/audit-log**', (route) =>
    route.fulfill({
      json: {
        items: [
          {
            id: 'L1',
            at: '2026-01-02T03:04:05.000Z',
            actorId: 'eve',
            action: 'rocket.launch',
            target: { kind: 'rocket', id: 'R1', name: null },
            before: { thrust: 1, crew: null },
            after: { thrust: 2, crew: { captain: 'Ann', seats: [1, 2] } },
          },
        ],
        nextCursor: null,
      },
    }),
  )
  await page.goto(page.url().replace(/#.*/, '#/audit-log'))
  await rowOf(page, 'rocket.launch').waitFor()
  t.match(await page.locator('[data-slot="changes"]').innerText(), /thrust: 1 → 2\s*captain: Ann\s*seats: 1, 2/)
})

await t.test('only what one person did, or what was done to one thing, or lately', async (t) => {
  const { page } = await openLog()
  const rows = page.locator('[data-slot="row"]')
  await rows.first().waitFor()
  const total = await rows.count()
  const who = await rows.first().locator('.sms-code').innerText()

  await page.getByRole('searchbox', { name: 'Who (ID)' }).fill('nobody')
  await page.getByText('Nothing matches.').waitFor()
  await page.getByRole('searchbox', { name: 'Who (ID)' }).fill(` ${who} `)
  await rows.first().waitFor()
  t.equal(await rows.count(), total)
  await page.getByRole('searchbox', { name: 'Who (ID)' }).fill('')

  await page
    .getByRole('button', { name: 'Show only 【Quectel】' })
    .or(page.getByRole('button', { name: 'Show only Quectel' }))
    .first()
    .click()
  await page.getByRole('button', { name: 'Show all' }).waitFor()
  await t.resolves(
    page.waitForFunction((count) => document.querySelectorAll('[data-slot="row"]').length < count, total),
  )
  t.same(
    [...new Set(await rows.locator('.sms-cell-main').allInnerTexts())],
    ['Apps authorized for a signature', 'Signature added'],
  )
  await page.getByRole('button', { name: 'Show all' }).click()
  await t.resolves(
    page.waitForFunction((count) => document.querySelectorAll('[data-slot="row"]').length === count, total),
  )

  const asked = page.waitForRequest((request) => /audit-log.*from=/.test(request.url()))
  await page.getByRole('combobox', { name: 'Period' }).selectOption('day')
  const from = Date.parse(new URL((await asked).url()).searchParams.get('from') ?? '')
  t.ok(Math.abs(Date.now() - 86_400_000 - from) < 60_000)
})

await t.test('from one day to another, both of them included, as days are where the person is', async (t) => {
  const { page } = await openLog({ context: { timezoneId: 'Asia/Shanghai' } })
  await page.locator('[data-slot="row"]').first().waitFor()
  await page.getByRole('combobox', { name: 'Period' }).selectOption('chosen')
  await page.getByLabel('From', { exact: true }).fill('2026-03-01')
  const asked = page.waitForRequest((request) => /audit-log.*to=/.test(request.url()))
  await page.getByLabel('To', { exact: true }).fill('2026-03-02')
  const { searchParams } = new URL((await asked).url())
  t.equal(searchParams.get('from'), '2026-02-28T16:00:00.000Z')
  t.equal(searchParams.get('to'), '2026-03-02T16:00:00.000Z')
  await page.getByText('Nothing matches.').waitFor()

  await page.getByLabel('To', { exact: true }).fill('')
  await page.locator('[data-slot="row"]').first().waitFor()
  t.same(await violations(page), [])
})

await t.test('a day of no year that can be asked for', async (t) => {
  for (const day of ['', '20266-11-23', '275760-09-13', 'soon']) t.equal(beginningOf(day), undefined, day)
  t.equal(beginningOf('9999-12-31', { later: 1 }), undefined)
  t.equal(beginningOf('2026-12-31', { later: 1, isUtc: true }), '2027-01-01T00:00:00.000Z')
  t.same(queryOf({ span: 'chosen', first: '20266-11-23', last: '9999-12-31' }, 0), {})

  const { page, complaints } = await openLog()
  const rows = page.locator('[data-slot="row"]')
  await rows.first().waitFor()
  const total = await rows.count()
  await page.getByRole('combobox', { name: 'Period' }).selectOption('chosen')
  for (const name of ['From', 'To']) {
    const field = page.getByLabel(name, { exact: true })
    await field.fill('20266-11-23')
    t.equal(await rows.count(), total, 'all, as without a day')
    await field.fill('')
    await field.focus()
    await page.keyboard.type('11232026')
    await page.keyboard.type('6')
    t.match(await field.inputValue(), /^\d{4}-11-23$/, 'no fifth digit is taken')
    await field.fill('')
  }
  t.ok(await page.getByRole('heading', { name: auditWords.en.title }).isVisible())
  t.same(complaints, [])
})

await t.test('page by page, and what is there stays when the next one fails', async (t) => {
  const { page } = await openLog()
  const rows = page.locator('[data-slot="row"]')
  await rows.first().waitFor()
  for (let at = 0; at < 30; at++) await api(page, 'PUT', '/apps/acme-travel/policy', { lifetime: 100 + at })
  await page.reload()
  await rows.first().waitFor()
  t.equal(await rows.count(), 20)
  await page.route('**/sms/audit-log**cursor=**', (route) =>
    route.fulfill({ status: 500, json: { code: 'SMS_INTERNAL', message: 'Broken' } }),
  )
  await page.getByRole('button', { name: 'Load more' }).click()
  await page.getByRole('alert').waitFor()
  t.equal(await rows.count(), 20)
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Load more' }).click()
  await t.resolves(page.waitForFunction(() => document.querySelectorAll('[data-slot="row"]').length === 40))
  t.equal(await page.getByRole('alert').count(), 0)
  const times = await rows.locator('time').evaluateAll((all) => all.map((it) => it.getAttribute('datetime') ?? ''))
  t.same(times, [...times].sort().reverse(), 'newest first')
})

await t.test('it cannot be read: why, and once more', async (t) => {
  const { page } = await visit()
  await page.route('**/sms/audit-log**', (route) =>
    route.fulfill({ status: 500, json: { code: 'SMS_INTERNAL', message: 'Broken' } }),
  )
  await page.goto(page.url().replace(/#.*/, '#/audit-log'))
  await page.getByRole('alert').waitFor()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('[data-slot="row"]').first().waitFor()
  t.equal(await page.getByRole('alert').count(), 0)
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
    await page.locator('[data-slot="row"]').first().waitFor()
    for (const summary of await page.locator('summary').all()) await summary.click()
    t.same(await violations(page), [])
    t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    t.same(complaints, [])
  })

t.end()
