import { betterAuth } from './better-auth.ts'
import type { Contestant } from './contestant.ts'
import { floor } from './floor.ts'
import { handWritten } from './hand-written.ts'
import { ours } from './ours.ts'

export type { Contestant }
export const CONTESTANTS: readonly Contestant[] = [floor, ours, handWritten, betterAuth]
