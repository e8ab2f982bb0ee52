import type { Turn } from './terms.ts'

/** What kinds of problems an SMS can have; the last is ours alone. */
export const PROBLEM_KINDS = [
  'limited',
  'phone',
  'settings',
  'account',
  'credentials',
  'permission',
  'throttled',
  'unreachable',
  'timeout',
  'nonsense',
  'not_found',
  'bug',
  'never_sent',
] as const
export type SmsProblemKind = (typeof PROBLEM_KINDS)[number]

/** What has happened and what to do about it: English, Simplified Chinese. */
export type ProblemWords = {
  en: { what: string; todo: string }
  'zh-CN': { what: string; todo: string }
  /** Who can do it, where that is somebody else than with other problems of its kind. */
  turn?: Turn
}

const words = (what: string, todo: string, zhWhat: string, zhTodo: string): ProblemWords => ({
  en: { what, todo },
  'zh-CN': { what: zhWhat, todo: zhTodo },
})

const KEY_WRONG = words(
  'The platform does not know this AccessKey, or its secret is wrong',
  'Replace the AccessKey of the account',
  '平台不认识该 AccessKey，或其 Secret 错误',
  '请更换短信账号的 AccessKey',
)
const NO_RIGHT = words(
  'The AccessKey is real but may not do this',
  'Check the account: it says which right is missing, with a policy to paste',
  'AccessKey 有效，但没有相应权限',
  '请检测短信账号，按提示为其授权',
)
const OUR_BUG = words(
  'The platform did not understand how it was asked',
  'Tell the maintainers of SMS Settings, with the request id',
  '平台无法识别请求',
  '请将请求 ID 告知 SMS Settings 的维护者',
)
const CLOCK = words(
  'The clock of this server is wrong',
  'Set the clock of the server right',
  '服务器时间不正确',
  '请校准服务器时间',
)
const TOO_FAST = words(
  'Too many requests at once: nothing was sent',
  'Nothing: send again in a moment; if it lasts, ask the platform for a higher rate',
  '请求过于频繁，短信未发送',
  '稍后重试；若持续出现，请向平台申请提高限额',
)
const PLATFORM_FAULT = words(
  'A fault of the platform: whether the SMS was sent is being looked into',
  'Nothing: the platform is asked what became of it',
  '平台故障，正在查询短信是否已发送',
  '无需操作，系统会向平台查询结果',
)
const SIGNATURE = words(
  'The platform does not let this signature be used: unknown, of another account, or not approved',
  'Look at the signature on the platform, then refresh it here',
  '签名不可用：不存在、不属于该账号或未通过审核',
  '请在平台查看该签名，然后在此刷新',
)
const CONTENT = words(
  'The platform refuses the text',
  'Change the template on the platform, or choose another',
  '平台拒绝该内容',
  '请在平台修改模板，或选择其他模板',
)
const TEST_ONLY = words(
  'A test signature, test template and test number go only together',
  'Use an approved signature and template of your own',
  '测试签名、测试模板和测试号码只能一起使用',
  '请使用已通过审核的正式签名和模板',
)
const EXTENSION = words(
  'The extension code does not fit',
  'Look at the extension codes of the account on the platform',
  '扩展码不正确',
  '请在平台检查扩展码设置',
)
const NOT_ACTIVATED = words(
  'The SMS service is not activated for this account',
  'Activate it on the platform',
  '账号未开通短信服务',
  '请在平台开通短信服务',
)
const ACCOUNT_STATE = words(
  'The account is suspended or frozen',
  'Look at its state on the platform',
  '账号状态异常',
  '请在平台查看账号状态',
)
const OWN_CAP = words(
  'The cap that is set for this account on the platform is reached',
  'Raise the cap on the platform',
  '已达到平台上为该账号设置的发送上限',
  '请在平台提高发送上限',
)
const PHONE_STATE = words(
  'The phone is switched off, out of reach or out of service',
  'Try again later, or use another number',
  '手机关机、停机或不在服务区',
  '请稍后重试，或换一个号码',
)
const NO_ROUTE = words(
  'The platform has no route to this carrier at the moment',
  'Ask the platform, with the receipt number',
  '平台暂无可用通道',
  '请凭回执编号咨询平台',
)

/**
 * Every code that Alibaba Cloud is known to refuse or report an SMS with, and our own, in words a person understands.
 * Sources: help.aliyun.com/document_detail/101346.html (answers), 101347.html (delivery reports).
 */
const BY_CODE: Readonly<Record<string, ProblemWords>> = {
  // The gateway: who asks
  'InvalidAccessKeyId.NotFound': KEY_WRONG,
  'InvalidAccessKeyId.Inactive': words(
    'The AccessKey is disabled',
    'Enable it on the platform, or replace it here',
    'AccessKey 已被禁用',
    '请在平台启用，或在此更换',
  ),
  SignatureDoesNotMatch: KEY_WRONG,
  IncompleteSignature: KEY_WRONG,
  InvalidCredentials: KEY_WRONG,
  'Forbidden.RAM': NO_RIGHT,
  Forbidden: NO_RIGHT,
  NoPermission: NO_RIGHT,
  'isp.RAM_PERMISSION_DENY': NO_RIGHT,
  // The gateway: how it is asked
  SignatureNonceUsed: OUR_BUG,
  'InvalidTimeStamp.Expired': CLOCK,
  'InvalidTimeStamp.Format': OUR_BUG,
  MissingPhoneNumbers: OUR_BUG,
  MissingSignName: OUR_BUG,
  MissingTemplateCode: OUR_BUG,
  InvalidVersion: OUR_BUG,
  'InvalidAction.NotFound': OUR_BUG,
  'InvalidApi.NotFound': OUR_BUG,
  'Throttling.User': TOO_FAST,
  'Throttling.Api': TOO_FAST,
  Throttling: TOO_FAST,
  InternalError: PLATFORM_FAULT,
  ServiceUnavailable: PLATFORM_FAULT,
  'isp.SYSTEM_ERROR': PLATFORM_FAULT,
  'isp.GATEWAY_ERROR': PLATFORM_FAULT,

  // The person who is to get the SMS
  'isv.BUSINESS_LIMIT_CONTROL': words(
    'The platform limits how many SMS one number gets: 1 a minute, 5 an hour, 10 a day for codes',
    'Wait, then send again',
    '触发平台对单个号码的频率限制：验证码每分钟 1 条、每小时 5 条、每天 10 条',
    '请稍候再发送',
  ),
  'isv.MOBILE_NUMBER_ILLEGAL': words(
    'The number is malformed, or its kind does not suit the template',
    'Correct the number; for numbers abroad use an international template',
    '号码格式错误，或与模板类型不符',
    '请更正号码；境外号码请使用国际模板',
  ),
  'isv.BLACK_KEY_CONTROL_LIMIT': words(
    'The number is on a list of those not to be written to: its owner opted out or complained',
    'Use another number, or let its owner ask the platform',
    '号码在黑名单中：用户已退订或投诉',
    '请换一个号码，或由机主联系平台',
  ),
  'isv.CUSTOMER_REFUSED': words(
    'The owner of the number has opted out',
    'Use another number',
    '用户已退订',
    '请换一个号码',
  ),

  // Signature, template and variables
  'isv.SMS_SIGNATURE_ILLEGAL': SIGNATURE,
  'isv.SMS_SIGN_ILLEGAL': SIGNATURE,
  'isv.SIGN_STATE_ILLEGAL': SIGNATURE,
  'isv.SMS_TEMPLATE_ILLEGAL': words(
    'The platform does not let this template be used: unknown, not approved, or its variables do not fit',
    'Look at the template on the platform, then refresh it here',
    '模板不可用：不存在、未通过审核或变量不匹配',
    '请在平台查看该模板，然后在此刷新',
  ),
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': words(
    'A signature for verification codes may not be used with another kind of template',
    'Choose a general signature, or a template for verification codes',
    '验证码签名不能用于其他类型的模板',
    '请选择通用签名，或验证码模板',
  ),
  'isv.TEMPLATE_MISSING_PARAMETERS': words(
    'A variable of the template has no value',
    'Refresh the template here, and fill all its variables',
    '模板变量缺少取值',
    '请刷新模板，并填写全部变量',
  ),
  'isv.PARAM_LENGTH_LIMIT': words(
    'A value is too long: codes have 4 to 6 characters',
    'Shorten it, or set the code length to 6 or less',
    '变量取值过长：验证码为 4 至 6 位',
    '请缩短取值，或将验证码长度设为不超过 6 位',
  ),
  'isv.UNSUPPORTED_CONTENT': CONTENT,
  'isv.SMS_CONTENT_ILLEGAL': CONTENT,
  'isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE': CONTENT,
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': words(
    'An international template was used for a number of mainland China',
    'Set a domestic template as the default of this purpose',
    '中国大陆号码使用了国际模板',
    '请为该用途设置国内模板',
  ),
  'isv.SMS_TEST_SIGN_TEMPLATE_LIMIT': TEST_ONLY,
  'isv.SMS_TEST_NUMBER_LIMIT': TEST_ONLY,
  'isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL': TEST_ONLY,
  'isv.EXTEND_CODE_ERROR': EXTENSION,
  'isv.ONE_CODE_MULTIPLE_SIGN': EXTENSION,
  'isv.CODE_ERROR': EXTENSION,
  'isv.CODE_EXCEED_LIMIT': EXTENSION,

  // How we ask
  'isv.MOBILE_COUNT_OVER_LIMIT': OUR_BUG,
  'isv.TEMPLATE_PARAMS_ILLEGAL': words(
    'A value does not suit what the template says of its variable',
    'Compare the variables of the template on the platform with what is sent',
    '变量取值不符合模板中的变量属性',
    '请核对平台模板的变量属性与发送内容',
  ),
  'isv.INVALID_JSON_PARAM': OUR_BUG,
  'isv.PARAM_NOT_SUPPORT_URL': words(
    'A value holds a link, which the platform does not take',
    'Leave links out of variables',
    '变量取值中不允许包含链接',
    '请勿在变量中使用链接',
  ),
  'isv.INVALID_PARAMETERS': OUR_BUG,

  // The account
  'isv.AMOUNT_NOT_ENOUGH': words(
    'The account has no money left: nothing is sent from it',
    'Top it up on the platform',
    '账户余额不足，短信无法发送',
    '请在平台充值',
  ),
  'isv.OUT_OF_SERVICE': words(
    'The account is suspended for debt',
    'Settle the bill on the platform',
    '账号因欠费停机',
    '请在平台结清欠费',
  ),
  'isv.ACCOUNT_NOT_EXISTS': ACCOUNT_STATE,
  'isv.ACCOUNT_ABNORMAL': ACCOUNT_STATE,
  'isv.SECURITY_FROZEN_ACCOUNT': ACCOUNT_STATE,
  'isv.PRODUCT_UN_SUBSCRIPT': NOT_ACTIVATED,
  'isv.PRODUCT_UNSUBSCRIBE': NOT_ACTIVATED,
  'isv.DAY_LIMIT_CONTROL': OWN_CAP,
  'isv.MONTH_LIMIT_CONTROL': OWN_CAP,
  'isv.DENY_IP_RANGE': {
    ...words(
      'SMS to the mainland may not be sent from a server outside it',
      'Let the server send from an address in mainland China, or ask the platform',
      '不允许从境外服务器发送国内短信',
      '请使用境内服务器发送，或咨询平台',
    ),
    turn: 'operator',
  },

  // Delivery reports
  MOBILE_NOT_ON_SERVICE: PHONE_STATE,
  MOBILE_ACCOUNT_ABNORMAL: PHONE_STATE,
  MOBLLE_TERMINAL_ERROR: words(
    'The phone could not take the SMS: its memory may be full',
    'Make room on the phone or restart it, then send again',
    '手机终端问题，例如存储已满',
    '请清理或重启手机后重试',
  ),
  INVALID_NUMBER: words(
    'The carrier says that there is no such number',
    'Check the number',
    '运营商反馈号码无效',
    '请核对号码',
  ),
  MOBILE_IN_BLACK: words(
    'The carrier has the number on a list of those not to be written to',
    'Use another number, or let its owner ask the carrier',
    '号码在运营商黑名单中',
    '请换一个号码，或由机主联系运营商',
  ),
  USER_REJECT: words('The owner of the number has opted out', 'Use another number', '用户已退订', '请换一个号码'),
  MOBILE_SEND_LIMIT: words(
    'The carrier limits how many SMS one number gets',
    'Wait, then send again',
    '触发运营商对单个号码的频率限制',
    '请稍候再发送',
  ),
  CONTENT_KEYWORD: CONTENT,
  CONTENT_ERROR: CONTENT,
  SIGNATURE_BLACKLIST: words(
    'The carrier blocks this signature',
    'Use another signature, or ask the platform',
    '签名被运营商拉黑',
    '请换一个签名，或咨询平台',
  ),
  PORT_NOT_REGISTERED: words(
    'The signature is not registered with this carrier',
    'Have the signature registered with all carriers on the platform',
    '签名未在该运营商完成实名报备',
    '请在平台完成该签名的运营商报备',
  ),
  PARAMS_ILLEGAL: CONTENT,
  SP_NOT_BY_INTER_SMS: words(
    'The account may not send to other countries',
    'Activate international SMS on the platform',
    '账号未开通国际短信',
    '请在平台开通国际短信',
  ),
  NO_ROUTE,
  IS_CLOSE: NO_ROUTE,
  SP_UNKNOWN_ERROR: words(
    'The carrier could not deliver it and does not say why',
    'Try again later',
    '运营商未能送达且未说明原因',
    '请稍后重试',
  ),
  REQUEST_SUCCESS: words(
    'The carrier took the SMS and never said whether it arrived',
    'Ask the person; send again if it is not there',
    '运营商已接收，但没有送达回执',
    '请与用户确认；未收到时可重新发送',
  ),

  // Our own
  SMS_NEVER_SENT: words(
    'The server stopped before the SMS was handed over; the platform knows nothing of it',
    'Ask for a new code',
    '服务器在提交前中断，短信未发送',
    '请重新获取验证码',
  ),
  CIRCUIT_OPEN: words(
    'The platform has not answered several times in a row: nothing was sent',
    'Nothing: it is tried again by itself within seconds',
    '平台连续多次无响应，短信未发送',
    '无需操作，数秒后自动恢复尝试',
  ),
  TOO_MANY_CALLS: TOO_FAST,
  DEADLINE: words(
    'The platform did not answer in time: it is being asked whether the SMS was sent',
    'Nothing: what became of it will be seen here',
    '平台未及时响应，正在查询短信是否已发送',
    '无需操作，结果将显示在此处',
  ),
}

/** For codes that nobody has described. */
const BY_KIND: Readonly<Record<SmsProblemKind, ProblemWords>> = {
  limited: words(
    'The platform limits SMS to this number',
    'Wait, then send again',
    '平台限制了发往该号码的短信',
    '请稍候再发送',
  ),
  phone: words(
    'The SMS cannot reach this number, or its phone is off',
    'Check the number, or use another',
    '短信无法送达该号码，或手机已关机',
    '请核对号码，或换一个号码',
  ),
  settings: words(
    'Signature, template and variables do not fit together on the platform',
    'Compare them there',
    '签名、模板与变量在平台上不匹配',
    '请在平台核对',
  ),
  account: words(
    'The account cannot send',
    'Look at its balance and state on the platform',
    '短信账号无法发送',
    '请在平台查看余额与状态',
  ),
  credentials: KEY_WRONG,
  permission: NO_RIGHT,
  throttled: TOO_FAST,
  unreachable: words(
    'The platform could not be reached: nothing was sent',
    'Look at the way from this server to the platform',
    '无法连接平台，短信未发送',
    '请检查服务器到平台的网络',
  ),
  timeout: words(
    'The platform did not answer in time: it is being asked whether the SMS was sent',
    'Nothing: what became of it will be seen here',
    '平台未及时响应，正在查询短信是否已发送',
    '无需操作，结果将显示在此处',
  ),
  nonsense: PLATFORM_FAULT,
  not_found: words(
    'The platform does not know the signature or template',
    'Refresh them here, or choose others',
    '平台上没有该签名或模板',
    '请在此刷新，或选择其他签名和模板',
  ),
  bug: OUR_BUG,
  never_sent: BY_CODE.SMS_NEVER_SENT as ProblemWords,
}

/** What a problem means and what to do: by its code where it is known, else by its kind. */
export const problemWords = (code: string | null, kind: SmsProblemKind): ProblemWords =>
  (code !== null && Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined) ?? BY_KIND[kind]

/** Whether a code has words of its own. */
export const isKnownProblem = (code: string): boolean => Object.hasOwn(BY_CODE, code)

const PAGE_OF_ANSWERS = 'https://help.aliyun.com/document_detail/101346.html'
const PAGE_OF_REPORTS = 'https://help.aliyun.com/document_detail/101347.html'

/** The page of the platform that describes a code; null when there is none. */
export const problemPage = (code: string | null): string | null => {
  if (code === null || !isKnownProblem(code) || /^(SMS_|CIRCUIT_OPEN|TOO_MANY_CALLS|DEADLINE)/.test(code)) return null
  return /^is[vp]\./.test(code) ? PAGE_OF_ANSWERS : /^[A-Z_]+$/.test(code) ? PAGE_OF_REPORTS : null
}
