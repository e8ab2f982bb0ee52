import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'

const hash = (password, salt) => scryptSync(password, salt, 32).toString('hex')

/** What the app keeps of a password. */
export const keep = (password) => {
  const salt = randomBytes(16).toString('hex')
  return `${salt}.${hash(password, salt)}`
}

const fits = (password, kept) => {
  const [salt, wanted] = kept.split('.')
  return timingSafeEqual(Buffer.from(hash(password, salt)), Buffer.from(wanted))
}

export const createSignIn = (knex) => ({
  /** A token, or null for who is not let in. */
  async signIn(email, password) {
    const member = await knex('members').where({ email }).first()
    if (!member || !fits(password, member.password)) return null
    const token = randomBytes(24).toString('base64url')
    await knex('sessions').insert({ token, email })
    return token
  },

  /** Who asks, or null. */
  async memberOf(request) {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    if (!token) return null
    const member = await knex('sessions').join('members', 'members.email', 'sessions.email').where({ token }).first()
    return member ?? null
  },
})
