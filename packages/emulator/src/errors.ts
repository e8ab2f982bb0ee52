/** Where an error comes from: the gateway answers it with 4xx or 5xx, the SMS service with 200. */
export type ErrorFamily = 'gateway' | 'business'

/** A code of the real service, as the emulator answers it unless a fault says otherwise. */
export type ErrorEntry = { status: number; message: string }

/**
 * Codes of the gateway that the products share, with their HTTP status and message.
 * Source: answers quoted in public issue threads; where none was found the value is the emulator's own choice.
 */
export const gatewayErrors = {
  'InvalidAccessKeyId.NotFound': { status: 404, message: 'Specified access key is not found.' },
  'InvalidAccessKeyId.Inactive': { status: 400, message: 'Specified access key is disabled.' },
  SignatureDoesNotMatch: { status: 400, message: 'Specified signature is not matched with our calculation.' },
  IncompleteSignature: { status: 400, message: 'The request signature does not conform to Aliyun standards.' },
  SignatureNonceUsed: { status: 400, message: 'Specified signature nonce was used already.' },
  'InvalidTimeStamp.Expired': { status: 400, message: 'Specified time stamp or date value is expired.' },
  'InvalidTimeStamp.Format': { status: 400, message: 'Specified time stamp or date value is not well formatted.' },
  'InvalidSecurityToken.MismatchWithAccessKey': {
    status: 403,
    message: 'Specified SecurityToken mismatch with the AccessKey.',
  },
  InvalidVersion: { status: 400, message: 'Specified parameter Version is not valid.' },
  'InvalidAction.NotFound': {
    status: 404,
    message: 'Specified api is not found, please check your url and method.',
  },
  UnsupportedHTTPMethod: { status: 400, message: 'The specified HTTP method is not supported.' },
  InvalidFormat: { status: 400, message: 'Specified parameter Format is not valid.' },
  Throttling: { status: 400, message: 'Request was denied due to request throttling.' },
  'Throttling.User': { status: 400, message: 'Request was denied due to user flow control.' },
  'Throttling.Api': { status: 400, message: 'Request was denied due to api flow control.' },
  'Forbidden.RAM': {
    status: 403,
    message: 'User not authorized to operate on the specified resource, or this API doesn’t support RAM.',
  },
  NoPermission: { status: 403, message: 'You are not authorized to perform this action.' },
  InternalError: { status: 500, message: 'The request processing has failed due to some unknown error.' },
  ServiceUnavailable: {
    status: 503,
    message: 'The request has failed due to a temporary failure of the server.',
  },
} as const satisfies Record<string, ErrorEntry>

/**
 * Codes of the SMS service with the message of a real answer where one was quoted publicly, else the meaning given on
 * the help page of error codes (help.aliyun.com/document_detail/101346.html).
 */
export const businessErrors = {
  'isv.BUSINESS_LIMIT_CONTROL': '触发分钟级流控Permits:1',
  'isv.MOBILE_NUMBER_ILLEGAL': '非法手机号',
  'isv.MOBILE_COUNT_OVER_LIMIT': '手机号码数量超过限制',
  'isv.BLACK_KEY_CONTROL_LIMIT': '黑名单管控',
  'isv.SMS_SIGNATURE_ILLEGAL': '签名不合法(不存在或被拉黑)',
  'isv.SMS_SIGN_ILLEGAL': '签名禁止使用',
  'isv.SIGN_STATE_ILLEGAL': '签名状态非法',
  'isv.SMS_TEMPLATE_ILLEGAL': '模板不合法(不存在或被拉黑)',
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': '签名和模板类型不一致',
  'isv.TEMPLATE_MISSING_PARAMETERS': '模板缺少变量',
  'isv.TEMPLATE_PARAMS_ILLEGAL': '模板变量里包含非法关键字',
  'isv.INVALID_JSON_PARAM': 'JSON参数不合法，只接受字符串值',
  'isv.PARAM_LENGTH_LIMIT': '参数超出长度限制',
  'isv.PARAM_NOT_SUPPORT_URL': '不支持URL',
  'isv.INVALID_PARAMETERS': '参数异常',
  'isv.UNSUPPORTED_CONTENT': '字符类型不支持',
  'isv.SMS_CONTENT_ILLEGAL': '短信内容包含禁止发送内容',
  'isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE': '短信内容和模板属性不匹配',
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': '国际/港澳台消息模板不支持发送境内号码',
  'isv.AMOUNT_NOT_ENOUGH': '账户余额不足',
  'isv.OUT_OF_SERVICE': '业务停机',
  'isv.ACCOUNT_NOT_EXISTS': '账户不存在',
  'isv.ACCOUNT_ABNORMAL': '账户异常',
  'isv.SECURITY_FROZEN_ACCOUNT': '账号安全冻结',
  'isv.PRODUCT_UN_SUBSCRIPT': '未开通云通信产品的阿里云客户',
  'isv.PRODUCT_UNSUBSCRIBE': '产品未开通',
  'isv.DAY_LIMIT_CONTROL': '触发日发送限额',
  'isv.MONTH_LIMIT_CONTROL': '触发月发送限额',
  'isv.DENY_IP_RANGE': '源IP地址所在的地区被禁用',
  'isv.CUSTOMER_REFUSED': '用户已退订推广短信',
  'isv.SMS_TEST_SIGN_TEMPLATE_LIMIT': '测试模板和签名必须结合使用',
  'isv.SMS_TEST_NUMBER_LIMIT': '只能向已回复授权信息的手机号发送',
  'isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL': '测试专用模板中的变量仅支持4~6位纯数字',
  'isv.EXTEND_CODE_ERROR': '扩展码使用错误，相同的扩展码不可用于多个签名',
  'isv.ONE_CODE_MULTIPLE_SIGN': '一码多签',
  'isv.CODE_ERROR': '扩展码错误',
  'isv.CODE_EXCEED_LIMIT': '扩展码超限',
  'isp.RAM_PERMISSION_DENY': '没有访问权限',
  'isp.SYSTEM_ERROR': '系统出现错误，请重新调用',
  'isp.GATEWAY_ERROR': '网关错误，请重新调用',
} as const satisfies Record<string, string>

/** A code that the SMS service answers with HTTP 200. */
export type BusinessCode = keyof typeof businessErrors

/** A refusal on its way to the caller, in one of the two shapes of the real service. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly status: number
  readonly family: ErrorFamily

  constructor(code: string, message: string, status: number) {
    super(message)
    this.code = code
    this.status = status
    this.family = status < 400 ? 'business' : 'gateway'
  }
}

/** The status and message that belong to a code; unknown codes of the service are 200, all others 400. */
export function entryOf(code: string): ErrorEntry {
  const gateway = (gatewayErrors as Record<string, ErrorEntry>)[code]
  if (gateway) return gateway
  const missing = /^Missing(\w+)$/.exec(code)?.[1]
  if (missing) return { status: 400, message: `${missing} is mandatory for this action.` }
  const message = (businessErrors as Record<string, string>)[code]
  if (message) return { status: 200, message }
  return { status: /^is[vp]\./.test(code) ? 200 : 400, message: code }
}

/** An error with the table's status and, unless one is given, its message. */
export function refusal(code: string, message?: string): ApiError {
  const entry = entryOf(code)
  return new ApiError(code, message ?? entry.message, entry.status)
}
