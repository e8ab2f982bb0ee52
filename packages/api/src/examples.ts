/**
 * The examples of the OpenAPI document. All tell one story, that of the guide (docs/guide.md): Ada of Acme adds the
 * account "Main", its signature and a template, and lets the App acme-shop use them; somebody logs in there with a code.
 * They are plain data that only documents read: neither validation nor serialization looks at them.
 */

export const PLATFORM = 'alibaba_cloud'
export const ACCOUNT_ID = 'A01M7W5J8K3E9R2T4Y6V8X0Z1B3'
export const SSID = 'S01M7W5K2N8B4C6D8F0G2H4J6M8'
export const STID = 'T01M7W5M7Q1W3E5R7T9Y1V3X5Z7'
export const TEMPLATE_CODE = 'SMS_100000002'
export const APP_ID = 'acme-shop'
export const ACTOR_ID = 'ada'
export const PHONE = '+8613900001234'
export const MASKED_PHONE = '+86 139****1234'
export const VERIFICATION_ID = 'V01M7WB1A5S7D9F1G3H5J7K9N1Q'
export const MESSAGE_ID = 'M01M7WB1A6T8E0G2H4J6K8P0R2V'
export const ALARM_ID = 'N01M7WCX3Z5B7D9F1H3K5N7Q9S1'
export const BLOCK_ID = 'B01M7WDV4A6C8E0G2J4M6P8R0T2'
export const REQUEST_ID = '0B7DBEEB-DEDE-408A-8B35-01733E956CB4'
export const IDEMPOTENCY_KEY = '3f0c2b9e-6c1d-4a55-9a0e-0f3e5f3c7d21'
export const CODE = '042137'
export const REPORT_TOKEN = `${ACCOUNT_ID}.codY1bgFKvqf2EALJCneShRHH6h4RGgs972PnIDHNDk`

const ADDED_AT = '2026-11-23T08:00:00.000Z'
const ASKED_AT = '2026-11-23T09:30:00.000Z'
const SENT_AT = '2026-11-23T09:30:00.120Z'
const DELIVERED_AT = '2026-11-23T09:30:04.000Z'
const APPROVED_AT = '2026-11-23T09:30:21.000Z'

export const platform = {
  id: PLATFORM,
  name: { en: 'Alibaba Cloud', 'zh-CN': '阿里云' },
  regions: ['domestic', 'international'],
  fields: [
    {
      name: 'accessKeyId',
      label: { en: 'AccessKey', 'zh-CN': 'AccessKey ID' },
      secret: false,
      required: true,
      pattern: '^[A-Za-z0-9._\\-]+$',
      maxLength: 128,
      placeholder: 'LTAI…',
    },
    {
      name: 'accessKeySecret',
      label: { en: 'AccessSecret', 'zh-CN': 'AccessKey Secret' },
      secret: true,
      required: true,
      pattern: '^[\\x21-\\x7e]+$',
      maxLength: 128,
    },
  ],
  links: {
    console: 'https://dysms.console.aliyun.com/',
    keys: 'https://ram.console.aliyun.com/manage/ak',
  },
}

export const key = { accessKeyId: 'LTAI5tEmulatorDemo00001', accessKeySecret: 'EmulatorDemoSecret000000000001' }
export const newAccount = { platform: PLATFORM, name: 'Main', ...key, note: 'Paid by the shop team.' }
export const accountChange = { name: 'Main', note: 'Paid by the travel team.' }
export const health = { status: 'ok', checkedAt: ADDED_AT, platformCode: null }
export const circuit = { state: 'closed', retryAfter: null }
export const account = {
  id: ACCOUNT_ID,
  platform: PLATFORM,
  name: newAccount.name,
  note: newAccount.note,
  accessKeyId: key.accessKeyId,
  settings: {},
  status: 'active',
  health,
  circuit,
  signatureCount: 1,
  templateCount: 1,
  createdAt: ADDED_AT,
  updatedAt: ADDED_AT,
}
export const accountCheck = {
  status: 'ok',
  missingPermissions: [],
  policy: null,
  platformCode: null,
  requestId: REQUEST_ID,
  checkedAt: ADDED_AT,
}
export const reportAddress = {
  path: `/sms/reports/alibaba-cloud/${REPORT_TOKEN}`,
  receivedAt: '2026-11-23T09:30:00.000Z',
}

export const newSignature = { name: 'Quectel', note: 'As registered for the shop.' }
export const signature = {
  ssid: SSID,
  accountId: ACCOUNT_ID,
  accountName: account.name,
  platform: PLATFORM,
  name: newSignature.name,
  status: 'approved',
  reason: null,
  carriers: [
    { carrier: 'mobile', status: 'registered', reason: null },
    { carrier: 'unicom', status: 'registered', reason: null },
    { carrier: 'telecom', status: 'under_way', reason: null },
  ],
  note: newSignature.note,
  appCount: 1,
  checkedAt: ADDED_AT,
  createdAt: ADDED_AT,
}

const CONTENT =
  'Your verification code is: ${code}, This code will expire 5 minutes after this SMS was sent, please do not share with anyone!'
export const templateWarning = {
  code: 'lifetime_differs',
  message: 'The text says that the code is valid for 300 seconds, but codes live for 600',
}
export const templateContent = {
  code: TEMPLATE_CODE,
  name: 'Log in',
  content: CONTENT,
  type: 'verification',
  region: 'domestic',
  status: 'approved',
  reason: null,
  variables: ['code'],
  warnings: [],
  suggestedPurpose: 'log_in',
}
export const newTemplate = { code: TEMPLATE_CODE, purpose: 'log_in', note: 'For the shop.' }
export const template = {
  stid: STID,
  accountId: ACCOUNT_ID,
  accountName: account.name,
  platform: PLATFORM,
  code: TEMPLATE_CODE,
  name: templateContent.name,
  content: CONTENT,
  type: 'verification',
  region: 'domestic',
  purpose: 'log_in',
  status: 'approved',
  reason: null,
  variables: ['code'],
  warnings: [],
  note: newTemplate.note,
  appCount: 1,
  checkedAt: ADDED_AT,
  createdAt: ADDED_AT,
}

export const signatureChange = { note: 'Registered with all carriers.' }
export const templateChange = { purpose: 'log_in', note: 'For the shop and its app.' }

export const importable = {
  signatures: [{ name: signature.name, added: true }],
  templates: [{ template: templateContent, added: true }],
  complete: true,
}
export const importWanted = {
  signatures: [{ name: signature.name }],
  templates: [{ code: TEMPLATE_CODE, purpose: 'log_in' }, { code: 'SMS_100000009' }],
  appIds: [APP_ID],
}
export const importResult = {
  signatures: [signature],
  templates: [template],
  refused: [
    {
      kind: 'template',
      name: 'SMS_100000009',
      code: 'SMS_TEMPLATE_NOT_FOUND',
      message: 'There is no template SMS_100000009 on the platform',
    },
  ],
}

export const general = {
  signatures: [
    {
      ssid: 'C1',
      platform: PLATFORM,
      regions: ['domestic', 'international'],
      name: 'Quectel',
      available: true,
      reason: null,
      status: 'approved',
      checkedAt: ADDED_AT,
    },
  ],
  templates: [
    {
      stid: 'C3',
      platform: PLATFORM,
      region: 'domestic',
      purpose: 'sign_up',
      name: 'Sign up',
      content: 'Registration verification code: ${code}. If you did not make this request, you can ignore this SMS.',
      available: true,
      reason: null,
      status: 'approved',
      checkedAt: ADDED_AT,
    },
  ],
}

export const app = { appId: APP_ID, name: 'Acme Shop' }
export const authorisation = { appIds: [APP_ID] }
export const authorisationChange = { add: [APP_ID], remove: ['acme-travel'] }
export const impact = {
  apps: [{ ...app, affected: [{ purpose: 'log_in', region: 'domestic', becomes: 'other' }] }],
}
export const defaultEntry = { purpose: 'log_in', region: 'domestic', ssid: SSID, stid: STID }
export const readiness = {
  purpose: 'log_in',
  region: 'domestic',
  ready: true,
  source: 'default',
  ssid: SSID,
  stid: STID,
  reason: null,
  warning: null,
  message: null,
  turn: null,
}
export const appSettings = {
  app,
  signatures: [signature],
  templates: [template],
  defaults: [defaultEntry],
  readiness: [readiness],
}

const rules = { lifetime: 300, attempts: 5, resendWait: [60, 120, 300], codeLength: 6 }
export const limits = {
  phonePerMinute: 1,
  phonePerHour: 5,
  phonePerDay: 10,
  ipPerHour: 60,
  appPerDay: 10_000,
  countryPerHour: 2000,
  prefixPerHour: 300,
}
const lowerLimits = { appPerDay: 5000 }
export const countries = { others: 'block', named: [{ country: 'CN', mode: 'allow' }] }
const anyCountry = { others: 'allow', named: [] }
export const policyInput = {
  attempts: 3,
  limits: lowerLimits,
  countries,
  safeList: [PHONE],
  blockList: [],
  purposes: [{ purpose: 'reset_password', lifetime: 120 }],
}
const inForce = { ...rules, attempts: policyInput.attempts }
export const policy = {
  set: policyInput,
  inherited: { ...rules, limits, countries: anyCountry },
  inForce: {
    ...inForce,
    limits: { ...limits, ...lowerLimits },
    countries,
    purposes: [
      { purpose: 'sign_up', ...inForce },
      { purpose: 'log_in', ...inForce },
      { purpose: 'reset_password', ...inForce, lifetime: 120 },
    ],
  },
  bounds: {
    lifetime: { minimum: 60, maximum: 600 },
    attempts: { minimum: 3, maximum: 10 },
    resendWait: { minimum: 30, maximum: 3600 },
    codeLength: { minimum: 4, maximum: 6 },
    limits: {
      phonePerMinute: 5,
      phonePerHour: 20,
      phonePerDay: 50,
      ipPerHour: 10_000,
      appPerDay: 1_000_000,
      countryPerHour: 1_000_000,
      prefixPerHour: 100_000,
    },
    countries: null,
  },
}

export const newVerification = { phone: PHONE, purpose: 'log_in', locale: 'zh-CN' }
export const verification = {
  id: VERIFICATION_ID,
  phone: MASKED_PHONE,
  purpose: 'log_in',
  status: 'pending',
  expiresAt: '2026-11-23T09:35:00.120Z',
  resendAt: '2026-11-23T09:31:00.000Z',
  codeLength: 6,
  now: SENT_AT,
}
export const approval = { id: VERIFICATION_ID, status: 'approved' }

export const message = {
  id: MESSAGE_ID,
  status: 'delivered',
  phone: MASKED_PHONE,
  country: 'CN',
  region: 'domestic',
  appId: APP_ID,
  purpose: 'log_in',
  verificationId: VERIFICATION_ID,
  accountId: ACCOUNT_ID,
  accountName: account.name,
  platform: PLATFORM,
  ssid: SSID,
  signatureName: signature.name,
  stid: STID,
  templateName: template.name,
  templateCode: TEMPLATE_CODE,
  problem: null,
  requestId: REQUEST_ID,
  bizId: '900655328314669666^0',
  createdAt: ASKED_AT,
  settledAt: SENT_AT,
  reportedAt: DELIVERED_AT,
  handOverMs: 120,
}
export const testSend = { phone: PHONE, ssid: SSID, stid: STID, variables: { code: '123456' } }
export const allowedNumber = { appId: APP_ID, phone: MASKED_PHONE }
export const messagesCsv = `id,createdAt,status,phone,country,region,appId,purpose,verificationId,…
${MESSAGE_ID},${ASKED_AT},delivered,${MASKED_PHONE},CN,domestic,${APP_ID},log_in,${VERIFICATION_ID},…
`

const ofVerification = { appId: APP_ID, purpose: 'log_in', verificationId: VERIFICATION_ID }
const approved = { at: APPROVED_AT, kind: 'approved', ...ofVerification }
export const timelineEvent = { at: ASKED_AT, kind: 'sent', ...ofVerification, message }
export const timeline = {
  phone: MASKED_PHONE,
  country: 'CN',
  from: '2026-11-16T09:45:00.000Z',
  to: '2026-11-23T09:45:00.000Z',
  events: [
    { at: ASKED_AT, kind: 'started', ...ofVerification },
    timelineEvent,
    { at: DELIVERED_AT, kind: 'reported', ...ofVerification, message },
    { at: '2026-11-23T09:30:15.000Z', kind: 'wrong_code', ...ofVerification, attemptsLeft: 2 },
    approved,
  ],
  complete: true,
}
export const erased = { messages: 1, verifications: 1, refusals: 0 }

export const pushedReports = [
  {
    phone_number: '13900001234',
    send_time: '2026-11-23 17:30:00',
    report_time: '2026-11-23 17:30:04',
    success: true,
    err_code: 'DELIVERED',
    err_msg: '用户接收成功',
    sms_size: '1',
    biz_id: message.bizId,
    out_id: MESSAGE_ID,
  },
]
export const reportsTaken = { code: 0, msg: '接收成功' }

export const prefixBlock = {
  id: BLOCK_ID,
  country: 'CN',
  prefix: '+861390000',
  mode: 'block',
  started: 40,
  approved: 1,
  beganAt: '2026-11-23T10:00:00.000Z',
  endsAt: '2026-11-23T16:00:00.000Z',
  standing: true,
  liftedAt: null,
}
export const conversions = {
  from: '2026-11-23T09:00:00.000Z',
  to: '2026-11-23T10:00:00.000Z',
  countries: [{ country: 'CN', started: 240, approved: 190 }],
  prefixes: [{ country: 'CN', prefix: prefixBlock.prefix, started: 40, approved: 1 }],
}

export const figures = {
  started: 240,
  approved: 190,
  conversion: 0.7917,
  sent: 250,
  delivered: 241,
  failed: 6,
  unknown: 3,
  refused: 2,
  wasted: 60,
  deliverySeconds: { p50: 4, p95: 11.3 },
}
export const statistics = {
  from: '2026-11-23T00:00:00.000Z',
  to: '2026-11-24T00:00:00.000Z',
  groupBy: 'app',
  total: figures,
  groups: [{ key: APP_ID, name: app.name, figures }],
  complete: true,
  countedUntil: '2026-11-23T09:59:58.000Z',
}

export const alarm = {
  id: ALARM_ID,
  kind: 'account_cannot_send',
  accountId: ACCOUNT_ID,
  appId: null,
  subject: { id: ACCOUNT_ID, name: account.name },
  platformCode: 'isv.AMOUNT_NOT_ENOUGH',
  details: {},
  times: 3,
  firstAt: '2026-11-23T10:05:00.000Z',
  lastAt: '2026-11-23T10:07:30.000Z',
  endedAt: null,
}

export const auditEntry = {
  id: 'L01M7W5N4P6R8T0V2X4Z6B8D0F2',
  at: ADDED_AT,
  actorId: ACTOR_ID,
  action: 'signature.authorise',
  target: { kind: 'signature', id: SSID, name: signature.name },
  before: { removed: [] },
  after: { added: [APP_ID] },
}

export const settingsDocument = {
  kind: 'sms-settings',
  version: 1,
  exportedAt: '2026-11-23T10:00:00.000Z',
  accounts: [
    {
      platform: PLATFORM,
      name: account.name,
      note: account.note,
      accessKeyId: key.accessKeyId,
      status: 'active',
      signatures: [{ ssid: SSID, name: signature.name, note: signature.note, appIds: [APP_ID] }],
      templates: [{ stid: STID, code: TEMPLATE_CODE, purpose: 'log_in', note: template.note, appIds: [APP_ID] }],
    },
  ],
  apps: [{ appId: APP_ID, defaults: [defaultEntry], policy: policyInput }],
}
export const settingsPlan = {
  applied: true,
  steps: [
    { action: 'keep', kind: 'account', name: account.name, reason: null },
    { action: 'create', kind: 'signature', name: signature.name, reason: null },
    { action: 'create', kind: 'template', name: TEMPLATE_CODE, reason: null },
    {
      action: 'skip',
      kind: 'policy',
      name: 'acme-travel',
      reason: 'body.lifetime must be from 60 to 600',
    },
  ],
}

export const metrics = `# HELP sms_messages_total States that messages came to, as far as this process brought them there.
# TYPE sms_messages_total counter
sms_messages_total{status="accepted"} 250
`
