import { isVerification, type Template } from '../accounts/account.ts'
import type { Behaviours } from '../behaviours.ts'
import type { BusinessCode } from '../errors.ts'
import { variablesOf } from './template.ts'

const url = /https?:\/\/|www\.|\b[a-z0-9-]+\.(?:com|cn|net|org|io)\b/i
/** Beyond the basic plane, which carriers of the mainland do not carry: emoji and rare characters. */
const beyondBasicPlane = /[\u{10000}-\u{10ffff}]/u

const attributeForms: Readonly<Record<string, RegExp>> = {
  numberCaptcha: /^\d{4,6}$/,
  characterWithNumber: /^[A-Za-z0-9]{4,6}$/,
}

/**
 * Why the values do not suit the template, if they do not: a code is 4–6 letters or digits, anything else 1–35
 * characters without links.
 * Source: help.aliyun.com/document_detail/463237.html and the list of error codes, document 101346.
 */
export function paramsRefusal(
  template: Pick<Template, 'content' | 'type' | 'intlType' | 'attributes'>,
  values: Readonly<Record<string, string>>,
  behaviours: Pick<Behaviours, 'extraParams' | 'missingParam'>,
): BusinessCode | undefined {
  const names = variablesOf(template.content)
  if (behaviours.extraParams === 'refuse' && Object.keys(values).some((name) => !names.includes(name)))
    return 'isv.SMS_TEMPLATE_ILLEGAL'
  for (const name of names) {
    const value = Object.hasOwn(values, name) ? (values[name] ?? '') : ''
    if (value === '') return behaviours.missingParam
    if (url.test(value)) return 'isv.PARAM_NOT_SUPPORT_URL'
    if (/[【】]/.test(value)) return 'isv.TEMPLATE_PARAMS_ILLEGAL'
    if (template.type !== 3 && beyondBasicPlane.test(value)) return 'isv.UNSUPPORTED_CONTENT'
    const form =
      (Object.hasOwn(template.attributes, name) ? attributeForms[template.attributes[name] ?? ''] : undefined) ??
      (isVerification(template) && template.type !== 3 ? attributeForms.characterWithNumber : undefined)
    if (form) {
      if (value.length < 4 || value.length > 6) return 'isv.PARAM_LENGTH_LIMIT'
      if (!form.test(value)) return 'isv.TEMPLATE_PARAMS_ILLEGAL'
    } else if (value.length > 35) return 'isv.PARAM_LENGTH_LIMIT'
  }
  return undefined
}
