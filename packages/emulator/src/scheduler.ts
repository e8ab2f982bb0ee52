/** How often an injected clock is looked at, in real ms: it can jump without anyone saying so. */
const POLL = 20

/** Runs tasks when the clock says so, in order of their time. */
export class Scheduler {
  readonly #clock: () => number
  readonly #injected: boolean
  #tasks: { at: number; run: () => void }[] = []
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(clock: (() => number) | undefined) {
    this.#clock = clock ?? Date.now
    this.#injected = clock !== undefined
  }

  /** The time of the clock. */
  now(): number {
    return this.#clock()
  }

  /** Has a task run at a time of the clock, at the earliest after the current turn of the event loop. */
  at(time: number, run: () => void): void {
    if (this.#closed) return
    // From the end: what is due last mostly comes last.
    const index = this.#tasks.findLastIndex((task) => task.at <= time) + 1
    this.#tasks.splice(index, 0, { at: time, run })
    this.#arm()
  }

  /** Runs what is due by now. */
  runDue(): void {
    const now = this.now()
    while (this.#tasks[0] && this.#tasks[0].at <= now) this.#tasks.shift()?.run()
    this.#arm()
  }

  /** Drops every task. */
  clear(): void {
    this.#tasks = []
    clearTimeout(this.#timer)
  }

  /** Drops every task and takes no more. */
  close(): void {
    this.#closed = true
    this.clear()
  }

  #arm() {
    clearTimeout(this.#timer)
    const next = this.#tasks[0]
    if (!next) return
    const wait = Math.max(0, next.at - this.now())
    this.#timer = setTimeout(() => this.runDue(), Math.min(this.#injected ? POLL : 0x7fffffff, wait))
    this.#timer.unref()
  }
}
