const KEPT = 64
const ACCOUNTS_KEPT = 1000

/**
 * How long real starts took lately, so that a decoy takes as long: the time of an answer must not tell whether an SMS
 * was sent. Each account by itself: one on the other side of the world is slower than its neighbour.
 */
export const createPace = (random: () => number) => {
  const accounts = new Map<string, { durations: number[]; at: number }>()
  return {
    note(accountId: string, duration: number): void {
      const pace = accounts.get(accountId) ?? { durations: [], at: 0 }
      pace.durations[pace.at] = duration
      pace.at = (pace.at + 1) % KEPT
      // The one not sent from for longest is the first.
      accounts.delete(accountId)
      accounts.set(accountId, pace)
      if (accounts.size > ACCOUNTS_KEPT) accounts.delete(accounts.keys().next().value as string)
    },
    /** Milliseconds that a start may take; before any was seen, what a platform usually takes. */
    like(accountId: string): number {
      const durations = accounts.get(accountId)?.durations
      if (durations === undefined) return 80 + random() * 120
      return durations[Math.floor(random() * durations.length)] as number
    },
  }
}
