import { regionOf } from '@sms-settings/api'
import {
  type Credentials,
  type DeliveryStatus,
  type OutgoingMessage,
  type Platform,
  type PlatformAccount,
  PlatformProblem,
  type PlatformSignature,
  type PlatformTemplate,
  type SendOutcome,
} from '../platform.ts'
import {
  carrierStatusOf,
  dayOf,
  isRefusal,
  problemOfAnswer,
  problemOfError,
  statusOf,
  timeOf,
  typeOf,
} from './answers.ts'
import { createCalls } from './calls.ts'
import { checkKey } from './check.ts'
import { loadSdk } from './sdk.ts'

export type AlibabaCloudOptions = {
  /** Host and port, without a scheme. @default 'dysmsapi.aliyuncs.com' */
  endpoint?: string
  /** @default 'https' */
  protocol?: 'http' | 'https'
  /** Milliseconds for the connection and for each answer. @default 5000 */
  timeout?: number
  /** Milliseconds for a whole call, whatever happens. @default 8000 */
  deadline?: number
  /** Milliseconds since the epoch; for tests. @default Date.now */
  now?: () => number
}

const PAGE = 50
const CARRIERS = { mobile: 'mobile', unicom: 'unicom', telecom: 'telecom' } as const

/** Mainland numbers as 11 digits, others as country code and number without `+` (SendSms). */
const numberOf = (e164: string): string => (regionOf(e164) === 'domestic' ? e164.slice(3) : e164.slice(1))

/** A code for an unknown name is in no document: any "no" but these about the caller means "not there, or not readable". */
const unlessMissing = <T>(error: unknown): T | null => {
  if (error instanceof PlatformProblem && ['settings', 'not_found', 'bug', 'account'].includes(error.problem.kind))
    return null
  throw error
}

const connect = (
  { accessKeyId, accessKeySecret }: Credentials,
  options: Required<AlibabaCloudOptions>,
): PlatformAccount => {
  const { now } = options
  const calls = createCalls({ accessKeyId, accessKeySecret }, options)

  const send = async ({
    messageId,
    phone,
    signatureName,
    templateCode,
    variables,
  }: OutgoingMessage): Promise<SendOutcome> => {
    try {
      const { requests } = await loadSdk()
      const request = new requests.SendSmsRequest({
        phoneNumbers: numberOf(phone),
        signName: signatureName,
        templateCode,
        // The platform wants a JSON string of strings; the SDK would send an object as something else, without a word.
        templateParam: JSON.stringify(
          Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
        ),
        outId: messageId,
      })
      const body = await calls.once((client) => client.sendSms(request))
      if (body?.code === 'OK' && body.bizId)
        return { outcome: 'accepted', bizId: body.bizId, requestId: body.requestId ?? null }
      const problem = problemOfAnswer(body?.code === 'OK' ? undefined : body, now())
      return { outcome: isRefusal(problem) ? 'refused' : 'unknown', problem }
    } catch (error) {
      const problem = problemOfError(error, now())
      return { outcome: isRefusal(problem) ? 'refused' : 'unknown', problem }
    }
  }

  const signature = async (name: string): Promise<PlatformSignature | null> => {
    const { requests } = await loadSdk()
    try {
      const body = await calls.read((client) => client.getSmsSign(new requests.GetSmsSignRequest({ signName: name })))
      if (!body.signName) return null
      const status = statusOf(body.signStatus)
      return {
        name: body.signName,
        status,
        reason: status === 'approved' ? null : (body.auditInfo?.rejectInfo ?? body.remark ?? null),
        carriers: (body.signIspRegisterDetailList ?? []).flatMap((it) => {
          const carrier = CARRIERS[it.operatorCode as keyof typeof CARRIERS]
          return carrier
            ? [
                {
                  carrier,
                  status: carrierStatusOf(it.registerStatus),
                  reason: it.registerStatusReasons?.[0]?.reasonDescList?.join('; ') ?? null,
                },
              ]
            : []
        }),
      }
    } catch (error) {
      return unlessMissing(error)
    }
  }

  const template = async (code: string): Promise<PlatformTemplate | null> => {
    const { requests } = await loadSdk()
    try {
      const body = await calls.read((client) =>
        client.getSmsTemplate(new requests.GetSmsTemplateRequest({ templateCode: code })),
      )
      if (!body.templateCode || body.templateContent === undefined) return null
      const status = statusOf(body.templateStatus)
      return {
        code: body.templateCode,
        name: body.templateName ?? body.templateCode,
        content: body.templateContent,
        ...typeOf(body.templateType, body.intlType),
        status,
        reason: status === 'approved' ? null : (body.auditInfo?.rejectInfo ?? null),
      }
    } catch (error) {
      return unlessMissing(error)
    }
  }

  /** Pages of 50 until all are there; an empty page ends it too, should the total change meanwhile. */
  const pages = async <T>(limit: number, page: (index: number) => Promise<{ total: number; items: T[] }>) => {
    const items: T[] = []
    for (let index = 1; items.length < limit; index++) {
      const { total, items: more } = await page(index)
      items.push(...more)
      if (more.length === 0 || items.length >= total)
        return { items: items.slice(0, limit), complete: items.length <= limit }
    }
    return { items: items.slice(0, limit), complete: false }
  }

  const status = async ({
    messageId,
    phone,
    bizId,
    sentAt,
  }: Parameters<PlatformAccount['status']>[0]): Promise<DeliveryStatus> => {
    const { requests } = await loadSdk()
    for (let currentPage = 1; currentPage <= 20; currentPage++) {
      const request = new requests.QuerySendDetailsRequest({
        phoneNumber: numberOf(phone),
        sendDate: dayOf(sentAt),
        pageSize: PAGE,
        currentPage,
        ...(bizId ? { bizId } : {}),
      })
      const body = await calls.read((client) => client.querySendDetails(request))
      const details = body.smsSendDetailDTOs?.smsSendDetailDTO ?? []
      const found = details.find((it) => it.outId === messageId)
      if (found) {
        const words = { '1': 'waiting', '2': 'failed', '3': 'delivered' } as const
        return {
          status: words[String(found.sendStatus) as keyof typeof words] ?? 'waiting',
          code: found.errCode ?? null,
          reportedAt: timeOf(found.receiveDate),
        }
      }
      if (details.length < PAGE) break
    }
    return { status: 'not_found' }
  }

  return {
    check: () => checkKey(calls, now),
    send,
    signature,
    template,
    status,
    listSignatures: (limit) =>
      pages(limit, async (pageIndex) => {
        const { requests } = await loadSdk()
        const body = await calls.read((client) =>
          client.querySmsSignList(new requests.QuerySmsSignListRequest({ pageIndex, pageSize: PAGE })),
        )
        const items = (body.smsSignList ?? []).map(
          (it): PlatformSignature => ({
            name: it.signName ?? '',
            status: statusOf(it.auditStatus),
            reason: it.reason?.rejectInfo ?? null,
            carriers: [],
          }),
        )
        return { total: Number(body.totalCount ?? 0), items }
      }),
    listTemplates: (limit) =>
      pages(limit, async (pageIndex) => {
        const { requests } = await loadSdk()
        const body = await calls.read((client) =>
          client.querySmsTemplateList(new requests.QuerySmsTemplateListRequest({ pageIndex, pageSize: PAGE })),
        )
        const items = (body.smsTemplateList ?? []).map(
          (it): PlatformTemplate => ({
            code: it.templateCode ?? '',
            name: it.templateName ?? '',
            content: it.templateContent ?? '',
            // `TemplateType` is numbered differently here; `OuterTemplateType` is not.
            ...typeOf(it.outerTemplateType, undefined),
            status: statusOf(it.auditStatus),
            reason: it.reason?.rejectInfo ?? null,
          }),
        )
        return { total: Number(body.totalCount ?? 0), items }
      }),
  }
}

/**
 * Alibaba Cloud SMS (Dysmsapi 2017-05-25) by its official SDK.
 * @throws TypeError when an option makes no sense
 */
export const alibabaCloud = (options: AlibabaCloudOptions = {}): Platform => {
  const {
    endpoint = 'dysmsapi.aliyuncs.com',
    protocol = 'https',
    timeout = 5000,
    deadline = 8000,
    now = Date.now,
  } = options
  if (/^[a-z]+:\/\//i.test(endpoint))
    throw new TypeError(`alibabaCloud: endpoint must be host and port without a scheme, not ${endpoint}`)
  if (!(timeout > 0) || !(deadline > 0) || deadline > 20_000)
    throw new TypeError('alibabaCloud: timeout and deadline must be milliseconds above 0, deadline at most 20000')
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
        pattern: '^[A-Za-z0-9._-]+$',
        maxLength: 128,
        placeholder: 'LTAI…',
      },
      {
        name: 'accessKeySecret',
        label: { en: 'AccessSecret', 'zh-CN': 'AccessKey Secret' },
        secret: true,
        required: true,
        pattern: '^\\S+$',
        maxLength: 128,
      },
    ],
    links: { console: 'https://dysms.console.aliyun.com/', keys: 'https://ram.console.aliyun.com/manage/ak' },
    connect: (credentials) => connect(credentials, { endpoint, protocol, timeout, deadline, now }),
  }
}
