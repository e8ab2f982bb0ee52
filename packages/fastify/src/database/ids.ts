import { randomFillSync } from 'node:crypto'
import { decodeTime, encodeTime, monotonicFactory } from 'ulid'

const kinds = {
  account: 'A',
  signature: 'S',
  template: 'T',
  verification: 'V',
  message: 'M',
  audit: 'L',
  alarm: 'N',
  block: 'B',
} as const

const drawn = Buffer.alloc(1024)
let used = drawn.length
/** One character's worth of randomness. By itself `ulid` asks the system sixteen times for an id, a twentieth of what a start costs. */
const draw = (): number => {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  return (drawn[used++] as number) / 256
}
const next = monotonicFactory(draw)

/**
 * A new id: a letter for what it is and a ULID (48 bits of time, 80 random bits), so that ids sort by their time, are
 * not guessed, and never look like the general `C1`.
 */
export const newId = (kind: keyof typeof kinds, now: number): string => `${kinds[kind]}${next(now)}`

/** The smallest id that could have been made at a time: `from` and `to` of a list become bounds on its key. */
export const firstIdAt = (kind: keyof typeof kinds, at: number): string =>
  `${kinds[kind]}${encodeTime(Math.max(0, at), 10)}${'0'.repeat(16)}`

/** When an id was made. */
export const timeOf = (id: string): number => decodeTime(id.slice(1))
