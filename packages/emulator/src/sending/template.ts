const variable = /\$\{([^{}]*)\}/g

/** Names of a template's variables, each once, in order of appearance. */
export const variablesOf = (content: string): string[] => [
  ...new Set([...content.matchAll(variable)].map((match) => match[1] ?? '')),
]

/** Puts the values in place of the variables; a value is never looked at again, a variable without one stays. */
export const fillTemplate = (content: string, values: Readonly<Record<string, string>>): string =>
  content.replace(variable, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : whole))

const plainEnglish = /^[\x20-\x7e]*$/

/**
 * The message as it arrives: signature in 【】, then the text; in `[]` abroad when everything is plain English.
 * Source: help.aliyun.com/document_detail/44335.html.
 */
export const renderMessage = (signName: string, text: string, domestic: boolean): string =>
  !domestic && plainEnglish.test(signName + text) ? `[${signName}] ${text}` : `【${signName}】${text}`

const gsm = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà|^€{}[\]~\\]*$/
const doubled = /[|^€{}[\]~\\]/g

/**
 * How many messages a text is billed as. Mainland: 70 characters, else 67 a part; abroad 160 or 153 in the GSM alphabet
 * (some characters count twice), anything else as on the mainland.
 */
export function countParts(text: string, domestic: boolean): number {
  const inGsm = !domestic && gsm.test(text)
  const length = text.length + (inGsm ? (text.match(doubled)?.length ?? 0) : 0)
  const [single, each] = inGsm ? [160, 153] : [70, 67]
  return length <= single ? 1 : Math.ceil(length / each)
}

/** What becomes of `TemplateParam`: its values, or the code of the refusal. */
export type ParsedParams = { values: Record<string, string> } | { code: 'isv.INVALID_JSON_PARAM' }

/** Reads `TemplateParam`: a JSON object whose values are strings; numbers only where `numbers` allows them. */
export function parseTemplateParam(text: string | undefined, numbers = false): ParsedParams {
  if (text === undefined || text.trim() === '') return { values: {} }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { code: 'isv.INVALID_JSON_PARAM' }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { code: 'isv.INVALID_JSON_PARAM' }
  const values: [string, string][] = []
  for (const [name, value] of Object.entries(json)) {
    if (typeof value === 'string') values.push([name, value])
    else if (numbers && typeof value === 'number') values.push([name, String(value)])
    else return { code: 'isv.INVALID_JSON_PARAM' }
  }
  return { values: Object.fromEntries(values) }
}
