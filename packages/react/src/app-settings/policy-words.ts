import type { SmsLimits } from '@sms-settings/api'
import { defineWords } from '../words/words.ts'

type Texts = {
  title: string
  text: string
  codes: string
  lifetime: string
  attempts: string
  resendWait: string
  resendWaitText: string
  codeLength: string
  seconds: (text: string) => string
  between: (low: string, high: string) => string
  atMost: (high: string) => string
  limits: string
  limitsText: string
  limit: Record<keyof SmsLimits, string>
  countries: string
  others: string
  modes: Record<'allow' | 'monitor' | 'block', string>
  named: string
  country: string
  mode: string
  addCountry: string
  remove: (name: string) => string
  lists: string
  safeList: string
  safeListText: string
  blockList: string
  blockListText: string
  save: string
  saved: string
  reset: string
  notNumbers: string
  badCountry: string
  operator: (value: string) => string
  operatorOwn: string
  notAPhone: (text: string) => string
}

const en: Texts = {
  title: 'Policy',
  text: 'How codes are made, checked and limited for this App. An empty field follows the operator, whose value it shows.',
  codes: 'Codes',
  lifetime: 'Lifetime, in seconds',
  attempts: 'Wrong codes until it is over',
  resendWait: 'Wait before each resend, in seconds',
  resendWaitText: 'One after another, with commas: 60, 120, 300. The last one repeats.',
  codeLength: 'Digits of a code',
  seconds: (text) => `${text} s`,
  between: (low, high) => `${low} to ${high}`,
  atMost: (high) => `At most ${high}`,
  limits: 'Limits',
  limitsText: '0 lets nothing through.',
  limit: {
    phonePerMinute: 'One phone, a minute',
    phonePerHour: 'One phone, an hour',
    phonePerDay: 'One phone, a day',
    ipPerHour: 'One address, an hour',
    appPerDay: 'This App, a day',
    countryPerHour: 'One country, an hour',
    prefixPerHour: 'One number prefix, an hour',
  },
  countries: 'Countries',
  others: 'Countries not named below',
  modes: { allow: 'Allow', monitor: 'Allow and watch', block: 'Block' },
  named: 'Countries with a rule of their own',
  country: 'Country, two letters',
  mode: 'Rule',
  addCountry: 'Add a country',
  remove: (name) => `Remove ${name}`,
  lists: 'Numbers',
  safeList: 'Safe list',
  safeListText: 'Never held back by countries or by the watch for fraud. One number a line: +8613900001234',
  blockList: 'Block list',
  blockListText: 'No SMS is ever sent to these. One number a line.',
  save: 'Save',
  saved: 'The policy was saved.',
  reset: 'Follow the operator’s rules and limits',
  notNumbers: 'Whole numbers with commas between them.',
  badCountry: 'Two letters, such as CN or GB.',
  operator: (value) => `Operator: ${value}`,
  operatorOwn: 'As the operator has it',
  notAPhone: (text) => `${text} is not a whole phone number, such as +8613900001234.`,
}

export const policyWords = defineWords('policy', en, {
  title: '策略',
  text: '此 App 的验证码如何生成、校验和限制。留空则沿用运营方的设置，并显示其值。',
  codes: '验证码',
  lifetime: '有效期（秒）',
  attempts: '允许输错次数',
  resendWait: '每次重发前的等待（秒）',
  resendWaitText: '依次填写，用逗号分隔：60, 120, 300。最后一个会重复使用。',
  codeLength: '验证码位数',
  seconds: (text) => `${text} 秒`,
  between: (low, high) => `${low} 至 ${high}`,
  atMost: (high) => `最多 ${high}`,
  limits: '限制',
  limitsText: '0 表示一律不放行。',
  limit: {
    phonePerMinute: '同一号码每分钟',
    phonePerHour: '同一号码每小时',
    phonePerDay: '同一号码每天',
    ipPerHour: '同一地址每小时',
    appPerDay: '此 App 每天',
    countryPerHour: '同一国家或地区每小时',
    prefixPerHour: '同一号段每小时',
  },
  countries: '国家和地区',
  others: '未在下方列出的国家和地区',
  modes: { allow: '允许', monitor: '允许并监控', block: '禁止' },
  named: '单独设置的国家和地区',
  country: '国家或地区（两个字母）',
  mode: '规则',
  addCountry: '添加国家或地区',
  remove: (name) => `移除${name}`,
  lists: '号码',
  safeList: '白名单',
  safeListText: '不受国家限制和欺诈监控影响。每行一个号码：+8613900001234',
  blockList: '黑名单',
  blockListText: '从不向这些号码发送短信。每行一个号码。',
  save: '保存',
  saved: '策略已保存。',
  reset: '规则和限制全部沿用运营方设置',
  notNumbers: '请填写以逗号分隔的整数。',
  badCountry: '两个字母，例如 CN 或 GB。',
  operator: (value) => `运营方：${value}`,
  operatorOwn: '沿用运营方设置',
  notAPhone: (text) => `${text} 不是完整的手机号码，例如 +8613900001234。`,
})
