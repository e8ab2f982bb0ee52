import { createHash, createHmac, randomBytes } from 'node:crypto'
import * as dysms from '@alicloud/dysmsapi20170525'
import * as core from '@alicloud/openapi-core'
import { DEMO } from '@sms-settings/emulator'
import { alibabaCloud } from '@sms-settings/fastify'
import { Pool } from 'undici'

/** Sends one code to a number of the mainland. @returns the platform's receipt */
type Send = (phone: string, code: string, outId: string) => Promise<string>

const SIGNATURE = 'Quectel'
const TEMPLATE = 'SMS_100000001'
const TIMEOUT = 5000

const adapter = (endpoint: string): Send => {
  const account = alibabaCloud({ endpoint, protocol: 'http', timeout: TIMEOUT }).connect({ ...DEMO, settings: {} })
  return async (phone, code, messageId) => {
    const outcome = await account.send({
      messageId,
      phone: `+86${phone}`,
      signatureName: SIGNATURE,
      templateCode: TEMPLATE,
      variables: { code },
    })
    return outcome.outcome === 'accepted' ? outcome.bizId : String(outcome.problem.code)
  }
}

type Sdk = typeof dysms
const sdk = (endpoint: string): Send => {
  const Client = (dysms.default as unknown as { default: Sdk['default']['default'] }).default
  const client = new Client(
    new core.$OpenApiUtil.Config({
      ...DEMO,
      endpoint,
      protocol: 'http',
      connectTimeout: TIMEOUT,
      readTimeout: TIMEOUT,
    }),
  )
  return async (phoneNumbers, code, outId) => {
    const { body } = await client.sendSms(
      new dysms.SendSmsRequest({
        phoneNumbers,
        signName: SIGNATURE,
        templateCode: TEMPLATE,
        templateParam: JSON.stringify({ code }),
        outId,
      }),
    )
    return body?.bizId ?? String(body?.code)
  }
}

const NOTHING = createHash('sha256').update('').digest('hex')
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`)

/** ACS3-HMAC-SHA256 and a kept-alive connection, and no more than these need. */
const bare = (endpoint: string): Send => {
  const pool = new Pool(`http://${endpoint}`, { connections: 64, pipelining: 1, headersTimeout: TIMEOUT })
  return async (phone, code, outId) => {
    // In the order of their names, as they are signed.
    const query = Object.entries({
      OutId: outId,
      PhoneNumbers: phone,
      SignName: SIGNATURE,
      TemplateCode: TEMPLATE,
      TemplateParam: JSON.stringify({ code }),
    })
      .map(([name, value]) => `${name}=${encode(value)}`)
      .join('&')
    const headers: Record<string, string> = {
      host: endpoint,
      'x-acs-action': 'SendSms',
      'x-acs-content-sha256': NOTHING,
      'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
      'x-acs-signature-nonce': randomBytes(16).toString('hex'),
      'x-acs-version': '2017-05-25',
    }
    const names = Object.keys(headers).join(';')
    const lines = Object.entries(headers)
      .map(([name, value]) => `${name}:${value}\n`)
      .join('')
    const canonical = createHash('sha256').update(`POST\n/\n${query}\n${lines}\n${names}\n${NOTHING}`).digest('hex')
    const signature = createHmac('sha256', DEMO.accessKeySecret).update(`ACS3-HMAC-SHA256\n${canonical}`).digest('hex')
    headers.authorization = `ACS3-HMAC-SHA256 Credential=${DEMO.accessKeyId},SignedHeaders=${names},Signature=${signature}`
    const { body } = await pool.request({ method: 'POST', path: `/?${query}`, headers })
    const answer = (await body.json()) as { BizId?: string; Code?: string }
    return answer.BizId ?? String(answer.Code)
  }
}

/** Ways to hand an SMS to the platform. */
export const WAYS = { 'SMS Settings': adapter, 'the SDK': sdk, 'a bare request': bare } satisfies Record<
  string,
  (endpoint: string) => Send
>
export type Way = keyof typeof WAYS
