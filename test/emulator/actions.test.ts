import {
  GetSmsSignRequest,
  GetSmsTemplateRequest,
  QuerySendDetailsRequest,
  QuerySendStatisticsRequest,
  QuerySmsSignListRequest,
  QuerySmsSignRequest,
  QuerySmsTemplateListRequest,
  QuerySmsTemplateRequest,
  SendBatchSmsRequest,
  SendSmsRequest,
} from '@alicloud/dysmsapi20170525'
import { DEMO, startEmulator } from '@sms-settings/emulator'
import t from 'tap'
import { createClient } from './sdk.ts'

/** 15:00:00 in China on 23 November 2026. */
const START = Date.parse('2026-11-23T07:00:00Z')
let time = START
const emulator = await startEmulator({ clock: () => time })
const dated = () => ({
  globalParameters: { headers: { 'x-acs-date': new Date(time).toISOString().replace(/\.\d+/, '') } },
})
const sdk = () => createClient(emulator.endpoint, DEMO, dated())
t.teardown(() => emulator.close())
t.beforeEach(() => {
  time = START
  emulator.reset()
})

const sendTo = (phoneNumbers: string, given: Record<string, string> = {}) =>
  sdk().sendSms(
    new SendSmsRequest({
      phoneNumbers,
      signName: 'Quectel',
      templateCode: 'SMS_154950909',
      templateParam: '{"code":"012345"}',
      ...given,
    }),
  )

t.test('SendSms and QuerySendDetails', async (t) => {
  const { body, statusCode, headers } = await sendTo('13900001234', { outId: 'o-1' })
  t.equal(statusCode, 200)
  t.equal(body?.code, 'OK')
  t.match(body?.bizId, /^\d{18}\^0$/)
  t.match(body?.requestId, /^[0-9A-F-]{36}$/)
  t.equal(headers?.['x-acs-request-id'], body?.requestId)

  const message = await emulator.outbox.waitFor('+8613900001234')
  t.match(message, {
    phone: '+8613900001234',
    text: '【Quectel】您的验证码为：012345，5分钟内有效。',
    params: { code: '012345' },
    outId: 'o-1',
    status: 'waiting',
    errCode: null,
    bizId: body?.bizId,
  })

  const query = (given: Record<string, unknown> = {}) =>
    sdk().querySendDetails(
      new QuerySendDetailsRequest({
        phoneNumber: '8613900001234',
        sendDate: '20261123',
        pageSize: 10,
        currentPage: 1,
        ...given,
      }),
    )
  const waiting = await query()
  t.equal(waiting.body?.totalCount, '1')
  const first = waiting.body?.smsSendDetailDTOs?.smsSendDetailDTO?.[0]
  t.equal(first?.sendStatus, 1)
  t.equal(first?.errCode, undefined)

  time += 1000
  const delivered = await query({ bizId: body?.bizId })
  t.match(delivered.body?.smsSendDetailDTOs?.smsSendDetailDTO?.[0], {
    phoneNum: '13900001234',
    sendStatus: 3,
    errCode: 'DELIVERED',
    templateCode: 'SMS_154950909',
    content: '【Quectel】您的验证码为：012345，5分钟内有效。',
    sendDate: '2026-11-23 15:00:00',
    receiveDate: '2026-11-23 15:00:01',
    outId: 'o-1',
  })
  t.equal((await query({ bizId: '900600000000000000^0' })).body?.totalCount, '0')
  t.equal((await query({ sendDate: '20261122' })).body?.totalCount, '0')
  t.equal((await query({ sendDate: '20261023' })).body?.code, 'isv.INVALID_PARAMETERS', 'more than 30 days ago')
  t.equal((await query({ sendDate: '2026-11-23' })).body?.code, 'isv.INVALID_PARAMETERS')
  t.equal((await query({ pageSize: 51 })).body?.code, 'isv.INVALID_PARAMETERS')
})

t.test('numbers, signatures and templates as they may be sent with', async (t) => {
  const code = async (phone: string, given: Record<string, string> = {}) => (await sendTo(phone, given)).body?.code
  for (const phone of ['13900001231', '+13900001232', '+8613900001233', '8613900001234', '008613900001235'])
    t.equal(await code(phone), 'OK', phone)
  t.equal(emulator.outbox.messages({ phone: '13900001235' }).length, 1)
  for (const phone of ['139000012', '12345', 'abc', '861390000123', '+8612345678901'])
    t.equal(await code(phone), 'isv.MOBILE_NUMBER_ILLEGAL', phone)
  t.equal(await code('85261234567'), 'isv.MOBILE_NUMBER_ILLEGAL', 'a number abroad with a template for the mainland')
  t.equal(await code('85261234567', { templateCode: 'SMS_100000005' }), 'OK')
  t.equal(emulator.outbox.messages({ phone: '+85261234567' })[0]?.text.slice(0, 14), '[Quectel] Your')
  t.equal(await code('14155550123', { templateCode: 'SMS_100000005' }), 'OK')
  t.equal(await code('13900001239', { templateCode: 'SMS_100000005' }), 'isv.DOMESTIC_NUMBER_NOT_SUPPORTED')
  t.equal(await code('13900001239', { signName: 'quectel' }), 'isv.SMS_SIGNATURE_ILLEGAL', 'exact spelling')
  t.equal(await code('13900001239', { signName: 'Initech' }), 'isv.SMS_SIGNATURE_ILLEGAL', 'in review')
  t.equal(await code('13900001239', { signName: 'Globex' }), 'isv.SMS_SIGNATURE_ILLEGAL', 'of another account')
  t.equal(await code('13900001239', { templateCode: 'SMS_300000002' }), 'isv.SMS_TEMPLATE_ILLEGAL', 'in review')
  t.equal(await code('13900001239', { templateCode: 'SMS_500000001' }), 'isv.SMS_TEMPLATE_ILLEGAL', 'foreign')
  t.equal(
    await code('13900001239', { signName: 'Quectel Login', templateCode: 'SMS_200000002' }),
    'isv.SMS_SIGNATURE_SCENE_ILLEGAL',
  )
  t.equal(await code('13900001239', { signName: '阿里云短信测试' }), 'isv.SMS_TEST_SIGN_TEMPLATE_LIMIT')
  const params = (templateParam: string) => code('13900001239', { templateParam })
  t.equal(await params('{code:1}'), 'isv.INVALID_JSON_PARAM')
  t.equal(await params('{"code":1234}'), 'isv.INVALID_JSON_PARAM')
  t.equal(await params('{}'), 'isv.TEMPLATE_MISSING_PARAMETERS')
  t.equal(await params('{"code":"12345678"}'), 'isv.PARAM_LENGTH_LIMIT')
  t.equal(await params('{"code":"12a4"}'), 'isv.TEMPLATE_PARAMS_ILLEGAL')
  t.equal(await params('{"code":"1234","more":"x"}'), 'OK')
  emulator.behaviours.extraParams = 'refuse'
  t.equal(await params('{"code":"1234","more":"x"}'), 'isv.SMS_TEMPLATE_ILLEGAL')
})

t.test('SendBatchSms', async (t) => {
  const batch = (numbers: string[], signNames: string[], params: object[]) =>
    sdk().sendBatchSms(
      new SendBatchSmsRequest({
        phoneNumberJson: JSON.stringify(numbers),
        signNameJson: JSON.stringify(signNames),
        templateParamJson: JSON.stringify(params),
        templateCode: 'SMS_200000001',
        outId: 'b-1',
      }),
    )
  const { body } = await batch(
    ['13900001234', '13900001235'],
    ['Quectel', '阿里云测试'],
    [
      { name: '李雷', order: '1' },
      { name: '韩梅梅', order: '2' },
    ],
  )
  t.equal(body?.code, 'OK')
  const messages = emulator.outbox.messages()
  t.same(
    messages.map(({ text }) => text),
    [
      '【Quectel】尊敬的李雷，您的订单1已发货，请留意查收。',
      '【阿里云测试】尊敬的韩梅梅，您的订单2已发货，请留意查收。',
    ],
  )
  t.ok(messages.every(({ bizId }) => bizId === body?.bizId))
  t.equal((await batch(['13900001234'], [], [])).body?.code, 'isv.INVALID_PARAMETERS')
  const many = Array.from({ length: 101 }, (_, i) => String(13900002000 + i))
  const tooMany = await batch(
    many,
    many.map(() => 'Quectel'),
    many.map(() => ({ name: 'a', order: '1' })),
  )
  t.equal(tooMany.body?.code, 'isv.MOBILE_COUNT_OVER_LIMIT')
})

t.test('templates', async (t) => {
  const got = await sdk().getSmsTemplate(new GetSmsTemplateRequest({ templateCode: 'SMS_100000005' }))
  t.match(got.body, {
    code: 'OK',
    templateName: 'Login Verification Code',
    templateStatus: '1',
    templateType: '3',
    intlType: 2,
  })
  const rejected = await sdk().getSmsTemplate(new GetSmsTemplateRequest({ templateCode: 'SMS_300000004' }))
  t.equal(rejected.body?.templateStatus, '2')
  t.ok(rejected.body?.auditInfo?.rejectInfo)
  const old = await sdk().querySmsTemplate(new QuerySmsTemplateRequest({ templateCode: 'SMS_300000004' }))
  t.match(old.body, { templateStatus: 2, templateType: 0, reason: rejected.body?.auditInfo?.rejectInfo })
  const unknown = await sdk().getSmsTemplate(new GetSmsTemplateRequest({ templateCode: 'SMS_500000001' }))
  t.equal(unknown.body?.code, 'isv.SMS_TEMPLATE_ILLEGAL')
  emulator.behaviours.unknownTemplate = 'OK'
  const empty = await sdk().getSmsTemplate(new GetSmsTemplateRequest({ templateCode: 'SMS_500000001' }))
  t.match(empty.body, { code: 'OK', templateCode: undefined })
})

t.test('lists, page by page', async (t) => {
  const templates = []
  for (let pageIndex = 1; ; pageIndex++) {
    const { body } = await sdk().querySmsTemplateList(new QuerySmsTemplateListRequest({ pageIndex, pageSize: 50 }))
    if (!body?.smsTemplateList?.length) break
    t.equal(body.currentPage, pageIndex)
    templates.push(...body.smsTemplateList)
    t.equal(body.totalCount, emulator.state.account().templates.length)
  }
  t.ok(templates.length > 50)
  t.equal(new Set(templates.map(({ templateCode }) => templateCode)).size, templates.length)
  t.same(new Set(templates.map(({ auditStatus }) => auditStatus)).size, 4)
  t.match(
    templates.find(({ templateCode }) => templateCode === 'SMS_100000005'),
    { outerTemplateType: 3, templateType: 6 },
  )

  const signatures = []
  for (let pageIndex = 1; ; pageIndex++) {
    const { body } = await sdk().querySmsSignList(new QuerySmsSignListRequest({ pageIndex, pageSize: 20 }))
    if (!body?.smsSignList?.length) break
    signatures.push(...body.smsSignList)
  }
  t.ok(signatures.length > 50)
  t.same(new Set(signatures.map(({ auditStatus }) => auditStatus)).size, 4)
  t.ok(signatures.find(({ auditStatus }) => auditStatus === 'AUDIT_STATE_NOT_PASS')?.reason?.rejectInfo)
  const standard = await sdk().querySmsSignList(new QuerySmsSignListRequest({}))
  t.equal(standard.body?.smsSignList?.length, 10)
  for (const pageSize of [0, 51])
    t.equal(
      (await sdk().querySmsSignList(new QuerySmsSignListRequest({ pageSize }))).body?.code,
      'isv.INVALID_PARAMETERS',
    )
})

t.test('signatures', async (t) => {
  const got = await sdk().getSmsSign(new GetSmsSignRequest({ signName: 'Quectel' }))
  t.match(got.body, { code: 'OK', signName: 'Quectel', signStatus: 1, signTag: '2' })
  t.same(
    got.body?.signIspRegisterDetailList?.map(({ operatorCode, registerStatus }) => [operatorCode, registerStatus]),
    [
      ['mobile', 1],
      ['unicom', 1],
      ['telecom', 1],
    ],
  )
  const old = await sdk().querySmsSign(new QuerySmsSignRequest({ signName: 'Umbrella' }))
  t.match(old.body, { signStatus: 2, reason: /authorisation/ })
  const unknown = await sdk().getSmsSign(new GetSmsSignRequest({ signName: 'Globex' }))
  t.equal(unknown.body?.code, 'isv.SMS_SIGNATURE_ILLEGAL')
})

t.test('QuerySendStatistics', async (t) => {
  await sendTo('13900001234')
  await sendTo('85261234567', { templateCode: 'SMS_100000004' })
  const ask = async (isGlobe: number, given: Record<string, unknown> = {}) =>
    (
      await sdk().querySendStatistics(
        new QuerySendStatisticsRequest({
          isGlobe,
          startDate: '20261101',
          endDate: '20261130',
          pageIndex: 1,
          pageSize: 10,
          ...given,
        }),
      )
    ).body
  t.match((await ask(1))?.data, {
    totalSize: 1,
    targetList: [{ sendDate: '20261123', totalCount: 1, noRespondedCount: 1, respondedSuccessCount: 0 }],
  })
  time += 1000
  t.match((await ask(2))?.data, { totalSize: 1, targetList: [{ respondedSuccessCount: 1, noRespondedCount: 0 }] })
  t.equal((await ask(1, { templateType: 1 }))?.data?.totalSize, 0)
  t.equal((await ask(2, { templateType: 7 }))?.data?.totalSize, 1)
  t.equal((await ask(3))?.code, 'isv.INVALID_PARAMETERS')
})
