import type { Message } from '../messages/store.ts'
import type { Problem, ProblemKind } from '../platforms/platform.ts'

const KEPT = 64
const PACES_KEPT = 1000

/** How a real start ended lately: what a decoy does too. */
export type Ending = {
  outcome: 'accepted' | 'refused' | 'unknown'
  problem: Problem | null
  /** Milliseconds that it took, where it is known. */
  took: number | null
}

/** One of the accounts that a code was, or would be, handed to. */
export type Step = { accountId: string; ending: Ending }

const ACCEPTED: Ending = { outcome: 'accepted', problem: null, took: null }

/** Problems of one signature with one template: another pair of the same account has no part in them. */
const OF_THE_PAIR: readonly ProblemKind[] = ['settings', 'not_found', 'bug']
/** Problems of the number or of the moment: the next send need not have them. */
const PASSING: readonly ProblemKind[] = ['phone', 'limited', 'throttled']
/** What was refused on our side, not by the platform. */
const LOCAL = /^(CIRCUIT_OPEN|TOO_MANY_CALLS|SMS_)/

const endingOf = ({ status, problemKind, problemCode, createdAt, settledAt }: Message): Ending => ({
  outcome: status === 'failed' ? 'refused' : 'unknown',
  // No request id: the platform was not asked, and somebody who looks for it there should not find another's.
  problem: { kind: problemKind as ProblemKind, code: problemCode, requestId: null },
  took: settledAt === null ? null : settledAt - createdAt,
})

/**
 * How a real start with this signature and template would end by now, judged by what became of the last ones from the
 * same account. Only what a send itself tells can be known: the first one after an account has run out of money differs.
 * @param recent what was sent from the account, newest first
 */
export const likelyEnding = (recent: readonly Message[], pair: { ssid: string; stid: string }): Ending => {
  const kindOf = ({ problemKind, bizId, reportedAt }: Message) =>
    // What was reported after the platform had taken it was no answer to a start.
    bizId !== null || reportedAt !== null ? null : (problemKind as ProblemKind | null)
  const isOfThePair = (kind: ProblemKind | null) => kind !== null && OF_THE_PAIR.includes(kind)
  const telling = recent
    .map((message) => ({ message, kind: kindOf(message) }))
    .filter(({ message, kind }) => kind === null || !(PASSING.includes(kind) || LOCAL.test(message.problemCode ?? '')))
  const account = telling.find(({ kind }) => !isOfThePair(kind))
  if (account && account.kind !== null) return endingOf(account.message)
  const same = telling.find(({ message }) => message.ssid === pair.ssid && message.stid === pair.stid)
  return same && isOfThePair(same.kind) ? endingOf(same.message) : ACCEPTED
}

/** A circuit that is open refuses at once, a platform that cannot be reached after seconds. */
const wordOf = ({ outcome, problem }: Ending) => (problem?.code === 'CIRCUIT_OPEN' ? 'cut' : outcome)

/**
 * How long real starts took lately, so that a decoy takes as long: the time of an answer must not tell whether an SMS
 * was sent. Each account by itself: one on the other side of the world is slower than its neighbour; each ending by
 * itself: a refusal may come sooner than a yes; and one account after another as such a row.
 */
export const createPace = (random: () => number) => {
  const paces = new Map<string, { durations: number[]; at: number }>()
  const keyOf = (steps: readonly Step[]) => steps.map((it) => `${wordOf(it.ending)} ${it.accountId}`).join('\n')
  return {
    note(steps: readonly Step[], duration: number): void {
      const key = keyOf(steps)
      const pace = paces.get(key) ?? { durations: [], at: 0 }
      pace.durations[pace.at] = duration
      pace.at = (pace.at + 1) % KEPT
      // The one not sent from for longest is the first.
      paces.delete(key)
      paces.set(key, pace)
      if (paces.size > PACES_KEPT) paces.delete(paces.keys().next().value as string)
    },
    /** Milliseconds that a start may take; before any was seen, what a platform usually takes. */
    like(steps: readonly Step[]): number {
      const durations = paces.get(keyOf(steps))?.durations
      if (durations !== undefined) return durations[Math.floor(random() * durations.length)] as number
      return steps.reduce((sum, { ending }) => sum + (ending.took ?? 80 + random() * 120), 0)
    },
  }
}
