import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  wrap,
} from 'cockatiel'
import { type PlatformAccount, PlatformProblem, type Problem, type ProblemKind, type SendOutcome } from './platform.ts'

export type Resilience = {
  /** Outages in a row that open the circuit. @default 5 */
  failures?: number
  /** Milliseconds that it stays open before one call is let through to try. @default 10 000 */
  openFor?: number
  /** Calls of one account at once; more are refused before anything is sent. @default 200 */
  concurrency?: number
}

/** `open`: nothing gets through; `trying`: one call does, to see. */
export type CircuitWord = 'closed' | 'open' | 'trying'
export type ResilientAccount = PlatformAccount & { state(): CircuitWord }

const OUTAGES: readonly ProblemKind[] = ['unreachable', 'timeout', 'nonsense']

type Settled<T> = { value: T } | { problem: PlatformProblem } | { error: unknown }

const problemIn = (settled: Settled<unknown>): Problem | undefined => {
  if ('problem' in settled) return settled.problem.problem
  if (!('value' in settled)) return undefined
  const outcome = settled.value as Partial<SendOutcome> | null
  return outcome && typeof outcome === 'object' && 'problem' in outcome ? (outcome.problem as Problem) : undefined
}

/**
 * Keeps an account that does not answer from holding everybody up: after some outages in a row calls fail at once for a
 * while, then one is let through to try. Composed around any adapter, once.
 */
export const withResilience = (
  account: PlatformAccount,
  { failures = 5, openFor = 10_000, concurrency = 200 }: Resilience = {},
): ResilientAccount => {
  const isOutage = (settled: unknown) => OUTAGES.includes(problemIn(settled as Settled<unknown>)?.kind as ProblemKind)
  const breaker = circuitBreaker(handleWhenResult(isOutage), {
    halfOpenAfter: openFor,
    breaker: new ConsecutiveBreaker(failures),
  })
  // The bulkhead outside: a call that was never made says nothing about the platform.
  const policy = wrap(bulkhead(concurrency, 0), breaker)

  const settle = async <T>(call: () => Promise<T>): Promise<Settled<T>> => {
    try {
      return await policy.execute(async (): Promise<Settled<T>> => {
        try {
          return { value: await call() }
        } catch (error) {
          return error instanceof PlatformProblem ? { problem: error } : { error }
        }
      })
    } catch (error) {
      const retryAfter = Math.ceil(openFor / 1000)
      if (error instanceof BrokenCircuitError)
        return {
          problem: new PlatformProblem({ kind: 'unreachable', code: 'CIRCUIT_OPEN', requestId: null, retryAfter }),
        }
      if (error instanceof BulkheadRejectedError)
        return {
          problem: new PlatformProblem({ kind: 'throttled', code: 'TOO_MANY_CALLS', requestId: null, retryAfter: 1 }),
        }
      throw error
    }
  }

  const read = async <T>(call: () => Promise<T>): Promise<T> => {
    const settled = await settle(call)
    if ('value' in settled) return settled.value
    throw 'problem' in settled ? settled.problem : settled.error
  }

  return {
    // Asked by a person who wants to know now, and told so; it also closes the circuit no sooner than others do.
    check: () => account.check(),
    async send(message): Promise<SendOutcome> {
      const settled = await settle(() => account.send(message))
      if ('value' in settled) return settled.value
      if ('problem' in settled) return { outcome: 'refused', problem: settled.problem.problem }
      // An adapter's `send` does not throw; if one does all the same, nobody knows what it did before.
      return { outcome: 'unknown', problem: { kind: 'nonsense', code: null, requestId: null } }
    },
    signature: (name) => read(() => account.signature(name)),
    template: (code) => read(() => account.template(code)),
    listSignatures: (limit) => read(() => account.listSignatures(limit)),
    listTemplates: (limit) => read(() => account.listTemplates(limit)),
    status: (message) => read(() => account.status(message)),
    state: () =>
      breaker.state === CircuitState.Open ? 'open' : breaker.state === CircuitState.HalfOpen ? 'trying' : 'closed',
  }
}
