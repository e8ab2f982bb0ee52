import type { SmsCountries, SmsLimits, SmsPolicy, SmsPolicyInput } from '@sms-settings/api'

export const RULES = ['lifetime', 'attempts', 'resendWait', 'codeLength'] as const
export type Rule = (typeof RULES)[number]
export const LIMITS = [
  'phonePerMinute',
  'phonePerHour',
  'phonePerDay',
  'ipPerHour',
  'appPerDay',
  'countryPerHour',
  'prefixPerHour',
] as const satisfies readonly (keyof SmsLimits)[]
const LISTS = ['safeList', 'blockList'] as const

type Rules = Partial<Pick<SmsPolicyInput, Rule>>
type Bounds = SmsPolicy['bounds']

/** What stands in the fields of the form, by their names. A field that is not here is empty: what it is for is inherited. */
export type Fields = Readonly<Record<string, string>>

/** The field of a rule: for all purposes, or for one. */
export const ruleField = (rule: Rule, purpose: string | null): string =>
  purpose === null ? rule : `purposes.${purpose}.${rule}`
export const limitField = (limit: keyof SmsLimits): string => `limits.${limit}`

const rulesIn = (set: Rules, purpose: string | null) =>
  RULES.flatMap((rule) => (set[rule] === undefined ? [] : [[ruleField(rule, purpose), [set[rule]].flat().join(', ')]]))

/** What an App has set, as it stands in the fields. */
export const fieldsOf = (set: SmsPolicyInput): Fields =>
  Object.fromEntries([
    ...rulesIn(set, null),
    ...(set.purposes ?? []).flatMap((it) => rulesIn(it, it.purpose)),
    ...Object.entries(set.limits ?? {}).map(([name, value]) => [`limits.${name}`, String(value)]),
    ...LISTS.flatMap((name) => (set[name]?.length ? [[name, set[name].join('\n')]] : [])),
  ])

// A Chinese keyboard has its own digits and commas.
const plain = (text: string | undefined) => (text ?? '').normalize('NFKC').replaceAll('、', ',').trim()
/** 10,000 as numbers are shown here, or 10000. */
const wholeIn = (text: string) =>
  /^(\d+|\d{1,3}([, ]\d{3})+)$/.test(text) ? Number(text.replace(/\D/g, '')) : Number.NaN
const partsOf = (text: string | undefined) =>
  plain(text)
    .split(/[\n,;]+/)
    .flatMap((it) => it.trim() || [])

/** A rule as what stands in its field means it; undefined for nothing. */
const ruleIn = (fields: Fields, rule: Rule, purpose: string | null): number | number[] | undefined => {
  const text = plain(fields[ruleField(rule, purpose)])
  if (text === '') return undefined
  return rule === 'resendWait' ? partsOf(text).map(Number) : wholeIn(text)
}
const rulesOf = (fields: Fields, purpose: string | null): Rules =>
  Object.fromEntries(RULES.map((rule) => [rule, ruleIn(fields, rule, purpose)]).filter(([, it]) => it !== undefined))

/**
 * The policy as the fields have it. Rules of purposes that the host has taken away since are left out: they hold for
 * nothing, and the server refuses them.
 */
export const policyIn = (
  fields: Fields,
  countries: SmsCountries | undefined,
  purposes: readonly string[],
): SmsPolicyInput => {
  const limits = Object.fromEntries(
    LIMITS.flatMap((name) => {
      const text = plain(fields[limitField(name)])
      return text === '' ? [] : [[name, wholeIn(text)]]
    }),
  )
  const own = purposes
    .map((purpose) => ({ purpose, ...rulesOf(fields, purpose) }))
    .filter((it) => Object.keys(it).length > 1)
  const lists = LISTS.map((name) => [name, partsOf(fields[name])] as const).filter(([, it]) => it.length > 0)
  return {
    ...rulesOf(fields, null),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
    ...(countries ? { countries } : {}),
    ...Object.fromEntries(lists),
    ...(own.length > 0 ? { purposes: own } : {}),
  }
}

/** What is wrong with what stands in a field. */
export type Problem =
  | { kind: 'whole' | 'wholes' }
  | { kind: 'low' | 'high'; bound: number }
  | { kind: 'many'; bound: number }

const MOST_WAITS = 10

export const boundsOf = (name: string, bounds: Bounds): { minimum: number; maximum: number } | undefined => {
  const [part = '', ...rest] = name.split('.')
  if (part === 'limits') return { minimum: 0, maximum: bounds.limits[rest[0] as keyof SmsLimits] }
  const rule = part === 'purposes' ? rest[1] : part
  return RULES.includes(rule as Rule) ? bounds[rule as Rule] : undefined
}

/** What is wrong with the text of a field; null when nothing is, or it is empty. */
export const problemIn = (name: string, text: string | undefined, bounds: Bounds): Problem | null => {
  const within = boundsOf(name, bounds)
  const given = plain(text)
  if (!within || given === '') return null
  const isList = name.endsWith('resendWait')
  const values = isList ? partsOf(given).map((it) => (/^\d+$/.test(it) ? Number(it) : Number.NaN)) : [wholeIn(given)]
  if (values.length === 0 || values.some(Number.isNaN)) return { kind: isList ? 'wholes' : 'whole' }
  if (values.some((it) => it < within.minimum)) return { kind: 'low', bound: within.minimum }
  if (values.some((it) => it > within.maximum)) return { kind: 'high', bound: within.maximum }
  return isList && values.length > MOST_WAITS ? { kind: 'many', bound: MOST_WAITS } : null
}

/** The field that the server's `purposes.0.lifetime.1` is about, given what was sent. */
export const fieldAt = (path: string, sent: SmsPolicyInput): string | undefined => {
  const [part = '', at = '', rule = ''] = path.split('.')
  if (part === 'purposes') {
    const purpose = sent.purposes?.[Number(at)]?.purpose
    return purpose === undefined ? undefined : ruleField(RULES.find((it) => it === rule) ?? 'lifetime', purpose)
  }
  return part === 'limits' ? `limits.${at}` : part || undefined
}
