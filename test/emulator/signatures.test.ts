import { request } from 'node:http'
import { startEmulator } from '@sms-settings/emulator'
import fc from 'fast-check'
import t from 'tap'

// Captured from the official SDK and pop-core with a fixed date and nonce.
const KEY = { accessKeyId: 'LTAI5tTestKeyId0000000', accessKeySecret: 'TestSecret00000000000000000000' }
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const at = Date.parse('2026-11-23T07:00:00Z')

type Sent = { method?: string; path: string; headers: Record<string, string>; body?: string }
const SIGNED = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-credentials-provider',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version',
]
const v3 = (
  action: string,
  signature: string,
  more: { path?: string; body?: string; hash?: string; headers?: Record<string, string> } = {},
): Sent => {
  const { path = '/', body, hash = EMPTY, headers = {} } = more
  const all: Record<string, string> = {
    host: '127.0.0.1:18080',
    'x-acs-action': action,
    'x-acs-content-sha256': hash,
    'x-acs-credentials-provider': 'static_ak',
    'x-acs-date': '2026-11-23T07:00:00Z',
    'x-acs-signature-nonce': '0123456789abcdef0123456789abcdef',
    'x-acs-version': '2017-05-25',
    ...headers,
  }
  const names = [...new Set([...SIGNED, ...Object.keys(headers)])].sort().join(';')
  const authorization = `ACS3-HMAC-SHA256 Credential=${KEY.accessKeyId},SignedHeaders=${names},Signature=${signature}`
  return { path, headers: { ...all, authorization }, ...(body === undefined ? {} : { body }) }
}

const A = v3('SendSms', 'b6d99ea2f2d52804c2d101cf5b0c22f1e2c714ccff0e24283bbfabc45f4f7ae5', {
  path: '/?PhoneNumbers=%2B8613900001234&SignName=%E9%98%BF%E9%87%8C%E4%BA%91&TemplateCode=SMS_154950909&TemplateParam=%7B%22code%22%3A%2212%2034*~%22%7D',
})
const B = v3('SendBatchSms', '7137e6727f9073164674f5989a9c3a132ef8bacee91e4e73613b7a37dbab5bdc', {
  path: '/?TemplateCode=SMS_154950909',
  body: 'PhoneNumberJson=%5B%2213900001234%22%5D&SignNameJson=%5B%22%E9%98%BF%E9%87%8C%E4%BA%91%22%5D&TemplateParamJson=%5B%7B%22code%22%3A%221234%22%7D%5D',
  hash: '2d065ae409d707284b23b817460f2b932fd9146f007e43689df4bd4d24a37ccc',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})
const C = v3('QuerySmsSignList', 'b3b5aaecce686bb2cd45ac51d9653e77c9a662d06b31a8516c8bb8fb23530dc2', {
  headers: {
    'x-acs-accesskey-id': KEY.accessKeyId,
    'x-acs-security-token': 'TOKEN',
    'x-acs-credentials-provider': 'static_sts',
  },
})
const dParameters = {
  AccessKeyId: KEY.accessKeyId,
  Action: 'SendSms',
  Format: 'JSON',
  PhoneNumbers: '+8613900001234',
  SignName: '阿里云',
  SignatureMethod: 'HMAC-SHA1',
  SignatureNonce: '0123456789abcdef0123456789abcdef',
  SignatureVersion: '1.0',
  TemplateCode: 'SMS_154950909',
  TemplateParam: '{"code":"12 34*~"}',
  Timestamp: '2026-11-23T07:00:00Z',
  Version: '2017-05-25',
}
const d = (parameters: Record<string, string> = dParameters, signature = 'IyP2IjuKpVjmDJztVSYvoaWt7uM='): Sent => ({
  path: '/',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ ...parameters, Signature: signature }).toString(),
})

/** A fresh emulator, whose clock stands at the date of the captured requests. */
const emulated = async (securityToken: string | null = null) => {
  const emulator = await startEmulator({ clock: () => at })
  emulator.state.addAccount({ ...KEY, securityToken })
  return emulator
}
const ask = (endpoint: string, { method = 'POST', path, headers, body }: Sent) =>
  new Promise<{ status: number; code: string; message: string }>((resolve, reject) => {
    const [host, port] = endpoint.split(':')
    const sent = request({ host, port, method, path, headers: { ...headers } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more
      })
      response.on('end', () => {
        const { Code: code, Message: message } = JSON.parse(text) as { Code: string; Message: string }
        resolve({ status: response.statusCode ?? 0, code, message })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })

t.test('captured requests of the SDK and of pop-core are taken', async (t) => {
  // The account knows no signature or template: to be refused for that, a request must have been believed.
  for (const [name, sent, expected, token] of [
    ['A', A, /^isv\./, null],
    ['B', B, /^isv\./, null],
    ['C', C, /^OK$/, 'TOKEN'],
    ['D', d(), /^isv\./, null],
  ] as const) {
    const emulator = await emulated(token)
    t.match(await ask(emulator.endpoint, sent), { status: 200, code: expected }, name)
    t.match(await ask(emulator.endpoint, sent), { status: 400, code: 'SignatureNonceUsed' }, `${name} again`)
    await emulator.close()
  }
})

t.test('anything changed is refused, and the string to sign is told', async (t) => {
  const emulator = await emulated()
  t.teardown(() => emulator.close())
  const wrong = [
    { ...A, path: A.path.replace('1234&', '1235&') },
    { ...A, headers: { ...A.headers, 'x-acs-action': 'SendBatchSms' } },
    { ...A, headers: { ...A.headers, host: '127.0.0.1:1' } },
    { ...A, headers: { ...A.headers, authorization: (A.headers.authorization as string).replace(/.$/, '0') } },
    d({ ...dParameters, PhoneNumbers: '+8613900001235' }),
    d(dParameters, 'AyP2IjuKpVjmDJztVSYvoaWt7uM='),
  ]
  for (const sent of wrong)
    t.match(await ask(emulator.endpoint, sent), {
      status: 400,
      code: 'SignatureDoesNotMatch',
      message: /string to sign/i,
    })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: A.path.length - 1 }),
      fc.constantFrom(...'aZ09%'),
      async (place, letter) => {
        const path = `${A.path.slice(0, place)}${letter}${A.path.slice(place + 1)}`
        // %BA and %Ba are one byte.
        if (path.toLowerCase() === A.path.toLowerCase() || !path.startsWith('/?')) return
        const { status } = await ask(emulator.endpoint, { ...A, path })
        if (status === 200) throw new Error(`taken: ${path}`)
      },
    ),
    { numRuns: 150 },
  )
})

t.test('an unknown key, a date too far off, a body that is not the signed one', async (t) => {
  const emulator = await emulated()
  t.teardown(() => emulator.close())
  const authorization = (A.headers.authorization as string).replace(KEY.accessKeyId, 'LTAI5tNobody')
  t.match(await ask(emulator.endpoint, { ...A, headers: { ...A.headers, authorization } }), {
    status: 404,
    code: 'InvalidAccessKeyId.NotFound',
  })
  t.match(await ask(emulator.endpoint, { ...A, headers: { ...A.headers, 'x-acs-date': '2026-11-23T06:44:59Z' } }), {
    status: 400,
    code: /InvalidTimeStamp/,
  })
  t.match(await ask(emulator.endpoint, { ...B, body: `${B.body}&x=1` }), { status: 400 })
})
