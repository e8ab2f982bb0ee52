import type { SmsTemplateWarning } from '@sms-settings/api'
import { variablesOf } from './variables.ts'

/** Words by which a text gives away what it is for, most telling first. */
const PURPOSE_WORDS: [purpose: string, words: RegExp][] = [
  ['reset_password', /重置|找回|修改密码|密码重设|reset|recover|forg[eo]t|password/i],
  ['sign_up', /注册|开户|sign[\s-]?up|register|registration/i],
  ['log_in', /登录|登陆|log[\s-]?in|sign[\s-]?in/i],
]

/** What a text seems to be for; null when it does not say. */
export const suggestedPurpose = (name: string, content: string): string | null => {
  // The name was given by somebody who knew; the text may mention a password only to keep it.
  for (const text of [name, content]) for (const [purpose, words] of PURPOSE_WORDS) if (words.test(text)) return purpose
  return null
}

const UNITS: [RegExp, number][] = [
  [/(\d{1,4})\s*(?:分钟|min(?:ute)?s?\b|mininutes)/gi, 60],
  [/(\d{1,5})\s*(?:秒|sec(?:ond)?s?\b)/gi, 1],
  [/(\d{1,3})\s*(?:小时|hours?\b)/gi, 3600],
]

/** The lifetimes that a text names, in seconds. */
export const lifetimesIn = (content: string): number[] =>
  UNITS.flatMap(([pattern, seconds]) => [...content.matchAll(pattern)].map(([, count]) => Number(count) * seconds))

type Linted = { name: string; content: string; type: string; purpose: string | null }

/**
 * What will trouble those who get a code by this text.
 * @param lifetime of our codes, in seconds
 */
export const lint = ({ name, content, type, purpose }: Linted, lifetime: number): SmsTemplateWarning[] => {
  if (type !== 'verification') return []
  const warnings: SmsTemplateWarning[] = []
  const variables = variablesOf(content)
  const named = lifetimesIn(content)
  if (!variables.includes('code'))
    warnings.push({
      code: 'no_code_variable',
      message: 'The text has no ${code} variable: no code can be sent with it',
    })
  if (variables.length > 1)
    warnings.push({
      code: 'more_variables',
      message: `The text has more than one variable (${variables.join(', ')}): the host must fill the others`,
    })
  if (named.length > 0 && !named.includes(lifetime))
    warnings.push({
      code: 'lifetime_differs',
      message: `The text says that the code is valid for ${named.join(' or ')} seconds, but codes live for ${lifetime}`,
    })
  const suggested = suggestedPurpose(name, content)
  if (purpose !== null && suggested !== null && suggested !== purpose)
    warnings.push({ code: 'purpose_differs', message: `The text seems to be for ${suggested}, not for ${purpose}` })
  return warnings
}
