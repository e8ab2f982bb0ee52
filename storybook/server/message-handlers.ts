import type { SmsMessage, SmsProblemKind, SmsTimelineEvent, Turn } from '@sms-settings/api'
import { problemPage, problemWords } from '@sms-settings/api'
import type { Some } from './handler.ts'
import { searchedPageOf } from './lists.ts'
import { Refusal } from './refusal.ts'
import { ago, type World } from './world.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Numbers whose stories are told; the rest of the world's is unknown. */
export const PHONES = {
  delivered: '+8613900001234',
  failed: '+8613900005678',
  limited: '+8613900009999',
  decoy: '+8613900000000',
} as const

const masked = (phone: string) => `+86 ${phone.slice(3, 6)}****${phone.slice(-4)}`

const problem = (kind: SmsProblemKind, code: string, turn: Turn): SmsMessage['problem'] => {
  const { what, todo } = problemWords(code, kind).en
  return { kind, code, turn, text: what, todo, link: problemPage(code) }
}

/** What was sent in a world: nothing where nothing was ever done. */
const messagesOf = ({ accounts, templates, signatures, apps, history }: World): SmsMessage[] => {
  const [account, template, signature, app] = [accounts[0], templates[0], signatures[0], apps[0]]
  if (!account || !template || !signature || !app) return []
  const message = (id: string, phone: string, since: number, more: Partial<SmsMessage> = {}): SmsMessage => ({
    id,
    status: 'delivered',
    phone: masked(phone),
    country: 'CN',
    region: 'domestic',
    appId: app.appId,
    purpose: 'log_in',
    verificationId: `V-${id}`,
    accountId: account.id,
    accountName: account.name,
    platform: account.platform,
    ssid: signature.ssid,
    signatureName: signature.name,
    stid: template.stid,
    templateName: template.name,
    templateCode: template.code,
    problem: null,
    requestId: `8D3F5C1B-${id}`,
    bizId: `91230${id}^0`,
    createdAt: ago(since),
    settledAt: ago(since - 320),
    reportedAt: ago(since - 6 * SECOND),
    handOverMs: 320,
    ...more,
  })
  const few = [
    message('M6', PHONES.limited, 2 * MINUTE, { status: 'accepted', reportedAt: null }),
    message('M5', PHONES.failed, 8 * MINUTE, {
      status: 'failed',
      problem: problem('phone', 'MOBILE_NOT_ON_SERVICE', 'user'),
    }),
    message('M4', PHONES.delivered, 20 * MINUTE),
    message('M3', '+8613900004321', HOUR, {
      status: 'failed',
      purpose: 'reset_password',
      problem: problem('account', 'isv.AMOUNT_NOT_ENOUGH', 'tenant'),
      bizId: null,
      reportedAt: null,
    }),
    message('M2', '+8613900008765', 80 * HOUR, { status: 'unknown', reportedAt: null }),
    message('M1', '+8613900001111', 90 * HOUR, { appId: null, purpose: null, verificationId: null }),
  ]
  if (history) {
    const old = Array.from({ length: history }, (_, at) =>
      message(`N${at}`, PHONES.delivered, 100 * HOUR + at * 20 * MINUTE, { purpose: 'sign_up' }),
    )
    const oldest = message('N', '+8613900002222', 100 * HOUR + history * 20 * MINUTE, { purpose: 'reset_password' })
    return [...few, ...old, oldest]
  }
  // As many as its Apps ask for.
  return apps.length < 100
    ? few
    : [...few, ...Array.from({ length: 60 }, (_, at) => message(`N${at}`, PHONES.delivered, (100 + at) * HOUR))]
}

const eventsOf = (world: World, phone: string): SmsTimelineEvent[] => {
  const message = messagesOf(world).find((it) => it.phone === masked(phone))
  const about = { appId: world.apps[0]?.appId ?? null, purpose: 'log_in', verificationId: `V-${phone}` }
  const event = (kind: SmsTimelineEvent['kind'], since: number, more: Partial<SmsTimelineEvent> = {}) => ({
    ...about,
    at: ago(since),
    kind,
    ...more,
  })
  if (phone === PHONES.decoy) return [event('started', 5 * MINUTE, { decoy: true })]
  if (!message) return []
  const since = Date.now() - Date.parse(message.createdAt)
  const sent = [event('started', since), event('sent', since, { message })]
  const reported = event('reported', since - 6 * SECOND, { message })
  if (phone === PHONES.limited)
    return [
      ...sent,
      event('refused', MINUTE, { verificationId: null, code: 'SMS_LIMITED', limit: 'phone_per_minute', count: 4 }),
    ]
  if (phone === PHONES.failed) return [...sent, reported, event('ended', since - 5 * MINUTE, { status: 'expired' })]
  return [
    ...sent,
    reported,
    ...[4, 3, 2].map((attemptsLeft) => event('wrong_code', since - (60 - attemptsLeft) * SECOND, { attemptsLeft })),
    event('approved', since - 70 * SECOND),
    event('redeemed', since - 71 * SECOND),
  ]
}

const readPhone = (text: string) => {
  const phone = text.replace(/[\s()-]/g, '')
  if (!/^\+\d{8,15}$/.test(phone)) throw new Refusal('SMS_INVALID_PHONE', 'Not a phone number', { field: 'phone' })
  return phone
}

/** The message log and what happened to a number. */
export const messageHandlers = (
  world: World,
): Some<'listMessages' | 'getMessage' | 'exportMessages' | 'allowNumber' | 'getPhoneTimeline'> => {
  const messages = messagesOf(world)
  const fitting = (query: {
    appId?: string
    accountId?: string
    phone?: string
    status?: string
    purpose?: string
    from?: string
    to?: string
  }) => {
    const phone = query.phone === undefined ? undefined : masked(readPhone(query.phone))
    return (it: SmsMessage) =>
      (query.appId === undefined || it.appId === query.appId) &&
      (query.accountId === undefined || it.accountId === query.accountId) &&
      (phone === undefined || it.phone === phone) &&
      (query.status === undefined || it.status === query.status) &&
      (query.purpose === undefined || it.purpose === query.purpose) &&
      (query.from === undefined || it.createdAt >= query.from) &&
      (query.to === undefined || it.createdAt < query.to)
  }
  return {
    listMessages: ({ query }) => searchedPageOf(messages, fitting(query), query),
    getMessage: ({ params }) => {
      const it = messages.find(({ id }) => id === params.id)
      if (!it) throw new Refusal('SMS_MESSAGE_NOT_FOUND', params.id)
      return it
    },
    allowNumber: ({ params }) => {
      const it = messages.find(({ id }) => id === params.id)
      if (!it) throw new Refusal('SMS_MESSAGE_NOT_FOUND', params.id)
      if (it.appId === null) throw new Refusal('SMS_MESSAGE_WITHOUT_APP')
      return { appId: it.appId, phone: it.phone }
    },
    exportMessages: ({ query }) =>
      ['id,status', ...messages.filter(fitting(query)).map(({ id, status }) => `${id},${status}`)].join('\n'),
    getPhoneTimeline: ({ params, query }) => {
      const phone = readPhone(decodeURIComponent(params.phone))
      return {
        phone: masked(phone),
        country: 'CN',
        from: query.from ?? ago(7 * 24 * HOUR),
        to: ago(0),
        events: eventsOf(world, phone),
        complete: true,
      }
    },
  }
}
