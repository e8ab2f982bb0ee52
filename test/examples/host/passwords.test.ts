import t from 'tap'
import { createPasswords } from '../../../examples/host/server/session/passwords.ts'

const passwords = createPasswords()

t.test('a password is kept as OWASP has it, and known again', async (t) => {
  const hash = await passwords.hash('correct horse battery')
  t.match(hash, /^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
  t.not(await passwords.hash('correct horse battery'), hash, 'each with a salt of its own')
  t.equal(await passwords.match('correct horse battery', hash), true)
  t.equal(await passwords.match('correct horse batterz', hash), false)
  t.equal(await passwords.match('correct horse battery', undefined), false)
})

t.test('it is the same, whichever keyboard it was typed on', async (t) => {
  t.equal(await passwords.match('cafe\u0301', await passwords.hash('caf\u00e9')), true)
})

t.test('what was hashed at another cost is still known', async (t) => {
  const hash = await createPasswords({ N: 1024, r: 8, p: 1 }).hash('of an older day')
  t.match(hash, /^scrypt\$1024\$8\$1\$/)
  t.equal(await passwords.match('of an older day', hash), true)
})

t.end()
