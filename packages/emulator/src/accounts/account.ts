/** How far the review of a signature or template has come. */
export type ReviewStatus = 'in_review' | 'approved' | 'rejected' | 'cancelled'

/** The number that answers give a status: 0 in review, 1 approved, 2 rejected, 10 cancelled. */
export const statusNumber: Readonly<Record<ReviewStatus, number>> = {
  in_review: 0,
  approved: 1,
  rejected: 2,
  cancelled: 10,
}

/** A key of an account and what it may do: actions such as `dysms:SendSms`, or `dysms:*`. */
export type AccessKey = {
  accessKeyId: string
  accessKeySecret: string
  active: boolean
  permissions: string[]
  /** Only for temporary keys: the token that must come with every request. */
  securityToken: string | null
}

/** A carrier's registration of a signature: 0 failed, 1 and 3 registered, 2 lapsed, -1 under way, -2 not registered. */
export type Registration = {
  operator: 'mobile' | 'unicom' | 'telecom'
  status: -2 | -1 | 0 | 1 | 2 | 3
  completedAt: number | null
  reasons: { code: string; descriptions: string[] }[]
}

/** A signature of an account. */
export type Signature = {
  name: string
  status: ReviewStatus
  /** A verification signature carries verification templates only. */
  scene: 'general' | 'verification'
  createdAt: number
  reviewedAt: number | null
  rejection: string | null
  orderId: string
  signCode: string
  /** 2 own, 3 gift, 4 test, 5 trial. */
  tag: '2' | '3' | '4' | '5'
  usage: string
  thirdParty: boolean
  remark: string
  applyScene: string
  qualificationId: number
  registrations: Registration[]
  /** Approved once, then put on the blacklist. */
  banned: boolean
}

/** A template of an account. */
export type Template = {
  code: string
  name: string
  content: string
  status: ReviewStatus
  /** 0 verification, 1 notice, 2 promotion, 3 international. */
  type: 0 | 1 | 2 | 3
  /** Of an international template: 0 notice, 1 promotion, 2 verification. */
  intlType: 0 | 1 | 2 | null
  createdAt: number
  reviewedAt: number | null
  rejection: string | null
  orderId: string
  remark: string
  relatedSignature: string
  applyScene: string
  /** What a variable may hold, by its name, such as `numberCaptcha` or `characterWithNumber`. */
  attributes: Record<string, string>
  /** 2 own, 3 gift, 4 test. */
  tag: 2 | 3 | 4
}

/** What a customer of the platform is allowed at the moment. */
export type AccountStatus = 'normal' | 'arrears' | 'frozen' | 'abnormal' | 'not_activated' | 'closed'

/** Flow control of one account; exempt numbers (E.164) are never limited. */
export type FlowLimits = {
  perMinute: number
  perHour: number
  perDay: number
  othersPerDay: number
  exempt: Set<string>
}

/** A customer of the platform with everything that belongs to it and to nobody else. */
export type Account = {
  id: string
  status: AccountStatus
  /** What is left, in message parts. */
  balance: number
  /** Most messages a China day and month that the customer allows itself. */
  dayCap: number | null
  monthCap: number | null
  keys: AccessKey[]
  signatures: Signature[]
  templates: Template[]
  limits: FlowLimits
  /** E.164 numbers that nothing is sent to, those that refuse promotion, and those bound for tests. */
  blacklist: Set<string>
  optedOut: Set<string>
  testNumbers: Set<string>
  /** Where delivery reports and review results are pushed. */
  reportUrl: string | null
}

/** Whether a template, domestic or international, carries a code for verification. */
export const isVerification = (template: Pick<Template, 'type' | 'intlType'>): boolean =>
  template.type === 0 || (template.type === 3 && template.intlType === 2)

/** Whether a template advertises. */
export const isPromotion = (template: Pick<Template, 'type' | 'intlType'>): boolean =>
  template.type === 2 || (template.type === 3 && template.intlType === 1)
