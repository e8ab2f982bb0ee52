import type {
  SmsAccount,
  SmsAccountCheck,
  SmsAlarm,
  SmsApp,
  SmsAuditEntry,
  SmsConversions,
  SmsDefault,
  SmsGeneral,
  SmsImpact,
  SmsImportable,
  SmsPlatform,
  SmsPolicy,
  SmsPolicyInput,
  SmsPrefixBlock,
  SmsSignature,
  SmsTemplate,
  SmsTemplateContent,
  SmsVerification,
  VerificationStatus,
} from '@sms-settings/api'

/** All that the stories' server knows. Counts are reckoned when it answers. */
export type World = {
  platforms: SmsPlatform[]
  general: SmsGeneral
  apps: SmsApp[]
  accounts: Omit<SmsAccount, 'signatureCount' | 'templateCount'>[]
  signatures: Omit<SmsSignature, 'appCount' | 'accountName'>[]
  templates: Omit<SmsTemplate, 'appCount' | 'accountName'>[]
  /** The Apps that may use a signature or template, by its ssid or stid. */
  authorised: Map<string, Set<string>>
  /** What has been approved, or not, where the accounts are. */
  platform: {
    signatures: Pick<SmsSignature, 'name' | 'status' | 'reason'>[]
    templates: SmsTemplateContent[]
    complete: SmsImportable['complete']
    /** Codes of templates whose approval is taken back between being listed and being added. */
    withdrawn?: readonly string[]
  }
  /** What deleting breaks. */
  impact: SmsImpact
  check: Omit<SmsAccountCheck, 'checkedAt'>
  defaults: Map<string, SmsDefault[]>
  policies: Map<string, SmsPolicyInput>
  operator: Pick<SmsPolicy, 'inherited' | 'bounds'>
  audit: SmsAuditEntry[]
  alarms: SmsAlarm[]
  /** Blocked prefixes of every App. */
  blocks: SmsPrefixBlock[]
  conversions: Pick<SmsConversions, 'countries' | 'prefixes'>
  /** Accounts whose reports the platform pushes. */
  pushing: readonly string[]
  /** SMS of half a year that all came to log in by the first App, but the very first. @default only a few */
  history?: number
  /** Milliseconds since what is counted in the statistics. */
  countedSince: number
  verifications: Map<string, Verification>
}

export type Verification = Omit<SmsVerification, 'status' | 'now'> & {
  status: VerificationStatus
  attemptsLeft: number
}

const MINUTE = 60_000
export const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A moment that long ago, as the server writes it. */
export const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString()

const alibabaCloud: SmsPlatform = {
  id: 'alibaba_cloud',
  name: { en: 'Alibaba Cloud', 'zh-CN': '阿里云' },
  regions: ['domestic', 'international'],
  fields: [
    {
      name: 'accessKeyId',
      label: { en: 'AccessKey', 'zh-CN': 'AccessKey ID' },
      secret: false,
      required: true,
      pattern: '[A-Za-z0-9]{16,128}',
      maxLength: 128,
      placeholder: 'LTAI…',
    },
    {
      name: 'accessKeySecret',
      label: { en: 'AccessSecret', 'zh-CN': 'AccessKey Secret' },
      secret: true,
      required: true,
      maxLength: 256,
    },
  ],
  links: { console: 'https://dysms.console.aliyun.com/', keys: 'https://ram.console.aliyun.com/manage/ak' },
}

export const account = (
  id: string,
  name: string,
  more: Partial<World['accounts'][number]> = {},
): World['accounts'][number] => ({
  id,
  platform: 'alibaba_cloud',
  name,
  note: null,
  accessKeyId: 'LTAI5tEmulatorDemo00001',
  settings: {},
  status: 'active',
  health: { status: 'ok', checkedAt: ago(12 * MINUTE), platformCode: null },
  circuit: { state: 'closed', retryAfter: null },
  createdAt: ago(40 * DAY),
  updatedAt: ago(2 * DAY),
  ...more,
})

export const signature = (
  ssid: string,
  name: string,
  more: Partial<World['signatures'][number]> = {},
): World['signatures'][number] => ({
  ssid,
  accountId: 'main',
  platform: 'alibaba_cloud',
  name,
  status: 'approved',
  reason: null,
  carriers: [
    { carrier: 'mobile', status: 'registered', reason: null },
    { carrier: 'unicom', status: 'registered', reason: null },
    { carrier: 'telecom', status: 'registered', reason: null },
  ],
  note: null,
  checkedAt: ago(HOUR),
  createdAt: ago(30 * DAY),
  ...more,
})

export const content = (
  code: string,
  name: string,
  text: string,
  more: Partial<SmsTemplateContent> = {},
): SmsTemplateContent => ({
  code,
  name,
  content: text,
  type: 'verification',
  region: 'domestic',
  status: 'approved',
  reason: null,
  variables: [...text.matchAll(/\$\{(\w+)\}/g)].map(([, variable = '']) => variable),
  warnings: [],
  suggestedPurpose: 'log_in',
  ...more,
})

/** A template as it is once it has been added. */
export const template = (
  stid: string,
  { suggestedPurpose, ...it }: SmsTemplateContent,
  more: Partial<World['templates'][number]> = {},
): World['templates'][number] => ({
  ...it,
  stid,
  accountId: 'main',
  platform: 'alibaba_cloud',
  purpose: suggestedPurpose,
  note: null,
  checkedAt: ago(HOUR),
  createdAt: ago(30 * DAY),
  ...more,
})

export const LOG_IN = content('SMS_100000002', 'Log in', 'Your verification code is: ${code}. Valid for 5 minutes.')
const LOG_IN_ABROAD = content('SMS_100000006', 'Log in, abroad', '${code} is your Acme log-in code.', {
  region: 'international',
})
const RESET = content('SMS_100000004', '重置密码', '您正在重置密码，验证码：${code}，5分钟内有效，请勿泄露。', {
  suggestedPurpose: 'reset_password',
})
const SIGN_UP = content('SMS_100000003', 'Sign up', 'Registration verification code: ${code}.', {
  suggestedPurpose: 'sign_up',
})
const IN_REVIEW = content('SMS_500000003', '注册', '您正在注册，验证码：${code}。', {
  suggestedPurpose: 'sign_up',
  status: 'in_review',
})
const PARCEL = content('SMS_200000001', '发货通知', '尊敬的${name}，您的订单${order}已发货，请留意查收。', {
  type: 'notice',
  suggestedPurpose: null,
  warnings: [{ code: 'no_code_variable', message: 'The text has no ${code} variable' }],
})
const TEN_MINUTES = content('SMS_100000007', '短信登录', '您的登录验证码：${code}，10分钟内有效，请勿泄露。', {
  warnings: [{ code: 'lifetime_differs', message: 'The text says 10 minutes, codes live for 5' }],
})

const APPS: SmsApp[] = [
  { appId: 'acme-shop', name: 'Acme Shop' },
  { appId: 'acme-rewards', name: 'Acme Rewards' },
  { appId: 'acme-drivers', name: 'Acme 司机端' },
  { appId: 'acme-warehouse', name: 'Acme Warehouse' },
]

const LIMITS = {
  phonePerMinute: 1,
  phonePerHour: 5,
  phonePerDay: 10,
  ipPerHour: 60,
  appPerDay: 10_000,
  countryPerHour: 2000,
  prefixPerHour: 100,
}

/** Something to look at. */
export const alarm = (
  id: string,
  kind: SmsAlarm['kind'],
  subject: [id: string, name: string | null],
  since: number,
  more: Partial<SmsAlarm> = {},
): SmsAlarm => ({
  id,
  kind,
  accountId: null,
  appId: null,
  subject: { id: subject[0], name: subject[1] },
  platformCode: null,
  details: {},
  times: 1,
  firstAt: ago(since),
  lastAt: ago(since),
  endedAt: null,
  ...more,
})

/** One of every kind, standing. */
export const oneOfEachAlarm = (): SmsAlarm[] => {
  const main = { accountId: 'main' }
  const shop = { appId: 'acme-shop' }
  const account: [string, string] = ['main', 'Alibaba Cloud, main']
  const until = ago(-5 * HOUR)
  return [
    alarm('L14', 'account_cannot_send', account, 4 * MINUTE, {
      ...main,
      platformCode: 'isv.AMOUNT_NOT_ENOUGH',
      times: 212,
      lastAt: ago(9000),
    }),
    alarm('L13', 'budget_spent', ['acme-shop 2026-11-23', '2026-11-23'], 6 * MINUTE, {
      ...shop,
      details: { used: 10_000, limit: 10_000, until },
    }),
    alarm('L12', 'budget_low', ['2026-11-23', '2026-11-23'], 20 * MINUTE, {
      details: { used: 80_123, limit: 100_000, until },
    }),
    alarm('L11', 'prefix_blocked', ['acme-shop +4477009', '+4477009'], 42 * MINUTE, {
      ...shop,
      details: { country: 'GB', prefix: '+4477009', started: 214, approved: 3, until },
    }),
    alarm('L10', 'prefix_suspected', ['acme-shop +3361234', '+3361234'], HOUR, {
      ...shop,
      details: { country: 'FR', prefix: '+3361234', started: 97, approved: 1, until },
    }),
    alarm('L9', 'country_suspected', ['acme-shop GB', 'GB'], 2 * HOUR, {
      ...shop,
      details: { country: 'GB', started: 1204, approved: 32, until },
    }),
    alarm('L8', 'platform_unreachable', account, 3 * HOUR, { ...main, platformCode: 'ETIMEDOUT', times: 31 }),
    alarm('L7', 'key_rejected', ['general', null], 5 * HOUR, { platformCode: 'InvalidAccessKeyId.NotFound' }),
    alarm('L6', 'permission_missing', ['abroad', 'Alibaba Cloud, abroad'], 8 * HOUR, {
      accountId: 'abroad',
      platformCode: 'Forbidden.RAM',
    }),
    alarm('L5', 'secret_unreadable', ['old', '阿里云（旧）'], DAY, { accountId: 'old' }),
    alarm('L4', 'signature_lapsed', ['S1', 'Acme Labs'], DAY, { ...main, details: { status: 'rejected' } }),
    alarm('L3', 'signature_registration_lapsed', ['S2', 'Acme 商城'], 2 * DAY, {
      ...main,
      details: { carriers: ['unicom', 'telecom'] },
    }),
    alarm('L2', 'template_lapsed', ['T1', '注册'], 3 * DAY, { ...main, details: { status: 'cancelled' } }),
    alarm('L1', 'template_changed', ['T5', 'Log in'], 9 * DAY, {
      ...main,
      details: {
        before: 'Your code is ${code}. Valid for 5 minutes.',
        after: 'Your code is ${code}. Valid for 10 minutes. <b>Win a prize</b> at https://prize.example',
      },
    }),
  ]
}

const block = (id: string, prefix: string, country: string, more: Partial<SmsPrefixBlock> = {}): SmsPrefixBlock => ({
  id,
  country,
  prefix,
  mode: 'block',
  started: 214,
  approved: 3,
  beganAt: ago(42 * MINUTE),
  endsAt: ago(-5 * HOUR),
  standing: true,
  liftedAt: null,
  ...more,
})

/** A tenant that has just signed up: the operator's general entries, Apps, and nothing of its own. */
export const newTenant = (): World => ({
  platforms: [alibabaCloud],
  general: {
    signatures: [
      {
        ssid: 'C1',
        platform: 'alibaba_cloud',
        regions: ['domestic', 'international'],
        name: 'Quectel',
        available: true,
        reason: null,
        status: 'approved',
        checkedAt: ago(HOUR),
      },
    ],
    templates: [
      ['C2', 'domestic', 'sign_up', 'General sign up', '您正在注册，验证码：${code}，5分钟内有效。'],
      ['C3', 'domestic', 'log_in', 'General log in', '您的登录验证码：${code}，5分钟内有效。'],
      ['C4', 'international', 'sign_up', 'General sign up, abroad', '${code} is your sign-up code.'],
      ['C5', 'international', 'log_in', 'General log in, abroad', '${code} is your log-in code.'],
    ].map(([stid = '', region, purpose = '', name = '', text = '']) => ({
      stid,
      platform: 'alibaba_cloud',
      region: region === 'domestic' ? 'domestic' : 'international',
      purpose,
      name,
      content: text,
      available: true,
      reason: null,
      status: 'approved',
      checkedAt: ago(HOUR),
    })),
  },
  apps: APPS,
  accounts: [],
  signatures: [],
  templates: [],
  authorised: new Map(),
  platform: {
    signatures: [
      { name: 'Quectel', status: 'approved', reason: null },
      { name: 'Acme', status: 'approved', reason: null },
      { name: 'Acme 商城', status: 'approved', reason: null },
      { name: 'Acme Labs', status: 'in_review', reason: null },
    ],
    templates: [LOG_IN, LOG_IN_ABROAD, SIGN_UP, RESET, TEN_MINUTES, PARCEL, IN_REVIEW],
    complete: true,
  },
  impact: { apps: [] },
  check: { status: 'ok', missingPermissions: [], policy: null, platformCode: null, requestId: 'REQ-1' },
  defaults: new Map(),
  policies: new Map(),
  operator: {
    inherited: {
      lifetime: 300,
      attempts: 5,
      resendWait: [60, 120, 300],
      codeLength: 6,
      limits: LIMITS,
      countries: { others: 'allow', named: [] },
    },
    bounds: {
      lifetime: { minimum: 60, maximum: 900 },
      attempts: { minimum: 1, maximum: 10 },
      resendWait: { minimum: 30, maximum: 86_400 },
      codeLength: { minimum: 4, maximum: 6 },
      limits: { ...LIMITS, phonePerHour: 10, phonePerDay: 20, appPerDay: 100_000 },
      countries: null,
    },
  },
  audit: [],
  alarms: [],
  blocks: [],
  conversions: { countries: [], prefixes: [] },
  pushing: ['main'],
  countedSince: 4000,
  verifications: new Map(),
})

/** A tenant in full swing: accounts in every state, signatures and templates, Apps that use them. */
export const busyTenant = (): World => ({
  ...newTenant(),
  accounts: [
    account('main', 'Alibaba Cloud, main', { note: 'Paid by Finance. Ask Lin before changing the key.' }),
    account('abroad', 'Alibaba Cloud, abroad', {
      accessKeyId: 'LTAI5tAbroadDemo0000002',
      health: { status: 'forbidden', checkedAt: ago(3 * HOUR), platformCode: 'Forbidden.RAM' },
    }),
    account('old', '阿里云（旧）', {
      accessKeyId: 'LTAI4GOldDemo0000000003',
      status: 'paused',
      health: { status: 'rejected', checkedAt: ago(2 * DAY), platformCode: 'InvalidAccessKeyId.NotFound' },
    }),
  ],
  signatures: [
    signature('S3', 'Acme', { note: 'Everything but the shop' }),
    signature('S2', 'Acme 商城', {
      carriers: [
        { carrier: 'mobile', status: 'registered', reason: null },
        { carrier: 'unicom', status: 'under_way', reason: null },
        { carrier: 'telecom', status: 'failed', reason: 'Business licence does not match' },
      ],
    }),
    signature('S1', 'Acme Labs', {
      status: 'rejected',
      reason: 'The licence is older than three months',
      carriers: [],
    }),
  ],
  templates: [
    template('T5', LOG_IN),
    template('T4', LOG_IN_ABROAD),
    template('T3', RESET, { note: 'Wording agreed with Legal' }),
    template('T2', TEN_MINUTES),
    template('T1', IN_REVIEW),
  ],
  authorised: new Map([
    ['S3', new Set(['acme-shop', 'acme-rewards'])],
    ['S2', new Set(['acme-shop'])],
    ['T5', new Set(['acme-shop', 'acme-rewards'])],
    ['T4', new Set(['acme-shop'])],
    ['T3', new Set(['acme-shop'])],
  ]),
  impact: {
    apps: [
      {
        appId: 'acme-shop',
        name: 'Acme Shop',
        affected: [
          { purpose: 'reset_password', region: 'domestic', becomes: 'stopped' },
          { purpose: 'log_in', region: 'domestic', becomes: 'other' },
          { purpose: 'log_in', region: 'international', becomes: 'other' },
        ],
      },
    ],
  },
  defaults: new Map([['acme-shop', [{ purpose: 'log_in', region: 'domestic', ssid: 'S3', stid: 'T5' }]]]),
  audit: [
    ['template.authorise', 'template', 'T5', 'Log in', null, { added: ['acme-shop'] }, 4 * MINUTE],
    ['account.pause', 'account', 'old', '阿里云（旧）', { status: 'active' }, { status: 'paused' }, 3 * HOUR],
    [
      'app.policy',
      'app',
      'acme-shop',
      'Acme Shop',
      { lifetime: 300 },
      { lifetime: 600, attempts: 3, limits: { phonePerHour: 3 } },
      DAY,
    ],
    [
      'account.create',
      'account',
      'main',
      'Alibaba Cloud, main',
      null,
      { platform: 'alibaba_cloud', name: 'Alibaba Cloud, main', accessKeyId: 'LTAI5tEmulatorDemo00001', note: null },
      40 * DAY,
    ],
  ].map(([action, kind, id, name, before, after, since], at) => ({
    id: `A${9 - at}`,
    at: ago(since as number),
    actorId: at === 1 ? 'wang.fang' : 'lin.chen',
    action: action as string,
    target: { kind: kind as string, id: id as string, name: name as string },
    before: before as SmsAuditEntry['before'],
    after: after as SmsAuditEntry['after'],
  })),
  blocks: [
    block('B4', '+4477009', 'GB'),
    block('B3', '+3361234', 'FR', { mode: 'monitor', started: 97, approved: 1 }),
    block('B2', '+86139000', 'CN', {
      started: 1204,
      approved: 12,
      beganAt: ago(3 * DAY),
      endsAt: ago(3 * DAY - HOUR),
      standing: false,
      liftedAt: ago(3 * DAY - HOUR),
    }),
    block('B1', '+4915123', 'DE', { beganAt: ago(9 * DAY), endsAt: ago(8 * DAY), standing: false }),
  ],
  conversions: {
    countries: [
      { country: 'CN', started: 12_480, approved: 11_067 },
      { country: 'GB', started: 214, approved: 3 },
      { country: 'FR', started: 97, approved: 1 },
      { country: 'SG', started: 61, approved: 55 },
    ],
    prefixes: [
      { country: 'CN', prefix: '+861390000', started: 412, approved: 371 },
      { country: 'GB', prefix: '+4477009', started: 208, approved: 2 },
      { country: 'FR', prefix: '+3361234', started: 97, approved: 1 },
    ],
  },
  alarms: [
    ...oneOfEachAlarm().filter(({ kind }) =>
      ['account_cannot_send', 'prefix_blocked', 'template_changed'].includes(kind),
    ),
    alarm('L0', 'key_rejected', ['abroad', 'Alibaba Cloud, abroad'], 12 * DAY, {
      accountId: 'abroad',
      platformCode: 'InvalidAccessKeyId.NotFound',
      endedAt: ago(11 * DAY),
    }),
  ],
})

/** Names as long as the server takes them, with nowhere to break. */
export const longNames = (): World => {
  const it = busyTenant()
  const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeam'.slice(0, 64)
  const note = `${'A note of several lines, as people write them when nobody looks. '.repeat(5)}\n${'x'.repeat(120)}`
  return {
    ...it,
    alarms: oneOfEachAlarm().map((one) => ({ ...one, subject: { ...one.subject, name: one.subject.name && long } })),
    apps: it.apps.map((app, at) => (at === 0 ? { ...app, name: long } : app)),
    accounts: it.accounts.map((one, at) =>
      at === 0 ? { ...one, name: long, note, accessKeyId: 'LTAI'.padEnd(128, '5') } : one,
    ),
    signatures: it.signatures.map((one, at) => (at === 0 ? { ...one, name: long, note } : one)),
    templates: it.templates.map((one, at) =>
      at === 0
        ? { ...one, name: long, note, content: `${'A text that goes on. '.repeat(20)} \${code} ${'y'.repeat(80)}` }
        : one,
    ),
  }
}

/** More of everything than one page of a list holds. */
export const manyRows = (): World => {
  const it = busyTenant()
  const many = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at + 1))
  return {
    ...it,
    apps: many(240, (at) => ({ appId: `app-${at}`, name: `App ${at}` })),
    accounts: [...it.accounts, ...many(60, (at) => account(`more-${at}`, `Account ${at}`))],
    signatures: [...it.signatures, ...many(140, (at) => signature(`M${at}`, `Brand ${at}`))],
    templates: [...it.templates, ...many(140, (at) => template(`N${at}`, { ...LOG_IN, code: `SMS_3${at}` }))],
    alarms: many(90, (at) =>
      alarm(`L${100 - at}`, 'template_lapsed', [`N${at}`, `Template ${at}`], at * HOUR, {
        accountId: 'main',
        details: { status: 'rejected' },
        endedAt: at > 50 ? ago((at - 1) * HOUR) : null,
      }),
    ),
    audit: many(90, (at) => ({
      id: `A${at}`,
      at: ago(at * HOUR),
      actorId: 'lin.chen',
      action: 'account.update',
      target: { kind: 'account', id: 'main', name: 'Alibaba Cloud, main' },
      before: { note: `Note ${at}` },
      after: { note: `Note ${at - 1}` },
    })),
  }
}

/** Half a year of SMS, all alike but the oldest: what is looked for among them is far back. */
export const longHistory = (): World => ({ ...busyTenant(), history: 12_000 })
