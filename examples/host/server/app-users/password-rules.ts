import { Refused } from '../errors.ts'

const SHORTEST = 10
const COMMON = ['password', 'qwertyuiop', '1234567890', '0123456789', 'iloveyou', 'letmein', 'administrator', 'welcome']

/** @throws 422 `WEAK_PASSWORD` saying what it lacks */
export const refuseWeakPassword = (password: string, phone: string): void => {
  const refuse = (why: string) => new Refused('WEAK_PASSWORD', { field: 'body.password' }, `The password ${why}`)
  const plain = password.normalize('NFKC').toLowerCase()
  if ([...plain].length < SHORTEST) throw refuse(`needs at least ${SHORTEST} characters`)
  if (new Set(plain).size < 4) throw refuse('repeats itself: use more different characters')
  // "password2026!" is "password" to those who guess.
  if (COMMON.includes(plain) || COMMON.includes(plain.replace(/[\d\W]+$/, '')))
    throw refuse('is one that many people use')
  const digits = phone.replace(/\D/g, '').slice(-8)
  if (digits.length === 8 && plain.includes(digits)) throw refuse('must not hold the phone number')
}
