import type { MessageStatus } from '@sms-settings/api'
import { defineWords } from '../words/words.ts'

type Texts = {
  title: string
  text: string
  phone: string
  app: string
  purpose: string
  sentWith: string
  account: string
  status: string
  statuses: Record<MessageStatus, string>
  test: string
  all: string
  from: string
  to: string
  wholeNumber: string
  find: string
  showAll: string
  download: string
  downloaded: string
  emptyTitle: string
  emptyText: string
  notFound: string
  notFoundText: string
  wrongNumber: string
  view: string
  /** Of a row, for who does not see it. */
  viewOne: (phone: string, time: string) => string
  message: string
  platformPage: string
  signature: string
  template: string
  templateCode: string
  region: string
  code: string
  created: string
  settled: string
  reported: string
  notYet: string
  after: (duration: string) => string
  messageId: string
  verificationId: string
  requestId: string
  bizId: string
  timeline: string
  timelineOf: string
  allow: string
  allowTitle: (phone: string) => string
  allowText: (app: string) => string
  wasAllowed: (phone: string) => string
}

const en: Texts = {
  title: 'Messages',
  text: 'Every SMS that was handed to the platform, and what became of it. Numbers are masked; codes are never kept.',
  phone: 'Phone',
  app: 'App',
  purpose: 'Purpose',
  sentWith: 'Sent with',
  account: 'SMS account',
  status: 'Status',
  statuses: {
    queued: 'Being handed over',
    accepted: 'Handed over',
    delivered: 'Delivered',
    failed: 'Not delivered',
    unknown: 'Outcome unknown',
  },
  test: 'Test from the console',
  all: 'All',
  from: 'From',
  to: 'To',
  wholeNumber: 'Whole phone number',
  find: 'Find',
  showAll: 'Remove all filters',
  download: 'Download CSV',
  downloaded: 'The CSV file has been downloaded.',
  emptyTitle: 'No SMS has been sent yet',
  emptyText: 'As soon as an App asks for a code, or you send a test SMS from a template, it is listed here.',
  notFound: 'No SMS matches',
  notFoundText: 'A code that was refused, by a limit for example, is not in this list: look at the number’s timeline.',
  wrongNumber: 'Correct the phone number above, or remove the filters.',
  view: 'Details',
  viewOne: (phone, time) => `Details of the SMS to ${phone}, ${time}`,
  message: 'SMS',
  platformPage: 'What the platform says of this code',
  signature: 'Signature',
  template: 'Template',
  templateCode: 'Template code',
  region: 'Region',
  code: 'Code',
  created: 'Asked for',
  settled: 'Answered by the platform',
  reported: 'Reported',
  notYet: 'Not yet',
  after: (duration) => `after ${duration}`,
  messageId: 'Message ID',
  verificationId: 'Verification ID',
  requestId: 'Request ID of the platform',
  bizId: 'Receipt number (BizId)',
  timeline: 'Timeline of a number',
  timelineOf: 'Timeline of this number',
  allow: 'Allow this number',
  allowTitle: (phone) => `Allow ${phone}?`,
  allowText: (app) =>
    `The number is put on the safe list of ${app}, and taken from its block list if it is there. It then gets codes even where its country or its prefix is blocked. The limits of how many one phone gets stay, and what the platform refuses by itself stays refused.`,
  wasAllowed: (phone) => `${phone} is on the safe list now.`,
}

export const messageWords = /* @__PURE__ */ defineWords('messages', en, {
  title: '短信记录',
  text: '每条已提交平台的短信及其结果。号码已打码，验证码从不保存。',
  phone: '手机号码',
  app: 'App',
  purpose: '用途',
  sentWith: '签名与模板',
  account: '短信账号',
  status: '状态',
  statuses: {
    queued: '提交中',
    accepted: '已提交',
    delivered: '已送达',
    failed: '未送达',
    unknown: '结果未知',
  },
  test: '控制台测试短信',
  all: '全部',
  from: '开始日期',
  to: '结束日期',
  wholeNumber: '完整手机号码',
  find: '查找',
  showAll: '清除全部筛选',
  download: '下载 CSV',
  downloaded: 'CSV 文件已下载。',
  emptyTitle: '还没有发送过短信',
  emptyText: '一旦有 App 请求验证码，或您从模板发送测试短信，就会列在这里。',
  notFound: '没有符合条件的短信',
  notFoundText: '被限制等原因拒绝的请求不在此列表中：请查看该号码的时间线。',
  wrongNumber: '请更正上方的手机号码，或清除筛选。',
  view: '详情',
  viewOne: (phone, time) => `${time} 发往 ${phone} 的短信详情`,
  message: '短信',
  platformPage: '平台对该错误码的说明',
  signature: '签名',
  template: '模板',
  templateCode: '模板 CODE',
  region: '地区',
  code: '错误码',
  created: '请求时间',
  settled: '平台应答时间',
  reported: '回执时间',
  notYet: '尚无',
  after: (duration) => `用时 ${duration}`,
  messageId: '短信 ID',
  verificationId: '验证 ID',
  requestId: '平台请求 ID',
  bizId: '回执编号 (BizId)',
  timeline: '号码时间线',
  timelineOf: '此号码的时间线',
  allow: '放行此号码',
  allowTitle: (phone) => `放行 ${phone}？`,
  allowText: (app) =>
    `该号码将加入 ${app} 的白名单，若在黑名单中则移出。此后即使其国家、地区或号段被拦截，也能收到验证码。单个号码的频率限制仍然有效，平台自身拒绝的仍会被拒绝。`,
  wasAllowed: (phone) => `${phone} 已加入白名单。`,
})
