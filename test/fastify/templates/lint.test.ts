import fc from 'fast-check'
import t from 'tap'
import { lifetimesIn, lint, suggestedPurpose } from '../../../packages/fastify/src/templates/lint.ts'
import { variablesOf } from '../../../packages/fastify/src/templates/variables.ts'

const codes = (name: string, content: string, purpose: string | null = null) =>
  lint({ name, content, type: 'verification', purpose }, 300).map((it) => it.code)

t.test('the lifetime that a text names is compared with ours', (t) => {
  for (const text of [
    'valid for 5 minutes: ${code}',
    '${code}，5分钟内有效',
    'expires in 300 seconds ${code}',
    '${code} within 5 mins',
    'This 5-minute code is ${code}',
    '${code}，５分钟内有效',
    '${code}，五分钟内有效',
    '${code}, valid for five minutes',
    '${code} 300秒内有效',
    '${code} expires in 300s',
  ])
    t.same(codes('x', text), [], text)
  for (const text of [
    'valid for 10 minutes: ${code}',
    '${code}，30分钟内有效',
    '1 hour ${code}',
    '${code}，十分钟有效',
  ])
    t.same(codes('x', text), ['lifetime_differs'], text)
  for (const text of ['${code} 1.5 hours', '二十五分钟 ${code}', '${code} costs 5 dollars', 'SMS 300'])
    t.same(lifetimesIn(text), [], `${text}: what is not understood is not guessed`)
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 59 }),
      (minutes) =>
        lifetimesIn(`${minutes}分钟`)[0] === minutes * 60 && lifetimesIn(`in ${minutes} minutes`)[0] === minutes * 60,
    ),
  )
  t.end()
})

t.test('no code, more than one variable, another purpose', (t) => {
  t.same(codes('x', 'hello'), ['no_code_variable'])
  t.same(codes('x', '${code} for ${name}'), ['more_variables'])
  t.same(codes('Log in', '${code}', 'sign_up'), ['purpose_differs'])
  t.same(codes('Log in', '${code}', 'log_in'), [])
  t.same(lint({ name: 'n', content: 'Sale!', type: 'promotion', purpose: null }, 300), [], 'only texts for codes')
  t.end()
})

t.test('what a text is for, in both languages', (t) => {
  for (const [text, purpose] of [
    ['您正在注册，验证码${code}', 'sign_up'],
    ['登录验证码${code}', 'log_in'],
    ['重置密码 ${code}', 'reset_password'],
    ['Registration code ${code}', 'sign_up'],
    ['您的验证码为${code}', null],
    ['Your login code is ${code}. We never ask for your password.', 'log_in'],
    ['您正在登录，验证码${code}，请勿告知他人您的密码', 'log_in'],
    ['You are signing in: ${code}', 'log_in'],
    ['${code} for your password', 'reset_password'],
    ['We are assigning in order: ${code}, from our catalog in print', null],
  ] as const)
    t.equal(suggestedPurpose('', text), purpose, text)
  t.end()
})

t.test('variables, each once, in their order, whatever stands around them', (t) => {
  const name = fc.stringMatching(/^[^{}$]{0,9}$/)
  const around = fc.string().filter((text) => !/[${}]/.test(text))
  fc.assert(
    fc.property(fc.array(fc.tuple(around, name)), (parts) => {
      const text = parts.map(([before, variable]) => `${before}\${${variable}}`).join('')
      return JSON.stringify(variablesOf(text)) === JSON.stringify([...new Set(parts.map(([, variable]) => variable))])
    }),
  )
  t.end()
})
