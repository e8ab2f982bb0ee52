import type { SmsTemplateWarning } from '@sms-settings/api'
import { variablesOf } from './variables.ts'

type Telling = [purpose: string, words: RegExp]

/** Words by which a text gives away what it is for, most telling first. */
const TELLING: Telling[] = [
  ['reset_password', /重置|重设|找回|修改密码|忘记密码|\breset|\brecover|\bforg[eo]t/i],
  ['sign_up', /注册|开户|\bsign(?:ed|ing)?[\s-]?up\b|\bregist(?:er|ration)/i],
  ['log_in', /登录|登陆|\b(?:log(?:ged|ging)?|sign(?:ed|ing)?)[\s-]?in\b/i],
]
/** Words that tell when no others do: texts for other purposes mention a password to say that it must be kept. */
const HINTS: Telling[] = [['reset_password', /密码|\bpassword/i]]

/** What a text seems to be for; null when it does not say. */
export const suggestedPurpose = (name: string, content: string): string | null => {
  // The name was given by somebody who knew.
  for (const telling of [TELLING, HINTS])
    for (const text of [name, content]) for (const [purpose, words] of telling) if (words.test(text)) return purpose
  return null
}

/** Numbers that texts write out. */
const WRITTEN: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  five: 5,
  ten: 10,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  sixty: 60,
  一: 1,
  两: 2,
  二: 2,
  三: 3,
  五: 5,
  十: 10,
  十五: 15,
  二十: 20,
  三十: 30,
  六十: 60,
}
const written = Object.keys(WRITTEN).sort((a, b) => b.length - a.length)
// Not the 5 of 1.5, nor the 五 of 二十五.
const NUMBER = `(?<![.\\w一二两三四五六七八九十])(\\d{1,5}|${written.join('|')})[\\s-]*`

const UNITS: [RegExp, number][] = [
  [new RegExp(`${NUMBER}(?:分钟|min(?:ute)?s?\\b|mininutes)`, 'gi'), 60],
  [new RegExp(`${NUMBER}(?:秒|s(?:ec(?:ond)?s?)?\\b)`, 'gi'), 1],
  [new RegExp(`${NUMBER}(?:个?小时|hours?\\b)`, 'gi'), 3600],
]

/** The lifetimes that a text names, in seconds. */
export const lifetimesIn = (content: string): number[] => {
  const text = content.replace(/[０-９]/g, (digit) => digit.normalize('NFKC'))
  return UNITS.flatMap(([pattern, seconds]) =>
    [...text.matchAll(pattern)].map(([, count = '']) => (WRITTEN[count.toLowerCase()] ?? Number(count)) * seconds),
  )
}

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
