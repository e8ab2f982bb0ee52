import { readCode } from '@sms-settings/react/code-input'
import fc from 'fast-check'
import t from 'tap'

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
const fullWidth = (text: string) => text.replace(/[0-9]/g, (it) => String.fromCharCode(it.charCodeAt(0) + 0xfee0))
const six = { length: 6 }

t.test('a code in any spelling is read', (t) => {
  fc.assert(
    fc.property(
      digits(6),
      fc.constantFrom('', '-', ' ', ' ', '–', '.', '·'),
      fc.constantFrom('', ' ', '\n', '  '),
      fc.boolean(),
      (code, between, around, wide) => {
        const text = around + code.slice(0, 3) + between + code.slice(3) + around
        t.equal(readCode(wide ? fullWidth(text) : text, six), code)
      },
    ),
    { numRuns: 300 },
  )
  t.end()
})

t.test('in a sentence it is the run of exactly so many digits', (t) => {
  const words = fc.constantFrom(
    'Your code is',
    '您的验证码是',
    'valid for 5 minutes',
    '5分钟内有效',
    'call 4008001234',
    'order 77 of 2026',
    '. ',
    '，',
  )
  fc.assert(
    fc.property(digits(6), fc.array(words, { maxLength: 4 }), fc.array(words, { maxLength: 4 }), (code, head, tail) => {
      t.equal(readCode(`${head.join(' ')} ${code} ${tail.join(' ')}`, six), code)
    }),
    { numRuns: 300 },
  )
  t.end()
})

t.test('whatever is pasted, nothing but a code comes out', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 3, max: 10 }),
      fc.boolean(),
      (text, length, alphanumeric) => {
        const code = readCode(text, { length, alphanumeric })
        return (
          code.length <= length &&
          (alphanumeric ? /^[0-9a-z]*$/i : /^[0-9]*$/).test(code) &&
          readCode(code, { length, alphanumeric }) === code
        )
      },
    ),
    { numRuns: 1000 },
  )
  t.end()
})

t.test('the line for browsers comes first; a longer number is not cut', (t) => {
  t.equal(readCode('Order 654321.\n@shop.example #123456', six), '123456')
  t.equal(readCode('Order 1234567, code 246810', six), '246810')
  t.equal(readCode('G-482913 is your code', { length: 6 }), '482913')
  t.equal(readCode('Use A7K2Q9 to sign in', { length: 6, alphanumeric: true }), 'A7K2Q9')
  t.equal(readCode('Order 654321 is on its way. Your code: 123456', six), '123456', 'what is called a code is one')
  t.equal(readCode('尾号 654321 的账户正在登录，验证码为 123456，5 分钟内有效', six), '123456')
  t.equal(readCode('123456 is your code. Never give the code to anybody; call 4008001234.', six), '123456')
  t.equal(readCode('Your code is 12 34 56', six), '123456')
  t.equal(readCode('٠٤٢١٣٧', six), '042137')
  t.equal(readCode('۰۴۲-۱۳۷', six), '042137')
  t.equal(readCode('123\u200b456', six), '123456', 'with what nobody sees in its middle')
  t.equal(readCode('Your code: A7K-2Q9', { length: 6, alphanumeric: true }), 'A7K2Q9')
  t.equal(readCode('12', six), '12')
  t.equal(readCode('no code', six), '')
  t.end()
})
