import {
  QuerySendDetailsRequest,
  QuerySmsSignListRequest,
  QuerySmsTemplateListRequest,
  SendSmsRequest,
} from '@alicloud/dysmsapi20170525'
import { DEMO, LIMITED, SECOND, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { createClient, errorOf, type Sdk } from './sdk.ts'

const clock = { now: Date.parse('2026-11-23T15:00:00+08:00') }
const emulator = await startEmulator({ clock: () => clock.now, flowControl: false })
t.teardown(() => emulator.close())
t.beforeEach(() => emulator.reset())

const date = (at = clock.now) => new Date(at).toISOString().replace(/\.\d+/, '')
const client = (
  key: { accessKeyId: string; accessKeySecret: string } = DEMO,
  config: Record<string, unknown> = {},
  at?: number,
) => createClient(emulator.endpoint, key, { globalParameters: { headers: { 'x-acs-date': date(at) } }, ...config })
const sms = (given: Record<string, string> = {}) =>
  new SendSmsRequest({
    phoneNumbers: '13900001234',
    signName: 'Quectel',
    templateCode: 'SMS_100000002',
    templateParam: '{"code":"123456"}',
    ...given,
  })
const code = async (given: Record<string, string> = {}, key?: typeof SECOND) =>
  (await client(key).sendSms(sms(given))).body?.code
const list = (sdk: Sdk) => sdk.querySmsSignList(new QuerySmsSignListRequest({ pageIndex: 1, pageSize: 1 }))
const details = (sdk: Sdk) =>
  sdk.querySendDetails(
    new QuerySendDetailsRequest({ phoneNumber: '13900001234', sendDate: '20261123', pageSize: 10, currentPage: 1 }),
  )

t.test('a key that may only read', async (t) => {
  t.equal((await list(client(LIMITED))).body?.code, 'OK')
  t.match((await client(LIMITED).sendSms(sms())).body, { code: 'isp.RAM_PERMISSION_DENY', message: '没有访问权限' })
  t.equal((await details(client(LIMITED))).body?.code, 'isp.RAM_PERMISSION_DENY')
  emulator.behaviours.permissionDenied = 'NoPermission'
  t.match(await errorOf(client(LIMITED).sendSms(sms())), { code: 'NoPermission', statusCode: 403 })
  emulator.state.updateKey(LIMITED.accessKeyId, { permissions: ['dysms:SendSms'] })
  t.equal((await client(LIMITED).sendSms(sms())).body?.code, 'OK')
})

t.test('keys come and go; temporary ones need their token', async (t) => {
  emulator.state.updateKey(DEMO.accessKeyId, { active: false })
  t.match(await errorOf(list(client())), { code: 'InvalidAccessKeyId.Inactive', statusCode: 400 })
  t.equal((await list(client(LIMITED))).body?.code, 'OK', 'the other key of the account')
  emulator.state.deleteKey(LIMITED.accessKeyId)
  t.match(await errorOf(list(client(LIMITED))), { code: 'InvalidAccessKeyId.NotFound', statusCode: 404 })
  const temporary = { accessKeyId: 'STS.NUMBER', accessKeySecret: 'temporary' }
  emulator.state.addKey({ ...temporary, securityToken: 'TOKEN' }, DEMO.accessKeyId)
  t.equal((await list(client(temporary, { securityToken: 'TOKEN' }))).body?.code, 'OK')
  t.match(await errorOf(list(client(temporary, { securityToken: 'OTHER' }))), {
    code: 'InvalidSecurityToken.MismatchWithAccessKey',
  })
  t.match(await errorOf(list(client(temporary))), { code: 'InvalidSecurityToken.MismatchWithAccessKey' })
})

t.test('the date may be a quarter of an hour off; a nonce serves one key once', async (t) => {
  for (const minutes of [-15, 15]) t.equal((await list(client(DEMO, {}, clock.now + minutes * 60_000))).statusCode, 200)
  for (const seconds of [-901, 901])
    t.match(await errorOf(list(client(DEMO, {}, clock.now + seconds * 1000))), { code: 'InvalidTimeStamp.Expired' })
  const headers = (at: string) => ({
    globalParameters: { headers: { 'x-acs-date': at, 'x-acs-signature-nonce': 'n-1' } },
  })
  t.match(await errorOf(list(client(DEMO, headers('today')))), { code: 'InvalidTimeStamp.Format' })
  t.match(await errorOf(list(client({ ...DEMO, accessKeySecret: 'wrong' }, headers(date())))), {
    code: 'SignatureDoesNotMatch',
    message: /server string to sign is:ACS3-HMAC-SHA256/,
  })
  t.equal((await list(client(DEMO, headers(date())))).statusCode, 200, 'a nonce is used up by what was believed only')
  t.match(await errorOf(list(client(DEMO, headers(date())))), { code: 'SignatureNonceUsed' })
  t.equal((await list(client(SECOND, headers(date())))).statusCode, 200)
})

t.test('the SDK with the older signature', async (t) => {
  const config = { signatureAlgorithm: 'v2' }
  const sdk = createClient(emulator.endpoint, DEMO, config)
  clock.now = Date.now()
  t.match((await sdk.sendSms(sms())).body, { code: 'OK' })
  const wrong = createClient(emulator.endpoint, { ...DEMO, accessKeySecret: 'wrong' }, config)
  t.match(await errorOf(wrong.sendSms(sms())), { code: 'SignatureDoesNotMatch' })
  clock.now = Date.parse('2026-11-23T15:00:00+08:00')
})

t.test('what the gateway misses', async (t) => {
  t.match(await errorOf(client().sendSms(new SendSmsRequest({ phoneNumbers: '13900001234', templateCode: 'SMS_1' }))), {
    code: 'MissingSignName',
    statusCode: 400,
    message: /SignName is mandatory for this action\./,
  })
  const ask = async (headers: Record<string, string>) => {
    const answer = await fetch(emulator.url, { method: 'POST', headers })
    return [answer.status, ((await answer.json()) as { Code: string }).Code]
  }
  t.same(await ask({ 'x-acs-action': 'Nothing', 'x-acs-version': '2017-05-25' }), [404, 'InvalidAction.NotFound'])
  t.same(await ask({ 'x-acs-action': 'SendSms', 'x-acs-version': '2018-05-01' }), [400, 'InvalidVersion'])
  t.same(await ask({ 'x-acs-action': 'SendSms', 'x-acs-version': '2017-05-25' }), [400, 'MissingAccessKeyId'])
  t.same(await ask({ 'x-acs-action': 'SendSms', 'x-acs-version': '2017-05-25', authorization: 'Bearer x' }), [
    400,
    'IncompleteSignature',
  ])
  t.same(await ask({}), [400, 'MissingAction'])
})

t.test('states of an account', async (t) => {
  const account = emulator.state.account()
  for (const [status, sent, listed] of [
    ['arrears', 'isv.OUT_OF_SERVICE', 'OK'],
    ['frozen', 'isv.SECURITY_FROZEN_ACCOUNT', 'isv.SECURITY_FROZEN_ACCOUNT'],
    ['abnormal', 'isv.ACCOUNT_ABNORMAL', 'isv.ACCOUNT_ABNORMAL'],
    ['not_activated', 'isv.PRODUCT_UN_SUBSCRIPT', 'isv.PRODUCT_UN_SUBSCRIPT'],
    ['closed', 'isv.ACCOUNT_NOT_EXISTS', 'isv.ACCOUNT_NOT_EXISTS'],
    ['normal', 'OK', 'OK'],
  ] as const) {
    account.status = status
    t.same([await code(), (await list(client())).body?.code], [sent, listed], status)
  }
  account.balance = 2
  t.equal(await code({ templateParam: '{"code":"1234"}' }), 'OK', 'two parts')
  t.match((await client().sendSms(sms())).body, { code: 'isv.AMOUNT_NOT_ENOUGH', message: '账户余额不足' })
  account.balance = 100
  account.dayCap = 3
  t.equal(await code(), 'OK')
  t.equal(await code(), 'isv.DAY_LIMIT_CONTROL')
  account.dayCap = null
  account.monthCap = 3
  t.equal(await code(), 'isv.MONTH_LIMIT_CONTROL')
})

t.test('numbers that nothing, no promotion, or only tests are sent to', async (t) => {
  const account = emulator.state.account()
  account.blacklist.add('+8613900001111')
  account.optedOut.add('+8613900002222')
  account.testNumbers.add('+8613900003333')
  t.equal(await code({ phoneNumbers: '13900001111' }), 'isv.BLACK_KEY_CONTROL_LIMIT')
  t.equal(await code({ phoneNumbers: '13900002222' }), 'OK')
  const promotion = { templateCode: 'SMS_200000003', templateParam: '{"discount":"8"}' }
  t.equal(await code({ ...promotion, phoneNumbers: '13900002222' }), 'isv.CUSTOMER_REFUSED')
  const testing = { signName: '阿里云短信测试', templateCode: 'SMS_200000006' }
  t.equal(await code({ ...testing, phoneNumbers: '13900003333' }), 'OK')
  t.equal(await code({ ...testing, phoneNumbers: '13900004444' }), 'isv.SMS_TEST_NUMBER_LIMIT')
  t.equal(
    await code({ ...testing, phoneNumbers: '13900003333', templateParam: '{"code":"12ab"}' }),
    'isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL',
  )
})

t.test('another account sees nothing of the first', async (t) => {
  await code()
  t.equal((await details(client())).body?.totalCount, '1')
  t.equal((await details(client(SECOND))).body?.totalCount, '0')
  const templates = await client(SECOND).querySmsTemplateList(new QuerySmsTemplateListRequest({}))
  t.equal(templates.body?.totalCount, 3)
  t.same(
    (await list(client(SECOND))).body?.smsSignList?.map(({ signName }) => signName),
    ['Globex'],
  )
  t.equal(await code({ signName: 'Globex', templateCode: 'SMS_500000001' }, SECOND), 'OK')
  t.equal(await code({ signName: 'Globex' }, SECOND), 'isv.SMS_TEMPLATE_ILLEGAL')
  t.equal(await code({ signName: 'Quectel', templateCode: 'SMS_500000001' }, SECOND), 'isv.SMS_SIGNATURE_ILLEGAL')
})

t.test('a signature that no carrier has registered is accepted and not delivered', async (t) => {
  const { id } = await (async () => {
    await code({ signName: 'Unregistered' })
    return emulator.outbox.waitFor('13900001234')
  })()
  clock.now += 2000
  await list(client())
  t.match(
    emulator.outbox.messages().find((message) => message.id === id),
    { status: 'failed', errCode: 'PORT_NOT_REGISTERED' },
  )
})

t.test('so many requests a second, where a test wants a limit', async (t) => {
  emulator.behaviours.queriesPerSecond = { QuerySmsSignList: 2 }
  for (let i = 0; i < 2; i++) await list(client())
  t.match(await errorOf(list(client())), { name: 'ThrottlingError', code: 'Throttling.User' })
  t.equal((await list(client(SECOND))).statusCode, 200)
  clock.now += 1000
  t.equal((await list(client())).statusCode, 200)
})

t.test('flow control: exempt numbers, other kinds of message, all senders together', async (t) => {
  const limited = await startEmulator({ clock: () => clock.now })
  t.teardown(() => limited.close())
  const send = async (
    given: Record<string, string> = {},
    key: { accessKeyId: string; accessKeySecret: string } = DEMO,
  ) =>
    (
      await createClient(limited.endpoint, key, {
        globalParameters: { headers: { 'x-acs-date': date() } },
      }).sendSms(sms(given))
    ).body
  const notice = { templateCode: 'SMS_200000002', templateParam: '{}' }
  for (let i = 0; i < 50; i++) t.equal((await send(notice))?.code, 'OK')
  t.match(await send(notice), { code: 'isv.BUSINESS_LIMIT_CONTROL', message: '触发天级流控Permits:50' })
  t.equal((await send())?.code, 'OK', 'codes are counted apart')
  t.equal((await send())?.message, '触发分钟级流控Permits:1')
  t.equal((await send({ signName: '阿里云测试' }))?.code, 'OK', 'each signature by itself')
  limited.state.account().limits.exempt.add('+8613900001234')
  for (let i = 0; i < 3; i++) t.equal((await send())?.code, 'OK')
  limited.state.account().limits.exempt.clear()
  limited.reset()
  const names = Array.from({ length: 40 }, (_, i) => `Sender ${i}`)
  for (const name of names) limited.state.addSignature({ name })
  for (const signName of names) t.equal((await send({ signName }))?.code, 'OK')
  const globex = { signName: 'Globex', templateCode: 'SMS_500000001' }
  t.equal((await send(globex, SECOND))?.message, '触发天级流控Permits:40', 'counted over all of the platform')
  clock.now += 86_400_000
  t.equal((await send(globex, SECOND))?.code, 'OK', '24 hours later')
})
