import type { Answered } from '../support/ask.ts'
import type { Ledger } from './ledger.ts'

/** What a server process holds when nothing is under way. */
export type Held = { heap: number; rss: number; files: number; timers: number; sockets: number }

type Ask = (at: number, method: string, path: string, body?: unknown) => Promise<Answered>

const LOOKS = [
  '/sms/messages',
  '/sms/messages?status=accepted',
  '/sms/statistics?groupBy=day',
  '/sms/statistics?groupBy=template',
  '/sms/apps',
  '/sms/apps/shop/settings',
  '/sms/audit-log',
  '/sms/alarms',
]

/**
 * So many users from start to redemption, so many at a time, an operator who looks at everything meanwhile, and the clock
 * moved on so far, in small steps: an hour of an ordinary host in as long as its work takes.
 * @returns milliseconds of each user's whole way, in the order they ended
 */
export const live = async (
  { ledger, ask }: { ledger: Ledger; ask: Ask },
  { users, atOnce, hours }: { users: number; atOnce: number; hours: number },
  clock: { ahead: number },
): Promise<number[]> => {
  const took: number[] = []
  let begun = 0
  const work = async () => {
    while (begun < users) {
      const at = begun++
      if (at % 10 === 0) {
        clock.ahead += (hours * 3_600_000 * 10) / users
        await ask(0, 'PUT', '/clock', { ahead: Math.round(clock.ahead) })
      }
      if (at % 5 === 0) await ask(0, 'GET', LOOKS[(at / 5) % LOOKS.length] as string)
      const began = performance.now()
      if (!(await ledger.oneUser(1, at))) throw new Error(`a user did not get through: ${JSON.stringify(ledger.seen)}`)
      took.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return took
}

/** What the process holds, once what it does after a request is done: the SDK leaves a timer of each SMS until its time-out. */
export const heldBy = async (ask: Ask): Promise<Held> => {
  await new Promise((resolve) => setTimeout(resolve, 4000))
  return (await ask(0, 'GET', '/held')).body as unknown as Held
}
