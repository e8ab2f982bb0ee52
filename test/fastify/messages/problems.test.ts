import { PROBLEM_KINDS, TURNS } from '@sms-settings/api'
import t from 'tap'
import { problemInWords } from '../../../packages/fastify/src/messages/problems.ts'

t.test('whose turn it is, of the tenant’s account and of the operator’s', async (t) => {
  for (const [kind, code, own, general] of [
    ['phone', 'MOBILE_NOT_ON_SERVICE', 'user', 'user'],
    ['account', 'isv.AMOUNT_NOT_ENOUGH', 'tenant', 'operator'],
    ['credentials', 'InvalidAccessKeyId.NotFound', 'tenant', 'operator'],
    ['settings', 'isv.SMS_SIGNATURE_ILLEGAL', 'tenant', 'operator'],
    ['account', 'isv.DENY_IP_RANGE', 'operator', 'operator'],
    ['unreachable', null, 'operator', 'operator'],
    ['timeout', null, 'platform', 'platform'],
  ] as const) {
    t.equal(problemInWords(kind, code, 'A1').turn, own, `${kind} ${code}`)
    t.equal(problemInWords(kind, code, null).turn, general, `${kind} ${code}, general`)
  }
})

t.test('a tenant is never asked to mend what is the operator’s', async (t) => {
  for (const kind of PROBLEM_KINDS) {
    const { turn, text, todo } = problemInWords(kind, null, null)
    t.ok(TURNS.includes(turn) && turn !== 'tenant', kind)
    t.ok(text && todo, `${kind} has words`)
  }
})
