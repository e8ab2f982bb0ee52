import type { Phone } from '@sms-settings/api'
import { problemError } from '../accounts/problems.ts'
import type { AccountState } from '../accounts/state.ts'
import type { Account } from '../accounts/store.ts'
import type { Snapshots } from '../apps/snapshot.ts'
import type { Database, Transaction } from '../database/database.ts'
import type { Reach } from '../general/reach.ts'
import type { Health } from '../health/service.ts'
import type { Allowance, LimitStore } from '../limits/store.ts'
import type { AfterCommit, MessagesService, QueuedMessage, Sender } from '../messages/service.ts'
import type { Problem, ProblemKind } from '../platforms/platform.ts'
import { createPace, type Ending, likelyEnding, type Step } from './decoy.ts'
import type { Verification, VerificationStore } from './store.ts'

/** An account with what is sent from it. */
export type Way = {
  accountId: string
  sender: Sender
  /** How the account stood when it was chosen. */
  known: AccountState
  /** The account itself as it was then; null for the operator's. */
  account: Account | null
}

/** What a code is sent with, and with what else if that surely did not send it. */
export type Ways = { first: Way; others: () => Way[] }

/** A code to be sent, which has been counted and written down; a decoy has no message. */
export type Outgoing = {
  verification: Verification
  code: string
  queued: QueuedMessage | null
  allowance: Allowance
  phone: Phone
  /** Values of the template's other variables. */
  variables: Record<string, string>
}

/** The SMS that carries the code of a verification, as it is written down. */
export const draftOf = (
  { id: verificationId, tenantId, appId, purpose, phoneHash }: Verification,
  sender: Sender,
  phone: Phone,
  correlationId: string | null,
) => ({ ...sender, tenantId, appId, verificationId, purpose, phone, phoneHash, correlationId })

type Parts = {
  database: Database
  store: VerificationStore
  limits: LimitStore
  messages: MessagesService
  snapshots: Snapshots
  reach: Reach
  health: Health
  random: () => number
  now: () => number
}

/** Messages of an account by which a decoy judges how a real send would end. */
const LOOKED_BACK = 20
/** Accounts that are tried after the first, at most. */
const FURTHER = 2
/** Milliseconds that all tries may take together, so that whoever waits for the answer still does. */
const WITHIN = 8000
/** One that has no longer is not begun. */
const SHORTEST = 1000

/**
 * Problems of the account, or of what is sent with, after which another account may do better. Those of the number would
 * be the same everywhere, and a limit of the platform's is there to be kept.
 */
const FAILS_OVER: readonly ProblemKind[] = [
  'account',
  'credentials',
  'permission',
  'throttled',
  'unreachable',
  'settings',
  'not_found',
]
/** What whoever typed the number should know, whichever account said it. */
const OF_THE_NUMBER: readonly ProblemKind[] = ['phone', 'limited']

/**
 * Hands codes over to the platform, and to another account when the first surely did not send. The same code goes along,
 * but only ever out of one account: after an answer that leaves it open whether it was sent nothing more is tried.
 */
export const createSending = (parts: Parts) => {
  const { database, store, limits, messages, snapshots, reach, health } = parts
  const pace = createPace(parts.random)

  const mayFailOver = (problem: Problem | null, tries: number, elapsed: number): boolean =>
    problem !== null && FAILS_OVER.includes(problem.kind) && tries <= FURTHER && elapsed < WITHIN - SHORTEST

  /** Throws what the caller is told: of several refusals the first, which is that of the account meant to send. */
  const answer = (steps: readonly Step[], { id }: Verification, cause?: unknown): void => {
    const last = steps.at(-1)?.ending
    if (!last || last.problem === null) return
    if (last.outcome === 'unknown') throw problemError(last.problem, { verificationId: id })
    const first = steps[0]?.ending.problem ?? last.problem
    if (!OF_THE_NUMBER.includes(last.problem.kind) && cause !== undefined) throw cause
    throw problemError(OF_THE_NUMBER.includes(last.problem.kind) ? last.problem : first)
  }

  /** @returns what was thrown on the way to the first account, if that was why it did not send */
  const send = async (
    outgoing: Outgoing & { queued: QueuedMessage },
    { first, others }: Ways,
    refused: (tx: Transaction) => Promise<AfterCommit>,
    steps: Step[],
  ): Promise<unknown> => {
    const { verification, code, phone, variables } = outgoing
    const { tenantId, appId, id: verificationId } = verification
    const began = performance.now()
    const elapsed = () => performance.now() - began
    let cause: unknown
    // Listed once: what a try does to its account must not put the others in another order.
    let left: Way[] | undefined
    let next: { way: Way; queued: QueuedMessage } | undefined = { way: first, queued: outgoing.queued }
    for (let tries = 1; next; tries++) {
      const { way, queued } = next
      next = undefined
      const sent = await messages.handOver(
        queued,
        () => reach.connectToSend(tenantId, way.accountId, tries === 1 ? way.account : null),
        { ...variables, code },
        async (tx, problem, isLate) => {
          if (isLate || !mayFailOver(problem, tries, elapsed())) return refused(tx)
          left ??= others()
          for (const [at, other] of left.entries()) {
            if (!(await snapshots.mayStillSend(tx, { tenantId, appId }, other.sender))) continue
            // Written down with the refusal or not at all, and before that platform is called.
            const draft = draftOf(verification, other.sender, phone, queued.correlationId)
            const further = await messages.queue(tx, draft)
            await store.sentWith(tx, verificationId, other.sender.stid, parts.now())
            return () => {
              left = left?.slice(at + 1)
              next = { way: other, queued: further }
            }
          }
          return refused(tx)
        },
        tries === 1 ? undefined : WITHIN - elapsed(),
      )
      if (tries === 1) cause = sent.cause
      steps.push({ accountId: way.accountId, ending: { problem: null, ...sent, took: null } })
      health.onOutcome(tenantId, way.accountId, sent, way.known)
    }
    return cause
  }

  /** How a real send would have gone by now, judged by what became of the last ones of each account that it would try. */
  const imitate = async (tenantId: string, { first, others }: Ways, steps: Step[]): Promise<void> => {
    let elapsed = 0
    let left: Way[] | undefined
    for (let way: Way | undefined = first; way; ) {
      const { accountId, sender } = way
      // What would keep a real send from getting through.
      const problem = reach.obstacle(accountId)
      const ending: Ending = problem
        ? { outcome: 'refused', problem, took: 0 }
        : likelyEnding(await messages.lastSettled(tenantId, sender.accountId, LOOKED_BACK), sender)
      steps.push({ accountId, ending })
      elapsed += ending.took ?? 0
      if (ending.outcome !== 'refused' || !mayFailOver(ending.problem, steps.length, elapsed)) return
      left ??= others()
      way = left.shift()
    }
  }

  return {
    /**
     * Sends a code, or does as if. Throws when it was refused, or when its outcome is unknown.
     * @param undo what follows when no account has sent it, in the same transaction
     * @param began when the request came, by `performance.now()`
     */
    async handOver(
      outgoing: Outgoing,
      ways: Ways,
      undo: (tx: Transaction) => Promise<AfterCommit>,
      began: number,
    ): Promise<void> {
      const { verification, queued, allowance } = outgoing
      const refused = async (tx: Transaction) => {
        await limits.giveBack(tx, allowance)
        return undo(tx)
      }
      const steps: Step[] = []
      if (queued) {
        const cause = await send({ ...outgoing, queued }, ways, refused, steps)
        pace.note(steps, performance.now() - began)
        answer(steps, verification, cause)
      } else if (verification.decoy) {
        await imitate(verification.tenantId, ways, steps)
        await new Promise((resolve) => setTimeout(resolve, pace.like(steps) - (performance.now() - began)))
        if (steps.at(-1)?.ending.outcome === 'refused') (await database.transaction(refused))()
        answer(steps, verification)
      }
    },
  }
}
