import type { SmsClient } from '@sms-settings/api/client'
import { verificationTransport } from '@sms-settings/react/phone-verification'
import t from 'tap'
import { onOurClock } from '../../../packages/react/src/phone-verification/session.ts'

const SENT = Date.parse('2026-11-23T08:00:00.250Z')
const iso = (time: number) => new Date(time).toISOString()
const answer = {
  id: 'v1',
  phone: '+86 139****1234',
  purpose: 'log_in',
  status: 'pending' as const,
  codeLength: 6,
  expiresAt: iso(SENT + 300_000),
  resendAt: iso(SENT + 60_000),
}

t.test('a code’s times on a clock that is wrong', async (t) => {
  for (const minutes of [-90, -20, 20, 90]) {
    const ours = SENT + minutes * 60_000
    const { expiresAt, resendAt } = onOurClock({ ...answer, now: iso(SENT) }, ours, true)
    t.equal(expiresAt, ours + 300_000, `${minutes} min`)
    t.equal(resendAt, ours + 60_000, `${minutes} min`)
  }
  const slow = onOurClock({ ...answer, now: iso(SENT) }, SENT + 1_400, true)
  t.equal(slow.resendAt, SENT + 60_000, 'an answer that took its time is no wrong clock')
})

t.test('without the server’s time', async (t) => {
  t.equal(onOurClock(answer, SENT + 20 * 60_000, true).resendAt, SENT + 20 * 60_000, 'it was sent just now')
  t.equal(onOurClock(answer, SENT + 20 * 60_000, false).resendAt, SENT + 60_000, 'or some time ago')
  t.equal(onOurClock(answer, SENT - 20 * 60_000, true).resendAt, SENT + 60_000, 'its clock is taken for ours')
  t.equal(onOurClock({ ...answer, expiresAt: 'soon' }, SENT, true).expiresAt, null)
})

t.test('the server’s own word on its time comes before the clock that is given beside it', async (t) => {
  const client = { startVerification: async () => ({ ...answer, now: iso(SENT) }) } as unknown as SmsClient
  const start = (clock?: () => string | undefined) =>
    verificationTransport(client, clock).start(
      { phone: '+8613900001234', purpose: 'log_in' },
      { signal: new AbortController().signal, idempotencyKey: 'k' },
    )
  t.equal((await start()).now, iso(SENT))
  t.equal((await start(() => iso(SENT + 5))).now, iso(SENT))
  t.equal((await start(() => undefined)).now, iso(SENT))
})

t.end()
