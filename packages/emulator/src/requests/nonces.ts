/** Nonces that keys have used. They are remembered for as long as the date of a request with them could be accepted. */
export class Nonces {
  readonly #used = new Map<string, number>()
  readonly #lifetime: number
  #sweptAt = 0

  constructor(lifetime: number) {
    this.#lifetime = lifetime
  }

  /** Whether a key has used a nonce. */
  has(accessKeyId: string, nonce: string): boolean {
    return this.#used.has(JSON.stringify([accessKeyId, nonce]))
  }

  /** Remembers that a key used a nonce. */
  use(accessKeyId: string, nonce: string, now: number): void {
    if (Math.abs(now - this.#sweptAt) > 60_000) {
      this.#sweptAt = now
      for (const [key, time] of this.#used) if (Math.abs(now - time) > this.#lifetime) this.#used.delete(key)
    }
    this.#used.set(JSON.stringify([accessKeyId, nonce]), now)
  }

  /** Forgets them all. */
  clear(): void {
    this.#used.clear()
  }
}
