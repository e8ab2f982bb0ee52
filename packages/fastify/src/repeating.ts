import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds between two batches: as long as one takes, so that whoever waits for the database is not behind all of them. */
const BETWEEN_BATCHES = 20

/**
 * Does something again and again, never twice at once, without keeping the process alive. The first time is at once: what
 * a server that was killed left behind is looked at when the next one starts.
 */
export const repeating = (work: () => Promise<unknown>, every: number, onError: (error: unknown) => void) => {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  let stopped = true

  const run = () => {
    running = work()
      .catch(onError)
      .finally(() => {
        if (stopped) return
        // A little off each time, so that several processes do not keep step.
        timer = setTimeout(run, every * (0.8 + Math.random() * 0.4))
        timer.unref()
      })
  }
  return {
    start(): void {
      stopped = false
      run()
    },
    stop(): void {
      stopped = true
      clearTimeout(timer)
    },
    /** Resolves when nothing is being done any more. */
    async stopped(): Promise<void> {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/**
 * Does once more what has failed, each time after a longer pause, until it succeeds.
 * @param pauses seconds
 * @throws what went wrong the last time
 */
export const tryAgain = async (work: () => Promise<unknown>, pauses: readonly number[]): Promise<void> => {
  let failure: unknown
  for (const seconds of pauses) {
    await pause(seconds * 1000, undefined, { ref: false })
    try {
      await work()
      return
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/**
 * Does batch after batch until one has found nothing, at most `atMost` of them. Requests have their turn in between, at the
 * database and, since a batch on SQLite holds it up, in the process.
 * @param batch says how much it has found
 */
export const inBatches = async (batch: () => Promise<number>, atMost: number): Promise<void> => {
  for (let done = 0; done < atMost && (await batch()) > 0; done++)
    await pause(BETWEEN_BATCHES, undefined, { ref: false })
}
