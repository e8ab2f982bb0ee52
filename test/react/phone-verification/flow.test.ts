import t from 'tap'
import { newPhone, openAppHost, parts, wrongFor } from './app-host.ts'

const host = await openAppHost(t)

t.test('the whole way: a number, a code, an approval that the server redeems', async (t) => {
  const { page } = await host.visit()
  const phone = newPhone()
  const it = parts(page)
  await it.phone.fill(phone)
  await it.send.click()
  await it.view('code').waitFor()
  t.equal(await it.code.evaluate((input) => input === document.activeElement), true, 'the focus is on the code')
  t.match(await it.root.textContent(), `+86 139****${phone.slice(-4)}`)
  t.match(await it.announcement.textContent(), `ending in ${phone.slice(-4)}`)
  t.match(await it.resend.textContent(), /New code in (1:00|0:5\d)/)
  t.match(await it.root.textContent(), /Expires in (5:00|4:5\d)/)
  await it.code.pressSequentially(await host.codeOf(phone))
  await it.approved.waitFor()
  const [approval, ...more] = (await it.approvals()) as { verificationId: string; phone: string }[]
  t.match(approval, { phone: `+86${phone}` })
  t.same(more, [], 'told once, in StrictMode too')
  t.match(
    await host.app().sms.verifications.redeem({
      tenantId: 'acme',
      appId: 'shop',
      purpose: 'log_in',
      verificationId: approval?.verificationId ?? '',
      phone: approval?.phone ?? '',
    }),
    { phone: `+86${phone}` },
  )
  t.equal(await it.approved.evaluate((element) => element === document.activeElement), true, 'and is read aloud')
  t.equal(await page.evaluate(() => localStorage.length), 0, 'nothing is left behind')
})

t.test('a wrong code says what is left, and is not counted twice', async (t) => {
  const { page } = await host.visit()
  const phone = newPhone()
  const it = parts(page)
  await it.phone.fill(phone)
  await it.phone.press('Enter')
  const code = await host.codeOf(phone)
  await it.view('code').waitFor()
  const before = host.counted.check
  await it.code.pressSequentially(wrongFor(code))
  await it.alert.waitFor()
  t.match(await it.alert.textContent(), 'This code is not right. 4 tries left.')
  t.equal(await it.code.inputValue(), '', 'ready for the next')
  t.equal(await it.code.evaluate((input) => input === document.activeElement), true)
  await it.code.pressSequentially(wrongFor(code))
  await page.getByText('You have tried this code already').waitFor()
  await it.code.fill(code)
  await it.approved.waitFor()
  t.equal(host.counted.check - before, 2, 'one check for each code')
})

t.test('one check per code whatever is pressed', async (t) => {
  const { page } = await host.visit()
  const phone = newPhone()
  const it = parts(page)
  await it.phone.fill(phone)
  const starts = host.counted.start
  await it.send.evaluate((button: HTMLButtonElement) => {
    button.click()
    button.click()
  })
  await it.view('code').waitFor()
  t.equal(host.counted.start - starts, 1, 'one SMS for two clicks')
  const wrong = wrongFor(await host.codeOf(phone))
  const checks = host.counted.check
  await page.route('**/check', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400))
    await route.continue()
  })
  await it.code.pressSequentially(wrong)
  await it.code.press('Enter')
  await it.check.evaluate((button: HTMLButtonElement) => {
    button.click()
    button.click()
  })
  t.equal(await it.check.getAttribute('aria-disabled'), 'true')
  await it.alert.waitFor()
  t.match(await it.alert.textContent(), '4 tries left')
  await page.waitForTimeout(500)
  t.equal(host.counted.check - checks, 1)
  await it.code.press('Enter')
  t.match(await it.alert.textContent(), '4 tries left', 'nothing typed is nothing new')
  await it.code.pressSequentially('12')
  await it.code.press('Enter')
  t.match(await it.alert.textContent(), 'Enter all 6 digits')
  t.equal(host.counted.check - checks, 1)
})

t.test('a code that is used up offers a new one, which waits for the lock', async (t) => {
  const { page } = await host.visit()
  const phone = newPhone()
  const it = parts(page)
  await it.phone.fill(phone)
  await it.send.click()
  const code = await host.codeOf(phone)
  await it.view('code').waitFor()
  for (let i = 1; i <= 5; i++) {
    await it.code.fill(String((Number(code) + i) % 1_000_000).padStart(6, '0'))
    await (i < 5 ? page.getByText(i === 4 ? 'One more try' : `${5 - i} tries left`) : it.over).waitFor()
  }
  t.match(await it.over.textContent(), 'Too many wrong codes')
  t.equal(await it.newCode.evaluate((button) => button === document.activeElement), true)
  t.equal(await page.evaluate(() => localStorage.length), 0)
  await it.newCode.press('Enter')
  await it.view('phone').waitFor()
  t.match(await it.alert.textContent(), 'Too many wrong codes. Try again in 15 minutes.')
  t.match(await it.send.textContent(), /Send code in (15:00|14:5\d)/)
  t.equal(await it.send.getAttribute('aria-disabled'), 'true')
  // Another number does not wait.
  const other = newPhone()
  await it.phone.fill(other)
  t.equal(await it.alert.count(), 0)
  await it.send.click()
  await it.view('code').waitFor()
})

t.test('changing the number loses neither the number nor the code', async (t) => {
  const { page } = await host.visit()
  const phone = newPhone()
  const it = parts(page)
  await it.phone.fill(phone)
  await it.send.click()
  const code = await host.codeOf(phone)
  await it.change.click()
  await it.view('phone').waitFor()
  t.equal(await it.phone.evaluate((input) => input === document.activeElement), true)
  t.equal((await it.phone.inputValue()).replaceAll(' ', ''), phone)
  const starts = host.counted.start
  await it.send.click()
  await it.view('code').waitFor()
  t.equal(host.counted.start, starts, 'the same number again goes back to its code')
  await it.change.click()
  await it.back.click()
  await it.code.fill(code)
  await it.approved.waitFor()
})

t.test('a new number ends the code of the old one', async (t) => {
  const { page } = await host.visit()
  const [phone, other] = [newPhone(), newPhone()]
  const it = parts(page)
  await it.phone.fill(phone)
  await it.send.click()
  await it.view('code').waitFor()
  const cancels = host.counted.cancel
  await it.change.click()
  await it.phone.fill(other)
  await it.send.click()
  await it.view('code').waitFor()
  const code = await host.codeOf(other)
  await it.code.fill(code)
  await it.approved.waitFor()
  t.equal(host.counted.cancel - cancels, 1)
  t.match(await it.approvals(), [{ phone: `+86${other}` }])
})

t.test('a number that is none is said at its field', async (t) => {
  const { page } = await host.visit()
  const it = parts(page)
  const starts = host.counted.start
  await it.send.click()
  t.match(await it.alert.textContent(), 'Enter your phone number.')
  t.equal(await it.phone.getAttribute('aria-invalid'), 'true')
  await it.phone.fill('1390')
  t.equal(await it.alert.count(), 0, 'editing takes it back')
  await page.waitForTimeout(300)
  await it.phone.press('Enter')
  t.match(await it.alert.textContent(), 'too few digits')
  t.equal(host.counted.start, starts)
  // A fixed line: only the server can tell.
  await it.phone.fill('01012345678')
  await it.phone.press('Enter')
  await page.getByText('Enter a mobile number that can receive SMS.').waitFor()
  t.equal(await it.phone.getAttribute('aria-invalid'), 'true')
  t.match(await it.phone.evaluate((input) => input.ariaDescribedByElements?.[0]?.textContent), 'mobile')
})

t.test('the server goes and comes back: what was typed stays, and nothing is sent twice', async (t) => {
  const { page } = await host.visit()
  const phone = newPhone()
  const it = parts(page)
  await it.phone.fill(phone)
  await host.down()
  await it.send.click()
  await page.getByText('No connection').waitFor()
  t.equal((await it.phone.inputValue()).replaceAll(' ', ''), phone)
  await host.up()
  const keys = host.counted.keys.length
  await it.send.click()
  await it.view('code').waitFor()
  const code = await host.codeOf(phone)
  await host.down()
  await it.code.pressSequentially(code)
  await page.getByText('No connection').waitFor()
  t.equal(await it.code.inputValue(), code, 'the code is kept')
  await host.up()
  await it.check.click()
  await it.approved.waitFor()
  t.equal(host.counted.keys.length - keys, 1)
})

t.test('an answer that is lost: the same key, the same verification, one SMS', async (t) => {
  const { page } = await host.visit()
  const phone = newPhone()
  const it = parts(page)
  const keys = host.counted.keys.length
  // The request arrives; its answer does not.
  let lost = 0
  await page.route(
    '**/sms/verifications',
    async (route) => {
      lost += 1
      await route.fetch()
      await route.abort('connectionreset')
    },
    { times: 1 },
  )
  await page.route(
    '**/check',
    async (route) => {
      lost += 1
      await route.fetch()
      await route.abort('connectionreset')
    },
    { times: 1 },
  )
  await it.phone.fill(phone)
  await it.send.click()
  await page.getByText('No connection').waitFor()
  await it.send.click()
  await it.view('code').waitFor()
  const [first, second] = host.counted.keys.slice(keys)
  t.equal(first, second, 'the same key')
  t.equal(host.emulator.outbox.messages({ phone }).length, 1, 'one SMS')
  await it.code.pressSequentially(await host.codeOf(phone))
  await page.getByText('No connection').waitFor()
  await it.check.click()
  await it.approved.waitFor()
  t.equal(lost, 2)
})

t.test('an SMS whose fate is unknown may still arrive', async (t) => {
  const { page } = await host.visit()
  const phone = newPhone()
  const it = parts(page)
  host.emulator.faults.add({ kind: 'rst_after_accept', times: 1 })
  await it.phone.fill(phone)
  await it.send.click()
  await it.view('code').waitFor()
  t.match(await it.root.textContent(), 'may take a while')
  t.match(await it.root.textContent(), `+86 139****${phone.slice(-4)}`, 'the server was asked for the rest')
  await it.code.pressSequentially(await host.codeOf(phone))
  await it.approved.waitFor()
})

t.test('changing the number while a code is checked, and going away: no answer is waited for', async (t) => {
  const { page } = await host.visit()
  const it = parts(page)
  await it.phone.fill(newPhone())
  await it.send.click()
  await it.view('code').waitFor()
  await page.route(/check$|verifications$/, () => {})
  for (const leave of [() => it.change.click(), () => page.evaluate(() => window.close_())]) {
    const aborted = page.waitForEvent('requestfailed')
    if (await it.code.count()) await it.code.fill('123456')
    else {
      await it.phone.fill(newPhone())
      await it.send.click()
    }
    await leave()
    t.match((await aborted).failure()?.errorText, 'ERR_ABORTED')
  }
})

t.test('no page complained', async (t) => {
  t.same(host.complaints, [])
})
t.end()
