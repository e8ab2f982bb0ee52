import type { Emulator } from '@sms-settings/emulator'
import type { Knex } from 'knex'
import type { Answered, Who } from '../support/ask.ts'

/** Asks one of several servers. An answer that does not come has status 0. */
export type Ask = (at: number, method: string, path: string, body?: unknown, who?: Who) => Promise<Answered>

/** SMS that each may get: a number in all, an address in an hour, an App and a tenant in a day. */
export type Budgets = { phone: number; address: number; app: number; tenant: number }

/** Where users come from. When one of the three is used up, all go on to a new one. */
type Place = Required<Pick<Who, 'tenant' | 'app' | 'ip'>>
/** A repeated start of one with a key must not send again. */
type User = { phone: string; place: Place; hasKey: boolean }

/** What whoever asked for a code has been told of it. */
type Entry = { user: User; id: string; approvals: number; redemptions: number; resends: number }

/** What must be nothing, whatever went wrong. */
export type Findings = {
  approvedTwice: number
  redeemedTwice: number
  sentTwice: number
  /** SMS without their row in the log, and answers of a start or an approval that the database does not know. */
  lost: number
  /** Numbers, addresses, Apps and tenants that got more SMS, or have more counted, than their limits allow. */
  overLimit: number
  /** By how many the budgets of all Apps and all tenants are off: all counts but what the platform surely refused. */
  miscounted: number
  /** Messages of which nobody knows what became, and nobody will ask. */
  forgotten: number
  /** Answers that are none of those in the OpenAPI document: 500s, mostly. */
  odd: string[]
}

const ALLOWED = /^(200|201|204|410|422|429|502|503|504|0)$/
export const CROWDED = '503 SMS_STORE_UNAVAILABLE'
const SPENT: Record<string, 'address' | 'app' | 'tenant'> = {
  ip_per_hour: 'address',
  app_per_day: 'app',
  tenant_per_day: 'tenant',
}
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A flood begins with so many users, and half as many more come in whenever each has had an answer; up to so many. */
const FLOOD = { first: 40, atMost: 5000 }

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const groupBy = <T>(items: readonly T[], key: (item: T) => string): T[][] => {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return [...groups.values()]
}

/**
 * Users who ask for codes and type them, many at once, by way of several servers, and an account of all that they were
 * told. What they were told is compared with what the platform sent and what the database says.
 */
export const createLedger = (emulator: Emulator, ask: Ask, budgets: Budgets) => {
  const entries: Entry[] = []
  const seen: Record<string, number> = {}
  /** Milliseconds of each answer, and when it came. */
  const times: { at: number; took: number }[] = []
  const users = new Map<string, User>()
  /** How many ran into their limit. */
  const spent = { address: 0, app: 0, tenant: 0 }
  const placeNow = (): Place => ({
    // The first are those that the test hosts know by name.
    tenant: spent.tenant === 0 ? 'acme' : `tenant-${spent.tenant}`,
    app: spent.app === 0 ? 'shop' : `app-${spent.app}`,
    ip: `10.0.${spent.address >> 8}.${spent.address & 255}`,
  })
  let place = placeNow()

  const newUser = (): User => {
    const phone = `+86137${String(10_000_000 + users.size * 13)}`
    const user = { phone, place, hasKey: users.size % 2 === 0 }
    users.set(phone, user)
    return user
  }

  const timed: Ask = async (...asked) => {
    const began = performance.now()
    const answer = await ask(...asked)
    const { status, body } = answer
    times.push({ at: performance.now(), took: performance.now() - began })
    const what = status < 400 ? `${status}` : `${status} ${body.code ?? ''}`
    seen[what] = (seen[what] ?? 0) + 1
    return answer
  }

  /** Asks for a code: an entry, or null when none was promised, or the limit that all others have to leave behind. */
  const start = async (at: number, user: User): Promise<Entry | null | 'spent'> => {
    const { phone, place: from, hasKey } = user
    const headers: Record<string, string> = hasKey ? { 'idempotency-key': phone } : {}
    const { status, body } = await timed(
      at,
      'POST',
      '/sms/verifications',
      { phone, purpose: 'log_in' },
      { ...from, headers },
    )
    const what = status === 429 ? SPENT[body.limit ?? ''] : undefined
    if (what) {
      if (place === from) {
        spent[what]++
        place = placeNow()
      }
      return 'spent'
    }
    if (status !== 201) return null
    const entry = { user, id: body.id as string, approvals: 0, redemptions: 0, resends: 0 }
    entries.push(entry)
    return entry
  }
  const check = (at: number, { user, id }: Entry, code: string) =>
    timed(at, 'POST', `/sms/verifications/${id}/check`, { code }, user.place)
  const redeem = (at: number, { user, id }: Entry) =>
    timed(at, 'POST', '/redeem', { verificationId: id, phone: user.phone }, user.place)
  const codeOf = ({ user }: Entry) => {
    const sent = emulator.outbox.messages({ phone: user.phone }).at(-1)?.params.code
    return sent === undefined ? undefined : String(sent)
  }

  /** A code that somebody got, after a few tries at one server after the other; users whom a limit stops let others in. */
  const begin = async (servers: number, at: number): Promise<Entry | null> => {
    let user = newUser()
    for (let tries = 0; tries < 4; ) {
      const entry = await start((at + tries) % servers, user)
      if (entry === 'spent') {
        user = newUser()
        continue
      }
      if (entry) return entry
      tries++
      await pause(50)
    }
    return null
  }

  /** One user: asks for a code until one comes or he gives up, types a wrong one, then the right one at all servers at once. */
  const oneUser = async (servers: number, at: number): Promise<boolean> => {
    const entry = await begin(servers, at)
    const code = entry && codeOf(entry)
    if (!entry || !code) return false
    await check(at % servers, entry, code === '000000' ? '000001' : '000000')
    const everywhere = Array.from({ length: 2 * servers }, (_, i) => i % servers)
    for (let again = 0; again < 2 && entry.approvals === 0; again++)
      for (const { status } of await Promise.all(everywhere.map((it) => check(it, entry, code))))
        if (status === 200) entry.approvals++
    for (const { status } of await Promise.all(everywhere.map((it) => redeem(it, entry))))
      if (status === 200) entry.redemptions++
    return entry.redemptions > 0
  }

  /** So many at a time, each doing the same again and again. */
  const busy = (work: (at: number, turn: number) => Promise<unknown>) => {
    let isOver = false
    const all: Promise<void>[] = []
    return {
      add(count: number) {
        for (let i = 0; i < count; i++) {
          const at = all.length
          const live = async () => {
            for (let turn = at; !isOver; turn++) await work(at, turn)
          }
          all.push(live())
        }
      },
      async stop() {
        isOver = true
        await Promise.all(all)
      },
      size: () => all.length,
    }
  }

  return {
    entries,
    seen,
    spent,
    begin,
    check,
    codeOf,
    oneUser,
    resend: (at: number, entry: Entry) => {
      entry.resends++
      return timed(at, 'POST', `/sms/verifications/${entry.id}/resend`, undefined, entry.user.place)
    },
    cancel: (at: number, { user, id }: Entry) => timed(at, 'DELETE', `/sms/verifications/${id}`, undefined, user.place),
    /** Looks at something of the tenant whose users come at the moment. */
    look: (at: number, path: string) => timed(at, 'GET', path, undefined, place),

    /** Keeps so many users busy until it is told to stop. */
    crowd(count: number, servers: number): () => Promise<void> {
      const crowd = busy((_, turn) => oneUser(servers, turn))
      crowd.add(count)
      return crowd.stop
    },

    /** More and more who only ask for codes, until somebody is told that it is too much; those then stay. */
    async flood(servers: number): Promise<() => Promise<void>> {
      const before = seen[CROWDED] ?? 0
      const crowd = busy(async (at) => {
        // Told to come again later, nobody stays at the door.
        if ((await start(at % servers, newUser())) === null) await pause(250)
      })
      crowd.add(FLOOD.first)
      while ((seen[CROWDED] ?? 0) === before && crowd.size() < FLOOD.atMost) {
        const answered = times.length + crowd.size()
        while (times.length < answered && (seen[CROWDED] ?? 0) === before) await pause(20)
        crowd.add(Math.ceil(crowd.size() / 2))
      }
      return crowd.stop
    },

    /** Milliseconds until a user gets through at a server again, start to approval. */
    async backAfter(at: number, atMost: number): Promise<number> {
      const began = performance.now()
      while (performance.now() - began < atMost) {
        const entry = await start(at, newUser())
        if (entry === 'spent') continue
        const code = entry && codeOf(entry)
        if (entry && code && (await check(at, entry, code)).status === 200) {
          entry.approvals++
          return performance.now() - began
        }
        await pause(50)
      }
      return Number.POSITIVE_INFINITY
    },

    /** Milliseconds that those waited whose answer came after a moment. */
    waitsSince: (moment: number) => times.filter(({ at }) => at >= moment).map(({ took }) => took),

    async audit(knex: Knex): Promise<Findings> {
      type Message = {
        id: string
        verification_id: string
        status: string
        created_at: number
        reported_at: number | null
      }
      // As all of it is at one moment: what is still being settled and given back is both or neither.
      const [messages, states, limits, forgotten] = await knex.transaction(async (tx) => [
        (await tx('sms_messages').select('id', 'verification_id', 'status', 'created_at', 'reported_at')) as Message[],
        (await tx('sms_verifications').select('id', 'status')) as { id: string; status: string }[],
        (await tx('sms_limits').where('used', '>', 0).select('id', 'used', 'window_start')) as {
          id: string
          used: number
          window_start: number
        }[],
        (await tx('sms_messages').where({ status: 'queued' }).whereNull('ask_at').select('id')) as { id: string }[],
      ])
      const messageOf = new Map(messages.map((it) => [it.id, it]))
      const stateOf = new Map(states.map(({ id, status }) => [id, status]))
      const isApproved = (id: string) => ['approved', 'redeemed'].includes(stateOf.get(id) ?? '')

      const sms = emulator.outbox.messages().map(({ phone, outId }) => {
        const message = messageOf.get(String(outId))
        return { phone, outId: String(outId), message, user: users.get(phone) as User }
      })
      const outIds = new Set(sms.map(({ outId }) => outId))
      const resends = new Map(entries.map(({ id, resends }) => [id, resends]))
      /** One SMS for each code that was asked for, and one for each user whose key says that he has asked once. */
      const repeated = [
        ...groupBy(sms, ({ message, outId }) => message?.verification_id ?? outId),
        ...groupBy(sms, ({ phone }) => phone).filter(([first]) => first?.user.hasKey),
      ].filter((all) => all.length > 1 + (resends.get(all[0]?.message?.verification_id ?? '') ?? 0))

      /** A window that ends while we look, or that a clock which jumps has left, has room for as many again. */
      const above = (of: (place: Place) => string, budget: number, window: number) =>
        groupBy(sms, ({ user }) => of(user.place)).filter((all) => {
          const windows = new Set(all.map(({ message }) => Math.floor(Number(message?.created_at ?? 0) / window)))
          return all.length > budget * windows.size
        }).length
      const rows = (kind: 'i' | 'a' | 't') => limits.filter(({ id }) => id.startsWith(`${kind}:`))
      const used = (kind: 'a' | 't') => rows(kind).reduce((sum, it) => sum + Number(it.used), 0)

      const days = new Set([
        ...messages.map(({ created_at }) => Math.floor(Number(created_at) / DAY)),
        ...[...rows('a'), ...rows('t')].map(({ window_start }) => Math.floor(Number(window_start) / DAY)),
      ])
      const refused = messages.filter(({ status, reported_at }) => status === 'failed' && reported_at === null)
      const taken = messages.length - refused.length

      return {
        approvedTwice: entries.filter(({ approvals }) => approvals > 1).length,
        redeemedTwice: entries.filter(({ redemptions }) => redemptions > 1).length,
        sentTwice: sms.length - outIds.size + repeated.length,
        lost:
          sms.filter(({ message }) => !message).length +
          entries.filter(({ id }) => !stateOf.has(id)).length +
          entries.filter(({ id, approvals }) => approvals > 0 && !isApproved(id)).length,
        overLimit:
          groupBy(sms, ({ phone }) => phone).filter((all) => all.length > budgets.phone).length +
          above(({ tenant, app, ip }) => `${tenant} ${app} ${ip}`, budgets.address, HOUR) +
          above(({ tenant, app }) => `${tenant} ${app}`, budgets.app, DAY) +
          above(({ tenant }) => tenant, budgets.tenant, DAY) +
          (['i', 'a', 't'] as const).flatMap((kind) =>
            rows(kind).filter((it) => it.used > { i: budgets.address, a: budgets.app, t: budgets.tenant }[kind]),
          ).length,
        // Over midnight a budget begins anew, and of the old one nothing is known.
        miscounted: days.size > 1 ? 0 : Math.abs(used('a') - taken) + Math.abs(used('t') - taken),
        forgotten: forgotten.length,
        odd: Object.keys(seen).filter((it) => !ALLOWED.test(it.slice(0, 3).trim())),
      }
    },
  }
}
export type Ledger = ReturnType<typeof createLedger>
