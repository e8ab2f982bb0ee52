import type { SmsTimelineEvent } from '@sms-settings/api'

/** Why somebody got no code, or that they did. */
export type Conclusion =
  | { kind: 'nothing' }
  | { kind: 'approved'; at: string }
  | { kind: 'decoy'; at: string }
  | { kind: 'refused'; refusal: SmsTimelineEvent; before: SmsTimelineEvent | null }
  | { kind: 'not_sent'; at: string }
  | { kind: 'started'; at: string }
  | { kind: 'sent'; sent: SmsTimelineEvent; wrong: number; ended: NonNullable<SmsTimelineEvent['status']> | null }

const lastOf = (events: readonly SmsTimelineEvent[], test: (it: SmsTimelineEvent) => boolean) =>
  events.reduce((found, it, at) => (test(it) ? at : found), -1)

/** What the end of the story says; what was long ago is told by the story itself. */
export const conclude = (events: readonly SmsTimelineEvent[]): Conclusion => {
  const tried = lastOf(events, (it) => it.kind === 'started' || it.kind === 'sent' || it.kind === 'refused')
  const last = events[tried]
  // Of an SMS that was sent before the time that is looked at, there may be only the end.
  if (last === undefined) {
    const approved = events[lastOf(events, (it) => it.kind === 'approved' || it.kind === 'redeemed')]
    const ended = events.at(-1)
    if (approved) return { kind: 'approved', at: approved.at }
    if (ended?.message) return { kind: 'sent', sent: ended, wrong: 0, ended: null }
    return ended ? { kind: 'started', at: ended.at } : { kind: 'nothing' }
  }
  const since = events.slice(tried)
  const approved = since.find((it) => it.kind === 'approved')
  if (approved) return { kind: 'approved', at: approved.at }
  if (last.kind === 'refused')
    return {
      kind: 'refused',
      refusal: last,
      before: events[lastOf(events.slice(0, tried), (it) => it.kind === 'sent')] ?? null,
    }
  const own = since.filter((it) => it.verificationId === last.verificationId)
  const ended = own.find((it) => it.kind === 'ended')?.status ?? null
  if (last.kind === 'sent')
    return { kind: 'sent', sent: last, wrong: own.filter((it) => it.kind === 'wrong_code').length, ended }
  if (last.decoy) return { kind: 'decoy', at: last.at }
  return ended === null ? { kind: 'started', at: last.at } : { kind: 'not_sent', at: last.at }
}
