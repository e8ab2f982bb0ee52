import type { PlatformReport } from '../platform.ts'
import { deliveryKind, word } from './errors.ts'
import { readChinaTime, readPlatformPhone } from './notation.ts'

/** What is pushed counts as taken with this body and status 200 (help page 101867). */
export const TAKEN = { code: 0, msg: '接收成功' }

/** An id of the platform's. One of digits only is one too, unlike a code: nothing is done with it but to compare it. */
const receipt = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w.:^-]{1,64}$/.test(value) ? value : null

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= 256 ? value : null

type Item = Record<string, unknown>

const delivery = (item: {
  bizId: unknown
  phone: unknown
  messageId: unknown
  delivered: boolean
  code: unknown
  reportedAt: unknown
}): PlatformReport | null => {
  const bizId = receipt(item.bizId)
  const phones = readPlatformPhone(text(item.phone) ?? '')
  if (bizId === null || phones.length === 0) return null
  const code = item.delivered ? null : word(item.code)
  return {
    kind: 'delivery',
    bizId,
    phones,
    messageId: word(item.messageId),
    status: item.delivered ? 'delivered' : 'failed',
    code,
    problem: item.delivered ? null : deliveryKind(code),
    reportedAt: readChinaTime(text(item.reportedAt) ?? undefined),
  }
}

/** How GlobeSmsReport writes that an SMS arrived or did not; anything else is left to be asked about. */
const GLOBE: Readonly<Record<string, boolean>> = {
  DELIVERED: true,
  DELIVRD: true,
  SUCCESS: true,
  UNDELIVERED: false,
  UNDELIV: false,
  FAILED: false,
  REJECTED: false,
  REJECTD: false,
  EXPIRED: false,
}

const readReport = (item: Item): PlatformReport | null => {
  if (typeof item.success === 'boolean')
    return delivery({
      bizId: item.biz_id,
      phone: item.phone_number,
      messageId: item.out_id,
      delivered: item.success,
      code: item.err_code,
      reportedAt: item.report_time,
    })
  if ('message_id' in item) {
    const delivered = GLOBE[String(item.status).toUpperCase()]
    if (delivered === undefined) return null
    return delivery({
      bizId: item.message_id,
      phone: item.to,
      messageId: item.out_id,
      delivered,
      code: item.error_code,
      reportedAt: item.receive_date,
    })
  }
  const name = text(item.sign_name)
  if (name) return { kind: 'signature', name }
  const code = text(item.template_code)
  return code ? { kind: 'template', code } : null
}

/**
 * SmsReport, GlobeSmsReport, SignSmsReport and TemplateSmsReport (help pages 101867, 120998, 120999), told apart by their
 * fields. Codes and ids are kept only if they look like ones; no other text of a report is read.
 */
export const readReports = (items: readonly unknown[]): PlatformReport[] =>
  items.flatMap((item) => {
    if (typeof item !== 'object' || item === null) return []
    return readReport(item as Item) ?? []
  })
