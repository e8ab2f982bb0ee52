import { send } from '../sending/accept.ts'
import type { Action, Parameters } from './action.ts'

const phones = (params: Parameters) =>
  (params.get('PhoneNumbers') ?? '')
    .split(',')
    .map((phone) => phone.trim())
    .filter((phone) => phone !== '')

/** One text to up to 1000 numbers. Not idempotent. Source: api.aliyun.com, Dysmsapi 2017-05-25, SendSms. */
export const sendSms: Action = {
  name: 'SendSms',
  required: ['PhoneNumbers', 'SignName', 'TemplateCode'],
  sends: true,
  phones,
  run: (context) => {
    const { params } = context
    const signName = params.get('SignName') ?? ''
    const bizId = send(context, {
      templateCode: params.get('TemplateCode') ?? '',
      items: phones(params).map((phone) => ({ phone, signName, params: params.get('TemplateParam') })),
      most: 1000,
      outId: params.get('OutId'),
      extendCode: params.get('SmsUpExtendCode'),
    })
    return { BizId: bizId }
  },
}
