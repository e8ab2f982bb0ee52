import type { Emulator } from '@sms-settings/emulator'
import type { Knex } from 'knex'
import type { Answered } from '../support/ask.ts'

/** What whoever asked for a code has been told of it. */
type Entry = { phone: string; id: string; approvals: number; redemptions: number }

/** What must be nothing, whatever went wrong. */
export type Findings = {
  approvedTwice: number
  redeemedTwice: number
  sentTwice: number
  /** SMS without their row in the log, and answers of a start or an approval that the database does not know. */
  lost: number
  overLimit: number
  /** Messages of which nobody knows what became, and nobody will ask. */
  forgotten: number
  /** Answers that are none of those in the contract: 500s, mostly. */
  odd: string[]
}

const ALLOWED = /^(200|201|410|422|429|502|503|504|0)$/

/**
 * Users who ask for codes and type them, many at once, by way of several servers, and an account of all that they were
 * told. What they were told is compared with what the platform sent and what the database says.
 */
export const createLedger = (
  emulator: Emulator,
  ask: (at: number, method: string, path: string, body?: unknown) => Promise<Answered>,
) => {
  const entries: Entry[] = []
  const seen: Record<string, number> = {}
  /** Milliseconds of each answer, and when it came. */
  const times: { at: number; took: number }[] = []
  let numbers = 0
  const newPhone = () => `+86137${String(10_000_000 + numbers++ * 13)}`

  const timed = async (...asked: Parameters<typeof ask>) => {
    const began = performance.now()
    const answer = await ask(...asked)
    times.push({ at: performance.now(), took: performance.now() - began })
    const { status, body } = answer
    const what = status < 400 ? `${status}` : `${status} ${body.code ?? ''}`
    seen[what] = (seen[what] ?? 0) + 1
    return answer
  }

  const start = (at: number, phone: string) => timed(at, 'POST', '/sms/verifications', { phone, purpose: 'log_in' })
  const check = (at: number, id: string, code: string) => timed(at, 'POST', `/sms/verifications/${id}/check`, { code })
  const redeem = (at: number, verificationId: string, phone: string) =>
    timed(at, 'POST', '/redeem', { verificationId, phone })
  const codeOf = (phone: string, id: string) => {
    const sent = emulator.outbox.messages({ phone }).at(-1)?.params.code
    return sent === undefined || id === '' ? undefined : String(sent)
  }

  /** One user: asks for a code until one comes or he gives up, types a wrong one, then the right one at all servers at once. */
  const oneUser = async (servers: number, at: number): Promise<boolean> => {
    const phone = newPhone()
    for (let tries = 0; tries < 4; tries++) {
      const server = (at + tries) % servers
      const { status, body } = await start(server, phone)
      if (status !== 201) {
        await new Promise((resolve) => setTimeout(resolve, 50))
        continue
      }
      const entry: Entry = { phone, id: body.id as string, approvals: 0, redemptions: 0 }
      entries.push(entry)
      const code = codeOf(phone, entry.id)
      if (code === undefined) return false
      await check(server, entry.id, code === '000000' ? '000001' : '000000')
      const everywhere = Array.from({ length: 2 * servers }, (_, i) => i % servers)
      for (let again = 0; again < 2 && entry.approvals === 0; again++)
        for (const { status } of await Promise.all(everywhere.map((it) => check(it, entry.id, code))))
          if (status === 200) entry.approvals++
      for (const { status } of await Promise.all(everywhere.map((it) => redeem(it, entry.id, phone))))
        if (status === 200) entry.redemptions++
      return entry.redemptions > 0
    }
    return false
  }

  return {
    entries,
    seen,
    oneUser,

    /** Keeps so many users busy until it is told to stop. */
    crowd(users: number, servers: number) {
      let isOver = false
      const all = Array.from({ length: users }, async (_, at) => {
        for (let turn = at; !isOver; turn++) await oneUser(servers, turn)
      })
      return async () => {
        isOver = true
        await Promise.all(all)
      }
    },

    /** Milliseconds until a user gets through at a server again, start to redemption. */
    async backAfter(at: number, atMost: number): Promise<number> {
      const began = performance.now()
      while (performance.now() - began < atMost) {
        const phone = newPhone()
        const { status, body } = await start(at, phone)
        const code = status === 201 ? codeOf(phone, body.id as string) : undefined
        if (code !== undefined) {
          const entry = { phone, id: body.id as string, approvals: 0, redemptions: 0 }
          entries.push(entry)
          if ((await check(at, entry.id, code)).status === 200) {
            entry.approvals++
            return performance.now() - began
          }
        }
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return Number.POSITIVE_INFINITY
    },

    /** The longest that anybody waited for an answer that came after a moment. */
    longestSince: (moment: number) => Math.max(0, ...times.filter(({ at }) => at >= moment).map(({ took }) => took)),

    /** @param perPhone SMS that a number may get, by the limits */
    async audit(knex: Knex, perPhone: number): Promise<Findings> {
      const outbox = emulator.outbox.messages()
      const messages = new Map(
        ((await knex('sms_messages').select('id', 'verification_id')) as { id: string; verification_id: string }[]).map(
          (it) => [it.id, it.verification_id],
        ),
      )
      const states = new Map(
        ((await knex('sms_verifications').select('id', 'status')) as { id: string; status: string }[]).map((it) => [
          it.id,
          it.status,
        ]),
      )
      const outIds = outbox.map(({ outId }) => String(outId))
      const codes = outIds.flatMap((id) => messages.get(id) ?? [])
      const perNumber: Record<string, number> = {}
      for (const { phone } of outbox) perNumber[phone] = (perNumber[phone] ?? 0) + 1
      const isApproved = (id: string) => ['approved', 'redeemed'].includes(states.get(id) ?? '')
      return {
        approvedTwice: entries.filter(({ approvals }) => approvals > 1).length,
        redeemedTwice: entries.filter(({ redemptions }) => redemptions > 1).length,
        sentTwice: outIds.length - new Set(outIds).size + (codes.length - new Set(codes).size),
        lost:
          outIds.filter((id) => !messages.has(id)).length +
          entries.filter(({ id }) => !states.has(id)).length +
          entries.filter(({ id, approvals }) => approvals > 0 && !isApproved(id)).length,
        forgotten: Number(
          (
            (await knex('sms_messages').where({ status: 'queued' }).whereNull('ask_at').count({ n: '*' })) as {
              n: number
            }[]
          )[0]?.n,
        ),
        overLimit: Object.values(perNumber).filter((sent) => sent > perPhone).length,
        odd: Object.keys(seen).filter((it) => !ALLOWED.test(it.slice(0, 3).trim())),
      }
    },
  }
}
export type Ledger = ReturnType<typeof createLedger>
