import type { SmsReportAddress } from '@sms-settings/api'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import type { Database } from '../database/database.ts'
import { smsError } from '../errors.ts'
import type { GeneralService } from '../general/service.ts'
import { GENERAL } from '../general-entries.ts'
import type { DeliveryReport, MessagesService } from '../messages/service.ts'
import type { PlatformReport } from '../platforms/platform.ts'
import type { Platforms } from '../platforms/registry.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import type { ReportAddress, ReportAddressStore } from './store.ts'
import { type Claimed, isProved, readToken, reportToken } from './token.ts'

type Parts = {
  database: Database
  store: ReportAddressStore
  platforms: Platforms
  index: IndexKey
  audit: AuditService
  messages: MessagesService
  general: Pick<GeneralService, 'key'>
  /** A review at the platform has ended. */
  onReview: (account: Reported, review: Review) => Promise<unknown>
  prefix: string
  onFailure: (error: unknown) => void
  /** Told how many reports fitted no message, even some time later. */
  onStrangers: (accountId: string, count: number) => void
  now: () => number
}

/** Whose reports they are; the tenant is null for the operator's account. */
export type Reported = { tenantId: string | null; accountId: string }

type Batch = Reported & { platform: string; accessKeyId: string; reports: PlatformReport[]; again: boolean }

/** Reports that may wait to be worked off; above that the platform is to push them again later. */
const MOST_WAITING = 100_000
const AT_ONCE = 200
/** A report can come before the send it is about has been written down, and the platform be out of reach for a moment. */
const AGAIN_AFTER = 5_000
const AFTER_FAILURE = 1_000
const NOTED_EVERY = 60_000

const pathName = (platform: string) => platform.replaceAll('_', '-')
type Review = Exclude<PlatformReport, DeliveryReport>
const isDelivery = (report: PlatformReport): report is DeliveryReport => report.kind === 'delivery'
const isReview = (report: PlatformReport): report is Review => !isDelivery(report)

/**
 * Takes what platforms push, answers, and works it off afterwards. What waits is in memory only: should the process die,
 * the platform is asked about those messages, as it is about all that no report came of.
 */
export const createReportsService = (parts: Parts) => {
  const { store, platforms, index, audit, messages, general, onFailure, onStrangers, now } = parts
  const queue: Batch[] = []
  let waiting = 0
  let working: Promise<void> | undefined
  let stopped = false
  const later = new Set<NodeJS.Timeout>()
  /** By account and address: a new address has heard nothing yet, whichever process made it. */
  const notedAt = new Map<string, number>()

  const pathOf = (platform: string, accountId: string, address: string) =>
    `${parts.prefix}/reports/${pathName(platform)}/${reportToken(index, accountId, address)}`

  /** A customer of the platform has one address for all reports, however many of our accounts have its key. */
  const accountsOf = async ({ platform, accessKeyId }: Pick<Batch, 'platform' | 'accessKeyId'>) => {
    const operator = general.key()
    const isOperators = operator?.platform === platform && operator.accessKeyId === accessKeyId
    return new Set<string | null>([...(await store.withKey(platform, accessKeyId)), ...(isOperators ? [null] : [])])
  }

  const workOff = async (batch: Batch): Promise<void> => {
    const { tenantId, accountId, reports, again } = batch
    const strangers: DeliveryReport[] = []
    const deliveries = reports.filter(isDelivery)
    const accounts = deliveries.length > 0 ? await accountsOf(batch) : new Set<string | null>()
    for (let at = 0; at < deliveries.length; at += AT_ONCE)
      strangers.push(...(await messages.report(accounts, deliveries.slice(at, at + AT_ONCE))))
    if (strangers.length > 0 && again)
      afterwards(() => enqueue({ ...batch, reports: strangers, again: false }), AGAIN_AFTER)
    else if (strangers.length > 0) onStrangers(accountId, strangers.length)
    const failed: Review[] = []
    for (const review of reports.filter(isReview))
      try {
        await parts.onReview({ tenantId, accountId }, review)
      } catch (error) {
        onFailure(error)
        failed.push(review)
      }
    // Once more; whatever still fails then is found out by those who look at all reviews now and then.
    if (failed.length > 0 && again) afterwards(() => enqueue({ ...batch, reports: failed, again: false }), AGAIN_AFTER)
  }

  const afterwards = (work: () => void, ms: number) => {
    const timer = setTimeout(() => {
      later.delete(timer)
      work()
    }, ms)
    timer.unref()
    later.add(timer)
  }

  const workAll = async () => {
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      waiting -= batch.reports.length
      try {
        await workOff(batch)
      } catch (error) {
        onFailure(error)
        if (stopped) {
          queue.length = 0
          return
        }
        enqueue(batch)
        await new Promise((resolve) => setTimeout(resolve, AFTER_FAILURE))
      }
    }
  }

  const work = () => {
    // Not in the tick of the request, whose answer goes first.
    working ??= new Promise<void>((resolve) => setImmediate(resolve)).then(workAll).finally(() => {
      working = undefined
      // One may have come when the last was done, and this was not yet known.
      if (queue.length > 0) work()
    })
  }

  const enqueue = (batch: Batch) => {
    if (stopped) return
    queue.push(batch)
    waiting += batch.reports.length
    work()
  }

  /** The operator's address is made of the key: another key has another. */
  const find = async (accountId: string): Promise<(Omit<ReportAddress, 'tenantId'> & Reported) | null> => {
    const account = accountId === GENERAL ? general.key() : await store.find(accountId)
    return account && { tenantId: null, address: account.accessKeyId, receivedAt: null, ...account, accountId }
  }

  const proved = async (platformPath: string, token: string) => {
    const platform = platforms.atPath(platformPath)
    const claimed = readToken(token)
    const account = claimed && (await find(claimed.accountId))
    if (
      !platform?.reports ||
      account?.platform !== platform.id ||
      !isProved(index, claimed as Claimed, account.address)
    )
      throw smsError('SMS_REPORT_ADDRESS_UNKNOWN')
    return { pushed: platform.reports, account }
  }

  /** That something came is worth knowing, to the minute: is the address entered at the platform at all? */
  const note = async ({ accountId, address }: { accountId: string; address: string }) => {
    const at = now()
    const key = `${accountId} ${address}`
    if (accountId === GENERAL || (notedAt.get(key) ?? 0) > at - NOTED_EVERY) return
    notedAt.set(key, at)
    await store.noteReceived({ accountId, address }, at, at - NOTED_EVERY)
  }

  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

  return {
    /** @throws `SMS_ACCOUNT_NOT_FOUND` */
    async address(tenantId: string, accountId: string): Promise<SmsReportAddress> {
      const account = await store.find(accountId)
      if (!account || account.tenantId !== tenantId) throw smsError('SMS_ACCOUNT_NOT_FOUND', [accountId])
      return { path: pathOf(account.platform, accountId, account.address), receivedAt: iso(account.receivedAt) }
    },

    /** The path for the operator's own account, behind the general entries; null while there is none. */
    generalPath(): string | null {
      const account = general.key()
      return account && pathOf(account.platform, GENERAL, account.accessKeyId)
    },

    /** Makes a new address; the one before is refused from then on. */
    async rotate(caller: Caller, accountId: string): Promise<SmsReportAddress> {
      const { tenantId } = caller
      const entry = await parts.database.transaction(async (tx) => {
        const name = await store.rotate(tx, tenantId, accountId)
        if (name === null) throw smsError('SMS_ACCOUNT_NOT_FOUND', [accountId])
        const target = { kind: 'account', id: accountId, name }
        return audit.record(tx, caller, { action: 'account.reports', target })
      })
      audit.announce(entry)
      return this.address(tenantId, accountId)
    },

    /** Takes what was pushed. @throws `SMS_REPORT_ADDRESS_UNKNOWN` */
    async receive(
      platformPath: string,
      token: string,
      items: readonly unknown[],
    ): Promise<{ code: number; msg: string }> {
      const { pushed, account } = await proved(platformPath, token)
      if (waiting > MOST_WAITING) throw smsError('SMS_STORE_UNAVAILABLE')
      const reports = pushed.read(items)
      if (reports.length > 0) enqueue({ ...account, reports, again: true })
      note(account).catch(onFailure)
      return pushed.taken
    },

    /** Works off what waits, and takes nothing more on. */
    async close(): Promise<void> {
      stopped = true
      for (const timer of later) clearTimeout(timer)
      while (working) await working
    },
  }
}
export type ReportsService = ReturnType<typeof createReportsService>
