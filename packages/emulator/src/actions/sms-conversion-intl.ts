import { refusal } from '../errors.ts'
import type { Action } from './action.ts'

/**
 * The customer's word on whether a code that was sent abroad was used. Source:
 * help.aliyun.com/zh/sms/developer-reference/api-dysmsapi-2017-05-25-smsconversionintl. That `MessageId` is the BizId of
 * SendSms, and what is answered to one that is unknown, is not documented.
 */
export const smsConversionIntl: Action = {
  name: 'SmsConversionIntl',
  required: ['MessageId', 'Delivered'],
  sends: false,
  phones: () => [],
  run: ({ params, account, outbox, conversions, now }) => {
    const bizId = params.get('MessageId') ?? ''
    const delivered = params.get('Delivered') ?? ''
    const time = params.get('ConversionTime')
    const at = time ? Number(time) : now
    const message = outbox.stored.find((it) => it.accountId === account.id && it.bizId === bizId)
    const isKnown = message !== undefined && !message.domestic
    // Later than the SMS and not in the future.
    if (!isKnown || !/^(?:true|false)$/.test(delivered) || !(at >= message.acceptedAt && at <= now))
      throw refusal('isv.INVALID_PARAMETERS')
    conversions.push({ bizId, phone: message.phone, used: delivered === 'true', at })
    return {}
  },
}
