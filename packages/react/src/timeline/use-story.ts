import type { SmsMessage, SmsTimelineEvent, Turn } from '@sms-settings/api'
import type { Tone } from '../elements/index.ts'
import { useProblem } from '../messages/problem.ts'
import { messageWords } from '../messages/words.ts'
import { useDuration } from '../words/duration.ts'
import { errorWords } from '../words/errors.ts'
import { useFormat } from '../words/format.ts'
import { useTurn } from '../words/turns.ts'
import { useWords } from '../words/use-words.ts'
import type { Conclusion } from './conclusion.ts'
import type { EventIconName } from './event-icon.tsx'
import type { Step } from './steps.ts'
import { timelineWords } from './words.ts'

/** A step as a person reads it. */
export type Told = {
  icon: EventIconName
  tone: Tone | 'neutral'
  text: string
  /** Why, what to do, whose turn it is. */
  notes: string[]
}

/**
 * Whose turn it is after a refusal: a limit that more than one person shares is the tenant's, and the tenant's own the
 * operator's. Null where the reason decides, which the App's readiness tells.
 */
const turnAfter = ({ code = '', limit }: SmsTimelineEvent): Turn | null =>
  code === 'SMS_CANNOT_SEND'
    ? null
    : limit?.startsWith('phone_') || code === 'SMS_RESEND_TOO_SOON' || code === 'SMS_LOCKED_OUT'
      ? 'user'
      : code === 'SMS_REFUSED_BY_HOST' || code === 'SMS_HOOK_FAILED' || limit === 'tenant_per_day'
        ? 'operator'
        : 'tenant'

const between = (from: string, to: string) => Date.parse(to) - Date.parse(from)

/** Puts what happened to a number into words. */
export const useStory = () => {
  const words = useWords(timelineWords)
  const { statuses } = useWords(messageWords)
  const turnInWords = useTurn()
  const errors = useWords(errorWords)
  const problemOf = useProblem()
  const duration = useDuration()
  const { moment } = useFormat()

  const notesOf = ({ problem }: SmsMessage): string[] => {
    if (problem === null) return []
    const { what, todo, turn } = problemOf(problem)
    return [what, todo, turn]
  }
  const turnOf = (event: SmsTimelineEvent): string[] => {
    const turn = turnAfter(event)
    return turn === null ? [] : [turnInWords(turn)]
  }
  const refusalOf = (event: SmsTimelineEvent): string => {
    const { code = '', limit } = event
    const known = code === 'SMS_REFUSED_BY_HOST' ? words.byHost : (errors.codes as { [code: string]: string })[code]
    return [known || code, limit && errors.limits[limit]].filter(Boolean).join(' ')
  }
  const arrivalOf = ({ message, at }: SmsTimelineEvent): string =>
    message?.status === 'delivered'
      ? words.delivered(duration(between(message.createdAt, message.reportedAt ?? at)))
      : message?.status === 'failed'
        ? words.notDelivered
        : words.noReport

  const sent = (message: SmsMessage): Told => {
    // What was reported later is a step of its own.
    const isReported = message.reportedAt !== null
    if (message.status === 'failed' && !isReported)
      return { icon: 'bad', tone: 'danger', text: words.notTaken, notes: notesOf(message) }
    if (message.status === 'unknown' && message.bizId === null)
      return { icon: 'unknown', tone: 'warning', text: words.maybeTaken, notes: notesOf(message) }
    if (message.status === 'queued') return { icon: 'sent', tone: 'info', text: words.sending, notes: notesOf(message) }
    return {
      icon: 'sent',
      tone: 'info',
      text: words.sent(message.accountName, message.handOverMs === null ? null : duration(message.handOverMs)),
      notes: [`【${message.signatureName}】 ${message.templateName}`],
    }
  }

  const tell = ({ event, count }: Step): Told => {
    const { kind, message } = event
    if (kind === 'sent' && message) return sent(message)
    if (kind === 'reported' && message) {
      const isGood = message.status === 'delivered'
      return {
        icon: isGood ? 'good' : message.status === 'failed' ? 'bad' : 'unknown',
        tone: isGood ? 'success' : message.status === 'failed' ? 'danger' : 'warning',
        text: arrivalOf(event),
        notes: notesOf(message),
      }
    }
    if (kind === 'refused')
      return {
        icon: 'refused',
        tone: 'warning',
        text: words.refused,
        notes: [refusalOf(event), ...(count > 1 ? [words.times(count)] : []), ...turnOf(event)],
      }
    if (kind === 'started')
      return event.decoy
        ? { icon: 'refused', tone: 'warning', text: words.decoy, notes: [] }
        : { icon: 'asked', tone: 'neutral', text: words.started, notes: [] }
    if (kind === 'wrong_code')
      return { icon: 'bad', tone: 'warning', text: words.wrongCodes(count, event.attemptsLeft), notes: [] }
    if (kind === 'approved') return { icon: 'good', tone: 'success', text: words.approved, notes: [] }
    if (kind === 'redeemed') return { icon: 'good', tone: 'success', text: words.redeemed, notes: [] }
    return {
      icon: 'over',
      tone: event.status === 'failed' || event.status === 'exhausted' ? 'danger' : 'neutral',
      text: event.status ? words.ended[event.status] : kind,
      notes: [],
    }
  }

  /** The answer to “why did this person get no code?”, in a sentence or two. */
  const answer = (conclusion: Conclusion): { tone: Tone; text: string; notes: string[] } => {
    const { because } = words
    if (conclusion.kind === 'nothing') return { tone: 'info', text: because.nothing, notes: [] }
    if (conclusion.kind === 'approved')
      return { tone: 'success', text: because.approved(moment(conclusion.at)), notes: [] }
    if (conclusion.kind === 'decoy') return { tone: 'warning', text: because.decoy(moment(conclusion.at)), notes: [] }
    if (conclusion.kind === 'not_sent')
      return { tone: 'danger', text: because.notSent(moment(conclusion.at)), notes: [] }
    if (conclusion.kind === 'started') return { tone: 'info', text: because.started(moment(conclusion.at)), notes: [] }
    if (conclusion.kind === 'refused') {
      const { refusal, before } = conclusion
      const { count = 1 } = refusal
      return {
        tone: 'warning',
        text: because.refused(moment(refusal.at)),
        notes: [
          refusalOf(refusal),
          ...(count > 1 ? [words.times(count)] : []),
          ...turnOf(refusal),
          ...(before?.message ? [because.before(moment(before.at), statuses[before.message.status])] : []),
        ],
      }
    }
    const { sent, wrong, ended } = conclusion
    const { message, at } = sent
    if (!message) return { tone: 'info', text: because.started(moment(at)), notes: [] }
    const time = moment(message.createdAt)
    const notes = notesOf(message)
    if (message.status === 'failed') return { tone: 'danger', text: because.failed(time), notes }
    if (message.status === 'unknown') return { tone: 'warning', text: because.unknown(time), notes }
    if (message.status === 'queued') return { tone: 'info', text: because.sending(time), notes }
    const since = [
      ...(wrong > 0 ? [because.wrong(wrong)] : []),
      ...(ended !== null ? [because.over[ended]] : wrong === 0 && message.appId !== null ? [because.unused] : []),
    ]
    return message.status === 'delivered'
      ? { tone: wrong > 0 || ended !== null ? 'warning' : 'info', text: because.delivered(time), notes: since }
      : { tone: 'info', text: because.accepted(time), notes: since }
  }

  return { tell, answer }
}
