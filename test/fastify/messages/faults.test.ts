import { type Fault, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const shop = { app: 'shop' }

/** What the platform does, and what must follow: the answer, the message's state, whether an SMS went out. */
const cases: [name: string, fault: Fault, expected: { status: number; code: string; message: string; sent: number }][] =
  [
    [
      'a business refusal',
      { kind: 'code', code: 'isv.SMS_SIGNATURE_ILLEGAL' },
      { status: 502, code: 'SMS_PLATFORM_REFUSED', message: 'failed', sent: 0 },
    ],
    [
      'an unknown code',
      { kind: 'code', code: 'isv.SOMETHING_NEW' },
      { status: 502, code: 'SMS_PLATFORM_REFUSED', message: 'failed', sent: 0 },
    ],
    [
      'no money',
      { kind: 'code', code: 'isv.AMOUNT_NOT_ENOUGH' },
      { status: 502, code: 'SMS_PLATFORM_REFUSED', message: 'failed', sent: 0 },
    ],
    [
      'an illegal number',
      { kind: 'code', code: 'isv.MOBILE_NUMBER_ILLEGAL' },
      { status: 422, code: 'SMS_PHONE_REFUSED', message: 'failed', sent: 0 },
    ],
    [
      'the platform’s own limit',
      { kind: 'code', code: 'isv.BUSINESS_LIMIT_CONTROL', message: '触发小时级流控Permits:5' },
      { status: 429, code: 'SMS_PLATFORM_LIMITED', message: 'failed', sent: 0 },
    ],
    [
      'throttling',
      { kind: 'throttle', retryAfter: 2000 },
      { status: 503, code: 'SMS_PLATFORM_UNREACHABLE', message: 'failed', sent: 0 },
    ],
    [
      'system error',
      { kind: 'code', code: 'isp.SYSTEM_ERROR' },
      { status: 502, code: 'SMS_PLATFORM_NONSENSE', message: 'queued', sent: 0 },
    ],
    ['502 in HTML', { kind: 'html502' }, { status: 502, code: 'SMS_PLATFORM_NONSENSE', message: 'queued', sent: 0 }],
    ['an empty 500', { kind: 'empty500' }, { status: 502, code: 'SMS_PLATFORM_NONSENSE', message: 'queued', sent: 0 }],
    ['200 in HTML', { kind: 'html200' }, { status: 502, code: 'SMS_PLATFORM_NONSENSE', message: 'queued', sent: 0 }],
    [
      'truncated JSON',
      { kind: 'truncated' },
      { status: 502, code: 'SMS_PLATFORM_NONSENSE', message: 'queued', sent: 0 },
    ],
    ['null', { kind: 'null' }, { status: 502, code: 'SMS_PLATFORM_NONSENSE', message: 'queued', sent: 0 }],
    [
      'a reset before accepting',
      { kind: 'rst' },
      { status: 502, code: 'SMS_PLATFORM_NONSENSE', message: 'queued', sent: 0 },
    ],
    [
      'a closed connection',
      { kind: 'fin' },
      { status: 502, code: 'SMS_PLATFORM_NONSENSE', message: 'queued', sent: 0 },
    ],
    [
      'a reset after accepting',
      { kind: 'rst_after_accept' },
      { status: 502, code: 'SMS_PLATFORM_NONSENSE', message: 'queued', sent: 1 },
    ],
    ['a stall', { kind: 'stall' }, { status: 504, code: 'SMS_PLATFORM_TIMEOUT', message: 'queued', sent: 0 }],
    [
      'a dripping body',
      { kind: 'drip', ms: 6000 },
      { status: 502, code: 'SMS_PLATFORM_NONSENSE', message: 'queued', sent: 1 },
    ],
  ]

await onEachDatabase(t, async (t, database) => {
  emulator.outbox.clear()
  const clock = { now: Date.now() }
  let phones = 0
  const newPhone = () => `+86136${String(40_000_000 + phones++).padStart(8, '0')}`
  for (const [name, fault, expected] of cases)
    await t.test(name, async (t) => {
      // A host for each: what one case does to the circuit must not decide another.
      const app = await createTestHost({
        databaseUrl: database.url,
        endpoint: emulator.endpoint,
        settings: { now: () => clock.now },
      })
      t.teardown(() => app.close())
      await app.ready()
      const call = caller(app)
      const phone = newPhone()
      emulator.faults.add({ action: 'SendSms', ...fault } as Fault)
      const answer = await call('POST', '/verifications', { phone, purpose: 'log_in' }, shop)
      emulator.faults.clear()
      t.match(answer, { status: expected.status, body: { code: expected.code } }, answer.text)
      t.notMatch(answer.text, new RegExp(phone.slice(3)))
      const [message] = (await call('GET', `/messages?phone=${encodeURIComponent(phone)}`)).body.items as {
        status: string
        problem: object
      }[]
      t.match(message, { status: expected.message, problem: { code: String, text: String } })
      t.equal(emulator.outbox.messages({ phone }).length, expected.sent)

      const id = answer.body.verificationId
      if (expected.message === 'failed') {
        t.equal(id, undefined)
        t.equal(
          (await call('POST', '/verifications', { phone, purpose: 'log_in' }, shop)).status,
          201,
          'the allowance is given back',
        )
        return
      }
      t.match(
        (await call('GET', `/verifications/${id}`, undefined, shop)).body,
        { status: 'pending' },
        'the code may still arrive',
      )
      t.match(
        await call('POST', '/verifications', { phone, purpose: 'log_in' }, shop),
        { status: 429 },
        'an unknown one counts',
      )
      if (expected.sent === 0) return
      const [sms] = emulator.outbox.messages({ phone })
      t.match(
        await call('POST', `/verifications/${id}/check`, { code: sms?.params.code }, shop),
        { status: 200 },
        'and its code is right',
      )
    })

  await t.test('what became of an unknown one is asked, and it is never sent again', async (t) => {
    const [sent, lost] = [newPhone(), newPhone()]
    const first = await createTestHost({
      databaseUrl: database.url,
      endpoint: emulator.endpoint,
      settings: { now: () => clock.now },
    })
    await first.ready()
    const before = caller(first)
    emulator.faults.add({ action: 'SendSms', kind: 'rst_after_accept' })
    await before('POST', '/verifications', { phone: sent, purpose: 'log_in' }, shop)
    emulator.faults.add({ action: 'SendSms', kind: 'rst' })
    const { body } = await before('POST', '/verifications', { phone: lost, purpose: 'log_in' }, shop)
    await first.close()
    const statusOf = async (call: typeof before, phone: string) =>
      ((await call('GET', `/messages?phone=${encodeURIComponent(phone)}`)).body.items as { status: string }[])[0]
        ?.status

    // Each start of a server looks at what is due; the platform is asked a few times before "not there" is believed.
    for (let round = 0; round < 8; round++) {
      clock.now += 11 * 60_000
      const app = await createTestHost({
        databaseUrl: database.url,
        endpoint: emulator.endpoint,
        settings: { now: () => clock.now },
      })
      await app.ready()
      const call = caller(app)
      const until = Date.now() + 2000
      const done = async () =>
        ['accepted', 'delivered'].includes((await statusOf(call, sent)) ?? '') &&
        (round < 7 || (await statusOf(call, lost)) === 'failed')
      while (!(await done()) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
      await new Promise((resolve) => setTimeout(resolve, 50))
      if (round === 0) t.ok(['accepted', 'delivered'].includes((await statusOf(call, sent)) ?? ''))
      if (round === 7) {
        t.equal(await statusOf(call, lost), 'failed')
        t.match((await call('GET', `/verifications/${body.verificationId}`, undefined, shop)).body, {
          status: 'failed',
        })
      }
      await app.close()
    }
    t.equal(emulator.outbox.messages({ phone: sent }).length, 1)
    t.equal(emulator.outbox.messages({ phone: lost }).length, 0)
  })
})

t.end()
