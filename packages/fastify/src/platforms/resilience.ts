import {
  BrokenCircuitError,
  type BulkheadPolicy,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from 'cockatiel'
import { type PlatformAccount, PlatformProblem, type Problem, type ProblemKind, type SendOutcome } from './platform.ts'

export type ResilienceOptions = {
  /** Failures in a row after which the circuit opens. @default 5 */
  failures?: number
  /** Milliseconds that it stays open; then one call may try. @default 5_000 */
  openFor?: number
  /** SMS of one account being handed over at a time; what comes above is refused at once. @default 200 */
  concurrency?: number
  /** Reads at a time, counted apart, so that lists for the console never hold up a code. @default 50 */
  concurrentReads?: number
  /** Told every change of the circuit. What it throws is ignored. */
  onStateChange?: (state: ConnectionState) => void
}

/** `closed`: calls go through. `open`: none does. `half_open`: the time is over, and one may try whether the platform is back. */
export type Circuit = 'closed' | 'open' | 'half_open'

/** How the way to one account is, as far as this process knows. */
export type ConnectionState = {
  circuit: Circuit
  /** Seconds until a call may try again; null while the circuit is closed. */
  retryAfter: number | null
  /** The failure that opened the circuit; null while it is closed. */
  problem: Problem | null
  sending: number
  reading: number
}

export type ResilientAccount = PlatformAccount & { state(): ConnectionState }

const CIRCUITS: Readonly<Record<number, Circuit>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
}

/** What speaks against the platform or the way to it. All else, a refused key too, is proof that it is there. */
const FAILURES: readonly ProblemKind[] = ['unreachable', 'timeout', 'nonsense']

/** A call that has ended, one way or the other: policies look at values only, so that an error of ours stays what it is. */
type Ended<T> = { value: T; problem: Problem | null } | { thrown: unknown; problem: Problem | null }

/**
 * Puts a circuit breaker and bounds on concurrent calls around an account of whatever platform. Nothing is repeated here:
 * whether a call may be repeated only the adapter knows.
 *
 * While the circuit is open, `send` answers a refusal with code `CIRCUIT_OPEN`, and reads throw the same as a
 * `PlatformProblem`; above the bounds the code is `TOO_MANY_CALLS`. In both cases nothing was sent. `check` always goes
 * through: a person asks for it, to see whether the platform is back.
 */
export const withResilience = (account: PlatformAccount, options: ResilienceOptions = {}): ResilientAccount => {
  const { failures = 5, openFor = 5_000, concurrency = 200, concurrentReads = 50, onStateChange } = options
  const sends = bulkhead(concurrency, 0)
  const reads = bulkhead(concurrentReads, 0)
  const breaker = circuitBreaker(
    handleWhenResult((ended) => FAILURES.includes((ended as Ended<unknown>).problem?.kind as ProblemKind)),
    { breaker: new ConsecutiveBreaker(failures), halfOpenAfter: openFor },
  )
  let openedAt = 0

  const state = (): ConnectionState => {
    const left = openedAt + openFor - Date.now()
    const word = CIRCUITS[breaker.state] ?? 'open'
    // The breaker itself sees that its time is over only with the next call, which must not be kept away by "open".
    const circuit = word === 'open' && left <= 0 ? 'half_open' : word
    const reason = breaker.lastFailure
    return {
      circuit,
      retryAfter: circuit === 'closed' ? null : Math.max(1, Math.ceil(left / 1000)),
      problem: circuit !== 'closed' && reason && 'value' in reason ? (reason.value as Ended<unknown>).problem : null,
      sending: concurrency - sends.executionSlots,
      reading: concurrentReads - reads.executionSlots,
    }
  }

  breaker.onStateChange((circuit) => {
    if (circuit === CircuitState.Open) openedAt = Date.now()
    try {
      onStateChange?.(state())
    } catch {
      // A listener must not turn an answer into an error.
    }
  })

  /** @returns the call's own end, or why it was not made */
  const through = async <T>(bounds: BulkheadPolicy, call: () => Promise<Ended<T>>): Promise<Ended<T> | Problem> => {
    // Cockatiel lets calls wait for the one that tries; nobody should wait for that with a code to send.
    if (breaker.state === CircuitState.HalfOpen)
      return { kind: 'unreachable', code: 'CIRCUIT_OPEN', requestId: null, retryAfter: 1 }
    try {
      return await bounds.execute(() => breaker.execute(call))
    } catch (error) {
      if (error instanceof BrokenCircuitError)
        return { kind: 'unreachable', code: 'CIRCUIT_OPEN', requestId: null, retryAfter: state().retryAfter ?? 1 }
      if (error instanceof BulkheadRejectedError)
        return { kind: 'throttled', code: 'TOO_MANY_CALLS', requestId: null, retryAfter: 1 }
      throw error
    }
  }

  const read =
    <A extends unknown[], T>(ask: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      const ended = await through<T>(reads, async () => {
        try {
          return { value: await ask(...args), problem: null }
        } catch (thrown) {
          return { thrown, problem: thrown instanceof PlatformProblem ? thrown.problem : null }
        }
      })
      if ('kind' in ended) throw new PlatformProblem(ended)
      if ('thrown' in ended) throw ended.thrown
      return ended.value
    }

  return {
    check: () => account.check(),
    async send(message, onLate) {
      const ended = await through<SendOutcome>(sends, async () => {
        try {
          const value = await account.send(message, onLate)
          return { value, problem: 'problem' in value ? value.problem : null }
        } catch (thrown) {
          return { thrown, problem: null }
        }
      })
      if ('kind' in ended) return { outcome: 'refused', problem: ended }
      // An adapter's `send` does not throw; should one do so, nobody knows what it did before.
      if ('thrown' in ended) return { outcome: 'unknown', problem: { kind: 'nonsense', code: null, requestId: null } }
      return ended.value
    },
    signature: read((name: string) => account.signature(name)),
    template: read((code: string) => account.template(code)),
    listSignatures: read((limit: number) => account.listSignatures(limit)),
    listTemplates: read((limit: number) => account.listTemplates(limit)),
    // It says nothing of whether SMS get through, so it neither opens the circuit nor waits for it.
    ...(account.conversion ? { conversion: account.conversion.bind(account) } : {}),
    status: read((message: Parameters<PlatformAccount['status']>[0]) => account.status(message)),
    state,
  }
}
