import { createServer } from 'node:net'
import { type Behaviours, DEMO, LIMITED, startEmulator } from '@sms-settings/emulator'
import { alibabaCloud, type Credentials } from '@sms-settings/fastify/platforms'
import t from 'tap'
import {
  type Lost,
  type PlatformUnderTest,
  platformConformance,
  type Refused,
} from '../../support/platform-conformance.ts'

const DEADLINE = 900
const SECOND = 1000

const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

const key = ({ accessKeyId, accessKeySecret }: { accessKeyId: string; accessKeySecret: string }): Credentials => ({
  accessKeyId,
  accessKeySecret,
  settings: {},
})

/** The adapter, with the official SDK, against the emulator. */
const start = (behaviours: Partial<Behaviours>) => async (): Promise<PlatformUnderTest> => {
  let ahead = 0
  const now = () => Date.now() + ahead
  const emulator = await startEmulator({ clock: now, deliverAfter: 5 * SECOND, behaviours })
  const { faults, state } = emulator
  const options = { protocol: 'http', timeout: 400, deadline: DEADLINE, now } as const
  const platform = alibabaCloud({ ...options, endpoint: emulator.endpoint })
  const unreachable = alibabaCloud({ ...options, endpoint: `127.0.0.1:${await freePort()}` })

  let phones = 0
  const mainland = () => `+86139${String(10_000_000 + ++phones * 7919)}`
  const hongKong = () => `+8526${String(1_000_000 + ++phones * 7919)}`
  const good = key(DEMO)
  const inactive = key({ accessKeyId: 'LTAI5tEmulatorInactive1', accessKeySecret: 'EmulatorInactive00000000000001' })

  const message = { signatureName: 'Quectel', templateCode: 'SMS_154950909', variables: { code: '482913' } }
  const refused: Refused[] = [
    {
      name: 'a second within the minute',
      kind: 'limited',
      waits: true,
      arrange: async (phone) => {
        await platform.connect(good).send({ ...message, messageId: 'M0BEFORE', phone })
      },
    },
    { name: 'a malformed number', kind: 'phone', message: { phone: '+8612345' } },
    {
      name: 'a number on the blacklist',
      kind: 'phone',
      arrange: (phone) => {
        state.account().blacklist.add(phone)
      },
    },
    { name: 'an unknown signature', kind: 'settings', message: { signatureName: 'No Such Name' } },
    { name: 'a signature spelt in other letters', kind: 'settings', message: { signatureName: 'quectel' } },
    { name: 'an unknown template', kind: 'settings', message: { templateCode: 'SMS_999999999' } },
    {
      name: 'a template that lapsed',
      kind: 'settings',
      arrange: () => {
        state.updateTemplate('SMS_154950909', { status: 'rejected' })
      },
    },
    { name: 'a variable without a value', kind: 'settings', message: { variables: { name: '482913' } } },
    { name: 'no variables', kind: 'settings', message: { variables: {} } },
    { name: 'a code that is too long', kind: 'settings', message: { variables: { code: '48291300' } } },
    {
      name: 'a notice by a signature for verifications only',
      kind: 'settings',
      message: { signatureName: 'Quectel Login', templateCode: 'SMS_200000002', variables: {} },
    },
    {
      name: 'a mainland number with an international template',
      kind: 'settings',
      message: { templateCode: 'SMS_100000005' },
    },
    {
      name: 'no money',
      kind: 'account',
      arrange: () => {
        state.account().balance = 0
      },
    },
    ...(['arrears', 'frozen', 'abnormal', 'not_activated', 'closed'] as const).map(
      (status): Refused => ({
        name: `an account that is ${status}`,
        kind: 'account',
        arrange: () => {
          state.account().status = status
        },
      }),
    ),
    {
      name: "the account's own cap",
      kind: 'account',
      arrange: () => {
        state.account().dayCap = 0
      },
    },
    {
      name: 'an unknown key',
      kind: 'credentials',
      credentials: key({ ...DEMO, accessKeyId: 'LTAI5tEmulatorNobody001' }),
    },
    {
      name: 'a wrong secret, whose refusal echoes every parameter',
      kind: 'credentials',
      credentials: key({ ...DEMO, accessKeySecret: 'EmulatorDemoSecret000000000009' }),
    },
    {
      name: 'a key that is switched off',
      kind: 'credentials',
      credentials: inactive,
      arrange: () => {
        state.addKey({ ...inactive, active: false })
      },
    },
    { name: 'a key without the right', kind: 'permission', credentials: key(LIMITED) },
    {
      name: 'too many requests',
      kind: 'throttled',
      waits: true,
      arrange: () => faults.add({ action: 'SendSms', kind: 'throttle', retryAfter: 1500 }),
    },
  ]
  const lost: Lost[] = (
    [
      ['reset after it was taken on', { kind: 'rst_after_accept' }, true],
      ['reset in the answer', { kind: 'rst_in_body' }, true],
      ['reset before', { kind: 'rst' }, false],
      ['closed before', { kind: 'fin' }, false],
      ['502 with HTML', { kind: 'html502' }, false],
      ['502 with HTML, after it was taken on', { kind: 'html502', accept: true }, true],
      ['500 with nothing', { kind: 'empty500', accept: true }, true],
      ['200 with HTML', { kind: 'html200', accept: true }, true],
      ['half an answer', { kind: 'truncated', accept: true }, true],
      ['null', { kind: 'null', accept: true }, true],
      ['{}', { kind: 'empty_object', accept: true }, true],
      ['isp.SYSTEM_ERROR', { kind: 'code', code: 'isp.SYSTEM_ERROR' }, false],
      ['isp.SYSTEM_ERROR, after it was taken on', { kind: 'code', code: 'isp.SYSTEM_ERROR', accept: true }, true],
      ['isp.GATEWAY_ERROR', { kind: 'code', code: 'isp.GATEWAY_ERROR' }, false],
      ['InternalError', { kind: 'code', code: 'InternalError', accept: true }, true],
      ['ServiceUnavailable', { kind: 'code', code: 'ServiceUnavailable' }, false],
      ['no answer', { kind: 'stall' }, false],
      ['no answer, after it was taken on', { kind: 'stall', accept: true }, true],
      ['an answer too late', { kind: 'delay', ms: 2000 }, true],
      ['an answer that drips', { kind: 'drip', ms: 3000 }, true],
    ] as const
  ).map(([name, fault, sent]) => ({
    name,
    sent,
    // A body that drips may also end by the SDK's idle time-out, which closes the connection.
    kinds: ['stall', 'delay'].includes(fault.kind)
      ? ['timeout']
      : fault.kind === 'drip'
        ? ['timeout', 'nonsense']
        : ['nonsense'],
    arrange: () => faults.add({ ...fault, action: 'SendSms' }),
  }))

  return {
    platform,
    unreachable,
    deadline: DEADLINE,
    now,
    keys: {
      good,
      unknownId: key({ ...DEMO, accessKeyId: 'LTAI5tEmulatorNobody001' }),
      wrongSecret: key({ ...DEMO, accessKeySecret: 'EmulatorDemoSecret000000000009' }),
      limited: [{ credentials: key(LIMITED), missing: ['dysms:SendSms', 'dysms:QuerySendDetails'] }],
    },
    sendable: [
      { name: 'mainland', message, phone: mainland, text: '【Quectel】您的验证码为：482913，5分钟内有效。' },
      {
        name: 'abroad',
        message: { ...message, templateCode: 'SMS_100000005' },
        phone: hongKong,
        text: '[Quectel] Your verification code is: 482913. The code is valid within 5 minutes. Do not share it with anyone!',
      },
    ],
    refused,
    lost,
    signatures: [
      { name: 'Quectel', status: 'approved', reason: null },
      {
        name: 'Unregistered',
        status: 'approved',
        reason: null,
        carriers: ['mobile not_registered', 'telecom not_registered', 'unicom not_registered'],
      },
      ...state
        .account()
        .signatures.filter(({ status }) => status !== 'approved')
        .slice(0, 8)
        .map(({ name, status, rejection }) => ({ name, status, reason: rejection })),
    ],
    templates: state
      .account()
      .templates.filter((_, i) => i < 16 || i > 50)
      .map(({ code, name, content, type, intlType, status, rejection }) => ({
        code,
        name,
        content,
        type:
          type === 3
            ? ((['notice', 'promotion', 'verification'] as const)[intlType ?? 2] ?? 'notice')
            : (['verification', 'notice', 'promotion'] as const)[type],
        region: type === 3 ? 'international' : 'domestic',
        status,
        reason: rejection,
      })),
    unknown: { signature: 'No Such Name', template: 'SMS_999999999' },
    counts: { signatures: state.account().signatures.length, templates: state.account().templates.length },
    received: (phone) => emulator.outbox.messages({ phone }).map(({ text, outId }) => ({ text, messageId: outId })),
    disturbReads: (
      [
        { kind: 'rst' },
        { kind: 'html502' },
        { kind: 'throttle' },
        { kind: 'null' },
        { kind: 'code', code: 'isp.SYSTEM_ERROR' },
        { kind: 'code', code: 'SignatureNonceUsed' },
      ] as const
    ).map((fault) => ({
      name: 'code' in fault ? fault.code : fault.kind,
      arrange: () => faults.add({ ...fault, times: 2 }),
    })),
    hang: [
      { name: 'no answer', arrange: () => faults.add({ kind: 'stall', times: 1000 }) },
      { name: 'answers that drip', arrange: () => faults.add({ kind: 'drip', ms: 3000, times: 1000 }) },
    ],
    advance: (ms) => {
      ahead += ms
    },
    arrivesAfter: 5 * SECOND,
    failNext: (errCode) => faults.add({ kind: 'deliver_failed', errCode }),
    failures: [
      { code: 'MOBILE_NOT_ON_SERVICE', kind: 'phone' },
      { code: 'MOBILE_SEND_LIMIT', kind: 'limited' },
      { code: 'CONTENT_KEYWORD', kind: 'settings' },
      { code: 'MK:0013', kind: 'phone' },
    ],
    reset: () => emulator.reset(),
    stop: () => emulator.close(),
  }
}

t.setTimeout(180_000)

await platformConformance(t, { name: 'Alibaba Cloud', start: start({}) })

await platformConformance(t, {
  name: 'Alibaba Cloud, where documents leave it open, the other way',
  start: start({
    unknownSignature: 'OK',
    unknownTemplate: 'OK',
    extraParams: 'refuse',
    missingParam: 'isv.SMS_TEMPLATE_ILLEGAL',
    permissionDenied: 'Forbidden.RAM',
    totalCount: 'string',
    dayWindow: 'calendar',
    unregisteredSignature: 'delivered',
    ambiguousNumbers: 'mainland',
    foreignNumber: 'isv.SMS_TEMPLATE_ILLEGAL',
  }),
})
