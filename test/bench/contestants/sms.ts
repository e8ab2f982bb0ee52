import * as dysms from '@alicloud/dysmsapi20170525'
import * as core from '@alicloud/openapi-core'
import { DEMO } from '@sms-settings/emulator'

type Sdk = typeof dysms
// What an import of the CommonJS SDK gives: its class is one `default` further in than its types say.
const Client = (dysms.default as unknown as { default: Sdk['default']['default'] }).default
const { SendSmsRequest } = dysms

/** Sends a code by the official SDK, as whoever writes it by hand does. @returns the receipt */
export const createSendCode = (endpoint: string) => {
  const client = new Client(new core.$OpenApiUtil.Config({ ...DEMO, endpoint, protocol: 'http' }))
  return async (phone: string, code: string, outId?: string): Promise<{ bizId: string; requestId: string }> => {
    const { body } = await client.sendSms(
      new SendSmsRequest({
        phoneNumbers: phone.replace('+86', ''),
        signName: 'Quectel',
        templateCode: 'SMS_100000001',
        templateParam: JSON.stringify({ code }),
        ...(outId === undefined ? {} : { outId }),
      }),
    )
    if (body?.code !== 'OK' || !body.bizId) throw new Error(`not sent: ${body?.code}`)
    return { bizId: body.bizId, requestId: body.requestId ?? '' }
  }
}
