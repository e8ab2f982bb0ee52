import type { SmsCountries, SmsLimits, SmsPolicy, SmsPolicyInput } from '@sms-settings/api'
import { smsError } from '../errors.ts'
import type { VerificationRules } from '../rules.ts'

/** The rules that codes of one purpose follow. */
export type CodeRules = Pick<SmsPolicy['inherited'], 'lifetime' | 'attempts' | 'resendWait' | 'codeLength'>

/** What an App has set, without its lists of phone numbers. */
export type StoredPolicy = Omit<SmsPolicyInput, 'safeList' | 'blockList'>

const RULES = ['lifetime', 'attempts', 'resendWait', 'codeLength'] as const

const pick = (from: Partial<CodeRules>): Partial<CodeRules> =>
  Object.fromEntries(RULES.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]))

/** The rules of a purpose: what the App set for it, else for all purposes, else the operator's. */
export const rulesFor = (rules: VerificationRules, set: StoredPolicy, purpose: string): CodeRules => {
  const { lifetime, attempts, resendWait, codeLength } = rules
  const own = set.purposes?.find((it) => it.purpose === purpose) ?? {}
  return { lifetime, attempts, resendWait, codeLength, ...pick(set), ...pick(own) }
}

export const limitsFor = (rules: VerificationRules, set: StoredPolicy): SmsLimits => ({
  ...rules.limits,
  ...set.limits,
})
export const countriesFor = (rules: VerificationRules, set: StoredPolicy): SmsCountries =>
  set.countries ?? rules.countryModes

/** What holds where a purpose has no rules of its own. */
export const valuesFor = (rules: VerificationRules, set: StoredPolicy): SmsPolicy['inherited'] => ({
  ...rulesFor(rules, set, ''),
  limits: limitsFor(rules, set),
  countries: countriesFor(rules, set),
})

const outside = (field: string, { minimum, maximum }: { minimum: number; maximum: number }) =>
  smsError('SMS_POLICY_OUT_OF_BOUNDS', [`${field} must be from ${minimum} to ${maximum}`], { field })

const checkRules = (set: Partial<CodeRules>, path: string, { bounds }: VerificationRules): void => {
  for (const name of RULES) {
    const given = set[name]
    const bound = bounds[name]
    for (const value of Array.isArray(given) ? given : given === undefined ? [] : [given])
      if (value < bound.minimum || value > bound.maximum) throw outside(`${path}.${name}`, bound)
  }
}

/**
 * Checks that a policy stays within what the operator allows.
 * @throws `SMS_POLICY_OUT_OF_BOUNDS` naming the field
 */
export const checkPolicy = (set: SmsPolicyInput, rules: VerificationRules): void => {
  const refuse = (field: string, wants: string) =>
    smsError('SMS_POLICY_OUT_OF_BOUNDS', [`${field} ${wants}`], { field })
  checkRules(set, 'body', rules)
  for (const [index, own] of (set.purposes ?? []).entries()) {
    const field = `body.purposes.${index}.purpose`
    if (!rules.purposes.includes(own.purpose)) throw refuse(field, `must be one of ${rules.purposes.join(', ')}`)
    if (set.purposes?.findIndex((it) => it.purpose === own.purpose) !== index) throw refuse(field, 'is there twice')
    checkRules(own, `body.purposes.${index}`, rules)
  }
  for (const [name, value] of Object.entries(set.limits ?? {})) {
    const maximum = rules.bounds.limits[name as keyof SmsLimits]
    if (value > maximum) throw outside(`body.limits.${name}`, { minimum: 0, maximum })
  }
  for (const [index, { country, mode }] of (set.countries?.named ?? []).entries())
    if (mode !== 'block' && rules.countries && !rules.countries.includes(country))
      throw refuse(
        `body.countries.named.${index}.country`,
        `is not among the countries that the operator allows: ${rules.countries.join(', ')}`,
      )
}
