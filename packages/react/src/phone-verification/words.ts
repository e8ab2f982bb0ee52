import { defineWords } from '../words/words.ts'
import type { OverReason } from './machine.ts'
import type { EntryProblem } from './phone-entry.ts'

type Texts = {
  /** What the whole is called, for who cannot see it. */
  title: string
  phone: string
  country: string
  suggestedCountries: string
  allCountries: string
  /** Names of countries and regions in place of the browser's, by ISO 3166-1 alpha-2. */
  countries: { [country: string]: string }
  send: string
  sendIn: (clock: string) => string
  backToCode: (phone: string) => string
  code: string
  /** Followed by the masked number. */
  sentTo: string
  /** What a screen reader says in place of the stars. */
  numberEnding: (digits: string) => string
  change: string
  check: string
  resend: string
  resendIn: (clock: string) => string
  expiresIn: (clock: string) => string
  uncertain: string
  newCode: string
  approved: string
  confirmNumber: (phone: string) => string
  confirm: string
  sentAloud: (digits: string) => string
  sentAgainAloud: string
  resendAloud: string
  expiresAloud: string
  checkingAloud: string
  problems: Record<EntryProblem | 'country' | 'other_number', string>
  over: Record<OverReason, string>
  /** What a person reads for a code of the server's. The server's own words are for what is not here. */
  errors: { [code: string]: string }
  knownWrong: string
  incomplete: (length: number) => string
  attemptsLeft: (count: number) => string
  later: (wait: string) => string
  wait: (seconds: number) => string
  failed: string
}

const en: Texts = {
  title: 'Phone number verification',
  phone: 'Phone number',
  country: 'Country or region',
  suggestedCountries: 'Suggested',
  allCountries: 'All countries and regions',
  countries: {},
  send: 'Send code',
  sendIn: (clock) => `Send code in ${clock}`,
  backToCode: (phone) => `Enter the code for ${phone}`,
  code: 'Verification code',
  sentTo: 'We sent a code to',
  numberEnding: (digits) => `the number ending in ${digits}`,
  change: 'Change number',
  check: 'Confirm',
  resend: 'Send a new code',
  resendIn: (clock) => `New code in ${clock}`,
  expiresIn: (clock) => `Expires in ${clock}`,
  uncertain: 'The SMS may take a while. If it does not come, ask for a new code.',
  newCode: 'Get a new code',
  approved: 'Phone number confirmed',
  confirmNumber: (phone) => `The code was right. Enter your number ${phone} once more to finish.`,
  confirm: 'Finish',
  sentAloud: (digits) => `A code was sent to the number ending in ${digits}.`,
  sentAgainAloud: 'A new code was sent.',
  resendAloud: 'You can ask for a new code now.',
  expiresAloud: 'The code expires in one minute.',
  checkingAloud: 'Checking the code.',
  problems: {
    empty: 'Enter your phone number.',
    too_short: 'This number has too few digits.',
    too_long: 'This number has too many digits.',
    not_a_number: 'A phone number has digits only.',
    country: 'Numbers of this country or region cannot be used here.',
    other_number: 'This is not the number that the code was sent to.',
  },
  over: {
    expired: 'This code has expired.',
    exhausted: 'Too many wrong codes. This one cannot be used any more.',
    cancelled: 'This code was replaced by a newer one or cancelled.',
    redeemed: 'This code has been used already.',
    failed: 'The SMS could not be sent.',
    unknown: 'This code cannot be used any more.',
    elsewhere: 'You have finished this in another tab.',
  },
  errors: {
    SMS_INVALID_PHONE: 'Enter a mobile number that can receive SMS.',
    SMS_INVALID_INPUT: 'Check what you have entered.',
    SMS_COUNTRY_NOT_ALLOWED: 'We do not send SMS to this country or region.',
    SMS_PHONE_BLOCKED: 'We cannot send SMS to this number. Use another.',
    SMS_PHONE_REFUSED: 'SMS cannot be sent to this number. Check it, or use another.',
    SMS_CODE_INCORRECT: 'This code is not right.',
    SMS_LIMITED: 'Too many codes have been asked for.',
    SMS_PLATFORM_LIMITED: 'Too many SMS to this number.',
    SMS_RESEND_TOO_SOON: 'A new code cannot be sent yet.',
    SMS_LOCKED_OUT: 'Too many wrong codes.',
    SMS_CANNOT_SEND: 'No codes can be sent at the moment.',
    SMS_UNAUTHENTICATED: 'Your session has ended. Reload the page.',
    SMS_NETWORK: 'No connection. What you entered is kept: check your network and try again.',
  },
  knownWrong: 'You have tried this code already. It is not right.',
  incomplete: (length) => `Enter all ${length} digits of the code.`,
  attemptsLeft: (count) => (count === 1 ? 'One more try.' : `${count} tries left.`),
  later: (wait) => `Try again in ${wait}.`,
  wait: (seconds) =>
    seconds < 100
      ? `${seconds} second${seconds === 1 ? '' : 's'}`
      : seconds < 6000
        ? `${Math.ceil(seconds / 60)} minutes`
        : `${Math.ceil(seconds / 3600)} hours`,
  failed: 'Something went wrong. Try again in a moment.',
}

/** What people read who prove a phone number: not administrators, so nothing of signatures, templates and request ids. */
export const verificationWords = /* @__PURE__ */ defineWords('verification', en, {
  title: '手机号码验证',
  phone: '手机号码',
  country: '国家或地区',
  suggestedCountries: '常用',
  allCountries: '所有国家和地区',
  countries: { HK: '中国香港', MO: '中国澳门', TW: '中国台湾' },
  send: '获取验证码',
  sendIn: (clock) => `${clock} 后可获取验证码`,
  backToCode: (phone) => `输入 ${phone} 的验证码`,
  code: '验证码',
  sentTo: '验证码已发送至',
  numberEnding: (digits) => `尾号 ${digits} 的手机`,
  change: '更换号码',
  check: '确认',
  resend: '重新获取验证码',
  resendIn: (clock) => `${clock} 后可重新获取`,
  expiresIn: (clock) => `${clock} 后失效`,
  uncertain: '短信可能稍后送达。如未收到，请重新获取验证码。',
  newCode: '重新获取验证码',
  approved: '手机号码验证成功',
  confirmNumber: (phone) => `验证码正确。请再次输入手机号码 ${phone} 以完成验证。`,
  confirm: '完成',
  sentAloud: (digits) => `验证码已发送至尾号 ${digits} 的手机。`,
  sentAgainAloud: '新的验证码已发送。',
  resendAloud: '现在可以重新获取验证码。',
  expiresAloud: '验证码将在一分钟后失效。',
  checkingAloud: '正在核对验证码。',
  problems: {
    empty: '请输入手机号码。',
    too_short: '号码位数不足。',
    too_long: '号码位数过多。',
    not_a_number: '手机号码只能包含数字。',
    country: '此处不支持该国家或地区的号码。',
    other_number: '与接收验证码的号码不一致。',
  },
  over: {
    expired: '验证码已过期。',
    exhausted: '错误次数过多，该验证码已失效。',
    cancelled: '该验证码已被新的验证码取代或已取消。',
    redeemed: '该验证码已被使用。',
    failed: '短信发送失败。',
    unknown: '该验证码已失效。',
    elsewhere: '您已在其他标签页中完成验证。',
  },
  errors: {
    SMS_INVALID_PHONE: '请输入可以接收短信的手机号码。',
    SMS_INVALID_INPUT: '请检查输入的内容。',
    SMS_COUNTRY_NOT_ALLOWED: '暂不支持向该国家或地区发送短信。',
    SMS_PHONE_BLOCKED: '无法向该号码发送短信，请使用其他号码。',
    SMS_PHONE_REFUSED: '无法向该号码发送短信，请核对号码或换一个。',
    SMS_CODE_INCORRECT: '验证码不正确。',
    SMS_LIMITED: '获取验证码过于频繁。',
    SMS_PLATFORM_LIMITED: '该号码接收短信过于频繁。',
    SMS_RESEND_TOO_SOON: '暂时不能重新获取验证码。',
    SMS_LOCKED_OUT: '验证码错误次数过多。',
    SMS_CANNOT_SEND: '暂时无法发送验证码。',
    SMS_UNAUTHENTICATED: '会话已失效，请刷新页面。',
    SMS_NETWORK: '网络连接失败。已输入的内容会保留，请检查网络后重试。',
  },
  knownWrong: '该验证码已试过，不正确。',
  incomplete: (length) => `请输入 ${length} 位验证码。`,
  attemptsLeft: (count) => `还可以尝试 ${count} 次。`,
  later: (wait) => `请在${wait}后重试。`,
  wait: (seconds) =>
    seconds < 100
      ? ` ${seconds} 秒`
      : seconds < 6000
        ? ` ${Math.ceil(seconds / 60)} 分钟`
        : ` ${Math.ceil(seconds / 3600)} 小时`,
  failed: '出错了，请稍后重试。',
})

export type VerificationTexts = (typeof verificationWords)['en']

/**
 * What a refusal means for the person in front.
 * @param seconds that are left to wait; none when the wait is over
 */
export const refusalText = (
  texts: VerificationTexts,
  { code, message, attemptsLeft }: { code: string; message: string; attemptsLeft: number | undefined },
  seconds: number,
): string => {
  // A host's refusal is written for its users; the rest of ours is for administrators.
  const isHosts = !code.startsWith('SMS_') || code === 'SMS_REFUSED_BY_HOST'
  const own = texts.errors[code] ?? ((isHosts && message) || texts.failed)
  return [
    own,
    attemptsLeft !== undefined && texts.attemptsLeft(attemptsLeft),
    seconds > 0 && texts.later(texts.wait(seconds)),
  ]
    .filter(Boolean)
    .join(' ')
    .replaceAll('。 ', '。')
}
