import { DEMO, startEmulator } from '@sms-settings/emulator'
import fc from 'fast-check'
import t from 'tap'
import { chinaDay, chinaTime, parseChinaDay } from '../../packages/emulator/src/china-time.ts'
import { canonicalPairs, parsePairs, percentEncode } from '../../packages/emulator/src/requests/percent-encoding.ts'
import { v1StringToSign } from '../../packages/emulator/src/requests/v1.ts'
import { canonicalRequest, sha256, v3Signature, v3StringToSign } from '../../packages/emulator/src/requests/v3.ts'
import { localPhone, readPhone } from '../../packages/emulator/src/sending/phone.ts'
import {
  countParts,
  fillTemplate,
  parseTemplateParam,
  variablesOf,
} from '../../packages/emulator/src/sending/template.ts'
import { createClient } from './sdk.ts'

const text = fc.string({ unit: 'binary' })

t.test('percent encoding, there and back, whatever the text', async (t) => {
  t.equal(percentEncode("aZ0-_.~ !*'()阿+%&="), 'aZ0-_.~%20%21%2A%27%28%29%E9%98%BF%2B%25%26%3D')
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
      const query = pairs.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')
      t.ok(/^[A-Za-z0-9\-_.~%=&]*$/.test(query))
      const whole = pairs.map((pair) => pair.map((part) => Buffer.from(part).toString()))
      if (JSON.stringify(parsePairs(query)) !== JSON.stringify(whole)) throw new Error(query)
    }),
  )
  t.same(parsePairs('a&b=&=c&d=e=f&&%zz=+'), [
    ['a', ''],
    ['b', ''],
    ['', 'c'],
    ['d', 'e=f'],
    ['%zz', ' '],
  ])
})

t.test('canonical forms do not depend on order, nor on what a client left unescaped', async (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(text, text), { selector: ([name]) => name }), (pairs) => {
      const one = canonicalPairs(pairs)
      if (one !== canonicalPairs([...pairs].reverse())) throw new Error(one)
      if (canonicalPairs(parsePairs(one)) !== one) throw new Error(one)
    }),
  )
  const input = {
    method: 'POST',
    headers: { host: ' h ', 'x-acs-action': 'A', other: 'no' },
    signedHeaders: ['x-acs-action', 'host'],
    body: new Uint8Array(),
  }
  const escaped = canonicalRequest({ ...input, query: 'b=%2A%27&a=%20' })
  t.equal(escaped, canonicalRequest({ ...input, query: "a=+&b=*'" }))
  t.equal(escaped, `POST\n/\na=%20&b=%2A%27\nhost:h\nx-acs-action:A\n\nhost;x-acs-action\n${sha256('')}`)
  t.not(
    v3Signature('secret', v3StringToSign({ ...input, query: '' })),
    v3Signature('secreT', v3StringToSign({ ...input, query: '' })),
  )
  t.equal(
    v1StringToSign('GET', [
      ['b', ' '],
      ['Signature', 'x'],
      ['a', '&'],
    ]),
    'GET&%2F&a%3D%2526%26b%3D%2520',
  )
})

t.test('the SDK and the emulator agree on any text', async (t) => {
  const emulator = await startEmulator({ flowControl: false })
  t.teardown(() => emulator.close())
  const { SendSmsRequest } = await import('@alicloud/dysmsapi20170525')
  const client = createClient(emulator.endpoint, DEMO)
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (name) => {
      emulator.state.addSignature({ name })
      const { body } = await client.sendSms(
        new SendSmsRequest({
          phoneNumbers: '13900001234',
          signName: name,
          templateCode: 'SMS_200000002',
          outId: name,
        }),
      )
      if (body?.code !== 'OK') throw new Error(body?.code)
      if (emulator.outbox.messages().at(-1)?.outId !== name) throw new Error('another text arrived')
    }),
    { numRuns: 60 },
  )
})

t.test('templates: each variable once, values as they are', async (t) => {
  t.same(variablesOf('${a} ${b} ${a} $c ${}'), ['a', 'b', ''])
  t.equal(fillTemplate('${a}-${b}-${c}', { a: '${b}', b: '$&$1' }), '${b}-$&$1-${c}')
  t.equal(fillTemplate('${constructor}${__proto__}', {}), '${constructor}${__proto__}')
  const name = fc.stringMatching(/^[a-z_]{1,8}$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), name, fc.string())), fc.string(), (parts, end) => {
      const plain = (part: string) => part.replace(/[${}]/g, '')
      const values = Object.fromEntries(parts.map(([, variable, value]) => [variable, value]))
      const content = parts.map(([before, variable]) => `${plain(before)}\${${variable}}`).join('') + plain(end)
      const expected = parts.map(([before, variable]) => plain(before) + values[variable]).join('') + plain(end)
      if (fillTemplate(content, values) !== expected) throw new Error(content)
    }),
  )
})

t.test('TemplateParam is a JSON object of strings', async (t) => {
  const refused = { code: 'isv.INVALID_JSON_PARAM' }
  for (const wrong of ['x', '[]', 'null', '"a"', '1', '{"a":1}', '{"a":null}', '{"a":{}}', '{"a":true}'])
    t.same(parseTemplateParam(wrong), refused, wrong)
  t.same(parseTemplateParam('{"a":1,"b":"2"}', true), { values: { a: '1', b: '2' } })
  for (const none of [undefined, '', ' ', '{}']) t.same(parseTemplateParam(none), { values: {} })
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }), (values) => {
      t.strictSame(parseTemplateParam(JSON.stringify(values)), { values })
    }),
    { numRuns: 20 },
  )
})

t.test('numbers in all spellings', async (t) => {
  const bare = '13900001234'
  for (const spelling of [bare, `+${bare}`, `86${bare}`, `+86${bare}`, `0086${bare}`, ` ${bare} `])
    t.same(readPhone(spelling), { e164: `+86${bare}`, domestic: true }, spelling)
  t.same(readPhone('85261234567'), { e164: '+85261234567', domestic: false })
  t.same(readPhone('0085261234567'), { e164: '+85261234567', domestic: false })
  t.same(readPhone('14155550123'), { e164: '+8614155550123', domestic: true }, 'it looks like one of the mainland')
  t.same(readPhone('14155550123', true), { e164: '+14155550123', domestic: false })
  t.same(readPhone(bare, true), { e164: `+86${bare}`, domestic: true }, 'no number of North America')
  for (const wrong of ['', '1', 'abc', '139-0000-1234', '8612345', '0123456789', '1234567890123456', '+86139'])
    t.equal(readPhone(wrong), undefined, wrong)
  t.equal(localPhone('+8613900001234'), bare)
  t.equal(localPhone('+85261234567'), '85261234567')
})

t.test('parts that a text is billed as', async (t) => {
  for (const [characters, domestic, parts] of [
    ['中'.repeat(70), true, 1],
    ['中'.repeat(71), true, 2],
    ['a'.repeat(134), true, 2],
    ['a'.repeat(135), true, 3],
    ['a'.repeat(160), false, 1],
    ['a'.repeat(161), false, 2],
    ['a'.repeat(307), false, 3],
    ['€'.repeat(80), false, 1],
    ['€'.repeat(81), false, 2],
    [`${'a'.repeat(70)}中`, false, 2],
  ] as const)
    t.equal(countParts(characters, domestic), parts, `${characters.length} × ${characters[0]}`)
})

t.test('the clock of China', async (t) => {
  const midnight = Date.parse('2026-11-22T16:00:00Z')
  t.equal(chinaTime(midnight), '2026-11-23 00:00:00')
  t.equal(chinaDay(midnight - 1), '20261122')
  t.equal(parseChinaDay('20261123'), midnight)
  for (const wrong of ['2026-11-23', '20261301', '20260230', '', '202611'])
    t.equal(parseChinaDay(wrong), undefined, wrong)
})
