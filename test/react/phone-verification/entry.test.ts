import t from 'tap'
import { copy, paste } from '../../support/browser.ts'
import { newPhone, openAppHost, parts } from './app-host.ts'

const host = await openAppHost(t)

t.test('a pasted international number sets the country and is shown as people there write it', async (t) => {
  const { page, context } = await host.visit({ defaultCountry: 'DE' })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const it = parts(page)
  const phone = newPhone()
  await it.phone.click()
  await page.waitForTimeout(300)
  for (const text of [`+86 ${phone}`, `0086${phone}`, `（＋８６）${phone}`]) {
    await copy(page, text)
    await it.phone.fill('')
    await it.country.selectOption('DE')
    await it.phone.focus()
    await paste(page)
    t.equal(await it.country.inputValue(), 'CN', text)
    t.equal((await it.phone.inputValue()).replaceAll(' ', ''), phone, text)
  }
  await it.send.click()
  await it.view('code').waitFor()
  t.match(await it.root.textContent(), `+86 139****${phone.slice(-4)}`)
})

t.test('a national number that is pasted stays in the country; what a browser fills in is tidied too', async (t) => {
  const { page } = await host.visit()
  const it = parts(page)
  await it.phone.click()
  await page.waitForTimeout(300)
  await it.phone.fill('13900001234')
  t.equal(await it.country.inputValue(), 'CN')
  t.equal(await it.phone.inputValue(), '139 0000 1234')
  await it.phone.fill('+447400123456')
  t.equal(await it.country.inputValue(), 'GB')
  t.equal(await it.phone.inputValue(), '07400 123456')
})

t.test('shared calling codes keep the country that was chosen', async (t) => {
  const { page } = await host.visit()
  const it = parts(page)
  await it.phone.click()
  await page.waitForTimeout(300)
  for (const [chosen, number] of [
    ['CA', '+14155552671'],
    ['US', '+14165550123'],
    ['KZ', '+79120000000'],
    ['RU', '+77010000000'],
    ['GG', '+447400123456'],
    ['IM', '+447400123456'],
  ] as const) {
    await it.phone.fill('')
    await it.country.selectOption(chosen)
    await it.phone.fill(number)
    t.equal(await it.country.inputValue(), chosen, `${chosen} ${number}`)
    // Typed as well.
    await it.phone.fill('')
    await it.phone.pressSequentially(number)
    t.equal(await it.country.inputValue(), chosen, `${chosen} ${number}, typed`)
  }
})

t.test('typing: spaces come at the end, the caret does not jump, a country comes by its code', async (t) => {
  const { page } = await host.visit()
  const it = parts(page)
  await it.phone.click()
  await page.waitForTimeout(300)
  await it.phone.pressSequentially('13900001234')
  t.equal(await it.phone.inputValue(), '139 0000 1234')
  await it.phone.press('ArrowLeft')
  await it.phone.press('ArrowLeft')
  await it.phone.press('Backspace')
  t.equal(await it.phone.evaluate((input: HTMLInputElement) => input.selectionStart), 10, 'still where it was')
  await it.phone.press('9')
  t.equal(await it.phone.evaluate((input: HTMLInputElement) => input.selectionStart), 11)
  t.equal((await it.phone.inputValue()).replaceAll(' ', ''), '13900001934')
  await it.phone.fill('')
  await it.phone.pressSequentially('+4917012')
  t.equal(await it.country.inputValue(), 'DE')
  t.equal(await it.phone.inputValue(), '+4917012', 'nothing is taken away while someone types')
  await it.country.selectOption('AT')
  t.equal((await it.phone.inputValue()).replace(/\D/g, ''), '17012', 'another country takes its code away')
})

t.test('keyboard alone: country, number, code', async (t) => {
  const { page } = await host.visit({ defaultCountry: 'DE' })
  const it = parts(page)
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-slot'))
  await page.getByRole('textbox', { name: 'Name' }).focus()
  await page.keyboard.press('Tab')
  t.equal(await focused(), 'country-select', 'the country comes first')
  await page.keyboard.type('china')
  t.equal(await it.country.inputValue(), 'CN', 'found by typing its name')
  await page.keyboard.press('Tab')
  t.equal(await focused(), 'phone-input')
  const phone = newPhone()
  await page.keyboard.type(phone)
  await page.keyboard.press('Tab')
  t.equal(await focused(), 'send')
  await page.keyboard.press('Space')
  await it.view('code').waitFor()
  await page.keyboard.type(await host.codeOf(phone))
  await it.approved.waitFor()
  t.notMatch(page.url(), /\?/, 'the form around was not sent')
})

t.test('Enter in a field of ours does not send the form around', async (t) => {
  const { page } = await host.visit()
  const it = parts(page)
  const phone = newPhone()
  await it.phone.fill(phone)
  await it.phone.press('Enter')
  await it.view('code').waitFor()
  await it.code.press('Enter')
  await it.code.pressSequentially('12345')
  await it.code.press('Enter')
  await page.waitForTimeout(200)
  t.notMatch(page.url(), /\?/)
  // And when it is sent by its own means, it holds nothing of ours.
  await it.code.fill('123456')
  await page.evaluate(() => document.forms[0]?.requestSubmit())
  await page.waitForURL(/\?/)
  t.equal(new URL(page.url()).search, '?name=Ada')
})

t.test('the countries that are offered', async (t) => {
  const { page } = await host.visit({ countries: ['DE', 'CN', 'US', 'AT'], preferredCountries: ['US'] })
  const it = parts(page)
  t.same(await it.country.locator('option').allTextContents(), [
    'United States +1',
    'Austria +43',
    'China +86',
    'Germany +49',
  ])
  t.equal(await it.country.inputValue(), 'CN')
  await it.phone.click()
  await page.waitForTimeout(300)
  await it.phone.fill('+447400123456')
  await it.send.click()
  t.match(await it.alert.textContent(), 'cannot be used here')
  const { page: one } = await host.visit({ countries: ['CN'] })
  t.equal(await parts(one).country.count(), 0, 'one is no choice')
  t.match(await parts(one).root.textContent(), '+86')
})

t.test('in Chinese: names and order of Chinese', async (t) => {
  const { page } = await host.visit({ locale: 'zh-CN', preferredCountries: ['CN', 'HK'] })
  const it = parts(page)
  const names = await it.country.locator('option').allTextContents()
  t.same(names.slice(0, 2), ['中国 +86', '中国香港 +852'])
  t.ok(names.indexOf('阿尔巴尼亚 +355') < names.indexOf('德国 +49'), 'sorted by pinyin')
  t.equal(names.length, 245)
  t.ok(names.includes('中国台湾 +886'))
})

t.test('no page complained', async (t) => {
  t.same(host.complaints, [])
})
t.end()
