import t from 'tap'
import { violations } from '../support/axe.ts'
import { startConsole } from '../support/console.ts'

const { visit, emulator } = await startConsole(t)

const PHONE = '+8613900007788'

await t.test('sign up, log in and reset the password by code', async (t) => {
  const { page, complaints } = await visit({ path: '/shop/', context: { viewport: { width: 1180, height: 900 } } })
  const number = page.getByRole('textbox', { name: /phone number/i }).first()
  const codeField = page.locator('[data-slot="code-field"]')
  const begin = async (flow: string) => {
    await page.getByRole('button', { name: flow, exact: true }).click()
    await number.fill(PHONE)
    await page.getByRole('button', { name: 'Send code' }).click()
    await codeField.waitFor()
    return (await emulator.outbox.waitFor(PHONE)).params.code as string
  }

  await t.test('sign up: a wrong code first, then the right one, then a password', async (t) => {
    const code = await begin('Sign up')
    await codeField.pressSequentially(code === '000000' ? '000001' : '000000')
    await page
      .getByText(/not right/)
      .first()
      .waitFor()
    t.equal(await codeField.inputValue(), '', 'cleared for the next try')
    await codeField.pressSequentially(code)
    await page.getByLabel('Choose a password').fill('a long and good password')
    await page.getByRole('button', { name: 'Create my account' }).click()
    await page.getByText('You are logged in').waitFor()
    t.match(await page.getByRole('status').first().textContent(), /\+86/)
    t.notMatch(
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])),
      code,
    )
  })

  await t.test('logged in again after a reload; logged out', async (t) => {
    await page.reload()
    await page.getByText('You are logged in').waitFor()
    await page.getByRole('button', { name: 'Log out' }).click()
    await number.waitFor()
    t.equal(await page.getByText('You are logged in').count(), 0, 'logged out')
  })

  for (const [flow, purpose] of [
    ['Log in', 'log_in'],
    ['Reset password', 'reset_password'],
  ] as const)
    await t.test(flow, async (t) => {
      emulator.outbox.clear()
      const code = await begin(flow)
      t.match(code, /^\d{6}$/)
      // Pasted as it came, with its words around.
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.evaluate((text) => navigator.clipboard.writeText(text), `Your code is ${code}, valid for 5 minutes.`)
      await codeField.focus()
      await page.keyboard.press('ControlOrMeta+V')
      if (purpose === 'reset_password') {
        await page.getByLabel('Choose a password').fill('another good password')
        await page.getByRole('button', { name: 'Set the new password' }).click()
      }
      await page.getByText('You are logged in').waitFor()
      await page.getByRole('button', { name: 'Log out' }).click()
      await number.waitFor()
    })

  t.same(complaints, [])
})

await t.test(
  'a number typed before anything has come that reads it; a password as short as is said to do',
  async (t) => {
    const { page } = await visit({ path: '/shop/' })
    const sent = { country: '', phone: '' }
    await page.route(/assets\/reading-/, () => {})
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/app/sign-up'))
        Object.assign(sent, request.postDataJSON())
    })
    await page.reload()
    await page
      .getByRole('textbox', { name: /phone number/i })
      .first()
      .fill('13900007799')
    await page.getByRole('button', { name: 'Send code' }).click()
    const field = page.locator('[data-slot="code-field"]')
    await field.waitFor()
    await field.pressSequentially((await emulator.outbox.waitFor('+8613900007799')).params.code as string)

    const password = page.getByLabel('Choose a password')
    await page.getByText('At least 10 characters.').waitFor()
    await password.pressSequentially('violet-fo')
    await page.getByRole('button', { name: 'Create my account' }).click()
    t.ok(await password.evaluate((it: HTMLInputElement) => it.validity.tooShort), 'nine are too few for the page')
    await password.pressSequentially('x')
    await page.getByRole('button', { name: 'Create my account' }).click()
    await page.getByText('You are logged in').waitFor()
    t.match(await page.getByRole('status').first().textContent(), /\+86/)
    t.match(sent, { phone: '13900007799', country: 'CN' }, 'the page did without')
  },
)

await t.test('no violation, in both languages, light and dark, wide and narrow', async (t) => {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const locale of ['en-GB', 'zh-CN'])
      for (const width of [1180, 320]) {
        const { page } = await visit({
          path: '/shop/',
          context: { viewport: { width, height: 900 }, colorScheme, locale },
        })
        await page.locator('.sms-phone-input, [data-slot="phone-field"] input').first().waitFor()
        await page.waitForTimeout(300)
        // The phone in the frame is the emulator's page.
        t.same(await violations(page), [], `${colorScheme} ${locale} ${width}`)
        t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
        await page.close()
      }
})

t.end()
