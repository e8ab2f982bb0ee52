import t from 'tap'
import { copy, launchBrowser, paste, serveFixtures } from '../../support/browser.ts'
import { click, opener, type Props } from './page.ts'

const pages = await serveFixtures({
  input: { script: new URL('./fixture.tsx', import.meta.url), head: '<style>body{padding:2rem}</style>' },
})
const browser = await launchBrowser(t)
t.teardown(async () => {
  await browser.close()
  await pages.close()
})
const open = opener(browser, pages.url)

await t.test('switched off with its fieldset it takes nothing, sends nothing, and looks so', async (t) => {
  const it = await open({ name: 'code', defaultValue: '123456' }, { switchedOff: true })
  await click(it, 2)
  await it.keyboard.type('9')
  t.equal(await it.value(), '123456')
  t.same(await it.active(), [])
  const opacity = await it.page.locator('[data-slot="code-box"]').evaluate((box) => getComputedStyle(box).opacity)
  t.ok(Number(opacity) < 1)
  await it.close()
})

await t.test('switched off by its host as soon as the code is there', async (t) => {
  const it = await open({}, { once: true })
  await click(it, 0)
  await it.keyboard.type('123456')
  await it.page.waitForTimeout(50)
  t.ok(await it.field.isDisabled())
  t.equal(await it.value(), '123456')
  t.same(it.complaints, [])
  await it.close()
})

await t.test('the form that it belongs to by name', async (t) => {
  const it = await open({ name: 'code', form: 'far', defaultValue: '12' })
  await it.page.evaluate(() => {
    const form = document.createElement('form')
    form.id = 'far'
    document.body.append(form)
  })
  const entries = () =>
    it.page.evaluate(() => [...new FormData(document.querySelector<HTMLFormElement>('#far') ?? undefined)])
  t.same(await entries(), [['code', '12']])
  await it.field.fill('123456')
  t.same(await entries(), [['code', '123456']])
  await it.page.evaluate(() => document.querySelector<HTMLFormElement>('#far')?.reset())
  await it.page.waitForTimeout(50)
  t.equal((await it.log()).changes.at(-1), '12', 'its reset is heard, however late it came')
  await it.field.fill('')
  await it.field.focus()
  const client = await it.page.context().newCDPSession(it.page)
  await client.send('Input.imeSetComposition', { text: 'ｗ１', selectionStart: 2, selectionEnd: 2 })
  await it.page.evaluate(() => document.forms[0]?.reset())
  await it.page.waitForTimeout(50)
  t.equal((await it.log()).changes.at(-1), '', 'that of another form is none of its business')
  await it.close()
})

await t.test('an incomplete code is refused in the language of the page, or in the host’s words', async (t) => {
  const it = await open({ locale: 'zh-CN', length: 4, defaultValue: '12' })
  const message = () => it.field.evaluate((field) => (field as HTMLInputElement).validationMessage)
  t.equal(await message(), '请输入完整的 4 位验证码。')
  await click(it, 2)
  await it.keyboard.type('34')
  t.equal(await message(), '')
  await it.keyboard.press('Backspace')
  t.equal(await message(), '请输入完整的 4 位验证码。')
  await it.draw({ defaultValue: '12' }, { refusal: 'Fill in all' })
  t.equal(await message(), 'Fill in all 6')
  await it.draw({})
  t.equal(await message(), '', 'none at all is right where none is required')
  await it.draw({ required: true })
  t.not(await message(), '')
  await it.close()
})

await t.test('the focus at once; the ref is the native input; id and whatever else an input takes', async (t) => {
  const it = await open({ autoFocus: true, id: 'mine', name: 'code', title: 'Title', 'aria-describedby': 'far' })
  t.same(await it.active(), [0])
  await it.keyboard.type('42')
  t.equal(await it.value(), '42')
  t.same(
    await it.page.evaluate(() => [
      window.given === document.querySelector('input[name="code"]'),
      document.activeElement?.id,
      window.given?.title,
      window.given?.getAttribute('aria-describedby'),
      document.querySelector('label')?.htmlFor,
    ]),
    [true, 'mine', 'Title', 'far', 'mine'],
  )
  t.same(it.complaints, [])
  await it.close()
})

await t.test('disabled: nothing by mouse, key, Tab or clipboard', async (t) => {
  const it = await open({ disabled: true, name: 'code', defaultValue: '12' })
  await click(it, 2)
  await it.keyboard.type('3')
  await copy(it.page, '654321')
  await paste(it.page)
  await it.page.getByLabel('Before').focus()
  await it.keyboard.press('Tab')
  t.equal(await it.page.evaluate(() => document.activeElement?.textContent), 'Send')
  t.equal(await it.value(), '12')
  t.same(await it.active(), [])
  t.same((await it.log()).changes, [])
  await it.close()
})

await t.test('a key that its host keeps to itself', async (t) => {
  const it = await open({ defaultValue: '123456' }, { keptKey: 'ArrowLeft' })
  await click(it, 3)
  await it.keyboard.press('ArrowLeft')
  t.same(await it.active(), [3])
  await it.keyboard.press('ArrowRight')
  t.same(await it.active(), [4])
  await it.close()
})

await t.test('an error that comes is said aloud where it was listened for, and leaves again', async (t) => {
  const it = await open({ defaultValue: '123456' })
  const alert = it.page.getByRole('alert')
  t.equal(await alert.textContent(), '')
  await alert.evaluate((element) => element.setAttribute('data-same', ''))
  await it.field.focus()
  await it.page.evaluate(() => window.change({ defaultValue: '123456', error: 'Not right' } as never))
  await it.page.getByText('Not right').waitFor()
  t.equal(await alert.getAttribute('data-same'), '', 'a region that comes with its text is not read by all')
  t.equal(await it.field.getAttribute('aria-invalid'), 'true')
  t.equal(await it.field.getAttribute('aria-describedby'), await alert.getAttribute('id'))
  await it.keyboard.press('Home')
  t.same(await it.active(), [0], 'the focus is where it was')
  await it.page.evaluate(() => window.change({ defaultValue: '123456' } as never))
  await it.page.getByText('Not right').waitFor({ state: 'detached' })
  t.equal(await it.field.getAttribute('aria-invalid'), null)
  t.equal(await it.field.getAttribute('aria-describedby'), null)
  await it.close()
})

await t.test('invalid without words; what the host says of filling in', async (t) => {
  const it = await open({ invalid: true, autoComplete: 'off', enterKeyHint: 'go', placeholder: '000000' })
  t.equal(await it.field.getAttribute('aria-invalid'), 'true')
  t.equal(await it.field.getAttribute('autocomplete'), 'off')
  t.equal(await it.field.getAttribute('enterkeyhint'), 'go')
  t.equal(await it.field.getAttribute('placeholder'), '000000')
  await it.close()
})

await t.test('switched on and off, read-only and back, it keeps what is there', async (t) => {
  const it = await open({ name: 'code' })
  await click(it, 0)
  await it.keyboard.type('123')
  const change = (props: Props) => it.page.evaluate((props) => window.change(props as never), props)
  await change({ name: 'code', readOnly: true })
  await it.page.locator('[data-slot="code-input"][data-readonly]').waitFor()
  await it.keyboard.type('4')
  t.equal(await it.value(), '123')
  await change({ name: 'code' })
  await it.page.locator('[data-slot="code-input"]:not([data-readonly])').waitFor()
  await it.keyboard.type('456')
  t.equal(await it.value(), '123456')
  t.same((await it.log()).completes, ['123456'])
  await it.close()
})

t.end()
