import type { Account, Registration, Signature, Template } from './account.ts'

/** Everything a carrier has registered, as of a moment. */
export const registered = (at: number): Registration[] =>
  (['mobile', 'unicom', 'telecom'] as const).map((operator) => ({
    operator,
    status: 1,
    completedAt: at,
    reasons: [],
  }))

let orders = 0
const orderId = () => `2003${String(++orders).padStart(7, '0')}`

/** A signature with the usual values where none are given: approved, general, registered with every carrier. */
export function createSignature(given: Partial<Signature> & { name: string }, now: number): Signature {
  const status = given.status ?? 'approved'
  const createdAt = given.createdAt ?? now
  const reviewedAt = status === 'in_review' || status === 'cancelled' ? null : createdAt + 2 * 3_600_000
  const order = orderId()
  return {
    status,
    scene: 'general',
    createdAt,
    reviewedAt,
    rejection: status === 'rejected' ? '签名与企业名称不符，请补充授权委托书。' : null,
    orderId: order,
    signCode: `SIGN_1000${order.slice(4)}`,
    tag: '2',
    usage: '自用',
    thirdParty: false,
    remark: '',
    applyScene: '',
    qualificationId: 1_000_001,
    registrations: status === 'approved' ? registered(createdAt + 86_400_000) : [],
    banned: false,
    ...given,
  }
}

/** A template with the usual values where none are given: approved, a verification code for the mainland. */
export function createTemplate(
  given: Partial<Template> & { code: string; name: string; content: string },
  now: number,
): Template {
  const status = given.status ?? 'approved'
  const type = given.type ?? 0
  const createdAt = given.createdAt ?? now
  return {
    status,
    type,
    intlType: type === 3 ? 2 : null,
    createdAt,
    reviewedAt: status === 'in_review' || status === 'cancelled' ? null : createdAt + 3_600_000,
    rejection: status === 'rejected' ? '模板内容中包含错别字。' : null,
    orderId: orderId(),
    remark: '',
    relatedSignature: '',
    applyScene: '',
    attributes: type === 0 ? { code: 'characterWithNumber' } : {},
    tag: 2,
    ...given,
  }
}

/** An account in good standing that owns nothing yet. */
export const createAccount = (given: Partial<Account> & { id: string }): Account => ({
  status: 'normal',
  balance: 100_000,
  dayCap: null,
  monthCap: null,
  keys: [],
  signatures: [],
  templates: [],
  limits: { perMinute: 1, perHour: 5, perDay: 10, othersPerDay: 50, exempt: new Set() },
  blacklist: new Set(),
  optedOut: new Set(),
  testNumbers: new Set(),
  reportUrl: null,
  ...given,
})
