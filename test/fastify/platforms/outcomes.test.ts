import { ALIBABA_CLOUD_CODES, type ProblemKind } from '@sms-settings/fastify/platforms'
import t from 'tap'
import { MESSAGE, type Scripted, SECRETS, scriptedServer } from './scripted-server.ts'

/** Codes by what they mean, as the platform's page of error codes says. Written down again here, so that a slip shows. */
const EXPECTED: Record<string, { kind: ProblemKind; outcome?: 'unknown' }> = Object.fromEntries(
  Object.entries({
    limited: ['isv.BUSINESS_LIMIT_CONTROL'],
    phone: ['isv.MOBILE_NUMBER_ILLEGAL', 'isv.BLACK_KEY_CONTROL_LIMIT', 'isv.CUSTOMER_REFUSED'],
    settings: [
      'isv.SMS_SIGNATURE_ILLEGAL',
      'isv.SMS_SIGN_ILLEGAL',
      'isv.SIGN_STATE_ILLEGAL',
      'isv.SMS_TEMPLATE_ILLEGAL',
      'isv.SMS_SIGNATURE_SCENE_ILLEGAL',
      'isv.TEMPLATE_MISSING_PARAMETERS',
      'isv.PARAM_LENGTH_LIMIT',
      'isv.UNSUPPORTED_CONTENT',
      'isv.SMS_CONTENT_ILLEGAL',
      'isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE',
      'isv.DOMESTIC_NUMBER_NOT_SUPPORTED',
      'isv.SMS_TEST_SIGN_TEMPLATE_LIMIT',
      'isv.SMS_TEST_NUMBER_LIMIT',
      'isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL',
      'isv.EXTEND_CODE_ERROR',
      'isv.ONE_CODE_MULTIPLE_SIGN',
      'isv.CODE_ERROR',
      'isv.CODE_EXCEED_LIMIT',
    ],
    bug: [
      'isv.MOBILE_COUNT_OVER_LIMIT',
      'isv.TEMPLATE_PARAMS_ILLEGAL',
      'isv.INVALID_JSON_PARAM',
      'isv.PARAM_NOT_SUPPORT_URL',
      'isv.INVALID_PARAMETERS',
      'SignatureNonceUsed',
      'InvalidTimeStamp.Expired',
      'InvalidTimeStamp.Format',
      'MissingPhoneNumbers',
      'MissingSignName',
      'MissingTemplateCode',
      'InvalidVersion',
      'InvalidAction.NotFound',
      'InvalidApi.NotFound',
    ],
    account: [
      'isv.AMOUNT_NOT_ENOUGH',
      'isv.OUT_OF_SERVICE',
      'isv.ACCOUNT_NOT_EXISTS',
      'isv.ACCOUNT_ABNORMAL',
      'isv.SECURITY_FROZEN_ACCOUNT',
      'isv.PRODUCT_UN_SUBSCRIPT',
      'isv.PRODUCT_UNSUBSCRIBE',
      'isv.DAY_LIMIT_CONTROL',
      'isv.MONTH_LIMIT_CONTROL',
      'isv.DENY_IP_RANGE',
    ],
    permission: ['isp.RAM_PERMISSION_DENY', 'Forbidden.RAM', 'Forbidden', 'NoPermission'],
    credentials: [
      'InvalidAccessKeyId.NotFound',
      'InvalidAccessKeyId.Inactive',
      'SignatureDoesNotMatch',
      'IncompleteSignature',
      'InvalidCredentials',
    ],
    throttled: ['Throttling.User', 'Throttling.Api', 'Throttling'],
  }).flatMap(([kind, codes]) => codes.map((code) => [code, { kind: kind as ProblemKind }])),
)
for (const code of ['isp.SYSTEM_ERROR', 'isp.GATEWAY_ERROR', 'InternalError', 'ServiceUnavailable'])
  EXPECTED[code] = { kind: 'nonsense', outcome: 'unknown' }

/** Codes that are in no table: members of a family, and one that nobody has heard of. */
const UNDESCRIBED: typeof EXPECTED = {
  'Throttling.Burst': { kind: 'throttled' },
  'InvalidAccessKeyId.Expired': { kind: 'credentials' },
  'InvalidSecurityToken.Expired': { kind: 'credentials' },
  'Forbidden.AccessKeyDisabled': { kind: 'permission' },
  MissingTemplateParam: { kind: 'bug' },
  'isv.SOMETHING_NEW': { kind: 'account' },
  'isp.SOMETHING_NEW': { kind: 'nonsense', outcome: 'unknown' },
  'Something.New': { kind: 'account' },
}

const leaks = (value: unknown) => SECRETS.filter((secret) => JSON.stringify(value).includes(secret))
const REQUEST_ID = 'F655A8D5-B967-440B-8683-DAD6FF8DE990'
const answerWith = (Code: string, status = 200, more: Record<string, unknown> = {}): Scripted => ({
  status,
  body: {
    Code,
    RequestId: REQUEST_ID,
    HostId: 'dysmsapi.aliyuncs.com',
    // What real messages do: a wrong signature echoes all parameters.
    Message: `server string to sign is: POST&PhoneNumbers=13900001234&TemplateParam={"code":"482913"}`,
    ...more,
  },
})

t.test('every code of the table, whatever its status', async (t) => {
  let answer: Scripted = { body: {} }
  const { account, asked } = await scriptedServer(t, () => answer)
  t.same(Object.keys(ALIBABA_CLOUD_CODES).sort(), Object.keys(EXPECTED).sort(), 'the test knows what the adapter knows')
  for (const [code, { kind, outcome = 'refused' }] of Object.entries({ ...EXPECTED, ...UNDESCRIBED })) {
    // Which status goes with which code is not agreed upon by the pages: it must not matter.
    for (const status of [200, 400, 403, 404]) {
      answer = answerWith(code, status)
      const before = asked.length
      const sent = await account.send(MESSAGE)
      const found = { ...sent, problem: 'problem' in sent ? { ...sent.problem, retryAfter: undefined } : null }
      t.same(
        found,
        { outcome, problem: { kind, code, requestId: REQUEST_ID, retryAfter: undefined } },
        `${code} with ${status}`,
      )
      t.equal(asked.length, before + 1, 'asked once')
      t.same(leaks(sent), [])
    }
  }
})

t.test('with 5xx only a code that says so is a refusal', async (t) => {
  let answer: Scripted = { body: {} }
  const { account } = await scriptedServer(t, () => answer)
  const cases: [string, number, string][] = [
    ['Throttling.User', 503, 'refused'],
    ['isv.AMOUNT_NOT_ENOUGH', 500, 'refused'],
    ['InternalError', 500, 'unknown'],
    ['ServiceUnavailable', 503, 'unknown'],
    ['Something.New', 500, 'unknown'],
  ]
  for (const [code, status, outcome] of cases) {
    answer = answerWith(code, status)
    t.match(await account.send(MESSAGE), { outcome, problem: { code } }, `${code} with ${status}`)
  }
})

t.test('answers that make no sense', async (t) => {
  let answer: Scripted = { body: {} }
  const { account, asked } = await scriptedServer(t, () => answer)
  const html = { headers: { 'content-type': 'text/html' }, body: '<html><h1>502 Bad Gateway</h1></html>' }
  const senseless: Record<string, Scripted> = {
    '200 with HTML': html,
    '200 with nothing': { body: '' },
    '200 null': { body: 'null' },
    '200 {}': { body: {} },
    '200 []': { body: [] },
    '200, cut short': { body: '{"Code":"OK","BizId":"1' },
    '200 OK without a receipt': { body: { Code: 'OK', Message: 'OK', RequestId: REQUEST_ID } },
    '200 OK with an empty receipt': { body: { Code: 'OK', BizId: '', RequestId: REQUEST_ID } },
    '200 with a field of another type': { body: { Code: { a: 1 }, BizId: ['x'] } },
    '200 with a refusal and a receipt': answerWith('isv.MOBILE_NUMBER_ILLEGAL', 200, { BizId: '9006197469364984^0' }),
    '200 with a number for a code': { body: { Code: 13900001234 } },
    '302 elsewhere': { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' },
    '500 with nothing': { status: 500, body: '' },
    '500 with JSON but no code': { status: 500, body: { message: 'oops' } },
    '502 with HTML': { status: 502, ...html },
    '400 with HTML': { status: 400, ...html },
    '400 null': { status: 400, body: 'null' },
  }
  for (const [name, scripted] of Object.entries(senseless)) {
    answer = scripted
    const before = asked.length
    const sent = await account.send(MESSAGE)
    t.match(sent, { outcome: 'unknown', problem: { kind: 'nonsense' } }, name)
    t.same(leaks(sent), [])
    t.equal(asked.length, before + 1, 'not sent again')
  }
  answer = { status: 400, body: { message: 'no code here' } }
  t.match(await account.send(MESSAGE), { outcome: 'refused', problem: { kind: 'account', code: 'HTTP_400' } })
  answer = { status: 429, body: { message: 'no code here' } }
  t.match(await account.send(MESSAGE), { outcome: 'refused', problem: { kind: 'throttled', code: 'HTTP_429' } })
  answer = {
    body: { Code: 'OK', BizId: '900619746936498440^0', RequestId: REQUEST_ID, Message: 'OK', New: { field: 1 } },
  }
  t.same(await account.send(MESSAGE), { outcome: 'accepted', bizId: '900619746936498440^0', requestId: REQUEST_ID })
})

t.test('an error in XML is read too', async (t) => {
  const { account } = await scriptedServer(t, () => ({
    status: 404,
    headers: { 'content-type': 'text/xml;charset=utf-8' },
    body: `<Error><RequestId>${REQUEST_ID}</RequestId><Code>InvalidAccessKeyId.NotFound</Code><Message>no</Message></Error>`,
  }))
  t.match(await account.send(MESSAGE), {
    outcome: 'refused',
    problem: { kind: 'credentials', code: 'InvalidAccessKeyId.NotFound', requestId: REQUEST_ID },
  })
})

const at = (time: string) => Date.parse(`2026-11-23T${time}+08:00`)
const WAITS: [message: string, now: number, wait: number][] = [
  ['触发分钟级流控Permits:1', at('14:03:00.000'), 60],
  ['触发分钟级流控Permits:1', at('14:03:59.999'), 1],
  ['触发分钟级流控Permits:1', at('14:03:12.300'), 48],
  ['触发小时级流控Permits:5', at('14:03:00.000'), 57 * 60],
  ['触发小时级流控Permits:5', at('14:59:59.500'), 1],
  ['触发天级流控Permits:10', at('23:59:00.000'), 86_400],
  ['触发天级流控Permits:40', at('00:00:00.000'), 86_400],
  ['something new', at('14:03:12.300'), 60],
  ['', at('14:03:12.300'), 60],
]
t.test('how long to wait is read from the message', async (t) => {
  let now = 0
  let answer: Scripted = { body: {} }
  const { account } = await scriptedServer(t, () => answer, { now: () => now })
  for (const [message, moment, wait] of WAITS) {
    now = moment
    answer = answerWith('isv.BUSINESS_LIMIT_CONTROL', 200, { Message: message })
    t.match(
      await account.send(MESSAGE),
      { outcome: 'refused', problem: { kind: 'limited', retryAfter: wait } },
      message,
    )
  }
})

t.test('a throttled call says when to come again', async (t) => {
  let headers: Record<string, string> = { 'content-type': 'application/json' }
  const { account } = await scriptedServer(t, () => ({
    status: 400,
    headers,
    body: { Code: 'Throttling.User', Message: 'denied' },
  }))
  t.match(await account.send(MESSAGE), { outcome: 'refused', problem: { kind: 'throttled', retryAfter: 1 } })
  headers = { ...headers, 'x-acs-retry-after': '2500' }
  t.match(await account.send(MESSAGE), { outcome: 'refused', problem: { kind: 'throttled', retryAfter: 3 } })
})

t.test('what goes over the wire', async (t) => {
  const { account, asked } = await scriptedServer(t, () => ({ body: { Code: 'OK', BizId: '1^0' } }))
  const params = async (phone: string, variables: Record<string, string>) => {
    await account.send({ ...MESSAGE, phone, variables })
    return asked.at(-1)?.params
  }
  t.same(await params('+8613900001234', { code: '012345' }), {
    PhoneNumbers: '13900001234',
    SignName: '阿里云',
    TemplateCode: 'SMS_154950909',
    TemplateParam: '{"code":"012345"}',
    OutId: 'M01SCRIPTED',
  })
  // Not by match, which is content with a part of a text.
  t.equal((await params('+85261234567', { code: '1' }))?.PhoneNumbers, '85261234567')
  const abroad = await params('+12025550123', { a: 1 as unknown as string, b: '"\n😀' })
  t.equal(abroad?.PhoneNumbers, '12025550123')
  t.equal(abroad?.TemplateParam, JSON.stringify({ a: '1', b: '"\n😀' }))
  t.notOk('TemplateParam' in ((await params('+12025550123', {})) ?? {}), 'a template without variables gets none')
})

t.test('what cannot be written down is refused before anything is sent', async (t) => {
  const { account, platform, asked } = await scriptedServer(t, () => ({ body: { Code: 'OK', BizId: '1^0' } }))
  const half = '\ud83d'
  t.match(await account.send({ ...MESSAGE, signatureName: half }), { outcome: 'refused', problem: { kind: 'bug' } })
  for (const [accessKeyId, accessKeySecret] of [
    ['', 'x'],
    ['x', ''],
    ['line\nbreak', 'x'],
  ] as const) {
    const sent = await platform.connect({ accessKeyId, accessKeySecret, settings: {} }).send(MESSAGE)
    t.match(sent, { outcome: 'refused', problem: { kind: /credentials|bug/ } }, JSON.stringify(accessKeyId))
  }
  t.same(asked, [])
})
