const KEPT = 64

/**
 * How long real starts took lately, so that a decoy takes as long: the time of an answer must not tell whether an SMS
 * was sent.
 */
export const createPace = (random: () => number) => {
  const durations: number[] = []
  let at = 0
  return {
    note(duration: number): void {
      durations[at] = duration
      at = (at + 1) % KEPT
    },
    /** Milliseconds that a start may take; before any was seen, what a platform usually takes. */
    like(): number {
      if (durations.length === 0) return 80 + random() * 120
      return durations[Math.floor(random() * durations.length)] as number
    },
  }
}
