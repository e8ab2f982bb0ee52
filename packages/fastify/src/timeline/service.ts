import { maskPhone, type SmsPhoneTimeline, type SmsTimelineEvent, TIMELINE_KINDS } from '@sms-settings/api'
import { toSmsMessage } from '../messages/service.ts'
import type { Message, MessageStore } from '../messages/store.ts'
import { readNumber } from '../phones.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import { statusAt } from '../verifications/state.ts'
import type { Verification, VerificationStore } from '../verifications/store.ts'
import type { Refusals } from './refusals.ts'
import type { CountedRefusal } from './store.ts'

type Parts = {
  messages: Pick<MessageStore, 'ofPhone'>
  verifications: Pick<VerificationStore, 'ofPhone'>
  refusals: Refusals
  index: IndexKey
  now: () => number
}

const DAY = 86_400_000
const LOOKED_BACK = 7 * DAY
/** Of each kind: more than the limits let one number have in that time. */
const AT_MOST = 500

type Event = Omit<SmsTimelineEvent, 'at'> & { at: number }

/** What `checks` of a verification says: when a code was entered, and whether it was right. */
const readChecks = (checks: string) =>
  checks
    .split(' ')
    .filter(Boolean)
    .map((check) => {
      const [at = '0', mark] = check.split(':')
      return { at: Number.parseInt(at, 36), right: mark === 'a' }
    })

const eventsOf = (it: Verification, now: number): Event[] => {
  const { appId, purpose } = it
  const about = { appId, purpose, verificationId: it.id }
  const events: Event[] = [{ ...about, at: it.createdAt, kind: 'started', ...(it.decoy ? { decoy: true } : {}) }]
  const checks = readChecks(it.checks)
  let wrong = checks.filter(({ right }) => !right).length
  for (const { at, right } of checks) {
    if (right) events.push({ ...about, at, kind: 'approved' })
    else events.push({ ...about, at, kind: 'wrong_code', attemptsLeft: it.attemptsLeft + --wrong })
  }
  if (it.redeemedAt !== null) events.push({ ...about, at: it.redeemedAt, kind: 'redeemed' })
  const status = statusAt(it.status, it.expiresAt, now)
  if (status === 'expired') events.push({ ...about, at: it.expiresAt, kind: 'ended', status })
  else if (status === 'exhausted')
    events.push({ ...about, at: checks.at(-1)?.at ?? it.createdAt, kind: 'ended', status })
  else if (status === 'cancelled' || status === 'failed')
    events.push({ ...about, at: it.endedAt ?? it.createdAt, kind: 'ended', status })
  return events
}

const eventsOfMessage = (it: Message): Event[] => {
  const { appId, purpose, verificationId } = it
  const about = { appId, purpose, verificationId, message: toSmsMessage(it) }
  return [
    { ...about, at: it.createdAt, kind: 'sent' },
    // The platform's clock has whole seconds, and is not ours: nothing is reported before it was sent.
    ...(it.reportedAt === null
      ? []
      : [{ ...about, at: Math.max(it.reportedAt, it.settledAt ?? it.createdAt), kind: 'reported' as const }]),
  ]
}

const eventOfRefusal = ({ appId, purpose, code, limit, count, lastAt }: CountedRefusal): Event => ({
  at: lastAt,
  kind: 'refused',
  appId,
  purpose,
  verificationId: null,
  code,
  ...(limit ? { limit } : {}),
  count,
})

/** Of things at the same moment, the cause comes first. */
const byTime = (a: Event, b: Event) => a.at - b.at || TIMELINE_KINDS.indexOf(a.kind) - TIMELINE_KINDS.indexOf(b.kind)

const iso = (at: number) => new Date(at).toISOString()

export const createTimelineService = ({ index, now, ...stores }: Parts) => ({
  /** Everything that is known of one number in a time; by default the last 7 days. */
  async of(
    tenantId: string,
    text: string,
    { from, to }: { from?: string; to?: string } = {},
  ): Promise<SmsPhoneTimeline> {
    const phone = readNumber(text, 'params.phone')
    const phoneHash = index.hash('phone', phone.e164)
    const until = to === undefined ? now() + 1 : Date.parse(to)
    const window = { from: from === undefined ? until - LOOKED_BACK : Date.parse(from), to: until }
    const [messages, verifications, refused] = await Promise.all([
      stores.messages.ofPhone(tenantId, phoneHash, window, AT_MOST),
      stores.verifications.ofPhone(tenantId, phoneHash, window, AT_MOST),
      stores.refusals.ofPhone(tenantId, phoneHash, window, AT_MOST),
    ])
    const events = [
      ...verifications.flatMap((it) => eventsOf(it, now())),
      ...messages.flatMap(eventsOfMessage),
      ...refused.map(eventOfRefusal),
    ].sort(byTime)
    return {
      phone: maskPhone(phone.e164, phone.callingCode),
      country: phone.country,
      from: iso(window.from),
      to: iso(window.to),
      events: events.map((event) => ({ ...event, at: iso(event.at) })),
      complete: [messages, verifications, refused].every(({ length }) => length < AT_MOST),
    }
  },
})
export type TimelineService = ReturnType<typeof createTimelineService>
