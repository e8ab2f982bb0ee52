import type { StatisticsGroup } from '@sms-settings/api'
import { defineWords } from '../words/words.ts'
import type { Span } from './range.ts'

/** What becomes of an SMS, in the order that charts draw it. */
export const OUTCOMES = ['delivered', 'failed', 'open', 'refused'] as const
export type Outcome = (typeof OUTCOMES)[number]
/** What becomes of a code. */
export const USES = ['used', 'unused'] as const
export type Use = (typeof USES)[number]

type Texts = {
  title: string
  text: string
  range: string
  spans: Record<Span, string>
  firstDay: string
  lastDay: string
  app: string
  allApps: string
  showAllApps: string
  groupBy: string
  groups: Record<StatisticsGroup, string>
  /** The heading of the first column. */
  columns: Record<StatisticsGroup, string>
  total: string
  from: (first: string, last: string) => string
  sent: string
  notTaken: (count: string) => string
  allTaken: string
  delivered: string
  failed: string
  open: string
  refused: string
  started: string
  approved: string
  conversion: string
  conversionNote: (used: string, asked: string) => string
  wasted: string
  wastedNote: string
  ofSent: (share: string) => string
  speed: string
  p50: (time: string) => string
  speedNote: (p95: string) => string
  p95: (time: string) => string
  outcomes: Record<Outcome, string>
  uses: Record<Use, string>
  smsChart: Record<Exclude<StatisticsGroup, 'error'>, string> & { error: string }
  codeChart: string
  /** Names and numbers of one bar. */
  pair: (name: string, value: string) => string
  bar: (name: string, parts: string) => string
  /** Names and numbers after each other. */
  parts: (all: readonly string[]) => string
  /** A chart in words; the most is of one bar. */
  summary: (time: string, parts: string, most: string, value: string) => string
  pickDay: string
  others: (count: number) => string
  chartFailed: string
  table: string
  showRows: (count: string) => string
  incomplete: (count: string) => string
  countedUntil: (when: string) => string
  console: string
  unnamed: Record<'template' | 'country' | 'error', string>
  nothing: string
  emptyTitle: string
  emptyText: string
  noErrors: string
}

const en: Texts = {
  title: 'Statistics',
  text: 'How many SMS were sent, arrived and were used. A day is one of UTC, from midnight to midnight; an SMS counts on the day it was asked for, a code once it is used or 90 seconds old.',
  range: 'Period',
  spans: { 7: 'The last 7 days', 30: 'The last 30 days', 90: 'The last 90 days', chosen: 'Choose dates' },
  firstDay: 'From (UTC)',
  lastDay: 'To (UTC)',
  app: 'App',
  allApps: 'All Apps',
  showAllApps: 'Show all Apps',
  groupBy: 'Divided by',
  groups: { day: 'Days', app: 'Apps', template: 'Templates', country: 'Countries', error: 'Errors' },
  columns: { day: 'Day (UTC)', app: 'App', template: 'Template', country: 'Country', error: 'Error' },
  total: 'In all',
  from: (first, last) => `${first} to ${last}`,
  sent: 'Sent',
  notTaken: (count) => `${count} more were not taken by the platform`,
  allTaken: 'SMS that the platform took',
  delivered: 'Delivered',
  failed: 'Failed',
  open: 'No report',
  refused: 'Not taken',
  started: 'Codes asked for',
  approved: 'Used',
  conversion: 'Codes used',
  conversionNote: (used, asked) => `${used} of ${asked} codes asked for`,
  wasted: 'Wasted',
  wastedNote: 'SMS whose code nobody used',
  ofSent: (share) => `${share} of those sent`,
  speed: 'Time to deliver',
  p50: (time) => `Half within ${time}`,
  p95: (time) => `19 of 20 within ${time}`,
  speedNote: (p95) => `Half are faster, 19 of 20 take at most ${p95}`,
  outcomes: { delivered: 'Delivered', failed: 'Failed', open: 'No report yet', refused: 'Not taken by the platform' },
  uses: { used: 'Used', unused: 'Not used' },
  smsChart: {
    day: 'What became of the SMS of each day',
    app: 'What became of the SMS of each App',
    template: 'What became of the SMS of each template',
    country: 'What became of the SMS to each country',
    error: 'What SMS failed of, or were not taken for',
  },
  codeChart: 'Codes that were used, of those asked for',
  pair: (name, value) => `${name}: ${value}`,
  bar: (name, parts) => `${name}. ${parts}`,
  parts: (all) => all.join('; '),
  summary: (time, parts, most, value) => `${time}. ${parts}. Most: ${most} (${value}).`,
  pickDay: 'Day by day, with the arrow keys',
  others: (count) => (count === 1 ? 'One more is in the table.' : `${count} more are in the table.`),
  chartFailed: 'The chart could not be loaded. All figures are in the table.',
  table: 'All figures',
  showRows: (count) => `Show all ${count} rows`,
  incomplete: (count) => `There are more than are listed: these are the ${count} with most SMS.`,
  countedUntil: (when) => `Counted until ${when}. What happened since is not in here yet.`,
  console: 'Tests from the console',
  unnamed: { template: 'Unknown template', country: 'Unknown country', error: 'No code' },
  nothing: '–',
  emptyTitle: 'No SMS in this time',
  emptyText:
    'Once an App asks for a code, or you send a test SMS, it is counted here. You can also choose a longer time.',
  noErrors: 'No SMS failed in this time.',
}

export const statisticsWords = /* @__PURE__ */ defineWords('statistics', en, {
  title: '统计',
  text: '短信的发送、送达和使用情况。按 UTC 自然日统计，短信计入请求当天；验证码在使用后或请求 90 秒后计入。',
  range: '时间范围',
  spans: { 7: '最近 7 天', 30: '最近 30 天', 90: '最近 90 天', chosen: '自选日期' },
  firstDay: '从（UTC）',
  lastDay: '至（UTC）',
  app: 'App',
  allApps: '全部 App',
  showAllApps: '查看全部 App',
  groupBy: '分组方式',
  groups: { day: '按日', app: '按 App', template: '按模板', country: '按国家或地区', error: '按错误' },
  columns: { day: '日期 (UTC)', app: 'App', template: '模板', country: '国家或地区', error: '错误' },
  total: '合计',
  from: (first, last) => `${first}至${last}`,
  sent: '已发送',
  notTaken: (count) => `另有 ${count} 条平台未受理`,
  allTaken: '平台已受理的短信',
  delivered: '已送达',
  failed: '失败',
  open: '无回执',
  refused: '未受理',
  started: '请求的验证码',
  approved: '已使用',
  conversion: '验证码使用率',
  conversionNote: (used, asked) => `请求 ${asked} 个，使用 ${used} 个`,
  wasted: '浪费',
  wastedNote: '验证码未被使用的短信',
  ofSent: (share) => `占已发送的 ${share}`,
  speed: '送达用时',
  p50: (time) => `半数不超过 ${time}`,
  p95: (time) => `95% 不超过 ${time}`,
  speedNote: (p95) => `半数更快，95% 不超过 ${p95}`,
  outcomes: { delivered: '已送达', failed: '失败', open: '尚无回执', refused: '平台未受理' },
  uses: { used: '已使用', unused: '未使用' },
  smsChart: {
    day: '每日短信结果',
    app: '各 App 的短信结果',
    template: '各模板的短信结果',
    country: '各国家或地区的短信结果',
    error: '短信失败或未受理的原因',
  },
  codeChart: '请求的验证码中已使用的数量',
  pair: (name, value) => `${name}：${value}`,
  bar: (name, parts) => `${name}。${parts}`,
  parts: (all) => all.join('；'),
  summary: (time, parts, most, value) => `${time}。${parts}。最多：${most}（${value}）。`,
  pickDay: '用方向键逐日查看',
  others: (count) => `另有 ${count} 项见表格。`,
  chartFailed: '图表无法加载，全部数据见表格。',
  table: '全部数据',
  showRows: (count) => `显示全部 ${count} 行`,
  incomplete: (count) => `未全部列出：仅显示短信最多的 ${count} 项。`,
  countedUntil: (when) => `统计截至${when}，其后的数据尚未计入。`,
  console: '控制台测试短信',
  unnamed: { template: '未知模板', country: '未知国家或地区', error: '无错误码' },
  nothing: '–',
  emptyTitle: '此时间内没有短信',
  emptyText: '一旦有 App 请求验证码，或您发送测试短信，就会计入这里。也可以选择更长的时间。',
  noErrors: '此时间内没有失败的短信。',
})
