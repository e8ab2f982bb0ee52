import type { FaultKind } from '../faults/fault.ts'

const string = { type: 'string' } as const
const milliseconds = { type: 'number', minimum: 0 } as const

/** Fields of each kind of fault, and which of them must be there. */
const faultFields: Readonly<Record<FaultKind['kind'], { required: string[]; properties: Record<string, object> }>> = {
  code: {
    required: ['code'],
    properties: { code: string, status: { type: 'integer', minimum: 200, maximum: 599 }, message: string },
  },
  html502: { required: [], properties: {} },
  empty500: { required: [], properties: {} },
  html200: { required: [], properties: {} },
  truncated: { required: [], properties: {} },
  null: { required: [], properties: {} },
  empty_object: { required: [], properties: {} },
  fin: { required: [], properties: {} },
  rst: { required: [], properties: {} },
  rst_after_accept: { required: [], properties: {} },
  rst_in_body: { required: [], properties: {} },
  delay: { required: ['ms'], properties: { ms: milliseconds } },
  stall: { required: [], properties: {} },
  drip: { required: ['ms'], properties: { ms: milliseconds } },
  stale: { required: [], properties: {} },
  throttle: { required: [], properties: { retryAfter: { type: 'integer', minimum: 0 } } },
  deliver_failed: { required: ['errCode'], properties: { errCode: string } },
}

/** A fault as it comes over HTTP. */
export const faultSchema = {
  type: 'object',
  required: ['kind'],
  discriminator: { propertyName: 'kind' },
  oneOf: Object.entries(faultFields).map(([kind, { required, properties }]) => ({
    additionalProperties: false,
    required,
    properties: {
      kind: { const: kind },
      action: string,
      phone: string,
      accessKeyId: string,
      times: { type: 'integer', minimum: 1 },
      accept: { type: 'boolean' },
      ...properties,
    },
  })),
} as const

/** The end, or another turn, of a review. */
export const reviewSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['status'],
  properties: {
    signature: string,
    template: string,
    status: { enum: ['in_review', 'approved', 'rejected', 'cancelled'] },
    reason: string,
    accessKeyId: string,
  },
  oneOf: [{ required: ['signature'] }, { required: ['template'] }],
} as const

/** What may be changed about a template without a review: what the platform's own staff, or the tenant's, did meanwhile. */
export const templateSchema = {
  type: 'object',
  additionalProperties: false,
  properties: { name: string, content: string, accessKeyId: string },
} as const

/** How far the carriers have registered a signature. */
export const signatureSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['registrations'],
  properties: {
    registrations: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['operator', 'status'],
        properties: {
          operator: { enum: ['mobile', 'unicom', 'telecom'] },
          status: { enum: [-2, -1, 0, 1, 2, 3] },
        },
      },
    },
    accessKeyId: string,
  },
} as const

/** Where reports go. */
export const reportUrlSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: { url: { type: ['string', 'null'], pattern: '^https?://' }, accessKeyId: string },
} as const

/** What may be changed about an account. */
export const accountSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    accessKeyId: string,
    status: { enum: ['normal', 'arrears', 'frozen', 'abnormal', 'not_activated', 'closed'] },
    balance: { type: 'number', minimum: 0 },
    dayCap: { type: ['integer', 'null'] },
    monthCap: { type: ['integer', 'null'] },
  },
} as const

/** How reports go astray. */
export const disturbanceSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    duplicates: { type: 'integer', minimum: 0 },
    reorder: { type: 'boolean' },
    lose: { type: 'integer', minimum: 0 },
  },
} as const
