import type { Scheduler } from '../scheduler.ts'
import { postJson } from './post.ts'
import { isTaken, RETRY_MINUTES, type Report, type ReportKind } from './report.ts'

/** A push: reports that go out together, and what became of each attempt. */
export type Push = {
  kind: ReportKind
  url: string
  reports: Report[]
  attempts: { at: number; outcome: 'taken' | 'refused' | 'failed'; status: number | null }[]
}

/** How reports may go astray, as they do in the real service. */
export type Disturbance = {
  /** Each push is made so many times more, taken or not. */
  duplicates: number
  /** Reports that would go out together go alone, the last one first. */
  reorder: boolean
  /** So many of the next reports are never pushed. */
  lose: number
}

const undisturbed = (): Disturbance => ({ duplicates: 0, reorder: false, lose: 0 })

/** Pushes reports to the accounts' URLs, several in one array, and again when they are not taken. */
export class Pusher {
  readonly #scheduler: Scheduler
  readonly #timeout: () => number
  #disturbance = undisturbed()
  #waiting: { kind: ReportKind; url: string; report: Report }[] = []
  #pushes: Push[] = []
  #flush: NodeJS.Immediate | undefined
  #inFlight = new Set<Promise<void>>()
  #abort = new AbortController()

  constructor(
    scheduler: Scheduler,
    /** Real ms that a receiver may take. */
    timeout: () => number,
  ) {
    this.#scheduler = scheduler
    this.#timeout = timeout
  }

  /** Every push so far, oldest first. */
  get pushes(): readonly Push[] {
    return this.#pushes
  }

  /** Has the coming reports go astray; what is not named stays as it is. */
  disturb(disturbance: Partial<Disturbance>): void {
    this.#disturbance = { ...this.#disturbance, ...disturbance }
  }

  /** Pushes a report with all others that come up in the same moment. */
  push(kind: ReportKind, url: string, report: Report): void {
    if (this.#disturbance.lose > 0) {
      this.#disturbance.lose--
      return
    }
    this.#waiting.push({ kind, url, report })
    this.#flush ??= setImmediate(() => this.#startAll())
  }

  /** Resolves when nothing waits to be pushed for the first time and no push is in flight. */
  async idle(): Promise<void> {
    while (this.#flush || this.#inFlight.size > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      await Promise.all(this.#inFlight)
    }
  }

  /** Forgets all pushes and disturbances and breaks off what is in flight. */
  reset(): void {
    clearImmediate(this.#flush)
    this.#flush = undefined
    this.#abort.abort()
    this.#abort = new AbortController()
    this.#waiting = []
    this.#pushes = []
    this.#disturbance = undisturbed()
  }

  #startAll() {
    this.#flush = undefined
    const waiting = this.#waiting
    this.#waiting = []
    const { duplicates, reorder } = this.#disturbance
    const batches = new Map<string, typeof waiting>()
    for (const [i, entry] of (reorder ? waiting.reverse() : waiting).entries()) {
      const key = JSON.stringify([entry.kind, entry.url, reorder ? i : 0])
      batches.set(key, [...(batches.get(key) ?? []), entry])
    }
    for (const batch of batches.values()) {
      const first = batch[0]
      if (!first) continue
      for (let i = 0; i <= duplicates; i++)
        this.#start({ kind: first.kind, url: first.url, reports: batch.map(({ report }) => report), attempts: [] })
    }
  }

  #start(push: Push) {
    this.#pushes.push(push)
    const started = this.#scheduler.now()
    const attempt = async (number: number) => {
      const { signal } = this.#abort
      const outcome = await this.#attempt(push, signal)
      if (signal.aborted || outcome === 'taken') return
      const minutes = RETRY_MINUTES[number]
      if (minutes !== undefined) this.#scheduler.at(started + minutes * 60_000, () => this.#track(attempt(number + 1)))
    }
    this.#track(attempt(0))
  }

  async #attempt(push: Push, signal: AbortSignal): Promise<'taken' | 'refused' | 'failed'> {
    const at = this.#scheduler.now()
    let outcome: 'taken' | 'refused' | 'failed' = 'failed'
    let status: number | null = null
    try {
      const answer = await postJson(push.url, push.reports, { timeout: this.#timeout(), signal })
      status = answer.status
      outcome = isTaken(answer.status, answer.body) ? 'taken' : 'refused'
    } catch {
      // No answer is an answer: the push is repeated.
    }
    push.attempts.push({ at, outcome, status })
    return outcome
  }

  #track(running: Promise<void>) {
    this.#inFlight.add(running)
    void running.finally(() => this.#inFlight.delete(running))
  }
}
