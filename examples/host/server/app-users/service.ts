import type { SmsVerification } from '@sms-settings/api'
import type { SmsServices } from '@sms-settings/fastify'
import type { App } from '../apps/apps.ts'
import { Refused } from '../errors.ts'
import type { Attempts } from '../session/attempts.ts'
import type { Passwords } from '../session/passwords.ts'
import type { Sessions } from '../session/tokens.ts'
import { refuseWeakPassword } from './password-rules.ts'
import { readPhone } from './phones.ts'
import type { AppUser, AppUserStore } from './store.ts'

type Phone = { phone: string; country?: string | undefined }
/** What a browser says was verified. Only `redeem` knows whether it was. */
type Proof = Phone & { verificationId: string }
type Parts = {
  verifications: SmsServices['verifications']
  store: AppUserStore
  sessions: Sessions
  attempts: Attempts
  passwords: Passwords
}

/** A user's session in an App, begun. */
export type Begun = { user: AppUser; token: string }

/**
 * Sign up, log in and reset the password of an App user by SMS code.
 *
 * Each last step looks at everything else first and redeems then: a weak password does not burn the code, and nothing
 * but the writing is left to go wrong afterwards.
 */
export const createAppUsers = ({ verifications, store, sessions, attempts, passwords }: Parts) => {
  const begin = async (user: AppUser): Promise<Begun> => ({ user, token: await sessions.begin(user.id) })

  /** The number that was proved, in E.164. Works once. @throws `SMS_NOT_APPROVED` */
  const redeem = async ({ tenantId, appId }: App, purpose: string, { verificationId, phone, country }: Proof) =>
    (await verifications.redeem({ tenantId, appId, verificationId, phone, country, purpose })).phone

  const mustBeThere = (user: AppUser | undefined): AppUser => {
    // The one who asks has just proved that the number is theirs, so this tells a stranger nothing.
    if (!user) throw new Refused('NO_SUCH_USER')
    return user
  }

  return {
    /**
     * Sends a code. To log in or reset a password with a number that nobody has signed up with looks just the same, and
     * sends nothing. Signing up with a number that has a user already gets a code, and a clear answer after the proof.
     */
    async sendCode(
      { tenantId, appId }: App,
      { phone, country, purpose }: Phone & { purpose: string },
      { ip, idempotencyKey }: { ip: string; idempotencyKey?: string | undefined },
    ): Promise<SmsVerification> {
      const e164 = readPhone(phone, country)
      const user = e164 === undefined ? undefined : await store.byPhone(appId, e164)
      const decoy = purpose !== 'sign_up' && user === undefined
      return verifications.start({ tenantId, appId, phone, country, purpose, ip, idempotencyKey, decoy })
    },

    async signUp(app: App, proof: Proof & { password: string }): Promise<Begun> {
      refuseWeakPassword(proof.password, proof.phone)
      const passwordHash = await passwords.hash(proof.password)
      const phone = await redeem(app, 'sign_up', proof)
      const user = await store.add(app.appId, phone, passwordHash)
      if (!user) throw new Refused('USER_EXISTS')
      return begin(user)
    },

    async logIn(app: App, proof: Proof): Promise<Begun> {
      const phone = await redeem(app, 'log_in', proof)
      return begin(mustBeThere(await store.byPhone(app.appId, phone)))
    },

    async resetPassword(app: App, proof: Proof & { password: string }): Promise<Begun> {
      refuseWeakPassword(proof.password, proof.phone)
      const passwordHash = await passwords.hash(proof.password)
      const phone = await redeem(app, 'reset_password', proof)
      const user = mustBeThere(await store.byPhone(app.appId, phone))
      await store.setPassword(user.id, passwordHash)
      // Whoever knew the old password is out.
      await sessions.endAll(user.id)
      return begin(user)
    },

    async logInByPassword(app: App, { phone, country }: Phone, password: string, ip: string): Promise<Begun> {
      const e164 = readPhone(phone, country) ?? phone
      await attempts.take('app user', app.appId, e164, ip)
      const user = await store.byPhone(app.appId, e164)
      if (!(await passwords.match(password, user?.passwordHash)) || !user) throw new Refused('LOG_IN_REFUSED')
      await attempts.forget('app user', app.appId, e164, ip)
      return begin(user)
    },

    async bySession(token: string | undefined): Promise<AppUser | undefined> {
      const id = token === undefined ? undefined : await sessions.ownerOf(token)
      return id === undefined ? undefined : store.byId(id)
    },
  }
}
export type AppUsers = ReturnType<typeof createAppUsers>
