import { type Account, isPromotion, isVerification, type Signature, type Template } from '../accounts/account.ts'
import type { Behaviours, SendCheckName } from '../behaviours.ts'
import { chinaDay } from '../china-time.ts'
import { type BusinessCode, refusal } from '../errors.ts'
import type { StoredMessage } from '../outbox/message.ts'
import { type FlowCounters, flowKeys, flowMessage, otherFlow, verificationFlow } from './flow-control.ts'
import { paramsRefusal } from './params.ts'
import { type Phone, readPhone } from './phone.ts'
import { countParts, fillTemplate, type ParsedParams, parseTemplateParam, renderMessage } from './template.ts'

/** One message of a request, as the caller wrote it. */
export type DraftItem = { phone: string; signName: string; params: string | undefined }

/** A request to send, with what the account has under the names in it. */
export type Draft = {
  templateCode: string
  template: Template | undefined
  most: number
  items: {
    spelling: string
    phone: Phone | undefined
    signName: string
    signature: Signature | undefined
    params: ParsedParams
  }[]
}

/** What checks look at besides the request itself. */
export type CheckContext = {
  account: Account
  now: number
  behaviours: Behaviours
  flow: FlowCounters
  flowControl: boolean
  sent: readonly StoredMessage[]
}

/** Approved signatures come first, and of those a general one wins over a verification one of the same name. */
const findSignature = (account: Account, name: string) =>
  account.signatures
    .filter((signature) => signature.name === name)
    .sort((a, b) => rank(a) - rank(b))
    .at(0)
const rank = ({ status, scene }: Signature) => (status === 'approved' ? 0 : 2) + (scene === 'general' ? 0 : 1)

/** Looks up what a request names, without judging it. */
export function readDraft(
  account: Account,
  behaviours: Behaviours,
  { templateCode, items, most }: { templateCode: string; items: DraftItem[]; most: number },
): Draft {
  const template = account.templates.find(({ code }) => code === templateCode)
  const preferForeign = behaviours.ambiguousNumbers === 'by_template' && template?.type === 3
  return {
    templateCode,
    template,
    most,
    items: items.map(({ phone, signName, params }) => ({
      spelling: phone,
      phone: readPhone(phone, preferForeign),
      signName,
      signature: findSignature(account, signName),
      params: parseTemplateParam(params, behaviours.numberParams === 'accept'),
    })),
  }
}

/** The values of an item, or none where they could not be read: another check refuses those. */
export const valuesOf = (params: ParsedParams): Record<string, string> => ('values' in params ? params.values : {})

/** The text of an item as it arrives. */
export const textOf = (template: Template, item: Draft['items'][number]): string =>
  renderMessage(item.signName, fillTemplate(template.content, valuesOf(item.params)), item.phone?.domestic ?? true)

/** Message parts that a request is billed as. */
export const costOf = (draft: Draft): number =>
  draft.items.reduce(
    (sum, item) => sum + (draft.template ? countParts(textOf(draft.template, item), item.phone?.domestic ?? true) : 0),
    0,
  )

type Refused = BusinessCode | { code: string; message?: string } | undefined
type Check = (draft: Draft, context: CheckContext) => Refused

const checks: Readonly<Record<SendCheckName, Check>> = {
  count: ({ items, most }) =>
    items.length === 0 ? 'isv.MOBILE_NUMBER_ILLEGAL' : items.length > most ? 'isv.MOBILE_COUNT_OVER_LIMIT' : undefined,
  numbers: ({ items }) => (items.some(({ phone }) => !phone) ? 'isv.MOBILE_NUMBER_ILLEGAL' : undefined),
  signature: ({ items }) => {
    if (items.some(({ signature }) => signature?.status !== 'approved')) return 'isv.SMS_SIGNATURE_ILLEGAL'
    return items.some(({ signature }) => signature?.banned) ? 'isv.SMS_SIGN_ILLEGAL' : undefined
  },
  template: ({ template }) => (template?.status === 'approved' ? undefined : 'isv.SMS_TEMPLATE_ILLEGAL'),
  scene: ({ items, template }) =>
    template && !isVerification(template) && items.some(({ signature }) => signature?.scene === 'verification')
      ? 'isv.SMS_SIGNATURE_SCENE_ILLEGAL'
      : undefined,
  test: ({ items, template }, { account }) => {
    const testing = template?.tag === 4
    if (items.some(({ signature }) => (signature?.tag === '4') !== testing)) return 'isv.SMS_TEST_SIGN_TEMPLATE_LIMIT'
    if (!testing) return undefined
    if (items.some(({ phone }) => phone && !account.testNumbers.has(phone.e164))) return 'isv.SMS_TEST_NUMBER_LIMIT'
    return items.some(({ params }) => Object.values(valuesOf(params)).some((value) => !/^\d{4,6}$/.test(value)))
      ? 'isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL'
      : undefined
  },
  region: ({ items, template }, { behaviours }) => {
    const international = template?.type === 3
    if (international && items.some(({ phone }) => phone?.domestic)) return 'isv.DOMESTIC_NUMBER_NOT_SUPPORTED'
    return !international && items.some(({ phone }) => phone && !phone.domestic)
      ? { code: behaviours.foreignNumber }
      : undefined
  },
  params: ({ items, template }, { behaviours }) => {
    for (const { params } of items) {
      if ('code' in params) return params.code
      const code = template && paramsRefusal(template, params.values, behaviours)
      if (code === 'isv.SMS_TEMPLATE_ILLEGAL') return { code, message: '请检查模板内容与模板参数是否匹配' }
      if (code) return code
    }
    return undefined
  },
  lists: ({ items, template }, { account }) => {
    const on = (list: ReadonlySet<string>) => items.some(({ phone }) => phone && list.has(phone.e164))
    if (on(account.blacklist)) return 'isv.BLACK_KEY_CONTROL_LIMIT'
    return template && isPromotion(template) && on(account.optedOut) ? 'isv.CUSTOMER_REFUSED' : undefined
  },
  flow: ({ items, template, templateCode }, { account, flow, flowControl, now, behaviours }) => {
    if (!flowControl || !template) return undefined
    const verification = isVerification(template)
    for (const { phone, signName } of items) {
      if (!phone?.domestic || account.limits.exempt.has(phone.e164)) continue
      const keys = flowKeys({ accountId: account.id, signName, templateCode, phone: phone.e164, verification })
      const refused = keys.everywhere
        ? verificationFlow(flow.times(keys.own), flow.times(keys.everywhere), now, account.limits, behaviours.dayWindow)
        : otherFlow(flow.times(keys.own), now, account.limits, behaviours.dayWindow)
      if (refused) return { code: 'isv.BUSINESS_LIMIT_CONTROL', message: flowMessage(refused) }
    }
    return undefined
  },
  caps: ({ items }, { account, sent, now }) => {
    if (account.dayCap === null && account.monthCap === null) return undefined
    const day = chinaDay(now)
    const own = sent.filter(({ accountId }) => accountId === account.id).map(({ acceptedAt }) => chinaDay(acceptedAt))
    const inDay = own.filter((sentOn) => sentOn === day).length + items.length
    const inMonth = own.filter((sentOn) => sentOn.slice(0, 6) === day.slice(0, 6)).length + items.length
    if (account.dayCap !== null && inDay > account.dayCap) return 'isv.DAY_LIMIT_CONTROL'
    return account.monthCap !== null && inMonth > account.monthCap ? 'isv.MONTH_LIMIT_CONTROL' : undefined
  },
  balance: (draft, { account }) => (costOf(draft) > account.balance ? 'isv.AMOUNT_NOT_ENOUGH' : undefined),
}

/** Throws the first refusal, in the order that the behaviours give. */
export function checkDraft(draft: Draft, context: CheckContext): void {
  for (const name of context.behaviours.sendChecks) {
    const refused = checks[name](draft, context)
    if (typeof refused === 'string') throw refusal(refused)
    if (refused) throw refusal(refused.code, refused.message)
  }
}
