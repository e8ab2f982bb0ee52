import { inspect } from 'node:util'
import {
  type Credentials,
  type DeliveryStatus,
  type OutgoingMessage,
  type Platform,
  type PlatformAccount,
  PlatformProblem,
  type PlatformTemplate,
  type ProblemKind,
  type SendOutcome,
} from '@sms-settings/fastify/platforms'
import type { Test } from 'tap'

/** A message without what is new for each. */
export type Sendable = Pick<OutgoingMessage, 'signatureName' | 'templateCode' | 'variables'>

/** A message that the platform must refuse, after `arrange` has made it so. */
export type Refused = {
  name: string
  kind: ProblemKind
  /** Whether the platform says how long to wait. */
  waits?: boolean
  credentials?: Credentials
  message?: Partial<OutgoingMessage>
  arrange?: (phone: string) => Promise<void> | void
}

/** A message after which nobody can know, after `arrange` has made it so; `sent` tells what in truth became of it. */
export type Lost = { name: string; kinds: ProblemKind[]; sent: boolean; arrange: () => Promise<void> | void }

/** A platform's adapter, and a hand on the service behind it. What a service cannot do is left out, and not tested. */
export type PlatformUnderTest = {
  platform: Platform
  /** The same with nobody listening. */
  unreachable: Platform
  /** Milliseconds that a call may take with the platform as it is set up. */
  deadline: number
  keys: {
    good: Credentials
    unknownId: Credentials
    wrongSecret: Credentials
    /** Keys that lack rights, and what they lack in the platform's words. */
    limited?: { credentials: Credentials; missing: string[] }[]
  }
  /** Messages that are taken on, with the text that arrives. */
  sendable: { name: string; message: Sendable; phone: () => string; text: string }[]
  refused: Refused[]
  lost: Lost[]
  /** Names by what the platform says of them. */
  signatures: { name: string; status: string; reason: string | null; carriers?: string[] }[]
  templates: PlatformTemplate[]
  unknown: { signature: string; template: string }
  /** How many there are; more than any page holds. */
  counts: { signatures: number; templates: number }
  /** What phones have got, oldest first. */
  received: (phone: string) => { text: string; messageId: string | null }[]
  /** Makes the next read go wrong once in a way that passes. */
  disturbReads?: { name: string; arrange: () => void }[]
  /** Has every call of a kind hang from now on: without an answer, or with one that drips. */
  hang: { name: string; arrange: () => void }[]
  /** Lets so many ms pass for the service. */
  advance: (ms: number) => Promise<void> | void
  /** Milliseconds after which a message has arrived. */
  arrivesAfter: number
  /** Has the next message not arrive, for the reason that a report gives. */
  failNext: (code: string) => void
  failures: { code: string; kind: ProblemKind }[]
  /** Everything as at the start. */
  reset: () => void
  now: () => number
  stop: () => Promise<void>
}

const CODE = '482913'
const REFERENCE = new Set(['limited', 'phone', 'settings', 'account', 'credentials', 'permission', 'throttled'])

/** What every adapter of the port must do, shown with a service behind it. */
export const platformConformance = async (
  t: Test,
  { name, start }: { name: string; start: () => Promise<PlatformUnderTest> },
): Promise<void> => {
  await t.test(`${name}: the port`, async (t) => {
    const it = await start()
    t.teardown(() => it.stop())
    const { platform, keys } = it

    // Whatever an account ever gives or throws is kept, and searched at the end for what must not be in it.
    const given: { what: string; value: unknown }[] = []
    const phones = new Set<string>()
    const connect = (credentials: Credentials = keys.good, of: Platform = platform): PlatformAccount => {
      const account = of.connect(credentials)
      given.push({ what: 'an account', value: account })
      const watched = Object.entries(account).map(([method, call]) => [
        method,
        async (...args: never[]) => {
          try {
            const value = await (call as (...args: never[]) => Promise<unknown>)(...args)
            given.push({ what: `what ${method} gives`, value })
            return value
          } catch (error) {
            given.push({ what: `what ${method} throws`, value: error })
            throw error
          }
        },
      ])
      return Object.fromEntries(watched) as PlatformAccount
    }
    let messages = 0
    const first = it.sendable[0] as PlatformUnderTest['sendable'][number]
    const compose = (from = first, more: Partial<OutgoingMessage> = {}): OutgoingMessage => {
      const message = { messageId: `M${++messages}CONFORMS`, phone: from.phone(), ...from.message, ...more }
      phones.add(message.phone)
      return message
    }
    const statusOf = (account: PlatformAccount, { messageId, phone }: OutgoingMessage, bizId: string | null = null) =>
      account.status({ messageId, phone, bizId, sentAt: it.now() })
    const inTime = async <T>(t: Test, call: Promise<T>): Promise<T> => {
      const began = performance.now()
      try {
        return await call
      } finally {
        const took = performance.now() - began
        t.ok(took < it.deadline + 300, `within its deadline (${Math.round(took)} ms)`)
      }
    }
    const rejection = async (call: Promise<unknown>): Promise<unknown> => {
      try {
        return `it gave ${inspect(await call)}`
      } catch (error) {
        return error
      }
    }

    t.beforeEach(() => it.reset())

    await t.test('says what an account needs, without connecting', async (t) => {
      t.match(platform.id, /^[a-z][a-z0-9_]*$/)
      for (const text of [platform.name, ...platform.fields.map(({ label }) => label)])
        t.match(text, { en: /\S/, 'zh-CN': /\S/ })
      const required = platform.fields.filter((field) => field.required).map((field) => field.name)
      t.match(required, ['accessKeyId', 'accessKeySecret'])
      t.ok(platform.fields.find((field) => field.name === 'accessKeySecret')?.secret)
      for (const { name, pattern } of platform.fields) {
        const value = (keys.good as unknown as Record<string, string>)[name]
        if (pattern && value) t.match(value, new RegExp(pattern, 'u'), 'a good key fits its pattern')
      }
      given.push({ what: 'the platform', value: platform })
    })

    await t.test('check', async (t) => {
      const good = await connect().check()
      t.match(good, { status: 'ok', missingPermissions: [], policy: null, code: null })
      for (const [name, credentials] of Object.entries({ unknownId: keys.unknownId, wrongSecret: keys.wrongSecret }))
        t.match(
          await connect(credentials).check(),
          { status: 'rejected', missingPermissions: [], policy: null, code: /\S/, requestId: /\S/ },
          name,
        )
      for (const { credentials, missing } of keys.limited ?? []) {
        const checked = await connect(credentials).check()
        t.match(checked, { status: 'forbidden', code: /\S/, requestId: /\S/ })
        t.same([...checked.missingPermissions].sort(), [...missing].sort())
        for (const right of missing) t.ok(checked.policy?.includes(right), `the policy grants ${right}`)
      }
      t.match(await connect(keys.good, it.unreachable).check(), { status: 'unreachable', code: /\S/ })
      for (const { name, arrange } of it.hang) {
        it.reset()
        arrange()
        t.match(await inTime(t, connect().check()), { status: 'unreachable' }, name)
      }
    })

    await t.test('send: taken on, once, and rendered as the template says', async (t) => {
      const account = connect()
      const receipts = new Set<string>()
      for (const kind of it.sendable) {
        const message = compose(kind)
        const outcome = await account.send(message)
        t.match(outcome, { outcome: 'accepted', bizId: /\S/, requestId: /\S/ }, kind.name)
        if (outcome.outcome === 'accepted') receipts.add(outcome.bizId)
        t.same(it.received(message.phone), [{ text: kind.text, messageId: message.messageId }])
      }
      t.equal(receipts.size, it.sendable.length)
    })

    await t.test('send: refused, and nothing sent', async (t) => {
      const kinds = new Set<string>()
      for (const { name, kind, waits, credentials, message: changes, arrange } of it.refused) {
        it.reset()
        const message = compose(first, changes)
        await arrange?.(message.phone)
        const before = it.received(message.phone).length
        const outcome = await inTime(t, connect(credentials).send(message))
        t.match(outcome, { outcome: 'refused', problem: { kind, code: /\S/ } }, name)
        if (waits && outcome.outcome === 'refused')
          t.ok(Number(outcome.problem.retryAfter) >= 1, `says how long to wait (${outcome.problem.retryAfter} s)`)
        t.equal(it.received(message.phone).length, before)
        kinds.add(kind)
      }
      t.same(
        [...REFERENCE].filter((kind) => !kinds.has(kind)),
        [],
        'every class of refusal was tried',
      )
      const message = compose()
      const outcome = await inTime(t, connect(keys.good, it.unreachable).send(message))
      t.match(outcome, { outcome: 'refused', problem: { kind: 'unreachable', code: /\S/ } }, 'nobody there')
    })

    await t.test('send: nobody knows, never sent again, and found out afterwards', async (t) => {
      for (const { name, kinds, sent, arrange } of it.lost) {
        it.reset()
        const account = connect()
        // A connection that is open already, as it is in practice.
        await account.signature(it.unknown.signature)
        await arrange()
        const message = compose()
        const outcome = await inTime(t, account.send(message))
        t.match(outcome, { outcome: 'unknown', problem: { code: /\S/ } }, name)
        if (outcome.outcome === 'unknown') t.ok(kinds.includes(outcome.problem.kind), outcome.problem.kind)
        t.equal(it.received(message.phone).length, sent ? 1 : 0, sent ? 'it was sent, once' : 'it was not sent')
        const status = await account.status({ ...message, bizId: null, sentAt: it.now() })
        t.equal(status.status, sent ? 'waiting' : 'not_found', 'and so says the platform when asked')
      }
    })

    await t.test('send: fifty at a time', async (t) => {
      const account = connect()
      const all = Array.from({ length: 50 }, (_, i) => compose(it.sendable[i % it.sendable.length]))
      const outcomes: SendOutcome[] = await Promise.all(all.map((message) => account.send(message)))
      t.equal(outcomes.filter(({ outcome }) => outcome === 'accepted').length, 50)
      t.equal(new Set(outcomes.map((one) => (one.outcome === 'accepted' ? one.bizId : ''))).size, 50)
      t.same(
        all.map(({ phone }) => it.received(phone).map(({ messageId }) => messageId)),
        all.map(({ messageId }) => [messageId]),
      )
    })

    await t.test('lookups', async (t) => {
      const account = connect()
      for (const { name, status, reason, carriers } of it.signatures) {
        const found = await account.signature(name)
        t.match(found, { name, status, reason })
        if (carriers) t.same(found?.carriers.map(({ carrier, status }) => `${carrier} ${status}`).sort(), carriers)
      }
      for (const template of it.templates) t.same(await account.template(template.code), template)
      t.equal(await account.signature(it.unknown.signature), null)
      t.equal(await account.template(it.unknown.template), null)
    })

    await t.test('lists: more than a page, in full or up to a limit', async (t) => {
      const account = connect()
      t.ok(it.counts.signatures > 50 && it.counts.templates > 50, 'there is more than a page of each')
      const signatures = await account.listSignatures(1000)
      const templates = await account.listTemplates(1000)
      t.equal(signatures.complete, true)
      t.equal(templates.complete, true)
      t.equal(new Set(signatures.items.map((one) => one.name)).size, it.counts.signatures)
      t.equal(new Set(templates.items.map((one) => one.code)).size, it.counts.templates)
      for (const { name, status } of it.signatures)
        t.match(
          signatures.items.find((one) => one.name === name),
          { status },
        )
      for (const template of it.templates)
        t.same(
          templates.items.find((one) => one.code === template.code),
          template,
          'as when it is looked up by itself',
        )
      for (const limit of [1, 50, 51, it.counts.signatures - 1]) {
        const { items, complete } = await account.listSignatures(limit)
        t.equal(items.length, limit)
        t.equal(complete, false)
      }
      t.match(await account.listTemplates(it.counts.templates), { complete: true })
    })

    await t.test('reads: a passing trouble is overcome, a lasting one thrown in time', async (t) => {
      const signature = it.signatures[0]?.name as string
      for (const { name, arrange } of it.disturbReads ?? []) {
        it.reset()
        const account = connect()
        arrange()
        t.match(await account.signature(signature), { name: signature }, name)
      }
      const reads: [string, (account: PlatformAccount) => Promise<unknown>][] = [
        ['signature', (account) => account.signature(signature)],
        ['template', (account) => account.template(it.templates[0]?.code as string)],
        ['listSignatures', (account) => account.listSignatures(10)],
        ['listTemplates', (account) => account.listTemplates(10)],
        ['status', (account) => statusOf(account, compose())],
      ]
      const troubles: [string, Credentials | undefined, Platform, ProblemKind][] = [
        ['unknown id', keys.unknownId, platform, 'credentials'],
        ['wrong secret', keys.wrongSecret, platform, 'credentials'],
        ['nobody there', keys.good, it.unreachable, 'unreachable'],
      ]
      for (const [method, read] of reads) {
        for (const [name, credentials, of, kind] of troubles) {
          const error = await rejection(read(connect(credentials, of)))
          t.ok(error instanceof PlatformProblem, `${method}, ${name}`)
          t.match(error, { problem: { kind, code: /\S/ } })
        }
      }
      for (const { name, arrange } of it.hang) {
        it.reset()
        arrange()
        const error = await inTime(t, rejection(connect().signature(signature)))
        t.ok(error instanceof PlatformProblem, name)
        t.match(error, { problem: { kind: /^(timeout|nonsense)$/, code: /\S/ } }, name)
      }
    })

    await t.test('status: under way, arrived, failed, unknown; another account sees nothing', async (t) => {
      const account = connect()
      const send = async () => {
        const message = compose()
        const outcome = await account.send(message)
        return { message, bizId: outcome.outcome === 'accepted' ? outcome.bizId : 'not accepted' }
      }
      const ask = async ({ message, bizId }: Awaited<ReturnType<typeof send>>): Promise<DeliveryStatus[]> => [
        await statusOf(account, message, bizId),
        await statusOf(account, message, null),
      ]
      const arrives = await send()
      for (const status of await ask(arrives)) t.match(status, { status: 'waiting', reportedAt: null })
      await it.advance(it.arrivesAfter)
      for (const status of await ask(arrives)) {
        t.match(status, { status: 'delivered', reportedAt: Number })
        if (status.status === 'delivered')
          t.ok(Math.abs(Number(status.reportedAt) - it.now()) < 2 * it.arrivesAfter + 5000, 'at a time like now')
      }
      for (const { code, kind } of it.failures) {
        it.failNext(code)
        const fails = await send()
        await it.advance(it.arrivesAfter)
        for (const status of await ask(fails)) t.match(status, { status: 'failed', code, kind })
      }
      t.same(await statusOf(account, { ...arrives.message, messageId: 'M0NOBODYS' }), { status: 'not_found' })
      t.same(await statusOf(account, compose()), { status: 'not_found' })
    })

    await t.test('nothing that is given or thrown holds a secret, a phone number or a code', async (t) => {
      t.ok(given.length > 100)
      const secrets = new Map<string, string>([[CODE, 'the code']])
      for (const { accessKeySecret } of [
        keys.good,
        keys.wrongSecret,
        ...(keys.limited ?? []).map((k) => k.credentials),
      ])
        secrets.set(accessKeySecret, 'a secret')
      // In whatever spelling: the last eight digits are in each.
      for (const phone of phones) if (phone.length > 9) secrets.set(phone.slice(-8), 'a phone number')
      const found = given.flatMap(({ what, value }) => {
        const text = `${inspect(value, { depth: 12, showHidden: true })} ${JSON.stringify(value)} ${String(value)} ${(value as Error)?.stack}`
        // Within a longer number, a receipt of the platform's, digits are the code's by chance.
        const bare = text.replaceAll(/\d{15,}/g, '')
        return [...secrets]
          .filter(([secret]) => (secret === CODE ? bare : text).includes(secret))
          .map(([, named]) => `${named} in ${what}`)
      })
      t.same([...new Set(found)], [])
    })
  })
}
