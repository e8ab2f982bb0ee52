import type { SmsLimits } from '@sms-settings/api'
import { defineWords } from '../words/words.ts'
import type { Rule } from './policy-fields.ts'

type Texts = Record<Rule, string> & {
  title: string
  text: string
  readOnlyText: string
  rules: string
  rulesText: string
  purpose: string
  allPurposes: string
  allPurposesText: string
  asAllPurposes: string
  ownRules: (count: number) => string
  /** Of all purposes, as a purpose goes back to it. */
  ofAllPurposes: (value: string) => string
  operators: string
  operatorsValue: (value: string) => string
  own: string
  ownOfPurpose: string
  inherit: (field: string, value: string) => string
  reset: string
  resetOf: (name: string) => string
  resetAll: string
  within: (low: string, high: string) => string
  atMost: (high: string) => string
  problems: {
    whole: string
    wholes: string
    low: (bound: string) => string
    high: (bound: string) => string
    many: (bound: string) => string
  }
  limits: string
  limitsText: string
  limit: Record<keyof SmsLimits, string>
  countries: string
  allCountries: string
  others: string
  modes: Record<'allow' | 'monitor' | 'block', string>
  modesText: Record<'allow' | 'monitor' | 'block', string>
  named: string
  operatorAllows: (countries: string) => string
  operatorAllowsSome: (count: number) => string
  mode: string
  modeOf: (country: string) => string
  addCountries: string
  searchCountries: string
  noCountry: string
  add: (count: number) => string
  remove: (name: string) => string
  lists: string
  safeList: string
  safeListText: string
  blockList: string
  blockListText: string
  save: string
  saved: string
  discard: string
  unsaved: string
  notAPhone: (text: string) => string
}

const en: Texts = {
  title: 'Policy',
  text: 'How codes are made, checked and limited for this App. An empty field follows the operator.',
  readOnlyText: 'How codes are made, checked and limited for this App.',
  rules: 'Rules for codes',
  rulesText:
    'The first row holds for all purposes. Below it, a purpose can have rules of its own; what you leave empty follows the row above.',
  purpose: 'Purpose',
  allPurposes: 'All purposes',
  allPurposesText: 'Unless a purpose says otherwise',
  asAllPurposes: 'As all purposes',
  ownRules: (count) => (count === 1 ? 'One rule of its own' : `${count} rules of its own`),
  ofAllPurposes: (value) => `All purposes: ${value}`,
  operators: 'Operator’s default',
  operatorsValue: (value) => `Operator’s default: ${value}`,
  own: 'Set for this App',
  ownOfPurpose: 'Set for this purpose',
  inherit: (field, value) => `${field}: back to ${value}`,
  reset: 'Reset',
  resetOf: (name) => `Reset: ${name}`,
  resetAll: 'Follow the operator’s rules and limits',
  lifetime: 'Lifetime, in seconds',
  attempts: 'Wrong codes until it is over',
  resendWait: 'Wait before each resend, in seconds',
  codeLength: 'Digits of a code',
  within: (low, high) => `${low} to ${high}`,
  atMost: (high) => `At most ${high}`,
  problems: {
    whole: 'Enter a whole number.',
    wholes: 'Enter whole numbers with commas between them: 60, 120, 300.',
    low: (bound) => `Enter ${bound} or more.`,
    high: (bound) => `Enter ${bound} or less.`,
    many: (bound) => `Enter at most ${bound} waits. The last one repeats.`,
  },
  limits: 'Limits',
  limitsText: 'How many codes may be asked for. 0 lets nothing through.',
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
  allCountries: 'All countries',
  others: 'Countries not named below',
  modes: { allow: 'Allow', monitor: 'Allow and watch', block: 'Block' },
  modesText: {
    allow: 'Codes are sent; a number prefix under attack is blocked for hours.',
    monitor: 'Codes are sent; a number prefix under attack is only reported.',
    block: 'No code is sent.',
  },
  named: 'Countries with a rule of their own',
  operatorAllows: (countries) => `The operator allows SMS to ${countries} only.`,
  operatorAllowsSome: (count) => `The operator allows SMS to ${count} countries only.`,
  mode: 'Rule',
  modeOf: (country) => `Rule: ${country}`,
  addCountries: 'Add countries',
  searchCountries: 'Search by name or code',
  noCountry: 'No country is called that.',
  add: (count) => (count === 0 ? 'Add' : count === 1 ? 'Add one country' : `Add ${count} countries`),
  remove: (name) => `Remove ${name}`,
  lists: 'Numbers',
  safeList: 'Safe list',
  safeListText: 'Never held back by countries or by the watch for fraud. One number a line: +8613900001234',
  blockList: 'Block list',
  blockListText: 'No SMS is ever sent to these. One number a line.',
  save: 'Save',
  saved: 'The policy was saved.',
  discard: 'Discard changes',
  unsaved: 'Not saved yet',
  notAPhone: (text) => `${text} is not a whole phone number, such as +8613900001234.`,
}

export const policyWords = /* @__PURE__ */ defineWords('policy', en, {
  title: '策略',
  text: '此 App 的验证码如何生成、校验和限制。留空则沿用运营方的设置。',
  readOnlyText: '此 App 的验证码如何生成、校验和限制。',
  rules: '验证码规则',
  rulesText: '第一行适用于所有用途。其下可为单个用途单独设置；留空则沿用第一行。',
  purpose: '用途',
  allPurposes: '所有用途',
  allPurposesText: '除非用途另有设置',
  asAllPurposes: '与所有用途相同',
  ownRules: (count) => `${count} 项单独设置`,
  ofAllPurposes: (value) => `所有用途：${value}`,
  operators: '运营方默认值',
  operatorsValue: (value) => `运营方默认值：${value}`,
  own: '此 App 的设置',
  ownOfPurpose: '此用途的设置',
  inherit: (field, value) => `${field}：恢复为 ${value}`,
  reset: '恢复',
  resetOf: (name) => `恢复：${name}`,
  resetAll: '规则和限制全部沿用运营方设置',
  lifetime: '有效期（秒）',
  attempts: '允许输错次数',
  resendWait: '每次重发前的等待（秒）',
  codeLength: '验证码位数',
  within: (low, high) => `${low} 至 ${high}`,
  atMost: (high) => `最多 ${high}`,
  problems: {
    whole: '请填写整数。',
    wholes: '请填写以逗号分隔的整数：60, 120, 300。',
    low: (bound) => `不能小于 ${bound}。`,
    high: (bound) => `不能大于 ${bound}。`,
    many: (bound) => `最多填写 ${bound} 个，最后一个会重复使用。`,
  },
  limits: '限制',
  limitsText: '最多可以请求多少次验证码。0 表示一律不放行。',
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
  allCountries: '所有国家和地区',
  others: '未在下方列出的国家和地区',
  modes: { allow: '允许', monitor: '允许并监控', block: '禁止' },
  modesText: {
    allow: '发送验证码；遭到攻击的号段会被拦截数小时。',
    monitor: '发送验证码；遭到攻击的号段只告警，不拦截。',
    block: '不发送验证码。',
  },
  named: '单独设置的国家和地区',
  operatorAllows: (countries) => `运营方只允许向${countries}发送短信。`,
  operatorAllowsSome: (count) => `运营方只允许向 ${count} 个国家和地区发送短信。`,
  mode: '规则',
  modeOf: (country) => `规则：${country}`,
  addCountries: '添加国家或地区',
  searchCountries: '按名称或代码搜索',
  noCountry: '没有这个国家或地区。',
  add: (count) => (count === 0 ? '添加' : `添加 ${count} 个国家或地区`),
  remove: (name) => `移除${name}`,
  lists: '号码',
  safeList: '白名单',
  safeListText: '不受国家限制和欺诈监控影响。每行一个号码：+8613900001234',
  blockList: '黑名单',
  blockListText: '从不向这些号码发送短信。每行一个号码。',
  save: '保存',
  saved: '策略已保存。',
  discard: '放弃修改',
  unsaved: '尚未保存',
  notAPhone: (text) => `${text} 不是完整的手机号码，例如 +8613900001234。`,
})
