import type { SmsCarrierRegistration } from '@sms-settings/api'
import { PlatformProblem, type PlatformSignature, type PlatformTemplate } from '../platform.ts'
import { type Called, type Calls, orThrow } from './calls.ts'
import { tooLate, type Verdict } from './errors.ts'
import { toReview } from './notation.ts'

/** The most that the platform gives at once. */
const PAGE_SIZE = 50
/** International templates asked about at a time. */
const ASKED_AT_ONCE = 5

const CARRIERS = ['mobile', 'unicom', 'telecom'] as const
const isCarrier = (code: unknown): code is SmsCarrierRegistration['carrier'] => CARRIERS.includes(code as 'mobile')

/** RegisterStatus of GetSmsSign (help page 2873145). */
const REGISTRATION: Readonly<Record<string, SmsCarrierRegistration['status']>> = {
  3: 'registered',
  1: 'to_be_proved',
  '-1': 'under_way',
  0: 'failed',
  2: 'lapsed',
  '-2': 'not_registered',
}

type Type = PlatformTemplate['type']
/** TemplateType of GetSmsTemplate and OuterTemplateType of QuerySmsTemplateList. 3 is international, see {@link INTERNATIONAL}. */
const DOMESTIC: Readonly<Record<string, Type>> = { 0: 'verification', 1: 'notice', 2: 'promotion' }
/** IntlType of GetSmsTemplate, and TemplateType of QuerySmsTemplateList: they count in another order. */
const INTERNATIONAL: Readonly<Record<string, Type>> = { 0: 'notice', 1: 'promotion', 2: 'verification' }

/**
 * Whether an answer means that there is no such signature or template. No page names the codes for it, so every refusal
 * by the SMS service counts, except those that say something of the key, the account or the service itself.
 */
const isAbsent = ({ byService, described, sent, problem: { kind, code } }: Verdict): boolean =>
  (byService &&
    sent === 'no' &&
    !(described && ['credentials', 'permission', 'throttled', 'account'].includes(kind))) ||
  /^Invalid(Sign|Template).*\.NotFound$/.test(code ?? '')

const bodyOrNull = <B>(called: { body: B } | { verdict: Verdict }): B | null => {
  if ('body' in called) return called.body
  if (isAbsent(called.verdict)) return null
  throw new PlatformProblem(called.verdict.problem)
}

type SignatureDetails = Extract<Called<'GetSmsSign'>, { body: unknown }>['body']
type TemplateItem = NonNullable<
  Extract<Called<'QuerySmsTemplateList'>, { body: unknown }>['body']['smsTemplateList']
>[number]

const toCarriers = ({ signIspRegisterDetailList = [] }: SignatureDetails): SmsCarrierRegistration[] =>
  signIspRegisterDetailList.flatMap(({ operatorCode, registerStatus, registerStatusReasons = [] }) => {
    const status = REGISTRATION[String(registerStatus)]
    if (!isCarrier(operatorCode) || !status) return []
    const reasons = registerStatusReasons.flatMap(({ reasonCode, reasonDescList = [] }) =>
      reasonDescList.length > 0 ? reasonDescList : (reasonCode ?? []),
    )
    return [{ carrier: operatorCode, status, reason: reasons.join('; ') || null }]
  })

export type Reading = {
  signature(name: string): Promise<PlatformSignature | null>
  template(code: string): Promise<PlatformTemplate | null>
  listSignatures(limit: number): Promise<{ items: PlatformSignature[]; complete: boolean }>
  listTemplates(limit: number): Promise<{ items: PlatformTemplate[]; complete: boolean }>
}

/**
 * Reads signatures and templates (help pages 2807429, 419282, 419288, 419289).
 * @param deadline milliseconds that one call may take; a list may take four times as long
 */
export const createReading = (calls: Calls, deadline: number): Reading => {
  /** Every page of a list, until there are `limit` entries of different keys. */
  const readPages = async <T>(
    limit: number,
    readPage: (pageIndex: number) => Promise<{ items: T[]; total: number | null }>,
    keyOf: (item: T) => string | undefined,
  ): Promise<{ items: T[]; complete: boolean }> => {
    const until = performance.now() + 4 * deadline
    // Something added while we read moves the rest, so that the same entry can come on two pages.
    const found = new Map<string, T>()
    let seen = 0
    for (let pageIndex = 1; ; pageIndex++) {
      if (performance.now() > until) throw new PlatformProblem(tooLate('DEADLINE').problem)
      const { items, total } = await readPage(pageIndex)
      seen += items.length
      for (const item of items) {
        const key = keyOf(item)
        if (key) found.set(key, item)
      }
      const ended = items.length === 0 || (total !== null && seen >= total)
      if (ended || found.size > limit) {
        const all = [...found.values()]
        return { items: all.slice(0, limit), complete: ended && all.length <= limit }
      }
    }
  }

  const totalOf = (count: unknown): number | null => {
    const total = Number(count)
    return count === undefined || Number.isNaN(total) ? null : total
  }

  const template = async (code: string): Promise<PlatformTemplate | null> => {
    const body = bodyOrNull(await calls.read('GetSmsTemplate', { templateCode: code }))
    if (!body?.templateContent || !body.templateStatus) return null
    const { templateType, intlType, templateStatus, auditInfo } = body
    const region = String(templateType) === '3' ? 'international' : 'domestic'
    return {
      code: body.templateCode || code,
      name: body.templateName || code,
      content: body.templateContent,
      // Of an unknown kind of template nobody knows that it carries codes.
      type: (region === 'domestic' ? DOMESTIC[String(templateType)] : INTERNATIONAL[String(intlType)]) ?? 'notice',
      region,
      ...toReview(templateStatus, auditInfo?.rejectInfo),
    }
  }

  const fromList = (item: TemplateItem, type: Type, region: PlatformTemplate['region']): PlatformTemplate => ({
    code: item.templateCode ?? '',
    name: item.templateName || (item.templateCode ?? ''),
    content: item.templateContent ?? '',
    type,
    region,
    ...toReview(item.auditStatus, item.reason?.rejectInfo),
  })

  return {
    async signature(name) {
      const body = bodyOrNull(await calls.read('GetSmsSign', { signName: name }))
      if (!body?.signName || body.signStatus === undefined) return null
      return {
        name: body.signName,
        ...toReview(body.signStatus, body.auditInfo?.rejectInfo),
        carriers: toCarriers(body),
      }
    },

    template,

    async listSignatures(limit) {
      const { items, complete } = await readPages(
        limit,
        async (pageIndex) => {
          const body = orThrow(await calls.read('QuerySmsSignList', { pageIndex, pageSize: PAGE_SIZE }))
          return { items: body.smsSignList ?? [], total: totalOf(body.totalCount) }
        },
        ({ signName }) => signName,
      )
      return {
        complete,
        // Carriers are not in the list: they are known once a signature is read by itself.
        items: items.map(({ signName = '', auditStatus, reason }) => ({
          name: signName,
          ...toReview(auditStatus, reason?.rejectInfo),
          carriers: [],
        })),
      }
    },

    async listTemplates(limit) {
      const { items, complete } = await readPages(
        limit,
        async (pageIndex) => {
          const body = orThrow(await calls.read('QuerySmsTemplateList', { pageIndex, pageSize: PAGE_SIZE }))
          return { items: body.smsTemplateList ?? [], total: totalOf(body.totalCount) }
        },
        ({ templateCode }) => templateCode,
      )
      const read = async (item: TemplateItem): Promise<PlatformTemplate | null> => {
        const { outerTemplateType, templateType, templateCode = '' } = item
        const domestic = DOMESTIC[String(outerTemplateType)]
        if (domestic) return fromList(item, domestic, 'domestic')
        // Others, such as digital SMS (7), cannot be sent as text.
        if (outerTemplateType !== 3) return null
        const type = INTERNATIONAL[String(templateType)]
        // The list says only "international" (6); what it is for is said when the template is asked for by itself.
        return type ? fromList(item, type, 'international') : template(templateCode)
      }
      const templates: (PlatformTemplate | null)[] = []
      for (let start = 0; start < items.length; start += ASKED_AT_ONCE)
        templates.push(...(await Promise.all(items.slice(start, start + ASKED_AT_ONCE).map(read))))
      return { items: templates.filter((it) => it !== null), complete }
    },
  }
}
