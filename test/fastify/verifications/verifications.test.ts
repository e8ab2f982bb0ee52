import { type Emulator, startEmulator } from '@sms-settings/emulator'
import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { caller, createTestHost, type TestHostOptions } from '../../support/host.ts'

const MINUTE = 60_000
const noon = Date.UTC(2026, 10, 23, 12)
const PHONE = '+8613900001234'
const shop = { app: 'shop' }

let emulator: Emulator
t.before(async () => {
  emulator = await startEmulator({ flowControl: false, deliverAfter: 10 })
})
t.after(() => emulator.close())

/** A host on a database, with a clock that the test sets, and the codes that arrive. */
const setUp = async (t: Test, database: TestDatabase, options: Partial<TestHostOptions['settings'] & object> = {}) => {
  const clock = { now: noon }
  emulator.outbox.clear()
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { now: () => clock.now, ...options },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const start = (body: Record<string, unknown> = {}, who: Parameters<typeof call>[3] = shop) =>
    call('POST', '/verifications', { phone: PHONE, purpose: 'log_in', ...body }, who)
  const check = (id: unknown, code: string, who: Parameters<typeof call>[3] = shop) =>
    call('POST', `/verifications/${id}/check`, { code }, who)
  const newest = (phone = PHONE) => {
    const messages = emulator.outbox.messages({ phone })
    return messages.sort((a, b) => b.acceptedAt - a.acceptedAt || (a.id < b.id ? 1 : -1))[0]
  }
  const codeFor = (phone = PHONE) => newest(phone)?.params.code as string
  const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000')
  return { app, call, clock, start, check, codeFor, wrongFor }
}

await onEachDatabase(t, async (t, database) => {
  let phones = 0
  /** A number that no other subtest has used. */
  const newPhone = () => `+86139${String(10_000_000 + phones++).padStart(8, '0')}`

  await t.test('start, check once, redeem once', async (t) => {
    const { app, start, check, codeFor, call } = await setUp(t, database)
    const phone = newPhone()
    const started = await start({ phone })
    t.equal(started.status, 201)
    t.match(started.body, { purpose: 'log_in', status: 'pending', codeLength: 6, phone: /^\+86 139\*{4}\d{4}$/ })
    t.equal(started.body.expiresAt, new Date(noon + 300_000).toISOString())
    t.equal(started.body.resendAt, new Date(noon + 60_000).toISOString())
    t.match(emulator.outbox.messages({ phone })[0]?.text, /^【Quectel】|^\[Quectel\]/)
    t.match(await check(started.body.id, codeFor(phone)), { status: 200, body: { status: 'approved' } })
    t.match(await check(started.body.id, codeFor(phone)), {
      status: 410,
      body: { code: 'SMS_VERIFICATION_OVER', status: 'approved' },
    })
    const redeem = {
      tenantId: 'acme',
      appId: 'shop',
      verificationId: String(started.body.id),
      phone,
      purpose: 'log_in',
    }
    for (const other of [{ purpose: 'sign_up' }, { appId: 'bank' }, { tenantId: 'globex' }, { phone: newPhone() }])
      await t.rejects(
        app.sms.verifications.redeem({ ...redeem, ...other }),
        { code: 'SMS_NOT_APPROVED' },
        JSON.stringify(other),
      )
    t.match(await app.sms.verifications.redeem(redeem), { phone })
    await t.rejects(app.sms.verifications.redeem(redeem), { code: 'SMS_NOT_APPROVED' })
    t.match(await call('GET', `/verifications/${started.body.id}`, undefined, shop), {
      status: 200,
      body: { status: 'redeemed' },
    })
  })

  await t.test('what the client of a host has left out is refused in words', async (t) => {
    const { app, start, codeFor } = await setUp(t, database)
    const { verifications } = app.sms
    const phone = newPhone()
    const { body } = await start({ phone })
    const owner = { tenantId: 'acme', appId: 'shop' }
    const id = String(body.id)
    const refused: [string, unknown, object][] = [
      ['SMS_NOT_APPROVED', verifications.redeem, { phone, purpose: 'log_in' }],
      ['SMS_NOT_APPROVED', verifications.redeem, { phone, verificationId: id }],
      ['SMS_INVALID_PHONE', verifications.redeem, { verificationId: id, purpose: 'log_in' }],
      ['SMS_INVALID_PHONE', verifications.start, { purpose: 'log_in' }],
      ['SMS_INVALID_INPUT', verifications.check, { id }],
      ['SMS_VERIFICATION_NOT_FOUND', verifications.check, { code: codeFor(phone) }],
      ['SMS_VERIFICATION_NOT_FOUND', verifications.get, {}],
      ['SMS_VERIFICATION_NOT_FOUND', verifications.resend, {}],
      ['SMS_VERIFICATION_NOT_FOUND', verifications.cancel, {}],
    ]
    for (const [code, work, given] of refused)
      await t.rejects((work as (it: object) => Promise<void>)({ ...owner, ...given }), { code }, JSON.stringify(given))
  })

  await t.test('an approval must be redeemed within minutes', async (t) => {
    const { app, start, check, codeFor, clock } = await setUp(t, database)
    const phone = newPhone()
    const { body } = await start({ phone })
    await check(body.id, codeFor(phone))
    clock.now += 601_000
    await t.rejects(
      app.sms.verifications.redeem({
        tenantId: 'acme',
        appId: 'shop',
        verificationId: String(body.id),
        phone,
        purpose: 'log_in',
      }),
      {
        code: 'SMS_NOT_APPROVED',
      },
    )
  })

  await t.test('a code lives until its last second and not a second longer', async (t) => {
    const { start, check, codeFor, clock, call } = await setUp(t, database)
    for (const [seconds, status] of [
      [299, 200],
      [301, 410],
    ] as const) {
      const phone = newPhone()
      const { body } = await start({ phone })
      const code = codeFor(phone)
      const began = clock.now
      clock.now = began + seconds * 1000
      t.equal((await check(body.id, code)).status, status, `after ${seconds} s`)
      if (status === 410)
        t.match((await call('GET', `/verifications/${body.id}`, undefined, shop)).body, { status: 'expired' })
      clock.now = began + 10 * MINUTE
    }
  })

  await t.test('the right code as the fifth attempt is right; wrong ones say what is left', async (t) => {
    const { start, check, codeFor, wrongFor } = await setUp(t, database)
    const phone = newPhone()
    const { body } = await start({ phone })
    const code = codeFor(phone)
    for (const left of [4, 3, 2, 1])
      t.match(await check(body.id, wrongFor(code)), {
        status: 422,
        body: { code: 'SMS_CODE_INCORRECT', attemptsLeft: left },
      })
    t.equal((await check(body.id, code)).status, 200)
  })

  await t.test('four wrong, a resend, four wrong, a new start: no fresh budget', async (t) => {
    const { start, check, codeFor, wrongFor, clock, call } = await setUp(t, database)
    const phone = newPhone()
    const { body } = await start({ phone })
    const code = codeFor(phone)
    for (let i = 0; i < 3; i++) await check(body.id, wrongFor(code))
    clock.now += MINUTE
    t.equal((await call('POST', `/verifications/${body.id}/resend`, undefined, shop)).status, 200)
    t.match(await check(body.id, wrongFor(codeFor(phone))), { status: 422, body: { attemptsLeft: 1 } })
    clock.now += MINUTE
    const again = await start({ phone })
    t.equal(again.status, 201)
    t.match(await check(body.id, code), { status: 410, body: { status: 'cancelled' } }, 'the older one is replaced')
    t.match(await check(again.body.id, wrongFor(codeFor(phone))), { status: 422, body: { attemptsLeft: 0 } })
    t.match(await check(again.body.id, codeFor(phone)), { status: 410, body: { status: 'exhausted' } })
    clock.now += MINUTE
    t.match(await start({ phone }), { status: 429, body: { code: 'SMS_LOCKED_OUT', retryAfter: 14 * 60 } })
    t.equal((await start({ phone, purpose: 'sign_up' })).status, 201, 'another purpose is not locked')
    clock.now += 14 * MINUTE
    t.equal((await start({ phone })).status, 201, 'nobody is locked out for good')
  })

  await t.test('the last code of a verification is still taken after a resend, until it expires', async (t) => {
    const { start, check, codeFor, clock, call } = await setUp(t, database)
    for (const [wait, status] of [
      [120_000, 200],
      [241_000, 422],
    ] as const) {
      const phone = newPhone()
      const { body } = await start({ phone })
      const first = codeFor(phone)
      clock.now += MINUTE
      await call('POST', `/verifications/${body.id}/resend`, undefined, shop)
      t.not(codeFor(phone), undefined)
      clock.now += wait
      t.equal((await check(body.id, first)).status, status, `${wait / 1000} s after the resend`)
      clock.now += 10 * MINUTE
    }
  })

  await t.test('resends wait longer each time, and say how long', async (t) => {
    const { start, clock, call } = await setUp(t, database)
    const phone = newPhone()
    const { body } = await start({ phone })
    const resend = () => call('POST', `/verifications/${body.id}/resend`, undefined, shop)
    clock.now += 59_000
    const early = await resend()
    t.match(early, { status: 429, body: { code: 'SMS_RESEND_TOO_SOON', retryAfter: 1 } })
    t.equal(String(early.headers['retry-after']), '1')
    clock.now += 1000
    t.equal((await resend()).status, 200)
    clock.now += 119_000
    t.equal((await resend()).status, 429)
    clock.now += 1000
    t.equal((await resend()).status, 200)
  })

  await t.test('a code for another App, tenant or purpose is nothing here', async (t) => {
    const { start, check, codeFor } = await setUp(t, database)
    const phone = newPhone()
    const mine = await start({ phone })
    const code = codeFor(phone)
    const other = await start({ phone: newPhone(), purpose: 'sign_up' })
    t.equal((await check(mine.body.id, code, { app: 'bank' })).status, 404)
    t.equal((await check(mine.body.id, code, { tenant: 'globex', app: 'portal' })).status, 404)
    t.match(await check(other.body.id, code), { status: 422, body: { code: 'SMS_CODE_INCORRECT' } })
    t.equal((await check('V00000000000000000000000000', code)).status, 404)
  })

  await t.test('one phone in ten spellings is one phone', async (t) => {
    const { start } = await setUp(t, database)
    const national = newPhone().slice(3)
    const spellings = [
      { phone: `+86${national}` },
      { phone: `+86 ${national.slice(0, 3)} ${national.slice(3, 7)} ${national.slice(7)}` },
      { phone: `+86-${national.slice(0, 3)}-${national.slice(3)}` },
      { phone: `(+86) ${national}` },
      { phone: `+(86)${national}` },
      { phone: `0086${national}` },
      { phone: [...`+86${national}`].map((it) => String.fromCharCode(it.charCodeAt(0) + 0xfee0)).join('') },
      { phone: national, country: 'CN' },
      { phone: `0${national}`, country: 'CN' },
      { phone: ` +86.${national} ` },
    ]
    t.equal((await start(spellings[0])).status, 201)
    for (const spelling of spellings.slice(1))
      t.match(
        await start(spelling),
        { status: 429, body: { limit: 'phone_per_minute', retryAfter: 60 } },
        JSON.stringify(spelling),
      )
  })

  await t.test('numbers that get no SMS are refused by name', async (t) => {
    const { start } = await setUp(t, database)
    for (const phone of [
      '',
      '12',
      'abc',
      '13900001234',
      '+19005551234',
      '+18005551234',
      '+442079460000',
      '+8612345678901',
      '+86139',
      `+${'1'.repeat(60)}`,
    ])
      t.match(await start({ phone }), { status: 400, body: { field: 'body.phone' } }, phone)
  })

  await t.test('limits hold at their edges: hour and day of a phone, address, App and tenant', async (t) => {
    const { start, clock } = await setUp(t, database, {
      verification: { limits: { ipPerHour: 3, appPerDay: 9 }, tenantPerDay: 11 },
    })
    // A day that no other subtest has counted in.
    clock.now = noon + 30 * 24 * 60 * MINUTE
    const from = (ip: string, app = 'shop') => ({ app, ip })
    const phone = newPhone()
    for (let i = 0; i < 3; i++) {
      t.equal((await start({ phone }, from(`192.0.2.${i}`))).status, 201, `start ${i + 1}`)
      clock.now += MINUTE
    }
    for (let i = 0; i < 3; i++) t.equal((await start({ phone: newPhone() }, from(`2001:db8::${i}`))).status, 201)
    t.match(
      await start({ phone: newPhone() }, from('2001:db8:0:0:ffff::1')),
      { status: 429, body: { limit: 'ip_per_hour' } },
      'an address that rotates in its /64',
    )
    t.match(
      await start({ phone: newPhone() }, { ...from('2001:db8::9'), headers: { 'x-forwarded-for': '203.0.113.7' } }),
      { status: 429, body: { limit: 'ip_per_hour' } },
      'a forged X-Forwarded-For',
    )
    for (let i = 0; i < 3; i++) t.equal((await start({ phone: newPhone() }, from(`198.51.100.${i}`))).status, 201)
    t.match(await start({ phone: newPhone() }, from('198.51.100.9')), { status: 429, body: { limit: 'app_per_day' } })
    for (let i = 0; i < 2; i++)
      t.equal(
        (await start({ phone: newPhone() }, from('198.51.100.1', 'bank'))).status,
        201,
        'another App is not concerned',
      )
    t.match(await start({ phone: newPhone() }, from('198.51.100.2', 'bank')), {
      status: 429,
      body: { limit: 'tenant_per_day' },
    })
    t.equal(
      (await start({ phone: newPhone() }, { tenant: 'globex', app: 'portal', ip: '198.51.100.2' })).status,
      201,
      'another tenant is not concerned',
    )
    clock.now += 12 * 60 * MINUTE
    t.equal((await start({ phone: newPhone() }, from('198.51.100.9'))).status, 201, 'a new day')
  })

  await t.test('a start that the platform refused gives its allowance back, once', async (t) => {
    const { start, check } = await setUp(t, database)
    const phone = newPhone()
    emulator.faults.add({ action: 'SendSms', kind: 'code', code: 'isv.SMS_TEMPLATE_ILLEGAL' })
    const refused = await start({ phone })
    t.match(refused, {
      status: 502,
      body: { code: 'SMS_PLATFORM_REFUSED', platform: { code: 'isv.SMS_TEMPLATE_ILLEGAL' } },
    })
    const again = await start({ phone })
    t.equal(again.status, 201, 'it may be tried again at once')
    t.match(await start({ phone }), { status: 429, body: { limit: 'phone_per_minute' } }, 'but what was sent counts')
    t.match(await check(again.body.id, '12'), { status: 400, body: { field: 'body.code' } })
  })

  await t.test('the same idempotency key gives the same verification and one SMS', async (t) => {
    const { start } = await setUp(t, database)
    const phone = newPhone()
    const who = { ...shop, headers: { 'idempotency-key': `key-${phone}` } }
    const first = await start({ phone }, who)
    const all = await Promise.all([1, 2, 3].map(() => start({ phone }, who)))
    for (const it of all) t.match(it, { status: 201, body: { id: first.body.id } })
    t.equal(emulator.outbox.messages({ phone }).length, 1)
    t.match(await start({ phone: newPhone() }, who), { status: 409, body: { code: 'SMS_IDEMPOTENCY_CONFLICT' } })
    const parallel = newPhone()
    const key = { ...shop, headers: { 'idempotency-key': `key-${parallel}` } }
    const ids = await Promise.all(Array.from({ length: 8 }, () => start({ phone: parallel }, key)))
    t.same([...new Set(ids.map((it) => it.status))], [201])
    t.equal(new Set(ids.map((it) => it.body.id)).size, 1)
    t.equal(emulator.outbox.messages({ phone: parallel }).length, 1)
  })

  await t.test('a decoy answers, limits and checks like a real one, and sends nothing', async (t) => {
    const { app, check, clock, codeFor } = await setUp(t, database)
    const [real, decoy] = [newPhone(), newPhone()]
    const owner = { tenantId: 'acme', appId: 'shop', purpose: 'log_in', ip: '192.0.2.99' }
    const [one, two] = [
      await app.sms.verifications.start({ ...owner, phone: real }),
      await app.sms.verifications.start({ ...owner, phone: decoy, decoy: true }),
    ]
    t.same(Object.keys(one), Object.keys(two))
    t.same({ ...one, id: '', phone: '' }, { ...two, id: '', phone: '' })
    t.equal(emulator.outbox.messages({ phone: decoy }).length, 0)
    const wrong = codeFor(real) === '111111' ? '222222' : '111111'
    for (let i = 0; i < 5; i++) {
      const [a, b] = [await check(one.id, wrong), await check(two.id, wrong)]
      t.same(
        { status: a.status, body: a.body, headers: Object.keys(a.headers) },
        { status: b.status, body: b.body, headers: Object.keys(b.headers) },
      )
    }
    t.same((await check(one.id, wrong)).body, (await check(two.id, wrong)).body, 'exhausted alike')
    clock.now += MINUTE
    for (const [phone, as] of [
      [real, false],
      [decoy, true],
    ] as const)
      await t.rejects(
        app.sms.verifications.start({ ...owner, phone, decoy: as }),
        { code: 'SMS_LOCKED_OUT' },
        'locked alike',
      )
  })

  await t.test('test numbers have their code, no SMS, and an end', async (t) => {
    const phone = newPhone()
    const until = new Date(noon + 60 * MINUTE).toISOString()
    const { start, check, clock } = await setUp(t, database, {
      verification: { testNumbers: [{ phone, code: '424242', until }] },
    })
    const { body, status } = await start({ phone })
    t.equal(status, 201)
    t.equal((await check(body.id, '424242')).status, 200)
    t.equal((await start({ phone })).status, 201, 'as often as a test needs it')
    t.equal(emulator.outbox.messages({ phone }).length, 0)
    clock.now += 61 * MINUTE
    await start({ phone })
    t.equal(emulator.outbox.messages({ phone }).length, 1, 'after its end it is a number like others')
  })

  await t.test('leading zeros arrive', async (t) => {
    const { start, codeFor, check } = await setUp(t, database, {
      verification: { codeLength: 4, limits: { ipPerHour: 1000, prefixPerHour: 10_000 } },
    })
    for (let i = 0; i < 60; i++) {
      const phone = newPhone()
      const { body } = await start({ phone })
      const code = codeFor(phone)
      t.match(code, /^\d{4}$/)
      if (!code.startsWith('0')) continue
      t.equal((await check(body.id, code)).status, 200)
      return
    }
    t.comment('none of sixty codes began with 0')
  })

  await t.test('cancelled is over', async (t) => {
    const { start, check, codeFor, call } = await setUp(t, database)
    const phone = newPhone()
    const { body } = await start({ phone })
    t.equal((await call('DELETE', `/verifications/${body.id}`, undefined, shop)).status, 204)
    t.match(await check(body.id, codeFor(phone)), { status: 410, body: { status: 'cancelled' } })
    t.equal((await call('DELETE', `/verifications/${body.id}`, undefined, shop)).status, 410)
  })
})

t.end()
