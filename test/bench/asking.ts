import { setTimeout as pause } from 'node:timers/promises'
import type { Request, startLoad } from './load.ts'

/** Seconds after which SMS of which no report was pushed have been asked about. */
export const ASKED_AFTER = 150
/** Milliseconds. */
const WITHIN = 120_000

/** Waits until a server, its clock moved on, has asked the platform about all it sent. */
export const untilAsked = async (load: Awaited<ReturnType<typeof startLoad>>, origin: string, asked: Request) => {
  const isAsked = async () => {
    const { statuses } = await load({ origins: [origin], requests: [asked], atOnce: 1 })
    return statuses['204'] === 1
  }
  const until = Date.now() + WITHIN
  while (!(await isAsked())) {
    if (Date.now() > until) throw new Error('the platform was not asked about all SMS')
    await pause(500)
  }
}
