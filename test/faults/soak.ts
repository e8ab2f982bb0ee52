import { setTimeout as pause } from 'node:timers/promises'
import { createWorld, type Engine, type World } from './faults.ts'

/** What a server process holds when nothing is under way, and milliseconds of CPU time that it has used so far. */
export type Held = { heap: number; rss: number; files: number; timers: number; sockets: number; cpu: number }

/** Milliseconds of each user's whole way, in the order they ended, and of the server's CPU time for each user. */
export type Lived = { took: number[]; cpu: number }

const MINUTE = 60_000
/** Users who come between two moves of the clock. */
const STEP = 10
const AT_ONCE = 4
/** Nobody runs into a limit. */
const ENOUGH = { phone: 2, address: 1_000_000, app: 1_000_000, tenant: 1_000_000 }

/** What the operator looks at. The export is of what came last: that of everything takes longer with everything. */
const looksAt = (now: number) => [
  '/sms/messages',
  '/sms/messages?status=accepted',
  `/sms/messages/export?from=${new Date(now - 10 * MINUTE).toISOString()}`,
  '/sms/statistics?groupBy=day',
  '/sms/statistics?groupBy=template',
  '/sms/apps',
  '/sms/apps/shop/settings',
  '/sms/audit-log',
  '/sms/alarms',
]

/**
 * An ordinary host with one server process, in as long as its work takes: of ten users seven go from start to redemption,
 * one has the code sent again and types that, one cancels, one never types; the platform pushes what became of each SMS; an
 * operator looks at everything; and the server's clock is moved on, in small steps.
 */
export const createSoak = async (t: Parameters<typeof createWorld>[0], engine: Engine) => {
  const world: World = await createWorld(t, engine, { servers: 1, disk: 512, budgets: ENOUGH })
  const { ledger, ask, emulator, servers } = world
  const { path } = (await ask(0, 'GET', '/reports')).body as { path?: string }
  emulator.state.setReportUrl(`${servers[0]?.url}${path}`)
  // As of somebody who pays: what there is by default is used up by 50,000 SMS of two parts.
  emulator.state.account().balance = Number.MAX_SAFE_INTEGER
  let ahead = 0
  /** Users who come back when the clock says so. */
  const later: { due: number; comeBack: () => Promise<unknown> }[] = []
  let looks = 0

  const fail = (what: string) => {
    throw new Error(`${what}: ${JSON.stringify(ledger.seen)}`)
  }
  const begin = async (at: number) => (await ledger.begin(1, at)) ?? fail('no code was sent')

  const oneWay = async (at: number): Promise<unknown> => {
    const kind = at % 10
    if (kind === 3) {
      const entry = await begin(at)
      const comeBack = async () => {
        if ((await ledger.resend(0, entry)).status !== 200) fail('a code was not sent again')
        if ((await ledger.check(0, entry, ledger.codeOf(entry) ?? '')).status !== 200) fail('the new code was refused')
        entry.approvals++
      }
      return later.push({ due: ahead + MINUTE + 1000, comeBack })
    }
    if (kind === 5) {
      const { status } = await ledger.cancel(0, await begin(at))
      return status === 204 || fail('a code was not cancelled')
    }
    if (kind === 7) return begin(at)
    return (await ledger.oneUser(1, at)) || fail('a user did not get through')
  }

  const held = async () => (await ask(0, 'GET', '/held')).body as unknown as Held

  return {
    world,

    /** So many users, and so many hours by the server's clock. */
    async live(users: number, hours: number): Promise<Lived> {
      const took: number[] = []
      const before = await held()
      let begun = 0
      const work = async () => {
        while (begun < users) {
          const at = begun++
          if (at % STEP === 0) {
            const next = ahead + Math.round((hours * 60 * MINUTE * STEP) / users)
            await ask(0, 'PUT', '/clock', { ahead: next })
            ahead = next
          }
          const paths = looksAt(Date.now() + ahead)
          if (at % 5 === 0) await ledger.look(0, paths[looks++ % paths.length] as string)
          if ((later[0]?.due ?? Number.POSITIVE_INFINITY) <= ahead) await later.shift()?.comeBack()
          const began = performance.now()
          await oneWay(at)
          took.push(performance.now() - began)
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      return { took, cpu: ((await held()).cpu - before.cpu) / users }
    },

    /** Once what is done after a request is done: the SDK leaves a timer of each SMS until its time-out. */
    async held(): Promise<Held> {
      await emulator.reports.idle()
      await pause(4000)
      return held()
    },
  }
}
