import type { SmsTimelineEvent } from '@sms-settings/api'

/** An event, or several of a kind in a row: five wrong codes are one thing that happened. */
export type Step = {
  event: SmsTimelineEvent
  /** When it began, where several are one. */
  since: string
  count: number
}

/** Steps of one verification that follow each other. */
export type Stretch = {
  verificationId: string | null
  appId: string | null
  purpose: string | null
  /** Something else came between what was before of the same verification and this. */
  isContinued: boolean
  steps: Step[]
}

const isMoreOf = (step: Step | undefined, event: SmsTimelineEvent): step is Step =>
  step !== undefined && event.kind === 'wrong_code' && step.event.kind === 'wrong_code'

/** The story in its order, cut where it goes on with another verification. */
export const stretchesOf = (events: readonly SmsTimelineEvent[]): Stretch[] => {
  const stretches: Stretch[] = []
  const seen = new Set<string>()
  for (const event of events) {
    const { verificationId, appId, purpose, at } = event
    let stretch = stretches.at(-1)
    const isSame =
      stretch !== undefined &&
      stretch.verificationId === verificationId &&
      stretch.appId === appId &&
      stretch.purpose === purpose &&
      // Tests from the console have nothing to do with each other.
      appId !== null
    if (!isSame || stretch === undefined) {
      const isContinued = verificationId !== null && seen.has(verificationId)
      stretch = { verificationId, appId, purpose, isContinued, steps: [] }
      stretches.push(stretch)
    }
    if (verificationId !== null) seen.add(verificationId)
    const last = stretch.steps.at(-1)
    if (isMoreOf(last, event)) stretch.steps[stretch.steps.length - 1] = { ...last, event, count: last.count + 1 }
    else stretch.steps.push({ event, since: at, count: event.kind === 'refused' ? (event.count ?? 1) : 1 })
  }
  return stretches
}
