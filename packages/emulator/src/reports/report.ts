import type { Signature, Template } from '../accounts/account.ts'
import type { Behaviours } from '../behaviours.ts'
import { chinaTime } from '../china-time.ts'
import type { StoredMessage } from '../outbox/message.ts'
import { localPhone } from '../sending/phone.ts'

/** What is pushed: of delivery on the mainland and abroad, and of the review of a signature or template. */
export type ReportKind = 'SmsReport' | 'GlobeSmsReport' | 'SignSmsReport' | 'TemplateSmsReport'

/** One entry of a pushed array. */
export type Report = Record<string, string | boolean | number>

/** Receipts in words, for codes that carriers answer. */
const receiptMessages: Readonly<Record<string, string>> = {
  DELIVERED: '用户接收成功',
  MOBILE_NOT_ON_SERVICE: '停机、空号、暂停服务、关机、不在服务区',
  MOBILE_SEND_LIMIT: '单用户不能在短时间内发送多条短信',
  MOBILE_IN_BLACK: '用户在黑名单中',
  MOBILE_ACCOUNT_ABNORMAL: '用户账户异常',
  MOBLLE_TERMINAL_ERROR: '手机终端问题',
  INVALID_NUMBER: '号码状态异常',
  USER_REJECT: '用户手机退订此业务',
  CONTENT_KEYWORD: '内容关键字拦截',
  CONTENT_ERROR: '内容错误',
  SIGNATURE_BLACKLIST: '签名黑名单',
  PORT_NOT_REGISTERED: '端口未备案',
  NO_ROUTE: '无可用通道',
  IS_CLOSE: '通道被关停',
  SP_UNKNOWN_ERROR: '运营商未知错误',
  REQUEST_SUCCESS: '请求成功，未收到回执',
}

/**
 * The report of a message to the mainland. `sms_size` is a string.
 * Source: help.aliyun.com/document_detail/101867.html.
 */
export const smsReport = (message: StoredMessage, { reportOutId }: Pick<Behaviours, 'reportOutId'>): Report => ({
  phone_number: localPhone(message.phone),
  send_time: chinaTime(message.acceptedAt),
  report_time: chinaTime(message.receivedAt ?? message.acceptedAt),
  success: message.status === 'delivered',
  err_code: message.errCode ?? '',
  err_msg: receiptMessages[message.errCode ?? ''] ?? message.errCode ?? '',
  sms_size: String(message.parts),
  biz_id: message.bizId,
  ...(message.outId !== null ? { out_id: message.outId } : reportOutId === 'empty' ? { out_id: '' } : {}),
})

/**
 * The report of a message elsewhere. The fields are those of the page on GlobeSmsReport, written for another action:
 * whether SendSms causes it is not known, nor how `status` is written.
 */
export const globeSmsReport = (message: StoredMessage): Report => ({
  to: localPhone(message.phone),
  status: message.status === 'delivered' ? 'DELIVERED' : 'UNDELIVERED',
  message_id: message.bizId,
  send_date: chinaTime(message.acceptedAt),
  receive_date: chinaTime(message.receivedAt ?? message.acceptedAt),
  error_code: message.errCode ?? '',
  error_description: receiptMessages[message.errCode ?? ''] ?? message.errCode ?? '',
})

const decision = (status: Signature['status']) => (status === 'approved' ? 'approved' : 'rejected')

/** The end of a signature's review. Source: the page on SignSmsReport, help.aliyun.com/document_detail/120998.html. */
export const signSmsReport = (signature: Signature): Report => ({
  sign_name: signature.name,
  sign_status: decision(signature.status),
  create_date: chinaTime(signature.createdAt),
  reason: signature.status === 'rejected' ? (signature.rejection ?? '') : '',
  remark: signature.remark,
  order_id: signature.orderId,
})

const templateTypes = ['验证码', '短信通知', '推广短信', '国际/港澳台消息'] as const

/** The end of a template's review. Source: the page on TemplateSmsReport, help.aliyun.com/document_detail/120999.html. */
export const templateSmsReport = (template: Template): Report => ({
  template_code: template.code,
  template_name: template.name,
  template_type: templateTypes[template.type],
  template_content: template.content,
  template_status: decision(template.status),
  create_date: chinaTime(template.createdAt),
  reason: template.status === 'rejected' ? (template.rejection ?? '') : '',
  remark: template.remark,
  order_id: template.orderId,
})

/** Minutes after the first push at which a report that was not taken is pushed again; after the last, never. */
export const RETRY_MINUTES = [1, 5, 10] as const

/** Whether a receiver has taken a push: status 200 and an object whose `code` is a number, whichever. */
export function isTaken(status: number, body: string): boolean {
  if (status !== 200) return false
  try {
    const answer: unknown = JSON.parse(body)
    return typeof answer === 'object' && answer !== null && 'code' in answer && typeof answer.code === 'number'
  } catch {
    return false
  }
}
