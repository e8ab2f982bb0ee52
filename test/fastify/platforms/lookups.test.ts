import t from 'tap'
import { MESSAGE, type Scripted, scriptedServer } from './scripted-server.ts'

const ok = (body: Record<string, unknown>): Scripted => ({
  body: { Code: 'OK', Message: 'OK', RequestId: 'R-1', ...body },
})
const refused = (Code: string, status = 200): Scripted => ({ status, body: { Code, Message: 'x', RequestId: 'R-1' } })

t.test('a name the platform does not know, however it says so', async (t) => {
  let answer: Scripted = ok({})
  const { account } = await scriptedServer(t, () => answer)
  const absent: Record<string, Scripted> = {
    'OK with nothing in it': ok({}),
    'OK with empty fields': ok({ SignName: '', SignStatus: null, TemplateContent: '', TemplateStatus: '' }),
    'isv.SMS_SIGNATURE_ILLEGAL': refused('isv.SMS_SIGNATURE_ILLEGAL'),
    'isv.SMS_TEMPLATE_ILLEGAL': refused('isv.SMS_TEMPLATE_ILLEGAL'),
    'isv.INVALID_PARAMETERS': refused('isv.INVALID_PARAMETERS'),
    'a code nobody has heard of': refused('isv.SIGN_NAME_NOT_EXIST'),
    'the same with 400': refused('isv.SIGN_NAME_NOT_EXIST', 400),
    'at the gateway, signature': refused('InvalidSignName.NotFound', 404),
    'at the gateway, template': refused('InvalidTemplateCode.NotFound', 404),
  }
  for (const [name, scripted] of Object.entries(absent)) {
    answer = scripted
    t.equal(await account.signature('阿里云'), null, name)
    t.equal(await account.template('SMS_1'), null, name)
  }
  const troubles: Record<string, Scripted> = {
    credentials: refused('InvalidAccessKeyId.NotFound', 404),
    permission: refused('isp.RAM_PERMISSION_DENY'),
    account: refused('isv.OUT_OF_SERVICE'),
    throttled: refused('Throttling.User', 400),
    nonsense: refused('isp.SYSTEM_ERROR'),
    bug: refused('InvalidTimeStamp.Expired', 400),
  }
  for (const [kind, scripted] of Object.entries(troubles)) {
    answer = scripted
    await t.rejects(account.signature('阿里云'), { name: 'PlatformProblem', problem: { kind } }, kind)
    await t.rejects(account.template('SMS_1'), { name: 'PlatformProblem', problem: { kind } }, kind)
  }
})

t.test('a signature', async (t) => {
  let fields: Record<string, unknown> = {}
  const { account } = await scriptedServer(t, () => ok({ SignName: 'Quectel', SignStatus: 1, ...fields }))
  const statuses: [unknown, string, string | null][] = [
    [0, 'in_review', null],
    [1, 'approved', null],
    ['1', 'approved', null],
    [2, 'rejected', 'no proof'],
    [10, 'cancelled', 'no proof'],
    [4, 'rejected', 'no proof'],
  ]
  for (const [SignStatus, status, reason] of statuses) {
    fields = { SignStatus, AuditInfo: { RejectInfo: status === 'in_review' ? undefined : 'no proof' } }
    t.same(await account.signature('Quectel'), { name: 'Quectel', status, reason, carriers: [] })
  }
  fields = { SignStatus: 4 }
  t.match(await account.signature('Quectel'), { status: 'rejected', reason: 'status 4' }, 'a status new to us')
  fields = {
    SignIspRegisterDetailList: [
      { OperatorCode: 'mobile', RegisterStatus: 3 },
      { OperatorCode: 'unicom', RegisterStatus: 1, RegisterStatusReasons: [{ ReasonCode: 'DETECTING' }] },
      {
        OperatorCode: 'telecom',
        RegisterStatus: 2,
        RegisterStatusReasons: [{ ReasonCode: 'NO_SEND_RECORD', ReasonDescList: ['six months', 'no SMS'] }],
      },
      { OperatorCode: 'mobile', RegisterStatus: 0 },
      { OperatorCode: 'unicom', RegisterStatus: -1 },
      { OperatorCode: 'telecom', RegisterStatus: -2 },
      { OperatorCode: 'broadcast', RegisterStatus: 3 },
      { OperatorCode: 'mobile', RegisterStatus: 77 },
    ],
  }
  t.same((await account.signature('Quectel'))?.carriers, [
    { carrier: 'mobile', status: 'registered', reason: null },
    { carrier: 'unicom', status: 'to_be_proved', reason: 'DETECTING' },
    { carrier: 'telecom', status: 'lapsed', reason: 'six months; no SMS' },
    { carrier: 'mobile', status: 'failed', reason: null },
    { carrier: 'unicom', status: 'under_way', reason: null },
    { carrier: 'telecom', status: 'not_registered', reason: null },
  ])
})

t.test('a template, whose status and type are texts', async (t) => {
  let fields: Record<string, unknown> = {}
  const { account } = await scriptedServer(t, () =>
    ok({
      TemplateCode: 'SMS_1',
      TemplateName: 'Log in',
      TemplateContent: '验证码：${code}',
      TemplateStatus: '1',
      ...fields,
    }),
  )
  const types: [Record<string, unknown>, string, string][] = [
    [{ TemplateType: '0' }, 'verification', 'domestic'],
    [{ TemplateType: '1' }, 'notice', 'domestic'],
    [{ TemplateType: 2 }, 'promotion', 'domestic'],
    [{ TemplateType: '3', IntlType: 2 }, 'verification', 'international'],
    [{ TemplateType: '3', IntlType: 0 }, 'notice', 'international'],
    [{ TemplateType: '3', IntlType: '1' }, 'promotion', 'international'],
    [{ TemplateType: '3' }, 'notice', 'international'],
    [{ TemplateType: '9' }, 'notice', 'domestic'],
  ]
  for (const [given, type, region] of types) {
    fields = given
    t.same(
      await account.template('SMS_1'),
      { code: 'SMS_1', name: 'Log in', content: '验证码：${code}', type, region, status: 'approved', reason: null },
      JSON.stringify(given),
    )
  }
  fields = { TemplateType: '0', TemplateStatus: '2', AuditInfo: { RejectInfo: '错别字' } }
  t.match(await account.template('SMS_1'), { status: 'rejected', reason: '错别字' })
})

t.test('lists: every page, no entry twice, no entry lost', async (t) => {
  let names: string[] = []
  let total: unknown
  let afterPage: (page: number) => void = () => {}
  const { account, asked } = await scriptedServer(t, ({ params }) => {
    const [page, size] = [Number(params.PageIndex), Number(params.PageSize)]
    const items = names.slice((page - 1) * size, page * size)
    const count = total === 'real' ? names.length : total
    afterPage(page)
    return ok({
      SmsSignList: items.map((SignName) => ({
        SignName,
        AuditStatus: 'AUDIT_STATE_PASS',
        Reason: { RejectInfo: '无' },
      })),
      TotalCount: count,
    })
  })
  const some = (count: number) => Array.from({ length: count }, (_, i) => `Sign ${i}`)
  const cases: [count: number, limit: number, total: unknown, pages: number][] = [
    [0, 100, 'real', 1],
    [1, 100, 'real', 1],
    [50, 100, 'real', 1],
    [51, 100, 'real', 2],
    [123, 500, 'real', 3],
    [123, 500, '123', 3],
    [123, 500, undefined, 4],
    [123, 500, 9999, 4],
    [123, 123, 'real', 3],
    [123, 122, 'real', 3],
    [200, 60, 'real', 2],
  ]
  for (const [count, limit, told, pages] of cases) {
    names = some(count)
    total = told
    const before = asked.length
    const { items, complete } = await account.listSignatures(limit)
    t.same(
      items.map((it) => it.name),
      names.slice(0, limit),
      `${count} of which ${limit} are wanted, TotalCount ${told}`,
    )
    t.equal(complete, limit >= count)
    t.equal(asked.length - before, pages, `${pages} pages`)
  }
  t.ok(asked.every(({ params }) => params.PageSize === '50'))

  names = some(120)
  total = 'real'
  afterPage = (page) => {
    if (page === 1) names = ['New', ...names]
  }
  const moved = await account.listSignatures(500)
  t.equal(
    new Set(moved.items.map((it) => it.name)).size,
    moved.items.length,
    'one added meanwhile moves one to the next page',
  )
  t.same(moved.items[0], { name: 'Sign 0', status: 'approved', reason: null, carriers: [] })
})

t.test('lists of templates: the numbers of types differ from those elsewhere', async (t) => {
  const inner = { notice: 0, promotion: 1, verification: 2 }
  const outer = { verification: 0, notice: 1, promotion: 2 }
  const list: Record<string, unknown>[] = [
    ...(['verification', 'notice', 'promotion'] as const).map((type) => ({
      TemplateCode: `SMS_${type}`,
      OuterTemplateType: outer[type],
      TemplateType: inner[type],
    })),
    { TemplateCode: 'SMS_digital', OuterTemplateType: 7, TemplateType: 7 },
    { TemplateCode: 'SMS_intl', OuterTemplateType: 3, TemplateType: 6 },
    { TemplateCode: 'SMS_gone', OuterTemplateType: 3, TemplateType: 6 },
    { TemplateCode: 'SMS_cancelled', OuterTemplateType: 0, TemplateType: 2, AuditStatus: 'AUDIT_SATE_CANCEL' },
    { TemplateCode: 'SMS_cancelled_2', OuterTemplateType: 0, TemplateType: 2, AuditStatus: 'AUDIT_STATE_CANCEL' },
    { TemplateCode: 'SMS_review', OuterTemplateType: 0, TemplateType: 2, AuditStatus: 'AUDIT_STATE_INIT' },
    {
      TemplateCode: 'SMS_rejected',
      OuterTemplateType: 0,
      TemplateType: 2,
      AuditStatus: 'AUDIT_STATE_NOT_PASS',
      Reason: { RejectInfo: 'why' },
    },
    { TemplateCode: 'SMS_new', OuterTemplateType: 0, TemplateType: 2, AuditStatus: 'AUDIT_STATE_NEW' },
  ]
  const { account, asked } = await scriptedServer(t, ({ action, params }) => {
    if (action === 'QuerySmsTemplateList')
      return ok({
        TotalCount: list.length,
        SmsTemplateList:
          params.PageIndex === '1'
            ? list.map((it) => ({ TemplateName: 'N', TemplateContent: 'T', AuditStatus: 'AUDIT_STATE_PASS', ...it }))
            : [],
      })
    if (params.TemplateCode === 'SMS_gone') return refused('isv.SMS_TEMPLATE_ILLEGAL')
    return ok({
      TemplateCode: params.TemplateCode,
      TemplateName: 'N',
      TemplateContent: 'T',
      TemplateStatus: '1',
      TemplateType: '3',
      IntlType: 2,
    })
  })
  const { items, complete } = await account.listTemplates(100)
  t.ok(complete)
  t.same(
    items.map((it) => [it.code, it.type, it.region, it.status, it.reason]),
    [
      ['SMS_verification', 'verification', 'domestic', 'approved', null],
      ['SMS_notice', 'notice', 'domestic', 'approved', null],
      ['SMS_promotion', 'promotion', 'domestic', 'approved', null],
      ['SMS_intl', 'verification', 'international', 'approved', null],
      ['SMS_cancelled', 'verification', 'domestic', 'cancelled', null],
      ['SMS_cancelled_2', 'verification', 'domestic', 'cancelled', null],
      ['SMS_review', 'verification', 'domestic', 'in_review', null],
      ['SMS_rejected', 'verification', 'domestic', 'rejected', 'why'],
      ['SMS_new', 'verification', 'domestic', 'rejected', 'status AUDIT_STATE_NEW'],
    ],
  )
  t.equal(
    asked.filter(({ action }) => action === 'GetSmsTemplate').length,
    2,
    'only international ones are asked about',
  )
})

t.test('what became of a message', async (t) => {
  const sentAt = Date.parse('2026-11-23T15:00:00+08:00')
  let now = sentAt + 60_000
  let days: Record<string, Record<string, unknown>[]> = {}
  let total: (count: number) => unknown = (count) => count
  const { account, asked } = await scriptedServer(
    t,
    ({ params }) => {
      const all = days[params.SendDate as string] ?? []
      const page = Number(params.CurrentPage)
      return ok({
        TotalCount: total(all.length),
        SmsSendDetailDTOs: { SmsSendDetailDTO: all.slice((page - 1) * 50, page * 50) },
      })
    },
    { now: () => now },
  )
  const { messageId, phone } = MESSAGE
  const ask = (more: { bizId?: string; sentAt?: number } = {}) =>
    account.status({ messageId, phone, bizId: null, sentAt, ...more })
  const others = (count: number) => Array.from({ length: count }, (_, i) => ({ OutId: `other-${i}`, SendStatus: 3 }))

  t.same(await ask(), { status: 'not_found' })
  t.same(asked[0]?.params, { PhoneNumber: '13900001234', SendDate: '20261123', PageSize: '50', CurrentPage: '1' })

  days = { 20261123: [...others(3), { OutId: messageId, SendStatus: 1, SendDate: '2026-11-23 15:00:00' }] }
  t.same(await ask(), { status: 'waiting', code: null, reportedAt: null })
  const delivered = { OutId: messageId, SendStatus: 3, ErrCode: 'DELIVERED', ReceiveDate: '2026-11-23 15:00:06' }
  days = { 20261123: [delivered] }
  t.same(await ask(), { status: 'delivered', code: 'DELIVERED', reportedAt: sentAt + 6000 })
  t.same(await ask({ bizId: '9^0' }), { status: 'delivered', code: 'DELIVERED', reportedAt: sentAt + 6000 })
  t.match(asked.at(-1)?.params, { BizId: '9^0' })

  for (const [code, kind] of [
    ['MOBILE_NOT_ON_SERVICE', 'phone'],
    ['MOBILE_SEND_LIMIT', 'limited'],
    ['PORT_NOT_REGISTERED', 'settings'],
    ['IS_CLOSE', 'account'],
    ['isv.AMOUNT_NOT_ENOUGH', 'account'],
    ['MK:0013', 'phone'],
  ] as const) {
    days = { 20261123: [{ OutId: messageId, SendStatus: 2, ErrCode: code, ReceiveDate: 'yesterday' }] }
    t.same(await ask(), { status: 'failed', code, reportedAt: null, kind })
  }
  days = { 20261123: [{ OutId: messageId, SendStatus: 9 }] }
  t.match(await ask(), { status: 'waiting' }, 'a status new to us')

  days = { 20261123: [...others(120), delivered] }
  for (const count of [(n: number) => n, (n: number) => String(n), () => undefined]) {
    total = count
    t.match(await ask(), { status: 'delivered' }, 'on the third page')
  }

  const before = asked.length
  days = {}
  now = sentAt + 31 * 86_400_000
  t.same(await ask(), { status: 'not_found' }, 'the platform looks back thirty days')
  t.equal(asked.length, before, 'so it is not asked')

  const midnight = Date.parse('2026-11-24T00:00:00+08:00')
  now = midnight + 60_000
  days = { 20261124: [delivered] }
  t.match(
    await ask({ sentAt: midnight - 2000 }),
    { status: 'delivered' },
    'written down before midnight, sent after it',
  )
  days = { 20261123: [delivered] }
  t.match(await ask({ sentAt: midnight + 2000 }), { status: 'delivered' }, 'or our clock is ahead')
  now = midnight - 1000
  const asking = asked.length
  days = {}
  await ask({ sentAt: midnight - 2000 })
  t.equal(asked.length, asking + 1, 'a day that has not begun in China is not asked for')
})

t.test('check: which rights are missing', async (t) => {
  let answer: (action: string, params: Record<string, string>) => Scripted = () => ok({})
  const { account, asked } = await scriptedServer(t, ({ action, params }) => answer(action, params))
  const missingParameter = (action: string, params: Record<string, string>) =>
    Object.keys(params).length === 0 ? refused(`Missing${action}`, 400) : ok({})

  answer = missingParameter
  t.same(await account.check(), { status: 'ok', missingPermissions: [], policy: null, code: null, requestId: 'R-1' })
  const probe = asked.find(({ action }) => action === 'SendSms')
  t.same(probe?.params, {}, 'SendSms is tried without anybody to send to')

  for (const denial of [
    refused('isp.RAM_PERMISSION_DENY'),
    refused('Forbidden.RAM', 403),
    refused('NoPermission', 403),
  ]) {
    answer = (action, params) =>
      ['SendSms', 'QuerySmsTemplateList'].includes(action) ? denial : missingParameter(action, params)
    const checked = await account.check()
    t.match(checked, { status: 'forbidden', missingPermissions: ['dysms:SendSms', 'dysms:QuerySmsTemplateList'] })
    t.match(checked, { code: /RAM|NoPermission/, requestId: 'R-1' })
    t.same(JSON.parse(checked.policy ?? ''), {
      Version: '1',
      Statement: [
        {
          Effect: 'Allow',
          Action: [
            'dysms:SendSms',
            'dysms:QuerySendDetails',
            'dysms:GetSmsSign',
            'dysms:GetSmsTemplate',
            'dysms:QuerySmsSignList',
            'dysms:QuerySmsTemplateList',
          ],
          Resource: '*',
        },
      ],
    })
    t.match(checked.policy, /\n {2}"Statement"/, 'to be read by people')
  }

  answer = (action) => (action === 'QuerySmsSignList' ? refused('Forbidden.RAM', 403) : ok({}))
  t.match(await account.check(), { status: 'forbidden', missingPermissions: ['dysms:QuerySmsSignList'] })

  for (const [code, status] of [
    ['InvalidAccessKeyId.NotFound', 404],
    ['InvalidAccessKeyId.Inactive', 400],
    ['SignatureDoesNotMatch', 400],
  ] as const) {
    const before = asked.length
    answer = () => refused(code, status)
    t.same(await account.check(), { status: 'rejected', missingPermissions: [], policy: null, code, requestId: 'R-1' })
    t.equal(asked.length, before + 1, 'a refused key is tried once')
  }
  answer = () => refused('isv.OUT_OF_SERVICE')
  t.match(await account.check(), { status: 'ok', code: 'isv.OUT_OF_SERVICE' }, 'the key works; the account is in debt')
  for (const trouble of [refused('Throttling.User', 400), refused('InternalError', 500), refused('isp.SYSTEM_ERROR')]) {
    answer = () => trouble
    t.match(await account.check(), { status: 'unreachable', code: String }, 'nothing is known of the key')
  }
  answer = (action, params) =>
    action === 'QuerySmsSignList'
      ? ok({})
      : action === 'SendSms'
        ? (r) => r.socket?.destroy()
        : missingParameter(action, params)
  t.match(await account.check(), { status: 'ok', missingPermissions: [] }, 'a probe that is lost proves nothing')
})
