import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import t from 'tap'
import { createKeyRing, readKey } from '../../../packages/fastify/src/secrets/key-ring.ts'

const k1 = randomBytes(32)
const k2 = randomBytes(32).toString('base64')
const ring = createKeyRing({ current: 'k1', keys: { k1 } })

t.test('what is sealed opens in its own place only', (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => ring.open(ring.seal(text, 'a/b/1'), 'a/b/1') === text))
  const sealed = ring.seal('secret', 'sms_accounts/sealed_secret/A1')
  t.throws(() => ring.open(sealed, 'sms_accounts/sealed_secret/A2'), { name: 'Unreadable', keyId: 'k1' })
  t.not(sealed, ring.seal('secret', 'sms_accounts/sealed_secret/A1'), 'the same secret twice looks different')
  t.end()
})

t.test('a flipped bit anywhere does not open, and says nothing of what was inside', (t) => {
  const sealed = ring.seal('the secret itself', 'p')
  const body = Buffer.from(sealed.split('.')[2] as string, 'base64url')
  for (let bit = 0; bit < body.length * 8; bit++) {
    const changed = Buffer.from(body)
    changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
    t.throws(() => ring.open(`v1.k1.${changed.toString('base64url')}`, 'p'), { name: 'Unreadable' })
  }
  for (const junk of ['', 'v1', 'v1.k1', 'v1.k1.', 'v1.k1.AAAA', 'v2.k1.AAAA', sealed.slice(0, -8)])
    t.throws(() => ring.open(junk, 'p'), { name: 'Unreadable' }, junk)
  t.end()
})

t.test('rotation: a new current key takes effect at once, old ciphertexts still open, a removed key is named', (t) => {
  const sealed = ring.seal('secret', 'p')
  const both = createKeyRing({ current: 'k2', keys: { k1, k2 } })
  t.equal(both.open(sealed, 'p'), 'secret')
  t.notOk(both.isCurrent(sealed))
  t.ok(both.isCurrent(both.seal('secret', 'p')))
  const only = createKeyRing({ current: 'k2', keys: { k2 } })
  t.throws(() => only.open(sealed, 'p'), { name: 'Unreadable', keyId: 'k1', message: /k1 is not in the key ring/ })
  t.end()
})

t.test('hashes of codes are bound to their verification and key', (t) => {
  const both = createKeyRing({ current: 'k2', keys: { k1, k2 } })
  t.not(ring.hashCode('V1', '123456'), ring.hashCode('V2', '123456'))
  t.not(ring.hashCode('V1', '123456'), both.hashCode('V1', '123456'))
  t.ok(
    both.hashesOfCode('V1', '123456').includes(ring.hashCode('V1', '123456')),
    'a code sent before the rotation is known after it',
  )
  t.end()
})

t.test('keys are 32 bytes in three spellings', (t) => {
  for (const key of [k1, k1.toString('hex'), k1.toString('base64'), k1.toString('base64url')])
    t.same(Buffer.from(readKey(key) ?? []), k1)
  for (const key of ['', 'short', k1.toString('hex').slice(1), randomBytes(31), `${k1.toString('base64')}A`])
    t.equal(readKey(key), undefined)
  t.end()
})
