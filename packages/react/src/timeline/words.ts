import type { SmsTimelineEvent } from '@sms-settings/api'
import { defineWords } from '../words/words.ts'

type Ending = NonNullable<SmsTimelineEvent['status']>

type Texts = {
  title: string
  text: string
  phone: string
  phoneText: string
  nationalText: string
  show: string
  noCountry: string
  since: string
  spans: Record<'day' | 'week' | 'month', string>
  /** The log has only the masked number. */
  typeWhole: (masked: string) => string
  again: string
  why: string
  story: string
  /** The beginning is missing. */
  incomplete: string
  emptyTitle: string
  emptyText: (span: string) => string
  continued: string
  test: string
  started: string
  decoy: string
  refused: string
  byHost: string
  times: (count: number) => string
  sent: (account: string, took: string | null) => string
  sending: string
  /** Before the problem in words. */
  notTaken: string
  maybeTaken: string
  delivered: (duration: string) => string
  notDelivered: string
  noReport: string
  wrongCodes: (count: number, left: number | undefined) => string
  approved: string
  redeemed: string
  ended: Record<Ending, string>
  because: {
    nothing: string
    approved: (time: string) => string
    decoy: (time: string) => string
    refused: (time: string) => string
    notSent: (time: string) => string
    started: (time: string) => string
    sending: (time: string) => string
    accepted: (time: string) => string
    failed: (time: string) => string
    unknown: (time: string) => string
    delivered: (time: string) => string
    /** After an SMS that was delivered. */
    unused: string
    wrong: (count: number) => string
    over: Record<Ending, string>
    /** The SMS before a refusal. */
    before: (time: string, status: string) => string
  }
  /** A name and what it is: `Delivered: no`. */
}

const en: Texts = {
  title: 'Timeline of a number',
  text: 'Why did this person get no code? Type their number: everything that happened to it, in order.',
  phone: 'Phone number',
  phoneText: 'The whole number with its country code: +86 139 0000 1234',
  nationalText: 'The whole number; from abroad with its country code: +44 7400 123456',
  show: 'Show',
  noCountry: 'Begin with + and the country code: +86 139 0000 1234.',
  since: 'Period',
  spans: { day: 'The last 24 hours', week: 'The last 7 days', month: 'The last 30 days' },
  typeWhole: (masked) =>
    `The log has this number masked, ${masked}: type the whole number to see all that happened to it.`,
  again: 'Look again',
  why: 'Why did this person get no code?',
  story: 'What happened, oldest first',
  incomplete: 'There is more before this: only the newest events are shown. Choose a shorter period.',
  emptyTitle: 'Nothing is known of this number',
  emptyText: (span) =>
    `No App asked for a code for it (${span}). Compare the number with what the person typed, look at a longer time, or ask whether their App could reach its server.`,
  continued: 'continued',
  test: 'Test from the console',
  started: 'A code was asked for',
  decoy: 'A code was asked for. The host said it has no such user: nothing was sent',
  refused: 'A code was asked for and refused',
  byHost: 'The server of the App does not want a code to be sent.',
  times: (count) => `Asked ${count} times within the hour.`,
  sent: (account, took) =>
    took === null ? `SMS handed to the platform by ${account}` : `SMS handed to the platform by ${account}, in ${took}`,
  sending: 'SMS is being handed to the platform',
  notTaken: 'The platform did not take the SMS',
  maybeTaken: 'It is not known whether the platform took the SMS',
  delivered: (duration) => `Delivered after ${duration}`,
  notDelivered: 'Not delivered',
  noReport: 'No word of its delivery ever came',
  wrongCodes: (count, left) =>
    `${count === 1 ? 'A wrong code was' : `${count} wrong codes were`} entered${
      left === undefined ? '' : left === 1 ? '; 1 try left' : left === 0 ? '; no tries left' : `; ${left} tries left`
    }`,
  approved: 'The right code was entered',
  redeemed: 'The App took it for proof',
  ended: {
    expired: 'The code ran out without having been entered',
    cancelled: 'Cancelled: the person stopped, or asked anew',
    exhausted: 'Too many wrong codes: no code counts any more',
    failed: 'No SMS could be sent',
  },
  because: {
    nothing: 'Nothing is known of this number.',
    approved: (time) => `They got one: the right code was entered, ${time}.`,
    decoy: (time) => `The host said it has no user with this number, so nothing was sent, ${time}.`,
    refused: (time) => `The last code asked for was refused, ${time}.`,
    notSent: (time) => `A code was asked for and no SMS could be sent, ${time}.`,
    started: (time) => `A code was asked for, ${time}, and no SMS has been handed over yet.`,
    sending: (time) => `The SMS is being handed to the platform, ${time}.`,
    accepted: (time) => `The platform took the SMS, ${time}; it has not said yet whether it arrived.`,
    failed: (time) => `The SMS did not arrive, ${time}.`,
    unknown: (time) => `Nobody knows whether the SMS arrived, ${time}: the platform never said.`,
    delivered: (time) => `The SMS arrived at the phone, ${time}.`,
    unused: 'No code was entered so far.',
    wrong: (count) => (count === 1 ? 'One wrong code was entered since.' : `${count} wrong codes were entered since.`),
    over: {
      expired: 'The code has run out: a new one has to be asked for.',
      cancelled: 'The person stopped, or asked anew.',
      exhausted: 'Too many wrong codes were entered: a new one has to be asked for.',
      failed: 'The verification has ended.',
    },
    before: (time, status) => `The SMS before that, ${time}: ${status}.`,
  },
}

export const timelineWords = /* @__PURE__ */ defineWords('timeline', en, {
  title: '号码时间线',
  text: '这位用户为什么没有收到验证码？输入其号码，按时间顺序查看全部经过。',
  phone: '手机号码',
  phoneText: '带国家或地区代码的完整号码：+86 139 0000 1234',
  nationalText: '完整号码；境外号码需带国家或地区代码：+44 7400 123456',
  show: '查看',
  noCountry: '请以 + 和国家或地区代码开头：+86 139 0000 1234。',
  since: '时间范围',
  spans: { day: '最近 24 小时', week: '最近 7 天', month: '最近 30 天' },
  typeWhole: (masked) => `记录中的号码已打码（${masked}）：请输入完整号码，查看全部经过。`,
  again: '重新查询',
  why: '这位用户为什么没有收到验证码？',
  story: '经过（从早到晚）',
  incomplete: '之前还有更多记录，此处只显示最近的。请缩短时间范围。',
  emptyTitle: '没有该号码的任何记录',
  emptyText: (span) =>
    `${span}没有 App 为该号码请求过验证码。请与用户核对号码，扩大时间范围，或确认其 App 能否连接服务器。`,
  continued: '续',
  test: '控制台测试短信',
  started: '请求验证码',
  decoy: '请求验证码。业务方表示没有该用户，未发送短信',
  refused: '请求验证码被拒绝',
  byHost: 'App 的服务端不允许发送验证码。',
  times: (count) => `一小时内请求 ${count} 次。`,
  sent: (account, took) =>
    took === null ? `短信已由“${account}”提交平台` : `短信已由“${account}”提交平台，用时 ${took}`,
  sending: '短信正在提交平台',
  notTaken: '平台未接收短信',
  maybeTaken: '不确定平台是否接收了短信',
  delivered: (duration) => `${duration}后送达`,
  notDelivered: '未送达',
  noReport: '平台始终没有给出回执',
  wrongCodes: (count, left) => `输入了 ${count} 次错误验证码${left === undefined ? '' : `，还可尝试 ${left} 次`}`,
  approved: '输入了正确的验证码',
  redeemed: 'App 已采信验证结果',
  ended: {
    expired: '验证码已过期，未被正确输入',
    cancelled: '已取消：用户中止或重新请求',
    exhausted: '错误次数过多，验证码作废',
    failed: '短信未能发出',
  },
  because: {
    nothing: '没有该号码的任何记录。',
    approved: (time) => `用户已收到：${time}输入了正确的验证码。`,
    decoy: (time) => `${time}，业务方表示没有使用该号码的用户，因此未发送短信。`,
    refused: (time) => `${time}，最近一次请求验证码被拒绝。`,
    notSent: (time) => `${time}请求了验证码，但短信未能发出。`,
    started: (time) => `${time}请求了验证码，短信尚未提交平台。`,
    sending: (time) => `${time}，短信正在提交平台。`,
    accepted: (time) => `${time}，平台已接收短信，尚未告知是否送达。`,
    failed: (time) => `${time}，短信未送达。`,
    unknown: (time) => `${time}，短信是否送达不明：平台始终没有回执。`,
    delivered: (time) => `${time}，短信已送达手机。`,
    unused: '至今没有输入验证码。',
    wrong: (count) => `此后输入了 ${count} 次错误验证码。`,
    over: {
      expired: '验证码已过期，需重新获取。',
      cancelled: '用户已中止，或重新请求。',
      exhausted: '错误次数过多，需重新获取验证码。',
      failed: '此次验证已结束。',
    },
    before: (time, status) => `再前一条短信（${time}）：${status}。`,
  },
})
