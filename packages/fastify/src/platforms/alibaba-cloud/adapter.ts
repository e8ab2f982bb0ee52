import { InvalidOption } from '../../errors.ts'
import { nearest } from '../nearest.ts'
import type { Platform } from '../platform.ts'
import { createCalls } from './calls.ts'
import { createCheck } from './check.ts'
import { createConversion } from './conversion.ts'
import { createStatus } from './delivery.ts'
import { createReading } from './lookups.ts'
import { readReports, TAKEN } from './reports.ts'
import { createSend } from './send.ts'

export type AlibabaCloudOptions = {
  /** Host, with a port if need be, without `http://`. @default 'dysmsapi.aliyuncs.com' */
  endpoint?: string
  /** @default 'https' */
  protocol?: 'http' | 'https'
  /** Milliseconds to wait for a connection, and for the answer to begin or go on. @default 5000 */
  timeout?: number
  /** Milliseconds that a call may take in all, at most 20 000. @default 8000 */
  deadline?: number
  /** A region of Alibaba Cloud, by which the SDK chooses the endpoint if none is named. */
  regionId?: string
  /** Calls at a time, per account. What comes above is refused at once, as `throttled`. @default 200 */
  maxConcurrent?: number
  /** Milliseconds since the epoch; for tests. @default Date.now */
  now?: () => number
}

const OPTIONS: readonly (keyof AlibabaCloudOptions)[] = [
  'endpoint',
  'protocol',
  'timeout',
  'deadline',
  'regionId',
  'maxConcurrent',
  'now',
]

const checkOptions = ({ endpoint, protocol, ...options }: AlibabaCloudOptions): void => {
  const wrong = (name: string, wants: string) => new InvalidOption(`alibabaCloud.${name}`, wants)
  for (const name of Object.keys(options)) {
    if ((OPTIONS as readonly string[]).includes(name)) continue
    const meant = nearest(name, OPTIONS)
    throw wrong(name, `is not known. ${meant ? `Did you mean "${meant}"?` : `Options are ${OPTIONS.join(', ')}`}`)
  }
  if (endpoint !== undefined && !/^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(endpoint))
    throw wrong('endpoint', "must be a host such as 'dysmsapi.aliyuncs.com' or '127.0.0.1:8080', without http://")
  if (protocol !== undefined && protocol !== 'http' && protocol !== 'https')
    throw wrong('protocol', "must be 'http' or 'https'")
  for (const name of ['timeout', 'deadline', 'maxConcurrent'] as const) {
    const value = options[name]
    if (value !== undefined && !(Number.isInteger(value) && value > 0))
      throw wrong(name, 'must be a whole number above 0')
  }
  // Whoever finds a message half a minute old and still not settled takes it that its sender died.
  if ((options.deadline ?? 0) > 20_000) throw wrong('deadline', 'must be at most 20000 (milliseconds)')
}

/**
 * Alibaba Cloud SMS (Dysmsapi 2017-05-25) through its official SDK, which is loaded with the first call.
 *
 * `connect` makes one SDK client for one key; hold on to what it returns. It keeps the key to itself: neither JSON nor
 * `util.inspect` of an account shows it.
 *
 * Do not set `DEBUG=httpx*` where real codes are sent: the HTTP library under the SDK would print whole requests.
 *
 * @throws {InvalidOption} naming the option
 */
export const alibabaCloud = (options: AlibabaCloudOptions = {}): Platform => {
  checkOptions(options)
  const { protocol = 'https', timeout = 5000, deadline = 8000, regionId, maxConcurrent = 200 } = options
  const { now = Date.now } = options
  const endpoint = options.endpoint ?? (regionId === undefined ? 'dysmsapi.aliyuncs.com' : undefined)
  return {
    id: 'alibaba_cloud',
    name: { en: 'Alibaba Cloud', 'zh-CN': '阿里云' },
    regions: ['domestic', 'international'],
    fields: [
      {
        name: 'accessKeyId',
        label: { en: 'AccessKey', 'zh-CN': 'AccessKey ID' },
        secret: false,
        required: true,
        pattern: '^[A-Za-z0-9._\\-]+$',
        maxLength: 128,
        placeholder: 'LTAI…',
      },
      {
        name: 'accessKeySecret',
        label: { en: 'AccessSecret', 'zh-CN': 'AccessKey Secret' },
        secret: true,
        required: true,
        pattern: '^[\\x21-\\x7e]+$',
        maxLength: 128,
      },
    ],
    links: { console: 'https://dysms.console.aliyun.com/', keys: 'https://ram.console.aliyun.com/manage/ak' },
    connect({ accessKeyId, accessKeySecret }) {
      const config = { accessKeyId, accessKeySecret, endpoint, regionId, protocol, timeout }
      const calls = createCalls({ config, deadline, maxConcurrent, now })
      return {
        check: createCheck(calls),
        send: createSend(calls, now),
        ...createReading(calls, deadline),
        status: createStatus(calls, now),
        conversion: createConversion(calls),
      }
    },
    reports: { read: readReports, taken: TAKEN },
  }
}
