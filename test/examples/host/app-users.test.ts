import t, { type Test } from 'tap'
import { onEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { type Answer, appHeaders, startDemo } from './start.ts'

const GOOD = 'correct horse battery'
const BETTER = 'staple of another kind'
let last = 0
/** A number that no other test has sent to. Abroad: in mainland China the platform sends one code a minute. */
const newPhone = () => `+44740012${String(++last).padStart(4, '0')}`
const newChinesePhone = () => `+861390000${String(++last).padStart(4, '0')}`

const startApp = async (t: Test, database: TestDatabase) => {
  const { ask, emulator } = await startDemo(t, database)
  const post = (url: string, payload?: object, appId = 'acme-shop'): Promise<Answer> =>
    ask('POST', `/app${url}`, { headers: appHeaders(appId), ...(payload ? { payload } : {}) })

  const codeOf = async (phone: string): Promise<string> =>
    (await emulator.outbox.waitFor(phone)).text.match(/\d{6}/)?.[0] ?? 'none'
  const sendCode = async (phone: string, purpose: string) => {
    const sent = await post('/verifications', { phone, purpose })
    if (sent.status !== 201) throw new Error(`not sent: ${JSON.stringify(sent.body)}`)
    return { sent, verificationId: String(sent.body.id), code: await codeOf(phone) }
  }
  /** A verification of this phone that has been approved. */
  const prove = async (phone: string, purpose: string) => {
    const { verificationId, code } = await sendCode(phone, purpose)
    const checked = await post(`/verifications/${verificationId}/check`, { code })
    if (checked.status !== 200) throw new Error(`not approved: ${JSON.stringify(checked.body)}`)
    return { verificationId, phone }
  }
  const signUp = async (phone: string) =>
    post('/sign-up', { ...(await prove(phone, 'sign_up')), password: GOOD }).then((it) => it.body)
  return { ask, emulator, post, sendCode, prove, signUp }
}

t.setTimeout(240_000)

await t.test('an App user', (t) =>
  onEachDatabase(t, async (t, database) => {
    const { ask, emulator, post, sendCode, prove, signUp } = await startApp(t, database)
    const me = (token: unknown) => ask('GET', '/app/me', { headers: { authorization: `Bearer ${token}` } })

    await t.test('signs up by code, and is logged in', async (t) => {
      const phone = newChinesePhone()
      const { sent, verificationId, code } = await sendCode(phone, 'sign_up')
      t.match(sent, { status: 201, body: { status: 'pending', purpose: 'sign_up', codeLength: 6 } })
      t.match(await post(`/verifications/${verificationId}/check`, { code }), {
        status: 200,
        body: { status: 'approved' },
      })
      const signedUp = await post('/sign-up', { phone, verificationId, password: GOOD })
      t.match(signedUp, { status: 201, body: { user: { appId: 'acme-shop', phone } } })
      t.match(
        String(signedUp.headers['set-cookie']),
        /^app_session=[\w-]+; Max-Age=\d+; Path=\/app; HttpOnly; SameSite=Lax$/,
      )
      t.match(await me(signedUp.body.token), { status: 200, body: { phone } })
      const cookie = String(signedUp.headers['set-cookie']).split(';')[0]
      t.match(await ask('GET', '/app/me', { headers: { cookie } }), { status: 200, body: { phone } })
      t.equal((await ask('POST', '/app/log-out', { headers: { cookie } })).status, 204)
      t.equal((await me(signedUp.body.token)).status, 401)
      t.equal((await post('/log-in/password', { phone, password: GOOD })).status, 200)
    })

    await t.test('logs in by code', async (t) => {
      const phone = newPhone()
      await signUp(phone)
      const loggedIn = await post('/log-in', await prove(phone, 'log_in'))
      t.match(loggedIn, { status: 200, body: { user: { phone } } })
      t.match(await me(loggedIn.body.token), { status: 200, body: { phone } })
    })

    await t.test('resets the password by code, which ends the other sessions', async (t) => {
      const phone = newPhone()
      const { token } = await signUp(phone)
      const reset = await post('/reset-password', { ...(await prove(phone, 'reset_password')), password: BETTER })
      t.equal(reset.status, 200)
      t.equal((await me(token)).status, 401)
      t.equal((await me(reset.body.token)).status, 200)
      t.equal((await post('/log-in/password', { phone, password: GOOD })).status, 401)
      t.equal((await post('/log-in/password', { phone, password: BETTER })).status, 200)
    })

    await t.test('loses no code to a weak password', async (t) => {
      const phone = newPhone()
      const proof = await prove(phone, 'sign_up')
      for (const password of ['short', 'aaaaaaaaaaaa', 'Password2026!', `my${phone.slice(3)}`])
        t.match(
          await post('/sign-up', { ...proof, password }),
          { status: 422, body: { code: 'WEAK_PASSWORD' } },
          password,
        )
      t.equal((await post('/sign-up', { ...proof, password: GOOD })).status, 201)
      const again = await prove(phone, 'reset_password')
      t.match(await post('/reset-password', { ...again, password: 'short' }), { body: { code: 'WEAK_PASSWORD' } })
      t.equal((await post('/reset-password', { ...again, password: BETTER })).status, 200)
    })

    await t.test('is believed only what a check has approved', async (t) => {
      const phone = newPhone()
      const refused = { status: 422, body: { code: 'SMS_NOT_APPROVED' } }
      const { verificationId, code } = await sendCode(phone, 'sign_up')
      const step = { phone, verificationId, password: GOOD }
      t.match(await post('/sign-up', { ...step, verified: true }), refused, 'not checked')
      t.match(await post('/sign-up', { ...step, verificationId: 'invented' }), refused, 'invented')
      t.match(await post(`/verifications/${verificationId}/check`, { code: code === '000000' ? '000001' : '000000' }), {
        status: 422,
        body: { code: 'SMS_CODE_INCORRECT', attemptsLeft: 4 },
      })
      t.match(await post('/sign-up', step), refused, 'a wrong code')
      await post(`/verifications/${verificationId}/check`, { code })
      t.match(await post('/sign-up', { ...step, phone: newPhone() }), refused, 'another phone')
      t.match(await post('/reset-password', step), refused, 'another purpose')
      t.match(await post('/sign-up', step, 'acme-travel'), refused, 'another App of the tenant')
      t.match(await post('/sign-up', step, 'globex-home'), refused, "another tenant's App")
      t.equal((await post('/sign-up', step)).status, 201, 'and none of it burned the code')
    })

    await t.test('uses a proof once, also when ten ask at once', async (t) => {
      const phone = newPhone()
      await signUp(phone)
      const proof = await prove(phone, 'log_in')
      const answers = await Promise.all(Array.from({ length: 10 }, () => post('/log-in', proof)))
      t.same(answers.map((it) => it.status).sort(), [200, ...Array(9).fill(422)])
      t.match(await post('/log-in', proof), { status: 422, body: { code: 'SMS_NOT_APPROVED' } })
    })

    await t.test('who has signed up before is told after the proof, not before', async (t) => {
      const phone = newPhone()
      await signUp(phone)
      const proof = await prove(phone, 'sign_up')
      t.match(await post('/sign-up', { ...proof, password: BETTER }), { status: 409, body: { code: 'USER_EXISTS' } })
      t.equal((await post('/log-in/password', { phone, password: GOOD })).status, 200, 'the password stays')
    })

    await t.test('nobody can tell a number with a user from one without', async (t) => {
      for (const purpose of ['log_in', 'reset_password']) {
        const [known, unknown] = [newPhone(), newPhone()]
        await signUp(known)
        const before = emulator.outbox.messages().length
        const real = await post('/verifications', { phone: known, purpose })
        const decoy = await post('/verifications', { phone: unknown, purpose })
        t.equal(decoy.status, real.status)
        t.same(Object.keys(decoy.body), Object.keys(real.body))
        t.same(Object.keys(decoy.headers), Object.keys(real.headers))
        t.match(decoy.body, { status: 'pending', purpose, codeLength: 6, phone: /^\+44 740\*{3}\d{4}$/ })
        for (let left = 4; left >= 0; left--) {
          const [a, b] = await Promise.all(
            [real, decoy].map((it) => post(`/verifications/${it.body.id}/check`, { code: '000000' })),
          )
          t.same(b?.body, a?.body, `${left} attempts left`)
        }
        const [a, b] = await Promise.all(
          [real, decoy].map((it) => post(`/verifications/${it.body.id}/check`, { code: '000000' })),
        )
        t.match(a, { status: 410, body: { status: 'exhausted' } })
        t.same(b?.body, a?.body)
        t.equal(emulator.outbox.messages().length, before + 1, 'one SMS: to the one who has a user')
      }
    })

    await t.test('a user of one App is nobody to another', async (t) => {
      const phone = newPhone()
      await signUp(phone)
      t.equal((await post('/log-in/password', { phone, password: GOOD }, 'acme-travel')).status, 401)
      const before = emulator.outbox.messages().length
      t.equal((await post('/verifications', { phone, purpose: 'log_in' }, 'acme-travel')).status, 201)
      t.equal(emulator.outbox.messages().length, before)
    })

    await t.test('a national number is the same number', async (t) => {
      const phone = newPhone()
      await signUp(phone)
      const national = { phone: phone.replace(/^\+44(\d{4})/, '0$1 '), country: 'GB' }
      const proof = await prove(phone, 'log_in')
      t.equal((await post('/log-in', { ...proof, ...national })).status, 200)
      t.equal((await post('/log-in/password', { ...national, password: GOOD })).status, 200)
    })

    await t.test('what is wrong is said with the code of SMS Settings', async (t) => {
      t.match(await post('/verifications', { phone: '12', purpose: 'log_in' }), {
        status: 400,
        body: { code: 'SMS_INVALID_PHONE', field: 'body.phone' },
      })
      t.match(await post('/verifications', { phone: newPhone(), purpose: 'no_such' }), {
        status: 422,
        body: { code: 'SMS_CANNOT_SEND', reason: 'purpose_unknown' },
      })
      const { verificationId } = await sendCode(newPhone(), 'sign_up')
      const tooSoon = await post(`/verifications/${verificationId}/resend`)
      t.match(tooSoon, { status: 429, body: { code: 'SMS_RESEND_TOO_SOON', retryAfter: Number } })
      t.equal(Number(tooSoon.headers['retry-after']), tooSoon.body.retryAfter)
      t.match(await ask('GET', `/app/verifications/${verificationId}`, { headers: appHeaders('acme-shop') }), {
        status: 200,
        body: { status: 'pending' },
      })
      t.equal(
        (await ask('DELETE', `/app/verifications/${verificationId}`, { headers: appHeaders('acme-shop') })).status,
        204,
      )
      t.match(await post(`/verifications/${verificationId}/resend`), { status: 410, body: { status: 'cancelled' } })
      t.match(await ask('POST', '/app/log-in', { payload: { phone: newPhone(), verificationId } }), {
        status: 401,
        body: { code: 'APP_KEY_UNKNOWN' },
      })
    })
  }),
)
