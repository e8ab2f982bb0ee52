import { isSmsError } from '@sms-settings/fastify'
import t from 'tap'
import { newPhone, openAppHost, parts, wrongFor } from './app-host.ts'

const host = await openAppHost(
  t,
  {},
  { around: { script: new URL('surroundings-page.tsx', import.meta.url) } },
  (app) => {
    const owner = { tenantId: 'acme', appId: 'shop' }
    type Body = { phone: string; purpose: string; id: string; code: string }
    const own = (path: string, answer: (body: Body) => Promise<object>) =>
      app.post(`/own/${path}`, async ({ body }, reply) => {
        try {
          return await answer(body as Body)
        } catch (error) {
          if (!isSmsError(error)) throw error
          const { statusCode, code, message, details } = error
          return reply.code(statusCode).send({ statusCode, code, message, ...details })
        }
      })
    own('start', ({ phone, purpose }) => app.sms.verifications.start({ ...owner, phone, purpose }))
    own('resend', ({ id }) => app.sms.verifications.resend({ ...owner, id }))
    own('check', ({ id, code }) => app.sms.verifications.check({ ...owner, id, code }))
  },
)

t.test('below a provider: its client, its language, its scheme', async (t) => {
  const { page } = await host.visit({}, { path: '/around' })
  const it = parts(page)
  const phone = newPhone()
  t.equal(await it.root.getAttribute('lang'), 'zh-CN')
  t.equal(await it.root.getAttribute('data-color-scheme'), 'dark')
  t.equal(await it.country.inputValue(), 'CN', 'of the language')
  await page.getByRole('heading', { name: '登录' }).waitFor()
  await it.phone.fill(phone)
  await it.send.click()
  await page.getByRole('heading', { name: '请输入验证码' }).waitFor()
  await it.code.fill(wrongFor(await host.codeOf(phone)))
  await page.getByText('验证码不正确。还可以尝试 4 次。').waitFor()
  await it.code.fill(await host.codeOf(phone))
  await page.locator(`body[data-approved="+86${phone}"]`).waitFor()
})

t.test('a UI of its own on the hook, with routes of its own', async (t) => {
  const { page } = await host.visit({}, { path: '/around' })
  const phone = `+86${newPhone()}`
  const field = page.getByLabel('Own')
  const own = page.getByTestId('own')
  await field.fill('+8612')
  await page.getByRole('button', { name: 'Start' }).click()
  await own.getByText('phone SMS_INVALID_PHONE').waitFor()
  await field.fill(phone)
  await page.getByRole('button', { name: 'Start' }).click()
  await page.locator('[data-step="code"]').waitFor()
  t.ok(Number(await own.locator('small').textContent()) > 50)
  const code = await host.codeOf(phone)
  await field.fill(wrongFor(code))
  await page.getByRole('button', { name: 'Check' }).click()
  await own.getByText('code SMS_CODE_INCORRECT 4').waitFor()
  await field.fill(code)
  await page.getByRole('button', { name: 'Check' }).click()
  await own.getByText(`approved`).waitFor()
  t.match(await own.textContent(), phone)
})

t.test('no page complained', async (t) => {
  t.same(host.complaints, [])
})
t.end()
