export { type AlibabaCloudOptions, alibabaCloud } from './adapter.ts'
export { CODES, DELIVERY_CODES } from './errors.ts'
