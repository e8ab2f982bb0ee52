import { startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { sqliteDatabase } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())
const database = await sqliteDatabase(t)
const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
t.after(() => app.close())
const call = caller(app)

for (const [what, phone, country] of [
  ['a fixed line', '+861088888888', undefined],
  ['a fixed line', '020 7123 4567', 'GB'],
  ['a premium-rate number', '+449012345678', undefined],
  ['a premium-rate number', '+19005551234', undefined],
  ['a premium-rate number', '+33891234567', undefined],
  ['a toll-free number', '+448001234567', undefined],
  ['a toll-free number', '+18005551234', undefined],
  ['a toll-free number', '800 810 0123', 'CN'],
  ['a toll-free number', '+80012345678', undefined],
  ['a pager', '+447640123456', undefined],
  ['a special number', '+445512345678', undefined],
] as const)
  t.test(`${phone}, ${what}, is refused without asking anybody, and does not count`, async (t) => {
    const body = { phone, purpose: 'log_in', ...(country ? { country } : {}) }
    const answer = await call('POST', '/verifications', body, { app: 'shop' })
    t.match(answer, {
      status: 400,
      body: { code: 'SMS_INVALID_PHONE', field: 'body.phone', message: `body.phone is ${what}, which gets no SMS` },
    })
    t.same(emulator.outbox.messages(), [])
  })

t.test('a satellite telephone belongs to no country that could be allowed', async (t) => {
  const answer = await call('POST', '/verifications', { phone: '+881612345678', purpose: 'log_in' }, { app: 'shop' })
  t.match(answer, { status: 400, body: { code: 'SMS_INVALID_PHONE' } })
})

t.end()
