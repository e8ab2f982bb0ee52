import type { MessageStatus, Phone, SearchedPage, SmsMessage, SmsProblemKind } from '@sms-settings/api'
import { maskPhone } from '@sms-settings/api'
import { decodeCursor, listName, toSearchedPage } from '../database/cursor.ts'
import type { Database, Transaction } from '../database/database.ts'
import type { Found } from '../database/history.ts'
import { firstIdAt, newId } from '../database/ids.ts'
import { smsError } from '../errors.ts'
import type { News } from '../hooks.ts'
import { readNumber } from '../phones.ts'
import type { PlatformAccount, PlatformReport, Problem, SendOutcome } from '../platforms/platform.ts'
import { tryAgain } from '../repeating.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import type { KeyRing } from '../secrets/key-ring.ts'
import { problemInWords } from './problems.ts'
import { type Message, type MessageFilter, type MessageStore, phonePlace, type Settlement } from './store.ts'

/** What a message is sent with; names are copied, so that the log outlives what they name. */
export type Sender = {
  /** Null for the operator's account. */
  accountId: string | null
  accountName: string
  platform: string
  ssid: string
  signatureName: string
  stid: string
  templateName: string
  templateCode: string
}

type Draft = Sender & {
  tenantId: string
  appId: string | null
  verificationId: string | null
  purpose: string | null
  phone: Phone
  phoneHash: string
  correlationId: string | null
}

/** A message that has been written down, with what only this process knows of it. */
export type QueuedMessage = { message: Message; phone: string; correlationId: string | null }

export type MessageQuery = {
  limit?: number
  cursor?: string
  appId?: string
  accountId?: string
  phone?: string
  status?: MessageStatus
  purpose?: string
  from?: string
  to?: string
}

/** Longer than any call to a platform may take, so that what is found queued by then belongs to no living process. */
const ABANDONED_AFTER = 30_000
/** Messages read at a time for an export. */
const PAGE = 500
const ASK_UNKNOWN_AFTER = 5_000
/** Seconds until it is tried again to write down how a hand-over ended. */
const NOTED_AFTER = [1, 2, 4, 8, 15, 30, 60, 120, 300]
/** By then most have been delivered: counted once, not at each step. */
const COUNT_AFTER = 5_000
/** A report mostly comes within seconds of its SMS. */
const ASK_UNREPORTED_AFTER = 120_000

export type DeliveryReport = Extract<PlatformReport, { kind: 'delivery' }>

type Accepted = Extract<SendOutcome, { outcome: 'accepted' }>

/** How a hand-over ended. */
export type Sent = SendOutcome & {
  /** What was thrown on the way to the account, before anything was sent. */
  cause?: unknown
}

/** What is left to do once a transaction is sure: telling others of it. */
export type AfterCommit = () => void

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

export const toSmsMessage = (it: Message): SmsMessage => ({
  id: it.id,
  status: it.status,
  phone: it.maskedPhone,
  country: it.country,
  region: it.region,
  appId: it.appId,
  purpose: it.purpose,
  verificationId: it.verificationId,
  accountId: it.accountId,
  accountName: it.accountName,
  platform: it.platform,
  ssid: it.ssid,
  signatureName: it.signatureName,
  stid: it.stid,
  templateName: it.templateName,
  templateCode: it.accountId === null ? null : it.templateCode,
  problem:
    it.problemKind === null ? null : problemInWords(it.problemKind as SmsProblemKind, it.problemCode, it.accountId),
  requestId: it.requestId,
  bizId: it.bizId,
  createdAt: iso(it.createdAt) as string,
  settledAt: iso(it.settledAt),
  reportedAt: iso(it.reportedAt),
  handOverMs: it.settledAt === null ? null : it.settledAt - it.createdAt,
})

/** Waits for the end of a send, but not for ever: one that is given up tells `onLate` how it ended. */
const within = async (
  patience: number,
  sending: Promise<SendOutcome>,
  onLate: (outcome: SendOutcome) => void,
): Promise<SendOutcome> => {
  let timer: NodeJS.Timeout | undefined
  const givenUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patience, undefined)
  })
  const ended = await Promise.race([sending, givenUp])
  clearTimeout(timer)
  if (ended) return ended
  sending.then(onLate)
  return { outcome: 'unknown', problem: { kind: 'timeout', code: 'DEADLINE', requestId: null } }
}

type Parts = {
  database: Database
  store: MessageStore
  index: IndexKey
  keyRing: KeyRing
  news: News
  onLost: (what: string, error: unknown) => void
  now: () => number
}

export const createMessagesService = ({ database, store, index, keyRing, news, onLost, now }: Parts) => {
  const announce = (message: Message) =>
    news.message(message.status, () => ({ ...toSmsMessage(message), tenantId: message.tenantId }))

  const after = ({ kind, code, requestId }: Problem) => ({
    problemKind: kind,
    problemCode: code,
    requestId,
    settledAt: now(),
  })

  async function* everyPage(tenantId: string, filter: MessageFilter): AsyncGenerator<SmsMessage[]> {
    for (let olderThan: string | undefined; ; ) {
      const page: Found<Message> = await store.list(tenantId, { ...filter, ...(olderThan ? { olderThan } : {}) }, PAGE)
      yield page.rows.map(toSmsMessage)
      if (page.olderThan === null) return
      olderThan = page.olderThan
    }
  }

  const hashOf = (phone: string) => index.hash('phone', readNumber(phone, 'querystring.phone').e164)
  const toFilter = ({ phone, from, to, ...filter }: Omit<MessageQuery, 'limit' | 'cursor'>): MessageFilter => ({
    ...filter,
    ...(phone ? { phoneHash: hashOf(phone) } : {}),
    ...(from ? { fromId: firstIdAt('message', Date.parse(from)) } : {}),
    ...(to ? { toId: firstIdAt('message', Date.parse(to)) } : {}),
  })

  return {
    announce,

    /** Writes a message down, before the platform is called, so that a crash in between is found. */
    async queue(tx: Transaction, { phone, correlationId, ...draft }: Draft): Promise<QueuedMessage> {
      const createdAt = now()
      const id = newId('message', createdAt)
      const message: Message = {
        ...draft,
        id,
        sealedPhone: keyRing.seal(phone.e164, phonePlace(id)),
        maskedPhone: maskPhone(phone.e164, phone.callingCode),
        country: phone.country,
        region: phone.region,
        status: 'queued',
        problemKind: null,
        problemCode: null,
        requestId: null,
        bizId: null,
        createdAt,
        settledAt: null,
        reportedAt: null,
        askAt: createdAt + ABANDONED_AFTER,
        asked: 0,
        countAt: createdAt + COUNT_AFTER,
      }
      await store.insert(tx, message)
      return { message, phone: phone.e164, correlationId }
    },

    /**
     * Hands a written message to the platform and settles it; again, if it ends after it had been given up as unknown.
     * @param connect how to reach the account; what it throws counts as a refusal
     * @param refused what else follows when it surely was not sent, in the same transaction; what it returns is done
     *   after. `isLate`: whoever waited has been told before that nobody knows
     * @param patience milliseconds to wait for the platform; by itself as long as its adapter does
     */
    async handOver(
      { message, phone, correlationId }: QueuedMessage,
      connect: () => Promise<PlatformAccount>,
      variables: Record<string, string>,
      refused: (tx: Transaction, problem: Problem, isLate: boolean) => Promise<AfterCommit>,
      patience?: number,
    ): Promise<Sent> {
      const { id, signatureName, templateCode } = message
      const fail = async (problem: Problem, isLate: boolean) => {
        const settlement = { ...after(problem), status: 'failed', askAt: null } as const
        const then = await database.transaction(async (tx) =>
          (await store.settle(tx, id, settlement)) ? refused(tx, problem, isLate) : undefined,
        )
        if (!then) return
        announce({ ...message, ...settlement })
        then()
      }
      const settle = async (settlement: Settlement) => {
        if (await store.settle(database, id, settlement)) announce({ ...message, ...settlement })
      }
      const accept = ({ bizId, requestId }: Accepted) =>
        settle({
          status: 'accepted',
          bizId,
          requestId,
          problemKind: null,
          problemCode: null,
          settledAt: now(),
          askAt: now() + ASK_UNREPORTED_AFTER,
        })
      /** What the database did not take is only known here: were it never written down, a budget would stay short of it. */
      const again = async (note: () => Promise<void>, error: unknown) => {
        onLost(id, error)
        await tryAgain(note, NOTED_AFTER).catch(() => undefined)
      }
      const inTheEnd = (note: () => Promise<void>) => note().catch((error) => void again(note, error))
      const onLate = (late: SendOutcome) => {
        if (late.outcome !== 'unknown')
          inTheEnd(() => (late.outcome === 'accepted' ? accept(late) : fail(late.problem, true)))
      }
      /** Whoever waits is told when it could not be written down, and nothing more is tried for him. */
      const failNow = async (problem: Problem) => {
        try {
          await fail(problem, false)
        } catch (error) {
          again(() => fail(problem, true), error)
          throw error
        }
      }

      let account: PlatformAccount
      try {
        account = await connect()
      } catch (error) {
        const problem: Problem = { kind: 'settings', code: (error as { code?: string }).code ?? null, requestId: null }
        await failNow(problem)
        return { outcome: 'refused', problem, cause: error }
      }
      const sending = account.send(
        { messageId: id, phone, signatureName, templateCode, variables, correlationId },
        onLate,
      )
      const outcome = patience === undefined ? await sending : await within(patience, sending, onLate)
      if (outcome.outcome === 'refused') {
        await failNow(outcome.problem)
        return outcome
      }
      // The SMS may be on its way: that it could not be noted is no reason to tell the user otherwise.
      await inTheEnd(() =>
        outcome.outcome === 'accepted'
          ? accept(outcome)
          : settle({ status: 'queued', ...after(outcome.problem), askAt: now() + ASK_UNKNOWN_AFTER }),
      )
      return outcome
    },

    /**
     * Works off reports that were pushed for some accounts. One is believed only where it names a message of theirs by
     * BizId (or by our own id, while the platform's answer is still under way) and the phone it went to.
     * @param accountIds null for the operator's
     * @returns those that no message fits, by now
     */
    async report(
      accountIds: ReadonlySet<string | null>,
      reports: readonly DeliveryReport[],
    ): Promise<DeliveryReport[]> {
      const ids = reports.flatMap(({ messageId }) => messageId ?? [])
      const found = await store.findReported([...new Set(reports.map(({ bizId }) => bizId))], [...new Set(ids)])
      const fitting = (report: DeliveryReport) =>
        found.find(
          (it) =>
            accountIds.has(it.accountId) &&
            (it.bizId === null ? it.id === report.messageId : it.bizId === report.bizId) &&
            (report.messageId === null || report.messageId === it.id) &&
            report.phones.some((phone) => index.hash('phone', phone) === it.phoneHash),
        )
      const at = now()
      const matched = reports
        .map((report) => ({ report, message: fitting(report) }))
        // In one order, so that two batches with the same messages do not deadlock.
        .sort((a, b) => ((a.message?.id ?? '') < (b.message?.id ?? '') ? -1 : 1))
      const changed = await database.transaction(async (tx) => {
        const done: Message[] = []
        for (const { report, message } of matched) {
          if (!message) continue
          const delivery = {
            status: report.status,
            problemKind: report.problem,
            problemCode: report.code,
            reportedAt: report.reportedAt ?? at,
            bizId: message.bizId ?? report.bizId,
            settledAt: message.settledAt ?? at,
          }
          if (await store.report(tx, message.id, delivery, at)) done.push({ ...message, ...delivery })
        }
        return done
      })
      for (const message of changed) announce(message)
      return matched.filter(({ message }) => !message).map(({ report }) => report)
    },

    /** Waits until no SMS of an account is being handed over any more, by any process; at most ten seconds. */
    async drained(accountId: string): Promise<void> {
      const until = Date.now() + 10_000
      while (Date.now() < until && (await store.inFlight(accountId, now() - ABANDONED_AFTER)))
        await new Promise((resolve) => setTimeout(resolve, 25))
    },

    lastSettled: store.lastSettled,

    async get(tenantId: string, id: string): Promise<SmsMessage> {
      const message = await store.find(tenantId, id)
      if (!message) throw smsError('SMS_MESSAGE_NOT_FOUND', [id])
      return toSmsMessage(message)
    },

    async list(tenantId: string, { limit = 20, cursor, ...query }: MessageQuery): Promise<SearchedPage<SmsMessage>> {
      const filter = toFilter(query)
      const { fromId: _from, toId: _to, ...named } = filter
      const list = listName('messages', tenantId, named)
      const olderThan = decodeCursor(list, cursor)
      const found = await store.list(tenantId, { ...filter, ...(olderThan ? { olderThan } : {}) }, limit)
      return toSearchedPage(list, found, limit, toSmsMessage)
    },

    /**
     * All messages that fit, newest first, page by page as they are taken. A page may be empty and others come behind it:
     * whoever breaks off is heard after each.
     */
    all(tenantId: string, query: Omit<MessageQuery, 'limit' | 'cursor'>): AsyncGenerator<SmsMessage[]> {
      // Not within the generator: a filter that is wrong is to be refused before the answer begins.
      return everyPage(tenantId, toFilter(query))
    },
  }
}
export type MessagesService = ReturnType<typeof createMessagesService>
