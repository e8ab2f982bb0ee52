import { DEMO } from '@sms-settings/emulator'
import type { Page } from 'playwright-core'
import t from 'tap'
import { violations } from '../../support/axe.ts'
import { startConsole, type Visit } from '../../support/console.ts'

const { visit } = await startConsole(t)
const openApp = (options: Visit = {}) => visit({ ...options, path: '/#/apps/acme-shop' })

/** Calls the server as the person whose page it is: a colleague at another desk, as far as the panel knows. */
const api = (page: Page, method: string, path: string, body?: unknown) =>
  page.evaluate(
    async ([method, path, body]) => {
      const response = await fetch(`/sms${path}`, {
        method: method as string,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      return response.status === 204 ? {} : response.json()
    },
    [method, path, body] as const,
  )

/** The parts of the panel, as people find them. */
const parts = (page: Page) => {
  const readiness = page.getByRole('table', { name: 'Can codes be sent?' })
  return {
    readinessOf: (purpose: string, region: string) =>
      readiness.getByRole('row').filter({ hasText: purpose }).filter({ hasText: region }),
    template: (what: string) => page.getByRole('combobox', { name: `Template: ${what}` }),
    signature: (what: string) => page.getByRole('combobox', { name: `Signature: ${what}` }),
    defaults: page.locator('[data-slot="defaults"]'),
    policy: page.locator('[data-slot="policy-form"]'),
    field: (name: string) => page.locator(`[data-slot="policy-form"] [name="${name}"]`),
    save: page.locator('[data-slot="policy-form"]').getByRole('button', { name: 'Save' }),
  }
}
const chosen = (select: ReturnType<Page['locator']>) =>
  select.evaluate((it: HTMLSelectElement) => it.selectedOptions[0]?.text ?? '')
const policyOf = async (page: Page) => (await api(page, 'GET', '/apps/acme-shop/policy')).set

let account: { id: string }
let signature: { ssid: string }
let template: { stid: string }
await t.test('something to look at', async (t) => {
  const { page } = await visit()
  account = await api(page, 'POST', '/accounts', {
    platform: 'alibaba_cloud',
    name: 'Main',
    accessKeyId: DEMO.accessKeyId,
    accessKeySecret: DEMO.accessKeySecret,
  })
  signature = await api(page, 'POST', `/accounts/${account.id}/signatures`, { name: 'Quectel' })
  template = await api(page, 'POST', `/accounts/${account.id}/templates`, { code: 'SMS_100000002', purpose: 'log_in' })
  await api(page, 'PATCH', `/signatures/${signature.ssid}/apps`, { add: ['acme-shop'] })
  await api(page, 'PATCH', `/templates/${template.stid}/apps`, { add: ['acme-shop'] })
  t.ok(template.stid)
})

await t.test('readiness in words, as authorisations and accounts change', async (t) => {
  const { page, complaints } = await openApp()
  const { readinessOf } = parts(page)
  const row = readinessOf('Log in', 'Mainland China')
  await row.waitFor()
  t.match(await row.innerText(), /【Quectel】 and “Log in”\s+Newest authorised.*Ready/s)

  await api(page, 'PATCH', `/signatures/${signature.ssid}/apps`, { remove: ['acme-shop'] })
  await page.reload()
  await row.waitFor()
  t.match(await row.innerText(), /General.*Ready/s, 'without a signature of its own the general ones take over')
  await api(page, 'PATCH', `/signatures/${signature.ssid}/apps`, { add: ['acme-shop'] })

  // Set on purpose, a default is not replaced in silence.
  await api(page, 'PUT', '/apps/acme-shop/defaults', {
    defaults: [{ purpose: 'log_in', region: 'domestic', ssid: signature.ssid, stid: template.stid }],
  })
  await api(page, 'POST', `/accounts/${account.id}/pause`)
  await page.reload()
  await row.waitFor()
  t.match(await row.innerText(), /Cannot send.*The SMS account is paused\. Resume the account in SMS Settings\./s)
  await page.getByText('For one purpose and region no code can be sent.').waitFor()
  t.match(await readinessOf('Sign up', 'International').innerText(), 'Ready', 'the others go on')

  await page.getByRole('button', { name: 'Fix: Log in, Mainland China' }).click()
  await page.waitForURL((url) => url.hash.includes(account.id))
  t.pass('to the account that is paused')
  await api(page, 'POST', `/accounts/${account.id}/resume`)
  await api(page, 'PUT', '/apps/acme-shop/defaults', { defaults: [] })
  t.same(complaints, [])
})

await t.test('defaults: chosen among pairs that fit, saved as a whole, read back', async (t) => {
  const { page } = await openApp()
  const { template: templates, signature: signatures } = parts(page)
  const what = 'Log in, Mainland China'
  await templates(what).waitFor()
  t.equal(await chosen(templates(what)), 'Automatic')
  t.equal(await signatures(what).count(), 0, 'nothing to choose with it')
  await templates(what).selectOption(template.stid)
  t.match(await chosen(signatures(what)), /Quectel/, 'a signature of the same account comes along')
  await page.getByRole('button', { name: 'Discard changes' }).click()
  t.equal(await chosen(templates(what)), 'Automatic')

  await templates(what).selectOption(template.stid)
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor()
  await page.reload()
  await templates(what).waitFor()
  t.equal(await templates(what).inputValue(), template.stid)
  t.match(await parts(page).readinessOf('Log in', 'Mainland China').innerText(), 'Default')

  await templates(what).selectOption('automatic')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor()
  t.same((await api(page, 'GET', '/apps/acme-shop/settings')).defaults, [])
})

await t.test('defaults that cannot be saved: why, and what was chosen stays', async (t) => {
  const { page } = await openApp()
  const { template: templates } = parts(page)
  const what = 'Log in, Mainland China'
  await templates(what).selectOption(template.stid)
  await api(page, 'POST', `/accounts/${account.id}/pause`)
  await page.getByRole('button', { name: 'Save' }).first().click()
  t.match(await page.getByRole('alert').innerText(), /The SMS account is paused/)
  t.equal(await templates(what).inputValue(), template.stid)
  await api(page, 'POST', `/accounts/${account.id}/resume`)
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor()
  await api(page, 'PUT', '/apps/acme-shop/defaults', { defaults: [] })
})

await t.test('policy: saved, read back, and followed again', async (t) => {
  const { page } = await openApp()
  const { field, save, policy } = parts(page)
  await field('lifetime').fill('120')
  await field('resendWait').fill('30, 90')
  await field('limits.ipPerHour').fill('50')
  await field('blockList').fill('+8613900001234')
  await save.click()
  await page
    .getByRole('status')
    .filter({ hasText: 'The policy was saved.' })
    .or(page.getByRole('status').filter({ hasText: /saved/i }))
    .first()
    .waitFor()
  t.match(await policyOf(page), {
    lifetime: 120,
    resendWait: [30, 90],
    limits: { ipPerHour: 50 },
    blockList: ['+8613900001234'],
  })
  await page.reload()
  await policy.waitFor()
  t.equal(await field('lifetime').inputValue(), '120')
  t.equal(await field('resendWait').inputValue(), '30, 90')
  await field('lifetime').fill('')
  await save.click()
  await t.resolves(
    page.waitForFunction(
      async () => (await (await fetch('/sms/apps/acme-shop/policy')).json()).set.lifetime === undefined,
    ),
  )
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('policy out of bounds: the field says so, nothing is sent, nothing typed is lost', async (t) => {
  const { page } = await openApp()
  const { field, save } = parts(page)
  let sent = 0
  page.on('request', (request) => {
    if (request.method() === 'PUT') sent += 1
  })
  await field('attempts').fill('4')
  await field('lifetime').fill('5')
  await save.click()
  await page.locator('[data-slot="field-error"]').filter({ hasText: '60 to 600' }).waitFor()
  t.ok(await field('lifetime').evaluate((it) => it === document.activeElement), 'the focus is on it')
  t.equal(await field('lifetime').getAttribute('aria-invalid'), 'true')
  t.equal(await field('lifetime').inputValue(), '5')
  t.equal(await field('attempts').inputValue(), '4')
  t.equal(sent, 0)
  await field('lifetime').fill('60')
  await save.click()
  await t.resolves(
    page.waitForFunction(async () => (await (await fetch('/sms/apps/acme-shop/policy')).json()).set.lifetime === 60),
  )
  t.match(await policyOf(page), { lifetime: 60, attempts: 4 })
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('policy that the server refuses: what was typed stays', async (t) => {
  const { page } = await openApp()
  const { field, save } = parts(page)
  await field('lifetime').fill('90')
  await field('blockList').fill('+8613900001234\n+123')
  await save.click()
  await page.getByRole('alert').waitFor()
  t.equal(await field('lifetime').inputValue(), '90')
  t.equal(await field('blockList').inputValue(), '+8613900001234\n+123')
  await field('blockList').fill('')
  await save.click()
  await t.resolves(
    page.waitForFunction(async () => (await (await fetch('/sms/apps/acme-shop/policy')).json()).set.lifetime === 90),
  )
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('who may only read finds nothing to save', async (t) => {
  const { page } = await openApp({ email: 'bob@acme.example' })
  const { policy, defaults } = parts(page)
  await policy.waitFor()
  for (const name of ['Save', 'Add a country', 'Follow the operator in everything'])
    t.equal(await page.getByRole('button', { name }).count(), 0, name)
  t.equal(await defaults.getByRole('combobox').count(), 0)
})

await t.test('an App that is gone', async (t) => {
  const { page } = await visit({ path: '/#/apps/nobody' })
  await page.getByText('This App is gone, or is not yours.').first().waitFor()
  t.pass()
})

for (const [name, options] of [
  ['English, light', { locale: 'en', colorScheme: 'light' }],
  ['English, dark', { locale: 'en', colorScheme: 'dark' }],
  ['Chinese, light', { locale: 'zh-CN', colorScheme: 'light' }],
  ['Chinese, dark', { locale: 'zh-CN', colorScheme: 'dark' }],
] satisfies [string, Visit][])
  await t.test(`no violation: ${name}`, async (t) => {
    const { page, complaints } = await openApp(options)
    await parts(page).policy.waitFor()
    t.same(await violations(page), [])
    t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    t.same(complaints, [])
  })

t.end()
