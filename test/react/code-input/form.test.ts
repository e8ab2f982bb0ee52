import t from 'tap'
import { launchBrowser, serveFixtures } from '../../support/browser.ts'
import { click, opener } from './page.ts'

const pages = await serveFixtures({
  input: { script: new URL('./fixture.tsx', import.meta.url), head: '<style>body{padding:2rem}</style>' },
})
const browser = await launchBrowser()
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

t.end()
