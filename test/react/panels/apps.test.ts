import { isDeepStrictEqual } from 'node:util'
import { CANNOT_SEND, type CannotSendReason } from '@sms-settings/api'
import { DEMO } from '@sms-settings/emulator'
import fc from 'fast-check'
import type { Page, Route } from 'playwright-core'
import t from 'tap'
import { remedyFor } from '../../../packages/react/src/app-settings/fixes.ts'
import { fieldsOf, policyIn } from '../../../packages/react/src/app-settings/policy-fields.ts'
import { appWords } from '../../../packages/react/src/app-settings/words.ts'
import { errorWords } from '../../../packages/react/src/words/errors.ts'
import { vocabulary } from '../../../packages/react/src/words/vocabulary.ts'
import { LANGUAGES } from '../../../packages/react/src/words/words.ts'
import { violations } from '../../support/axe.ts'
import { api, startConsole, type Visit } from '../../support/console.ts'

const { visit } = await startConsole(t)
const openApp = (options: Visit = {}) => visit({ ...options, path: '/#/apps/acme-shop' })

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
    rules: (purpose: string) => page.getByRole('group', { name: purpose, exact: true }),
    save: page.locator('[data-slot="policy-form"]').getByRole('button', { name: 'Save' }),
  }
}
const chosen = (select: ReturnType<Page['locator']>) =>
  select.evaluate((it: HTMLSelectElement) => it.selectedOptions[0]?.text ?? '')
const isFocused = (it: ReturnType<Page['locator']>) => it.evaluate((it) => it === document.activeElement)
const defaultsOf = async (page: Page): Promise<{ purpose: string }[]> =>
  (await api(page, 'GET', '/apps/acme-shop/settings')).defaults.sort((a: { purpose: string }, b: { purpose: string }) =>
    a.purpose.localeCompare(b.purpose),
  )
/** Saves, and keeps what is sent from the server. @returns what lets it go */
const heldSave = async (page: Page, path: string, press: () => Promise<void>) => {
  let letGo = () => {}
  const isLetGo = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(path, async (route) => {
    if (route.request().method() === 'PUT') await isLetGo
    await route.continue()
  })
  const sent = page.waitForRequest((request) => request.method() === 'PUT')
  await press()
  await sent
  return letGo
}
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
  t.match(await row.innerText(), /【Quectel】 and “Log in”\s+Newest authorized.*Ready/s)

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
  t.match(
    await row.innerText(),
    /Cannot send.*The SMS account is paused\.\s+Your turn: Resume the account in SMS Settings\./s,
  )
  await page.getByText('For one purpose and region no code can be sent.').waitFor()
  t.match(await readinessOf('Sign up', 'International').innerText(), 'Ready', 'the others go on')

  await page.getByRole('button', { name: 'Fix: Log in, Mainland China' }).click()
  await page.waitForURL((url) => url.hash.includes(account.id))
  t.ok(page.url().includes(account.id), 'to the account that is paused')
  await api(page, 'POST', `/accounts/${account.id}/resume`)
  await api(page, 'PUT', '/apps/acme-shop/defaults', { defaults: [] })
  t.same(complaints, [])
})

await t.test(
  'every problem that the server can name has words in each language, whose turn it is, and where to go',
  (t) => {
    const row = {
      purpose: 'log_in',
      region: 'domestic' as const,
      ready: false,
      source: null,
      ssid: null,
      stid: null,
      warning: null,
    }
    const own = { purpose: 'log_in', region: 'domestic' as const, ssid: 'S1', stid: 'T1' }
    for (const reason of Object.keys(CANNOT_SEND) as CannotSendReason[])
      for (const turn of ['tenant', 'operator'] as const)
        for (const defaults of [[], [own]])
          for (const language of LANGUAGES) {
            const words = appWords[language]
            const remedy = remedyFor({ ...row, reason, message: CANNOT_SEND[reason], turn }, { defaults })
            t.ok(
              remedy &&
                errorWords[language].reasons[reason] &&
                vocabulary[language].turns[turn === 'tenant' ? 'you' : turn],
              reason,
            )
            if (remedy?.turn === 'operator') t.ok(words.operatorFixes[remedy.fix])
            else t.ok(remedy && words.fixes[remedy.fix] && (remedy.place === 'settings' || defaults.length > 0))
          }
    t.end()
  },
)

await t.test('a default that cannot be used is changed on this page', async (t) => {
  const { page } = await openApp()
  const { readinessOf, template: templates } = parts(page)
  await api(page, 'PUT', '/apps/acme-shop/defaults', {
    defaults: [{ purpose: 'log_in', region: 'domestic', ssid: signature.ssid, stid: template.stid }],
  })
  // The template is changed on the platform: its text has no code any more.
  await page.route('**/apps/acme-shop/settings', async (route) => {
    const response = await route.fetch()
    const settings = await response.json()
    for (const it of settings.readiness)
      if (it.purpose === 'log_in' && it.region === 'domestic')
        Object.assign(it, { ready: false, source: null, reason: 'not_for_codes', turn: 'tenant' })
    // Nor does it fit what else is there.
    settings.templates = settings.templates.filter((it: { stid: string }) => it.stid !== template.stid)
    await route.fulfill({ response, json: settings })
  })
  await page.reload()
  await readinessOf('Log in', 'Mainland China').getByText('Your turn: Choose another default').waitFor()
  await page.getByRole('button', { name: 'Fix: Log in, Mainland China' }).click()
  t.ok(await isFocused(templates('Log in, Mainland China')), 'the list of templates has the focus')
  t.equal(await templates('Log in, Mainland China').inputValue(), template.stid, 'which shows what is set')
  await page.unroute('**/apps/acme-shop/settings')
  await api(page, 'PUT', '/apps/acme-shop/defaults', { defaults: [] })
})

await t.test(
  'what is wrong with the general account is the operator’s to mend: words, and nothing to press',
  async (t) => {
    const { page } = await openApp()
    const { readinessOf } = parts(page)
    const rejected = async (route: Route) => {
      const response = await route.fetch()
      const settings = await response.json()
      for (const it of settings.readiness)
        if (it.source === 'general')
          Object.assign(it, { ready: false, source: null, reason: 'account_rejected', turn: 'operator' })
      await route.fulfill({ response, json: settings })
    }
    await page.route('**/apps/acme-shop/settings', rejected)
    await page.reload()
    const row = readinessOf('Sign up', 'Mainland China')
    await row.waitFor()
    t.match(await row.innerText(), /The platform rejects the operator’s AccessKey\.\s+The operator’s turn: Replace/)
    t.equal(await row.getByRole('button').count(), 0)
    await page.getByText('You need not wait for the operator').waitFor()

    const reader = await openApp({ email: 'bob@acme.example' })
    await reader.page.route('**/apps/acme-shop/settings', rejected)
    await reader.page.reload()
    await parts(reader.page).readinessOf('Sign up', 'Mainland China').getByText('The operator’s turn:').waitFor()
    t.equal(
      await reader.page.getByRole('button', { name: /^Fix/ }).count(),
      0,
      'who may only read has nothing to press',
    )
    t.equal(await reader.page.getByText('You need not wait').count(), 0)
  },
)

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

await t.test('defaults that a colleague changes meanwhile: only what was chosen here is changed', async (t) => {
  const { page } = await openApp()
  const { template: templates } = parts(page)
  const other = await api(page, 'POST', `/accounts/${account.id}/templates`, {
    code: 'SMS_100000001',
    purpose: 'sign_up',
  })
  await api(page, 'PATCH', `/templates/${other.stid}/apps`, { add: ['acme-shop'] })
  await page.reload()
  await templates('Log in, Mainland China').selectOption(template.stid)
  const colleagues = { purpose: 'sign_up', region: 'domestic', ssid: signature.ssid, stid: other.stid }
  await api(page, 'PUT', '/apps/acme-shop/defaults', { defaults: [colleagues] })
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor()
  t.same(
    await defaultsOf(page),
    [{ ...colleagues, purpose: 'log_in', stid: template.stid }, colleagues],
    'both are set',
  )
  t.equal(await templates('Sign up, Mainland China').inputValue(), other.stid, 'and the colleague’s is there to see')

  await templates('Log in, Mainland China').selectOption('automatic')
  await page.route('**/apps/acme-shop/settings', (route) => route.abort())
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('alert').waitFor()
  await page.unroute('**/apps/acme-shop/settings')
  t.equal((await defaultsOf(page)).length, 2, 'nothing is sent before it is read again')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('button', { name: 'Discard changes' }).waitFor({ state: 'detached' })
  t.same(await defaultsOf(page), [colleagues])
  await api(page, 'PUT', '/apps/acme-shop/defaults', { defaults: [] })
})

await t.test('defaults: what is chosen during a save is kept, and saved by the next', async (t) => {
  const { page } = await openApp()
  const { template: templates } = parts(page)
  const domestic = templates('Log in, Mainland China')
  await domestic.selectOption(template.stid)
  const letGo = await heldSave(page, '**/apps/acme-shop/defaults', () =>
    page.getByRole('button', { name: 'Save' }).first().click(),
  )
  await domestic.selectOption('automatic')
  letGo()
  await page.getByRole('status').filter({ hasText: 'Saved.' }).waitFor()
  t.equal((await defaultsOf(page)).length, 1)
  t.equal(await domestic.inputValue(), 'automatic', 'though that was stored when the save began')
  await page.getByRole('button', { name: 'Save' }).first().click()
  await page.getByRole('button', { name: 'Discard changes' }).waitFor({ state: 'detached' })
  t.same(await defaultsOf(page), [])
})

const told = (page: Page) => page.getByRole('status').filter({ hasText: 'The policy was saved.' }).last().waitFor()
/** Told, and nothing is unsaved any more: what was told of the save before may still be in sight. */
const saved = async (page: Page) => {
  await page.locator('[data-slot="policy-form"]').getByText('Not saved yet').waitFor({ state: 'detached' })
  await told(page)
}
const fieldError = (page: Page, text: string) => page.locator('[data-slot="field-error"]').filter({ hasText: text })

await t.test('policy: saved, read back, and followed again', async (t) => {
  const { page } = await openApp()
  const { field, save, policy } = parts(page)
  await field('lifetime').fill('120')
  await field('resendWait').fill('30，90、120')
  await field('limits.appPerDay').fill('20,000')
  await field('blockList').fill('+8613900001234')
  await save.click()
  await saved(page)
  t.match(await policyOf(page), {
    lifetime: 120,
    resendWait: [30, 90, 120],
    limits: { appPerDay: 20_000 },
    blockList: ['+8613900001234'],
  })
  await page.reload()
  await policy.waitFor()
  t.equal(await field('lifetime').inputValue(), '120')
  t.equal(await field('resendWait').inputValue(), '30, 90, 120')
  t.match(await policy.innerText(), /Operator’s default: 300\b.*Operator’s default: 60, 120, 300/s, 'what it overrides')

  await page.getByRole('button', { name: 'Lifetime, in seconds: back to 300' }).click()
  t.equal(await field('lifetime').inputValue(), '')
  t.equal(await field('lifetime').getAttribute('placeholder'), '300')
  t.ok(await isFocused(field('lifetime')), 'the focus stays in the field')
  await save.click()
  await saved(page)
  t.equal((await policyOf(page)).lifetime, undefined)
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('policy: what is set goes through the fields unchanged, whatever it is', (t) => {
  const whole = fc.integer({ min: 0, max: 10_000_000 })
  const rules = fc.record(
    {
      lifetime: whole,
      attempts: whole,
      resendWait: fc.array(whole, { minLength: 1, maxLength: 10 }),
      codeLength: whole,
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  const limits = fc.record(
    { phonePerMinute: whole, phonePerDay: whole, prefixPerHour: whole },
    { requiredKeys: [], noNullPrototype: true },
  )
  const purposes = ['sign_up', 'log_in', 'change_phone']
  fc.assert(
    fc.property(rules, limits, fc.array(rules, { maxLength: 3 }), (all, some, each) => {
      const set = {
        ...all,
        ...(Object.keys(some).length > 0 ? { limits: some } : {}),
        blockList: ['+8613900001234', '+447700900123'],
        purposes: [
          // One that says nothing, and one that the host has taken away, hold for nothing.
          { purpose: 'gone', lifetime: 60 },
          ...each.map((it, at) => ({ purpose: purposes[at] ?? '', ...it })),
        ],
      }
      const { purposes: own = [], ...rest } = policyIn(fieldsOf(set), undefined, purposes)
      const { purposes: _, ...expected } = set
      const said = set.purposes.slice(1).filter((it) => Object.keys(it).length > 1)
      return isDeepStrictEqual(rest, expected) && isDeepStrictEqual(own, said)
    }),
  )
  t.end()
})

await t.test('policy: a purpose has rules of its own, follows all purposes, and goes back', async (t) => {
  const { page } = await openApp()
  const { field, save, rules } = parts(page)
  await rules('Log in').waitFor()
  t.match(await rules('Log in').innerText(), 'As all purposes')
  await field('lifetime').fill('240')
  t.equal(await field('purposes.log_in.lifetime').getAttribute('placeholder'), '240', 'at once')
  await field('purposes.log_in.lifetime').fill('90')
  await field('purposes.reset_password.attempts').fill('3')
  await field('purposes.reset_password.resendWait').fill('60')
  t.match(await rules('Log in').innerText(), /One rule of its own.*All purposes: 240/s)
  t.match(await rules('Reset password').innerText(), /2 rules of its own.*Operator’s default: 5/s)
  await save.click()
  await saved(page)
  const { inForce, set } = await api(page, 'GET', '/apps/acme-shop/policy')
  t.match(set, {
    lifetime: 240,
    purposes: [
      { purpose: 'log_in', lifetime: 90 },
      { purpose: 'reset_password', attempts: 3, resendWait: [60] },
    ],
  })
  t.match(inForce.purposes, [
    { purpose: 'sign_up', lifetime: 240, attempts: 5 },
    { purpose: 'log_in', lifetime: 90, attempts: 5 },
    { purpose: 'reset_password', lifetime: 240, attempts: 3, resendWait: [60] },
  ])

  await page.reload()
  await page.getByRole('button', { name: 'Reset: Reset password' }).click()
  t.match(await rules('Reset password').innerText(), 'As all purposes')
  t.ok(await isFocused(field('purposes.reset_password.attempts')), 'the focus stays in the row')
  await page.getByRole('button', { name: 'Discard changes' }).click()
  t.ok(await isFocused(save))
  t.equal(await field('purposes.reset_password.attempts').inputValue(), '3')
  await page.getByRole('button', { name: 'Reset: Reset password' }).click()
  await save.click()
  await saved(page)
  t.same((await policyOf(page)).purposes, [{ purpose: 'log_in', lifetime: 90 }])

  await page.getByRole('button', { name: 'Follow the operator’s rules and limits' }).click()
  t.equal(await field('purposes.log_in.lifetime').inputValue(), '')
  t.match(await policyOf(page), { lifetime: 240 }, 'nothing is gone before it is saved')
  await save.click()
  await saved(page)
  t.same(await policyOf(page), { safeList: [], blockList: [] })
})

await t.test('policy: rules by keyboard alone', async (t) => {
  const { page } = await openApp()
  const { field, save } = parts(page)
  await field('codeLength').focus()
  for (const rule of ['lifetime', 'attempts']) {
    await page.keyboard.press('Tab')
    t.ok(await isFocused(field(`purposes.sign_up.${rule}`)), rule)
  }
  await page.keyboard.type('4')
  await page.keyboard.press('Enter')
  await saved(page)
  t.same((await policyOf(page)).purposes, [{ purpose: 'sign_up', attempts: 4 }])
  await field('purposes.sign_up.attempts').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  t.equal(await field('purposes.sign_up.attempts').inputValue(), '', 'its button stands behind it')
  await save.press('Enter')
  await saved(page)
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('policy out of bounds: each field says so once, nothing is sent, nothing typed is lost', async (t) => {
  const { page } = await openApp()
  const { field, save, policy } = parts(page)
  let sent = 0
  page.on('request', (request) => {
    if (request.method() === 'PUT') sent += 1
  })
  await field('attempts').fill('4')
  await field('lifetime').fill('5')
  await field('purposes.log_in.resendWait').fill('60, soon')
  await field('limits.ipPerHour').fill('999999')
  await save.click()
  await fieldError(page, 'Enter 60 or more.').waitFor()
  await fieldError(page, 'Enter whole numbers with commas between them').waitFor()
  await fieldError(page, 'Enter 10,000 or less.').waitFor()
  t.equal(await page.locator('[data-slot="field-error"]').count(), 3)
  t.equal(await policy.getByText('At most 10,000', { exact: false }).count(), 0, 'not in grey as well')
  t.ok(await isFocused(field('lifetime')), 'the focus is on the first')
  t.equal(await field('lifetime').getAttribute('aria-invalid'), 'true')
  t.equal(await field('lifetime').inputValue(), '5')
  t.equal(await field('attempts').inputValue(), '4')
  t.equal(sent, 0)
  await field('lifetime').fill('60')
  t.equal(await fieldError(page, 'Enter 60 or more.').count(), 0, 'forgotten as soon as it is mended')
  t.equal(await page.locator('[data-slot="field-error"]').count(), 2)
  await field('purposes.log_in.resendWait').fill('60')
  await field('limits.ipPerHour').fill('')
  await save.click()
  await saved(page)
  t.same(await policyOf(page), {
    lifetime: 60,
    attempts: 4,
    purposes: [{ purpose: 'log_in', resendWait: [60] }],
    safeList: [],
    blockList: [],
  })
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('policy: what is wrong is said when the field is left', async (t) => {
  const { page } = await openApp()
  const { field } = parts(page)
  await field('purposes.sign_up.codeLength').fill('9')
  await page.keyboard.press('Tab')
  await fieldError(page, 'Enter 6 or less.').waitFor()
  t.equal(await field('purposes.sign_up.codeLength').getAttribute('aria-invalid'), 'true')
})

await t.test('policy that the server refuses: the field says why, what was typed stays', async (t) => {
  const { page } = await openApp()
  const { field, save } = parts(page)
  await field('lifetime').fill('90')
  await field('blockList').fill('+8613900001234\n+123')
  await save.click()
  await fieldError(page, '+123 is not a whole phone number').waitFor()
  t.ok(await isFocused(field('blockList')))
  t.equal(await field('lifetime').inputValue(), '90')
  t.equal(await field('blockList').inputValue(), '+8613900001234\n+123')
  await field('blockList').fill('')
  await save.click()
  await saved(page)
  t.match(await policyOf(page), { lifetime: 90 })
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('policy in conflict, or no server: what was typed stays, and is saved in the end', async (t) => {
  const { page } = await openApp()
  const { field, save } = parts(page)
  await field('purposes.log_in.lifetime').fill('90')
  for (const status of [409, 412, 503, 0]) {
    await page.route('**/policy', (route) =>
      route.request().method() !== 'PUT'
        ? route.continue()
        : status === 0
          ? route.abort()
          : route.fulfill({
              status,
              json: { statusCode: status, code: 'SMS_STORE_UNAVAILABLE', error: 'Error', message: 'Not now' },
            }),
    )
    await save.click()
    await page.getByRole('alert').waitFor()
    t.equal(await field('purposes.log_in.lifetime').inputValue(), '90', String(status))
    await page.unroute('**/policy')
  }
  await save.click()
  await saved(page)
  t.equal(await page.getByRole('alert').count(), 0)
  t.match(await policyOf(page), { purposes: [{ purpose: 'log_in', lifetime: 90 }] })
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('policy that a colleague changes meanwhile: only what was typed here is changed', async (t) => {
  const { page } = await openApp()
  const { field, save } = parts(page)
  await field('purposes.log_in.lifetime').fill('90')
  await api(page, 'PUT', '/apps/acme-shop/policy', {
    attempts: 4,
    purposes: [{ purpose: 'log_in', codeLength: 4 }],
    countries: { others: 'block', named: [{ country: 'CN', mode: 'allow' }] },
  })
  await save.click()
  await saved(page)
  t.match(await policyOf(page), {
    attempts: 4,
    purposes: [{ purpose: 'log_in', codeLength: 4, lifetime: 90 }],
    countries: { others: 'block', named: [{ country: 'CN', mode: 'allow' }] },
  })
  t.equal(await field('attempts').inputValue(), '4', 'and what the colleague set is there to see')
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('policy: what is typed during a save is kept, and saved by the next', async (t) => {
  const { page } = await openApp()
  const { field, save, policy } = parts(page)
  await field('lifetime').fill('90')
  await field('attempts').fill('4')
  await field('codeLength').fill('5')
  const letGo = await heldSave(page, '**/policy', () => save.click())
  await field('lifetime').fill('120')
  // As it was stored when the save began.
  await field('attempts').fill('')
  await field('blockList').fill('+8613900001234')
  await policy.getByRole('combobox', { name: 'All countries' }).selectOption('monitor')
  letGo()
  await told(page)
  t.match(await policyOf(page), { lifetime: 90, attempts: 4, codeLength: 5 })
  t.equal(await field('lifetime').inputValue(), '120')
  t.equal(await field('attempts').inputValue(), '')
  t.equal(await field('blockList').inputValue(), '+8613900001234')
  await policy.getByText('Not saved').waitFor()
  await save.click()
  await saved(page)
  const { purposes: _, ...rest } = await policyOf(page)
  t.same(rest, {
    lifetime: 120,
    codeLength: 5,
    countries: { others: 'monitor', named: [] },
    safeList: [],
    blockList: ['+8613900001234'],
  })
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('policy: countries that are mended leave what is wrong elsewhere', async (t) => {
  const { page } = await openApp()
  const { field, save, policy } = parts(page)
  const all = policy.getByRole('combobox', { name: 'All countries' })
  await all.selectOption('block')
  await page.route('**/policy', (route) =>
    route.request().method() === 'PUT'
      ? route.fulfill({
          status: 422,
          json: {
            statusCode: 422,
            code: 'SMS_POLICY_OUT_OF_BOUNDS',
            error: 'Unprocessable Entity',
            message: 'Not all countries',
            field: 'body.countries.others',
          },
        })
      : route.continue(),
  )
  await save.click()
  await fieldError(page, 'Not all countries').waitFor()
  await field('lifetime').fill('5')
  await page.keyboard.press('Tab')
  await fieldError(page, 'Enter 60 or more.').waitFor()
  await all.selectOption('monitor')
  await fieldError(page, 'Not all countries').waitFor({ state: 'detached' })
  t.equal(await fieldError(page, 'Enter 60 or more.').count(), 1)
})

await t.test('policy: countries by name, several at once', async (t) => {
  const { page } = await openApp()
  const { save, policy } = parts(page)
  const country = (name: string) => page.locator('[data-slot="policy-country"]').filter({ hasText: name })
  const all = page.getByRole('combobox', { name: 'All countries' })
  t.equal(await chosen(all), 'Operator’s default: Allow')
  await all.selectOption('block')
  await page.getByRole('button', { name: 'Add countries' }).click()
  t.equal(await page.getByRole('dialog').getByRole('combobox').inputValue(), 'allow', 'what makes a difference')
  await page.keyboard.type('ivoire')
  await page.getByRole('checkbox', { name: 'Côte d’Ivoire CI' }).waitFor()
  await page.waitForFunction(() => document.querySelectorAll('[role="dialog"] [type="checkbox"]').length === 1)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.getByRole('searchbox').fill('gb')
  await page.getByText('United Kingdom', { exact: false }).click()
  await page.getByRole('button', { name: 'Add 2 countries' }).click()
  await country('United Kingdom').getByRole('combobox').selectOption('monitor')
  await save.click()
  await saved(page)
  t.same((await policyOf(page)).countries, {
    others: 'block',
    named: [
      { country: 'CI', mode: 'allow' },
      { country: 'GB', mode: 'monitor' },
    ],
  })
  await page.getByRole('button', { name: 'Remove Côte d’Ivoire' }).click()
  t.equal(await country('Côte').count(), 0)
  t.ok(await isFocused(page.locator('select[name="countries"]')), 'the focus stays near')
  await page.getByRole('button', { name: 'Reset: Countries' }).click()
  t.match(await policy.innerText(), 'Operator’s default: Allow')
  await save.click()
  await saved(page)
  t.equal((await policyOf(page)).countries, undefined)
})

await t.test('who may only read sees what holds, and nothing to save', async (t) => {
  const { page } = await openApp()
  await api(page, 'PUT', '/apps/acme-shop/policy', {
    lifetime: 120,
    purposes: [{ purpose: 'log_in', codeLength: 4 }],
    countries: { others: 'block', named: [{ country: 'CN', mode: 'allow' }] },
  })
  const reader = await openApp({ email: 'bob@acme.example' })
  const rules = reader.page.getByRole('table', { name: 'Rules for codes' })
  await rules.waitFor()
  const logIn = rules.getByRole('row').filter({ hasText: 'Log in' })
  t.match(await logIn.innerText(), /120\s+Set for this App\s+5\s+Operator’s default.*4\s+Set for this purpose/s)
  t.match(
    await reader.page.locator('[data-slot="policy-view"]').innerText(),
    /Block\s+Set for this App\s+Allow\s+China/,
  )
  t.equal(await reader.page.getByRole('textbox').count(), 0)
  for (const name of ['Save', 'Add countries', 'Follow the operator’s rules and limits'])
    t.equal(await reader.page.getByRole('button', { name }).count(), 0, name)
  t.equal(await parts(reader.page).defaults.getByRole('combobox').count(), 0)
  t.same(await violations(reader.page), [])
  await api(page, 'PUT', '/apps/acme-shop/policy', {})
})

await t.test('an App that is gone', async (t) => {
  const { page } = await visit({ path: '/#/apps/nobody' })
  const told = page.getByText('This App is gone, or is not yours.').first()
  await told.waitFor()
  t.ok(await told.isVisible())
})

for (const [name, options] of [
  ['English, light', { locale: 'en', colorScheme: 'light' }],
  ['English, dark', { locale: 'en', colorScheme: 'dark' }],
  ['Chinese, light', { locale: 'zh-CN', colorScheme: 'light' }],
  ['Chinese, dark', { locale: 'zh-CN', colorScheme: 'dark' }],
  ['English, 320 px', { locale: 'en', context: { viewport: { width: 320, height: 700 } } }],
  ['Chinese, 320 px', { locale: 'zh-CN', context: { viewport: { width: 320, height: 700 } } }],
] satisfies [string, Visit][])
  await t.test(`no violation: ${name}`, async (t) => {
    const { page, complaints } = await openApp(options)
    const { policy, field, save } = parts(page)
    await policy.waitFor()
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
    t.same(await violations(page), [])
    t.ok(await fits(), 'nothing sticks out')
    await field('lifetime').fill('5')
    await field('purposes.log_in.resendWait').fill('60, 120, 300, 600, 5')
    await policy.locator('button[type="submit"]').or(save).first().click()
    await page.locator('[data-slot="field-error"]').nth(1).waitFor()
    t.same(await violations(page), [], 'with errors')
    t.ok(await fits(), 'nor do errors')
    t.same(complaints, [])
  })

t.end()
