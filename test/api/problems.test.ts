import { isKnownProblem, PROBLEM_KINDS, problemPage, problemWords } from '@sms-settings/api'
import t from 'tap'
import { CODES, DELIVERY_CODES } from '../../packages/fastify/src/platforms/alibaba-cloud/index.ts'

t.test('every code that the adapter knows has words of its own, in both languages', async (t) => {
  for (const code of [...Object.keys(CODES), ...Object.keys(DELIVERY_CODES)]) {
    t.ok(isKnownProblem(code), code)
    const words = problemWords(code, 'bug')
    for (const text of [words['zh-CN'].what, words['zh-CN'].todo]) t.match(text, /[\u4e00-\u9fff]/, code)
    for (const text of [words.en.what, words.en.todo]) t.match(text, /^[A-Z][\x20-\x7e]+[^.]$/, code)
  }
})

t.test('a code that nobody has described is told by its kind', async (t) => {
  for (const kind of PROBLEM_KINDS) {
    const words = problemWords('isv.SOMETHING_NEW', kind)
    t.same(words, problemWords(null, kind))
    t.ok(words.en.what && words['zh-CN'].todo, kind)
  }
  t.same(problemWords('__proto__', 'phone'), problemWords(null, 'phone'))
})

t.test('the page of the platform that describes a code, where there is one', async (t) => {
  t.match(problemPage('isv.AMOUNT_NOT_ENOUGH'), /101346/)
  t.match(problemPage('MOBILE_NOT_ON_SERVICE'), /101347/)
  for (const code of [null, 'SignatureDoesNotMatch', 'CIRCUIT_OPEN', 'SMS_NEVER_SENT', 'isv.SOMETHING_NEW'])
    t.equal(problemPage(code), null, String(code))
})

t.end()
