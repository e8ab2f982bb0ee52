import type { CannotSendReason, LimitName, SmsErrorCode } from '@sms-settings/api'
import { SmsClientError } from '@sms-settings/api/client'
import { useWords } from './use-words.ts'
import { defineWords } from './words.ts'

type Texts = {
  /** What people in the console read for each code. Empty: the server's own message says it better. */
  codes: Record<SmsErrorCode | 'SMS_NETWORK', string>
  reasons: Record<CannotSendReason, string>
  limits: Record<LimitName, string>
  later: (wait: string) => string
  seconds: (count: number) => string
  requestId: (id: string) => string
  platformCode: (code: string) => string
  unexpected: string
}

const en: Texts = {
  codes: {
    SMS_INVALID_INPUT: '',
    SMS_INVALID_PHONE: 'This is not a phone number that SMS can be sent to.',
    SMS_INVALID_CURSOR: 'The list has changed. Start again from its first page.',
    SMS_UNAUTHENTICATED: 'Your session has ended. Sign in again, then try once more: what you typed is kept.',
    SMS_FORBIDDEN: 'You are not allowed to do this. Ask an administrator.',
    SMS_STEP_UP_REQUIRED: 'Confirm who you are, then try again.',
    SMS_REFUSED_BY_HOST: '',
    SMS_ROUTE_NOT_FOUND: 'The server does not know this request. Is it older than this page?',
    SMS_ACCOUNT_NOT_FOUND: 'This SMS account is gone. Somebody may have deleted it.',
    SMS_SIGNATURE_NOT_FOUND:
      'There is no such signature on the platform or here. Check how it is spelt: the name alone, without brackets.',
    SMS_TEMPLATE_NOT_FOUND: 'There is no such template. Check its ID in the console of the platform.',
    SMS_APP_NOT_FOUND: 'This App is gone, or is not yours.',
    SMS_VERIFICATION_NOT_FOUND: 'This verification is unknown. Ask for a new code.',
    SMS_MESSAGE_NOT_FOUND: 'This message is not in the log.',
    SMS_ALARM_NOT_FOUND: 'This alarm is not there any more.',
    SMS_BLOCK_NOT_FOUND: 'This block is not there any more.',
    SMS_REPORT_ADDRESS_UNKNOWN: 'Reports are not taken at this address: copy that of the SMS account again.',
    SMS_ACCOUNT_EXISTS: 'There is an SMS account with this name or AccessKey already.',
    SMS_SIGNATURE_EXISTS: 'This signature has been added already.',
    SMS_TEMPLATE_EXISTS: 'This template has been added already.',
    SMS_GENERAL_READ_ONLY: 'The general signature and templates are the operator’s and cannot be changed here.',
    SMS_PHONE_ERASED: 'The phone number of this message has been erased.',
    SMS_IDEMPOTENCY_CONFLICT: 'This request was sent before with other contents. Reload the page and try again.',
    SMS_VERIFICATION_OVER: 'This code is over. Ask for a new one.',
    SMS_PLATFORM_UNKNOWN: 'This SMS platform is not supported.',
    SMS_CREDENTIALS_REJECTED: 'The platform rejects this AccessKey. Check both the AccessKey and the AccessSecret.',
    SMS_SECRET_MASKED: 'This is a masked secret. Enter the AccessSecret itself.',
    SMS_SIGNATURE_NOT_APPROVED: 'This signature is not approved on the platform yet.',
    SMS_TEMPLATE_NOT_APPROVED: 'This template is not approved on the platform yet.',
    SMS_APP_UNKNOWN: 'One of the Apps is not yours any more. Reload the list.',
    SMS_CANNOT_SEND: 'No code can be sent.',
    SMS_COUNTRY_NOT_ALLOWED: 'SMS to this country are not allowed.',
    SMS_PHONE_BLOCKED: 'This number is on the block list.',
    SMS_PHONE_REFUSED: 'The platform cannot send to this number. Check it, or use another.',
    SMS_POLICY_OUT_OF_BOUNDS: '',
    SMS_MESSAGE_WITHOUT_APP: 'This SMS was a test: no App has a list to put its number on.',
    SMS_LIST_FULL: 'The safe list is full. Take some numbers from it first.',
    SMS_CODE_INCORRECT: 'The code is not right.',
    SMS_NOT_APPROVED: 'There is nothing to redeem.',
    SMS_LIMITED: 'Too many SMS.',
    SMS_RESEND_TOO_SOON: 'A new code cannot be sent yet.',
    SMS_LOCKED_OUT: 'Too many wrong codes.',
    SMS_PLATFORM_LIMITED: 'The platform limits SMS to this number.',
    SMS_INTERNAL: 'Something went wrong on the server. Try again; if it stays, tell the operator.',
    SMS_PLATFORM_REFUSED: 'The platform refused this.',
    SMS_PLATFORM_NOT_ASKED: 'The platform could not be reached to check the key. Nothing was stored.',
    SMS_PLATFORM_NONSENSE: 'The platform gave an answer that makes no sense.',
    SMS_PLATFORM_UNREACHABLE: 'The platform cannot be reached. Try again in a moment.',
    SMS_STORE_UNAVAILABLE: 'The database cannot be reached. Try again in a moment.',
    SMS_SECRET_UNREADABLE: 'The stored secret cannot be opened. Enter the AccessSecret again.',
    SMS_HOOK_FAILED: 'The application around could not answer. Try again in a moment.',
    SMS_PLATFORM_TIMEOUT: 'The platform did not answer in time. Try again in a moment.',
    SMS_NETWORK: 'The server cannot be reached. Check your connection; what you typed is kept.',
  },
  reasons: {
    signature_unknown: 'There is no signature with this ID.',
    template_unknown: 'There is no template with this ID.',
    signature_not_authorised: 'This App is not authorized to use the signature.',
    template_not_authorised: 'This App is not authorized to use the template.',
    different_accounts: 'The signature and the template belong to different SMS accounts.',
    signature_not_approved: 'The signature is not approved on the platform.',
    template_not_approved: 'The template is not approved on the platform.',
    region_mismatch: 'The template is for another region.',
    variables_not_filled: 'The template has variables that nobody fills.',
    not_for_codes: 'The template has no ${code} variable.',
    account_deleted: 'The SMS account has just been deleted.',
    account_paused: 'The SMS account is paused.',
    account_rejected: 'The platform rejects the AccessKey of the SMS account.',
    account_unreadable: 'The stored AccessSecret cannot be opened.',
    general_not_available: 'Nothing is authorized, and the operator has set up no general entries.',
    no_template: 'No template is authorized for this purpose and region.',
    no_signature: 'No signature of the same SMS account as the template is authorized.',
    purpose_unknown: 'This purpose is not registered.',
  },
  limits: {
    phone_per_minute: 'One SMS a minute for one phone.',
    phone_per_hour: 'This phone has had all the SMS of this hour.',
    phone_per_day: 'This phone has had all the SMS of this day.',
    ip_per_hour: 'Too many from this address.',
    app_per_day: 'The App has used up its SMS of today.',
    tenant_per_day: 'The SMS of today are used up.',
    country_per_hour: 'Too many SMS to this country.',
    prefix_per_hour: 'Too many SMS to numbers like this one.',
    prefix_blocked: 'Numbers like this one get no codes for now: many were asked for and few used.',
  },
  later: (wait) => `Try again in ${wait}.`,
  seconds: (count) =>
    count < 100
      ? `${count} second${count === 1 ? '' : 's'}`
      : count < 6000
        ? `${Math.ceil(count / 60)} minutes`
        : `${Math.ceil(count / 3600)} hours`,
  requestId: (id) => `Request ID ${id}`,
  platformCode: (code) => `The platform says: ${code}`,
  unexpected: 'Something unexpected happened. Reload the page and try again.',
}

/** What went wrong, in words. */
export const errorWords = /* @__PURE__ */ defineWords('errors', en, {
  codes: {
    SMS_INVALID_INPUT: '',
    SMS_INVALID_PHONE: '这不是可以接收短信的手机号码。',
    SMS_INVALID_CURSOR: '列表已变化，请从第一页重新开始。',
    SMS_UNAUTHENTICATED: '登录已失效。请重新登录后再试：已填写的内容会保留。',
    SMS_FORBIDDEN: '您没有此操作的权限，请联系管理员。',
    SMS_STEP_UP_REQUIRED: '请先验证身份，然后重试。',
    SMS_REFUSED_BY_HOST: '',
    SMS_ROUTE_NOT_FOUND: '服务器不认识此请求，版本可能早于本页面。',
    SMS_ACCOUNT_NOT_FOUND: '该短信账号不存在，可能已被他人删除。',
    SMS_SIGNATURE_NOT_FOUND: '没有该签名。请检查拼写：只填名称，不带括号。',
    SMS_TEMPLATE_NOT_FOUND: '没有该模板。请在平台控制台核对模板 ID。',
    SMS_APP_NOT_FOUND: '该 App 不存在，或不属于您。',
    SMS_VERIFICATION_NOT_FOUND: '没有此次验证，请重新获取验证码。',
    SMS_MESSAGE_NOT_FOUND: '日志中没有该短信。',
    SMS_ALARM_NOT_FOUND: '该告警已不存在。',
    SMS_BLOCK_NOT_FOUND: '该号段拦截已不存在。',
    SMS_REPORT_ADDRESS_UNKNOWN: '此地址不接收回执，请重新复制短信账号的回执地址。',
    SMS_ACCOUNT_EXISTS: '已有相同名称或 AccessKey 的短信账号。',
    SMS_SIGNATURE_EXISTS: '该签名已添加。',
    SMS_TEMPLATE_EXISTS: '该模板已添加。',
    SMS_GENERAL_READ_ONLY: '通用签名和通用模板由运营方提供，不能在此修改。',
    SMS_PHONE_ERASED: '该短信的手机号码已被清除。',
    SMS_IDEMPOTENCY_CONFLICT: '该请求曾以其他内容发送过。请刷新页面后重试。',
    SMS_VERIFICATION_OVER: '验证码已失效，请重新获取。',
    SMS_PLATFORM_UNKNOWN: '不支持该短信平台。',
    SMS_CREDENTIALS_REJECTED: '平台拒绝了该 AccessKey。请核对 AccessKey 和 AccessSecret。',
    SMS_SECRET_MASKED: '这是打了掩码的密钥，请填写 AccessSecret 原文。',
    SMS_SIGNATURE_NOT_APPROVED: '该签名尚未通过平台审核。',
    SMS_TEMPLATE_NOT_APPROVED: '该模板尚未通过平台审核。',
    SMS_APP_UNKNOWN: '其中有 App 已不属于您，请刷新列表。',
    SMS_CANNOT_SEND: '无法发送验证码。',
    SMS_COUNTRY_NOT_ALLOWED: '不允许向该国家或地区发送短信。',
    SMS_PHONE_BLOCKED: '该号码在黑名单中。',
    SMS_PHONE_REFUSED: '平台无法向该号码发送短信。请核对号码或换一个。',
    SMS_POLICY_OUT_OF_BOUNDS: '',
    SMS_MESSAGE_WITHOUT_APP: '该短信是控制台的测试短信，没有可加入白名单的 App。',
    SMS_LIST_FULL: '白名单已满，请先移除部分号码。',
    SMS_CODE_INCORRECT: '验证码不正确。',
    SMS_NOT_APPROVED: '没有可使用的验证结果。',
    SMS_LIMITED: '短信发送过于频繁。',
    SMS_RESEND_TOO_SOON: '暂时不能重新发送验证码。',
    SMS_LOCKED_OUT: '验证码错误次数过多。',
    SMS_PLATFORM_LIMITED: '平台限制了向该号码发送短信。',
    SMS_INTERNAL: '服务器出错。请重试；如仍出现，请联系运营方。',
    SMS_PLATFORM_REFUSED: '平台拒绝了该操作。',
    SMS_PLATFORM_NOT_ASKED: '无法连接平台核验密钥，未保存任何内容。',
    SMS_PLATFORM_NONSENSE: '平台返回了无法识别的内容。',
    SMS_PLATFORM_UNREACHABLE: '无法连接平台，请稍后重试。',
    SMS_STORE_UNAVAILABLE: '无法连接数据库，请稍后重试。',
    SMS_SECRET_UNREADABLE: '无法解密已保存的密钥，请重新填写 AccessSecret。',
    SMS_HOOK_FAILED: '所在应用未能响应，请稍后重试。',
    SMS_PLATFORM_TIMEOUT: '平台未在规定时间内响应，请稍后重试。',
    SMS_NETWORK: '无法连接服务器。请检查网络；已填写的内容会保留。',
  },
  reasons: {
    signature_unknown: '没有该 ID 的签名。',
    template_unknown: '没有该 ID 的模板。',
    signature_not_authorised: '该 App 未获授权使用此签名。',
    template_not_authorised: '该 App 未获授权使用此模板。',
    different_accounts: '签名和模板属于不同的短信账号。',
    signature_not_approved: '签名未通过平台审核。',
    template_not_approved: '模板未通过平台审核。',
    region_mismatch: '模板适用于其他地区。',
    variables_not_filled: '模板中有变量无人填写。',
    not_for_codes: '模板中没有 ${code} 变量。',
    account_deleted: '短信账号刚被删除。',
    account_paused: '短信账号已暂停。',
    account_rejected: '平台拒绝了短信账号的 AccessKey。',
    account_unreadable: '无法解密已保存的 AccessSecret。',
    general_not_available: '未授权任何签名和模板，运营方也未配置通用签名和模板。',
    no_template: '没有为此用途和地区授权模板。',
    no_signature: '没有授权与模板同一短信账号的签名。',
    purpose_unknown: '该用途未注册。',
  },
  limits: {
    phone_per_minute: '同一号码每分钟只能发送一条短信。',
    phone_per_hour: '该号码本小时的短信已用完。',
    phone_per_day: '该号码今天的短信已用完。',
    ip_per_hour: '来自该地址的请求过多。',
    app_per_day: '该 App 今天的短信已用完。',
    tenant_per_day: '今天的短信已用完。',
    country_per_hour: '发往该国家或地区的短信过多。',
    prefix_per_hour: '发往此号段的短信过多。',
    prefix_blocked: '此号段请求验证码很多、使用很少，暂停发送。',
  },
  later: (wait) => `请在${wait}后重试。`,
  seconds: (count) =>
    count < 100 ? `${count} 秒` : count < 6000 ? `${Math.ceil(count / 60)} 分钟` : `${Math.ceil(count / 3600)} 小时`,
  requestId: (id) => `请求 ID ${id}`,
  platformCode: (code) => `平台返回：${code}`,
  unexpected: '出现意外错误，请刷新页面后重试。',
})

/** An error as a person reads it. */
export type ErrorText = {
  message: string
  /** For whoever asks the platform: the platform's code and request id. */
  details: string[]
  /** The field of the body that is wrong: `accessKeyId`. */
  field: string | undefined
}

/** Puts errors of the server into words of the provider's language. */
export const useErrorText = () => {
  const words = useWords(errorWords)
  return (error: unknown): ErrorText => {
    if (!(error instanceof SmsClientError)) return { message: words.unexpected, details: [], field: undefined }
    const { code, body } = error
    const own = words.codes[code] || body?.message || words.unexpected
    const more = [
      body?.reason && words.reasons[body.reason],
      body?.limit && words.limits[body.limit],
      body?.retryAfter !== undefined && words.later(words.seconds(body.retryAfter)),
    ].filter((it) => typeof it === 'string')
    return {
      message: [own, ...more].join(' '),
      details: [
        body?.platform?.code && words.platformCode(body.platform.code),
        body?.platform?.requestId && words.requestId(body.platform.requestId),
      ].filter((it) => typeof it === 'string'),
      field: body?.field?.replace(/^body[./]/, '').replaceAll('/', '.'),
    }
  }
}
