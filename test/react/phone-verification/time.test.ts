import t from 'tap'
import { newPhone, openAppHost, parts, wrongFor } from './app-host.ts'

const secondsIn = (text: string | null) => {
  const [, minutes, seconds] = /(\d+):(\d\d)/.exec(text ?? '') ?? []
  return minutes === undefined ? undefined : Number(minutes) * 60 + Number(seconds)
}

t.test('with a wait of three seconds and a life of thirty', async (t) => {
  const host = await openAppHost(t, { resendWait: [3, 60], lifetime: 30 })

  await t.test('resend: counted down, sent once, counted down anew; both codes are good', async (t) => {
    const { page } = await host.visit()
    const phone = newPhone()
    const it = parts(page)
    await it.phone.fill(phone)
    await it.send.click()
    await it.view('code').waitFor()
    const first = await host.codeOf(phone)
    t.equal(await it.resend.getAttribute('aria-disabled'), 'true')
    await it.resend.evaluate((button: HTMLButtonElement) => button.click())
    await page.getByText('You can ask for a new code now.').waitFor({ state: 'attached' })
    t.equal(await it.resend.textContent(), 'Send a new code')
    const resends = host.counted.resend
    await it.resend.evaluate((button: HTMLButtonElement) => {
      button.click()
      button.click()
    })
    await page.getByText('A new code was sent.').waitFor({ state: 'attached' })
    t.equal(host.counted.resend - resends, 1)
    t.match(await it.resend.textContent(), /New code in (1:00|0:5\d)/)
    const second = await host.codeOf(phone, 2)
    t.not(first, second)
    await it.code.pressSequentially(first)
    await it.approved.waitFor()
  })

  await t.test('a reload in the middle goes on with the same code and the same countdown', async (t) => {
    const { page } = await host.visit()
    const phone = newPhone()
    const it = parts(page)
    await it.phone.fill(phone)
    await it.send.click()
    await it.view('code').waitFor()
    const kept = await page.evaluate(() => Object.entries(localStorage))
    t.equal(kept.length, 1)
    t.equal(kept[0]?.[0], 'sms-verification:log_in')
    t.same(Object.keys(JSON.parse(kept[0]?.[1] ?? '')).sort(), [
      'codeLength',
      'expiresAt',
      'id',
      'phone',
      'purpose',
      'resendAt',
    ])
    const starts = host.counted.start
    await page.reload()
    await it.view('code').waitFor()
    t.match(await it.root.textContent(), `+86 139****${phone.slice(-4)}`)
    const left = secondsIn(await page.locator('[data-slot="expiry"]').textContent()) ?? 0
    t.ok(left > 20 && left <= 30, `${left} s left`)
    t.equal(await it.code.evaluate((input) => input === document.activeElement), false, 'no focus is taken')
    await it.code.fill(await host.codeOf(phone))
    // The number is in no storage: it is asked for again.
    await it.view('confirm').waitFor()
    t.same(await it.approvals(), [])
    await it.phone.fill('13900009999')
    await it.phone.press('Enter')
    t.match(await it.alert.textContent(), 'not the number')
    await it.phone.fill(phone)
    await it.phone.press('Enter')
    await it.approved.waitFor()
    t.match(await it.approvals(), [{ phone: `+86${phone}` }])
    t.equal(host.counted.start, starts)
  })

  await t.test('a code that expires says so, and a new one takes one press', async (t) => {
    const { page } = await host.visit()
    const phone = newPhone()
    const it = parts(page)
    await page.clock.install()
    await it.phone.fill(phone)
    await it.send.click()
    await it.view('code').waitFor()
    await page.clock.fastForward(25_000)
    t.equal(await it.over.count(), 0)
    await page.clock.fastForward(6_000)
    await it.over.waitFor()
    t.match(await it.over.textContent(), 'expired')
    await it.newCode.click()
    await it.view('code').waitFor()
    await it.code.fill(await host.codeOf(phone, 2))
    await it.approved.waitFor()
  })

  await t.test('a second tab', async (t) => {
    const { page, context } = await host.visit()
    const phone = newPhone()
    const it = parts(page)
    await it.phone.fill(phone)
    await it.send.click()
    await it.view('code').waitFor()
    const second = await host.tab(context)
    const there = parts(second)
    await there.view('code').waitFor()
    t.match(await there.root.textContent(), `+86 139****${phone.slice(-4)}`)
    await second.getByRole('button', { name: 'Send a new code' }).click()
    await second.getByText(/New code in (1:00|0:5\d)/).waitFor()
    await page.getByText(/New code in (1:00|0:5\d)/).waitFor()
    await it.code.fill(await host.codeOf(phone, 2))
    await it.approved.waitFor()
    await there.over.waitFor()
    t.match(await there.over.textContent(), 'another tab')
    t.same(await there.approvals(), [])
  })

  await t.test('two tabs with a wrong code each share the tries', async (t) => {
    const { page, context } = await host.visit()
    const phone = newPhone()
    const it = parts(page)
    await it.phone.fill(phone)
    await it.send.click()
    const wrong = wrongFor(await host.codeOf(phone))
    await it.view('code').waitFor()
    const there = parts(await host.tab(context))
    await it.code.fill(wrong)
    await page.getByText('4 tries left').waitFor()
    await there.code.fill(wrong)
    await there.alert.waitFor()
    t.match(await there.alert.textContent(), '3 tries left')
  })

  await t.test('another purpose and no storage are apart', async (t) => {
    const { page, context } = await host.visit()
    const it = parts(page)
    await it.phone.fill(newPhone())
    await it.send.click()
    await it.view('code').waitFor()
    await context.addInitScript(() => {
      window.options = { purpose: 'sign_up' }
    })
    const other = await host.tab(context)
    await parts(other).view('phone').waitFor()
    const { page: bare } = await host.visit({ storageKey: null })
    await parts(bare).phone.fill(newPhone())
    await parts(bare).send.click()
    await parts(bare).view('code').waitFor()
    t.equal(await bare.evaluate(() => localStorage.length), 0)
    await bare.reload()
    await parts(bare).view('phone').waitFor()
  })

  t.same(host.complaints, [])
})

t.test('a machine whose clock is wrong counts as the server does', async (t) => {
  const host = await openAppHost(t)
  for (const minutes of [-20, 20]) {
    const { page, context } = await host.visit()
    await context.addInitScript((off) => {
      const { now } = Date
      Date.now = () => now() + off
    }, minutes * 60_000)
    await page.reload()
    const it = parts(page)
    await it.phone.fill(newPhone())
    await it.send.click()
    await it.view('code').waitFor()
    const [resend, expiry] = [
      secondsIn(await it.resend.textContent()) ?? 0,
      secondsIn(await page.locator('[data-slot="expiry"]').textContent()) ?? 0,
    ]
    t.ok(resend >= 57 && resend <= 62, `${minutes} min: ${resend} s to the next code`)
    t.ok(expiry >= 297 && expiry <= 302, `${minutes} min: ${expiry} s to live`)
    await page.reload()
    await it.view('code').waitFor()
    const after = secondsIn(await it.resend.textContent()) ?? 0
    t.ok(after > 50 && after <= resend, `${after} s after a reload`)
  }
  t.same(host.complaints, [])
})

t.test('a limit says how long, and the button counts', async (t) => {
  const host = await openAppHost(t, { limits: { phonePerMinute: 1 } })
  const { page, context } = await host.visit()
  const phone = newPhone()
  const it = parts(page)
  await it.phone.fill(phone)
  await it.send.click()
  await it.view('code').waitFor()
  await context.clearCookies()
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await it.phone.fill(phone)
  await it.send.click()
  await it.alert.waitFor()
  t.match(await it.alert.textContent(), /Too many codes have been asked for. Try again in \d+ seconds./)
  const first = secondsIn(await it.send.textContent()) ?? 0
  t.ok(first > 40 && first <= 60, `${first} s`)
  t.equal(await it.send.getAttribute('aria-disabled'), 'true')
  const starts = host.counted.start
  await it.phone.press('Enter')
  await page.waitForTimeout(1200)
  t.ok((secondsIn(await it.send.textContent()) ?? 99) < first, 'counts down')
  t.equal(host.counted.start, starts, 'and asks nothing meanwhile')
  t.same(host.complaints, [])
})
t.end()
