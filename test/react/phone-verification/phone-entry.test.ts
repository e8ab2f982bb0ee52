import fc from 'fast-check'
import metadata from 'libphonenumber-js/max/metadata'
import t from 'tap'
import {
  COUNTRIES,
  callingCodeAt,
  callingCodeOf,
  mainCountryOf,
} from '../../../packages/react/src/phone-verification/calling-codes.ts'
import {
  choose,
  countryOf,
  numberOf,
  problemOf,
  tidy,
  typed,
} from '../../../packages/react/src/phone-verification/phone-entry.ts'
import * as reading from '../../../packages/react/src/phone-verification/reading.ts'

t.test('the table of calling codes is that of the metadata', async (t) => {
  const theirs = metadata.country_calling_codes as unknown as Record<string, string[]>
  for (const [code, [main, ...others]] of Object.entries(theirs)) {
    if (main === '001') continue
    t.equal(mainCountryOf(code), main, code)
    for (const country of [main, ...others]) t.equal(callingCodeOf(country as string), code, country as string)
    t.equal(callingCodeAt(`${code}5550100`), code)
  }
  t.equal(COUNTRIES.length, Object.keys(metadata.countries).length)
})

t.test('a whole international number brings its country, before and after the metadata has come', async (t) => {
  for (const text of [
    '+8613900001234',
    '+86 139 0000 1234',
    '(+86) 139-0000-1234',
    '＋８６ １３９ ００００ １２３４',
  ]) {
    t.equal(countryOf({ text, country: 'DE' }), 'CN', text)
    t.equal(countryOf({ text, country: 'DE' }, reading), 'CN', text)
    t.same(tidy({ text, country: 'DE' }, reading), { text: '139 0000 1234', country: 'CN' }, text)
    t.same(numberOf({ text, country: 'DE' }, reading), { phone: '+8613900001234' }, text)
  }
  t.same(tidy({ text: '008613900001234', country: 'DE' }, reading), { text: '139 0000 1234', country: 'CN' })
  t.same(tidy({ text: '+14165550123', country: 'CN' }, reading), { text: '(416) 555-0123', country: 'CA' })
  t.same(tidy({ text: '+447400123456', country: 'CN' }, reading).country, 'GB')
})

t.test('countries that share a calling code keep the chosen one', async (t) => {
  for (const [text, chosen] of [
    ['+1 415 555 2671', 'CA'],
    ['+1 416 555 0123', 'US'],
    ['+7 701 000 0000', 'RU'],
    ['+7 912 000 0000', 'KZ'],
    ['+44 7911 123456', 'GG'],
    ['+44 7911 123456', 'GB'],
  ] as const) {
    t.equal(countryOf({ text, country: chosen }), chosen, text)
    t.equal(countryOf({ text, country: chosen }, reading), chosen, text)
    t.equal(tidy({ text, country: chosen }, reading).country, chosen, text)
    const e164 = text.replaceAll(' ', '')
    t.same(numberOf(tidy({ text, country: chosen }, reading), reading), { phone: e164 }, 'and the number')
  }
})

t.test('choosing a country', async (t) => {
  t.same(choose({ text: '+1 416 555', country: 'CN' }, 'CA'), { text: '+1 416 555', country: 'CA' })
  t.same(choose({ text: '+1 4165550123', country: 'US' }, 'DE'), { text: '4165550123', country: 'DE' })
  t.same(choose({ text: '13900001234', country: 'US' }, 'CN', reading), { text: '139 0000 1234', country: 'CN' })
  t.equal(countryOf(choose({ text: '+49 170', country: 'CN' }, 'CN'), reading), 'CN')
})

t.test('typing is spaced at its end only, and never when a country comes along', async (t) => {
  const cn = (text: string) => ({ text, country: 'CN' })
  t.same(typed(cn('139'), '1390', true, reading), cn('139 0'))
  t.same(typed(cn('139 0'), '13 0', false, reading), cn('13 0'))
  t.same(typed(cn('+8'), '+86', true, reading), cn('+86'))
  t.same(typed(cn('abc'), 'abcd', true, reading), cn('abcd'), 'what is no number is not taken away')
  t.same(typed(cn('139'), '1390', true), cn('1390'), 'before the metadata')
  t.same(typed({ text: '0', country: 'WS' }, '02', true, reading).text, '02', 'where the library throws')
})

t.test('what is sent', async (t) => {
  t.same(numberOf({ text: '139 0000 1234', country: 'CN' }), { phone: '139 0000 1234', country: 'CN' })
  t.same(numberOf({ text: '+86 139', country: 'US' }), { phone: '+86 139' })
  t.same(numberOf({ text: '07911 123456', country: 'GB' }, reading), { phone: '+447911123456' })
  t.equal(problemOf({ text: ' - ', country: 'CN' }), 'empty')
  t.equal(problemOf({ text: '139', country: 'CN' }), null, 'the server decides')
  t.equal(problemOf({ text: '139', country: 'CN' }, reading), 'too_short')
  t.equal(problemOf({ text: '139000012345678', country: 'CN' }, reading), 'too_long')
  t.equal(problemOf({ text: '139 call me', country: 'CN' }, reading), 'not_a_number')
})

t.test('for any text and country: nothing throws, no digit is lost by tidying twice', async () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'+0123456789 -()') }),
    fc.string(),
    fc.integer({ min: 0, max: 99_999_999 }).map((it) => `+86139${String(it).padStart(8, '0')}`),
  )
  fc.assert(
    fc.property(text, fc.constantFrom(...COUNTRIES), fc.constantFrom(...COUNTRIES), (text, country, other) => {
      const number = numberOf({ text, country }, reading)
      const once = tidy({ text, country }, reading)
      const twice = tidy(once, reading)
      const chosen = choose({ text, country }, other, reading)
      const digits = (it: string) => it.normalize('NFKC').replace(/\D/g, '')
      return (
        twice.text === once.text &&
        (number.country !== undefined || numberOf(once, reading).phone === number.phone) &&
        twice.country === once.country &&
        COUNTRIES.includes(countryOf({ text, country }, reading)) &&
        digits(text).endsWith(digits(chosen.text)) &&
        callingCodeOf(countryOf(chosen, reading)) !== undefined &&
        problemOf({ text, country }, reading) !== undefined
      )
    }),
    { numRuns: 2000 },
  )
})
