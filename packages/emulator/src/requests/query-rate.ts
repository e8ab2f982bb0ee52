/** Requests of the current second, by account and action. */
export class QueryRate {
  readonly #counts = new Map<string, { second: number; count: number }>()

  /** Counts a request and says whether it is within the limit; without a limit everything is. */
  allows(accountId: string, action: string, limit: number | undefined, now: number): boolean {
    if (limit === undefined) return true
    const key = `${accountId} ${action}`
    const second = Math.floor(now / 1000)
    const last = this.#counts.get(key)
    const count = (last?.second === second ? last.count : 0) + 1
    this.#counts.set(key, { second, count })
    return count <= limit
  }

  /** Forgets everything. */
  clear(): void {
    this.#counts.clear()
  }
}
