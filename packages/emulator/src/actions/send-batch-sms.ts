import { refusal } from '../errors.ts'
import { send } from '../sending/accept.ts'
import type { Action, Parameters } from './action.ts'

/** A parameter that holds a JSON array; undefined when it holds anything else. */
function readArray(text: string | undefined): unknown[] | undefined {
  try {
    const json: unknown = JSON.parse(text ?? '')
    return Array.isArray(json) ? json : undefined
  } catch {
    return undefined
  }
}

const isString = (value: unknown): value is string => typeof value === 'string'

const phones = (params: Parameters) => readArray(params.get('PhoneNumberJson'))?.filter(isString) ?? []

/**
 * One template to up to 100 numbers, each with a signature and values of its own, matched by index; one BizId for all.
 * Source: the documentation comments of SendBatchSms in the official SDK.
 */
export const sendBatchSms: Action = {
  name: 'SendBatchSms',
  required: ['PhoneNumberJson', 'SignNameJson', 'TemplateCode'],
  sends: true,
  phones,
  run: (context) => {
    const { params } = context
    const numbers = readArray(params.get('PhoneNumberJson'))
    const signNames = readArray(params.get('SignNameJson'))
    const values = params.has('TemplateParamJson') ? readArray(params.get('TemplateParamJson')) : []
    if (!numbers || !signNames || !values) throw refusal('isv.INVALID_JSON_PARAM')
    if (!numbers.every(isString) || !signNames.every(isString)) throw refusal('isv.INVALID_JSON_PARAM')
    if (signNames.length !== numbers.length || (values.length > 0 && values.length !== numbers.length))
      throw refusal('isv.INVALID_PARAMETERS')
    const bizId = send(context, {
      templateCode: params.get('TemplateCode') ?? '',
      items: numbers.map((phone, i) => ({
        phone,
        signName: signNames[i] ?? '',
        params: values[i] === undefined ? undefined : JSON.stringify(values[i]),
      })),
      most: 100,
      outId: params.get('OutId'),
      extendCode: undefined,
    })
    return { BizId: bizId }
  },
}
