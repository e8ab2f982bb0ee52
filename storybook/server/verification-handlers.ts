import type { SmsVerification } from '@sms-settings/api'
import type { Some } from './handler.ts'
import { Refusal } from './refusal.ts'
import { ago, type Verification, type World } from './world.ts'

/** The only code that is right. */
export const RIGHT_CODE = '042137'

const LIFETIME = 300_000
const RESEND_WAIT = 60_000

/** Codes that are sent and checked, as the plugin does it, but for time and randomness. */
export const verificationHandlers = (
  world: World,
): Some<
  'startVerification' | 'checkVerification' | 'resendVerification' | 'cancelVerification' | 'getVerification'
> => {
  const find = (id: string) => {
    const it = world.verifications.get(id)
    if (!it) throw new Refusal('SMS_VERIFICATION_NOT_FOUND', id)
    return it
  }
  const pending = (id: string) => {
    const it = find(id)
    if (it.status !== 'pending') throw new Refusal('SMS_VERIFICATION_OVER', it.status, { status: it.status })
    return it
  }
  const shown = ({ attemptsLeft: _, ...it }: Verification): SmsVerification => ({ ...it, now: ago(0) })
  const times = () => ({ expiresAt: ago(-LIFETIME), resendAt: ago(-RESEND_WAIT) })

  return {
    startVerification: ({ body: { phone, purpose } }) => {
      const it: Verification = {
        id: `V${world.verifications.size + 1}`,
        phone: `${phone.slice(0, 3)} ${phone.slice(3, 6)}****${phone.slice(-4)}`,
        purpose,
        status: 'pending',
        ...times(),
        codeLength: RIGHT_CODE.length,
        attemptsLeft: 5,
      }
      world.verifications.set(it.id, it)
      return shown(it)
    },
    checkVerification: ({ params, body }) => {
      const it = pending(params.id)
      if (body.code !== RIGHT_CODE) {
        it.attemptsLeft -= 1
        if (it.attemptsLeft === 0) it.status = 'exhausted'
        throw new Refusal('SMS_CODE_INCORRECT', `${it.attemptsLeft} attempts left`, { attemptsLeft: it.attemptsLeft })
      }
      it.status = 'approved'
      return { id: it.id, status: 'approved' }
    },
    resendVerification: ({ params }) => shown(Object.assign(pending(params.id), times())),
    cancelVerification: ({ params }) => {
      pending(params.id).status = 'cancelled'
      return undefined
    },
    getVerification: ({ params }) => shown(find(params.id)),
  }
}
