import type { CreateSmsSignature, Page, PageQuery, SmsSignature } from '@sms-settings/api'
import { asking } from '../accounts/problems.ts'
import type { Account } from '../accounts/store.ts'
import type { AlarmsService } from '../alarms/service.ts'
import type { AuditService } from '../audit/service.ts'
import { type Caller, platformCaller } from '../callers.ts'
import { decodeCursor, listName, toPage } from '../database/cursor.ts'
import type { Database, Transaction } from '../database/database.ts'
import { isDuplicate, isMissingParent } from '../database/errors.ts'
import { newId } from '../database/ids.ts'
import { smsError } from '../errors.ts'
import { isGeneralSsid } from '../general-entries.ts'
import type { PlatformAccount, PlatformSignature } from '../platforms/platform.ts'
import { lapsedRegistrations } from './registrations.ts'
import type { Signature, SignatureStore, StoredSignature } from './store.ts'

type Parts = {
  database: Database
  store: SignatureStore
  accounts: { need(tenantId: string, id: string): Promise<Account> }
  connectionOf: (account: Account) => PlatformAccount
  audit: AuditService
  alarms: AlarmsService
  now: () => number
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

export const toSmsSignature = (it: Signature): SmsSignature => ({
  ssid: it.id,
  accountId: it.accountId,
  accountName: it.accountName,
  platform: it.platform,
  name: it.name,
  status: it.status,
  reason: it.reason,
  carriers: it.carriers,
  note: it.note,
  appCount: it.appCount,
  checkedAt: iso(it.checkedAt),
  createdAt: iso(it.createdAt),
})

const audited = ({ name, status, reason, carriers, note, accountId }: StoredSignature) => ({
  name,
  status,
  reason,
  carriers,
  note,
  accountId,
})

export const createSignaturesService = (parts: Parts) => {
  const { database, store, accounts, connectionOf, audit, alarms, now } = parts
  const need = async (tenantId: string, ssid: string): Promise<Signature> => {
    const signature = await store.find(tenantId, ssid)
    if (!signature) throw smsError('SMS_SIGNATURE_NOT_FOUND', [ssid])
    return signature
  }
  const needNotGeneral = (ssid: string): void => {
    if (isGeneralSsid(ssid)) throw smsError('SMS_GENERAL_READ_ONLY')
  }

  /** Changes a signature. What turns out to be as it was is neither written down nor news. */
  const change = async (
    caller: Caller,
    ssid: string,
    action: string,
    patch: Partial<StoredSignature>,
  ): Promise<{ before: Signature; after: Signature }> => {
    const { tenantId } = caller
    const { before, after, entry } = await database.transaction(async (tx) => {
      const before = await store.find(tenantId, ssid, tx)
      if (!before || !(await store.update(tx, tenantId, ssid, patch))) throw smsError('SMS_SIGNATURE_NOT_FOUND', [ssid])
      const after = { ...before, ...patch }
      if (JSON.stringify(audited(before)) === JSON.stringify(audited(after))) return { before, after, entry: null }
      const target = { kind: 'signature', id: ssid, name: after.name }
      const entry = await audit.record(tx, caller, { action, target, before: audited(before), after: audited(after) })
      return { before, after, entry }
    })
    if (entry) audit.announce(entry)
    return { before, after }
  }

  /** Keeps what the platform says of a signature, whoever asked it, and raises or ends the alarms that belong to it. */
  const learn = async (
    caller: Caller,
    ssid: string,
    patch: Pick<StoredSignature, 'status' | 'reason'> & Partial<StoredSignature>,
  ): Promise<SmsSignature> => {
    const { before, after } = await change(caller, ssid, 'signature.refresh', patch)
    const { tenantId, accountId, name, status, carriers } = after
    const finding = { tenantId, accountId, subject: { id: ssid, name } }
    if (status === 'approved') await alarms.end(tenantId, 'signature_lapsed', ssid)
    else await alarms.raise({ ...finding, kind: 'signature_lapsed', details: { status } })
    if (carriers.length > 0) {
      const standing = await alarms.find(tenantId, 'signature_registration_lapsed', ssid)
      const known = (standing?.details.carriers ?? []) as string[]
      const lapsed = lapsedRegistrations(before.carriers, carriers, known)
      if (lapsed.length > 0)
        await alarms.raise({ ...finding, kind: 'signature_registration_lapsed', details: { carriers: lapsed } })
      else if (standing) await alarms.end(tenantId, 'signature_registration_lapsed', ssid)
    }
    return toSmsSignature(after)
  }

  return {
    need,
    toSmsSignature,

    async list(
      tenantId: string,
      accountId: string,
      { limit = 20, cursor, q }: PageQuery & { q?: string },
    ): Promise<Page<SmsSignature>> {
      await accounts.need(tenantId, accountId)
      const list = listName('signatures', tenantId, { accountId, q })
      const olderThan = decodeCursor(list, cursor)
      const rows = await store.list(
        tenantId,
        accountId,
        { ...(q ? { q } : {}), ...(olderThan ? { olderThan } : {}) },
        limit + 1,
      )
      return toPage(list, rows, limit, toSmsSignature)
    },

    get: async (tenantId: string, ssid: string): Promise<SmsSignature> => toSmsSignature(await need(tenantId, ssid)),

    /** A signature that has been fetched and found approved, ready to be stored. @throws `SMS_SIGNATURE_NOT_APPROVED` */
    prepare(account: Account, found: PlatformSignature, note: string | null): StoredSignature {
      if (found.status !== 'approved')
        throw smsError('SMS_SIGNATURE_NOT_APPROVED', [found.name, found.reason ?? found.status.replace('_', ' ')], {
          field: 'body.name',
        })
      const at = now()
      const { id: accountId, tenantId } = account
      const { name, status, reason, carriers } = found
      return {
        id: newId('signature', at),
        tenantId,
        accountId,
        name,
        status,
        reason,
        carriers,
        note,
        checkedAt: at,
        createdAt: at,
      }
    },

    async insert(tx: Transaction, caller: Caller, signature: StoredSignature) {
      await store.insert(tx, signature)
      const target = { kind: 'signature', id: signature.id, name: signature.name }
      return audit.record(tx, caller, { action: 'signature.create', target, after: audited(signature) })
    },

    async create(caller: Caller, accountId: string, { name, note = null }: CreateSmsSignature): Promise<SmsSignature> {
      const account = await accounts.need(caller.tenantId, accountId)
      const found = await asking(() => connectionOf(account).signature(name))
      if (!found) throw smsError('SMS_SIGNATURE_NOT_FOUND', [`"${name}" on the platform`], { field: 'body.name' })
      const signature = this.prepare(account, found, note)
      try {
        audit.announce(await database.transaction((tx) => this.insert(tx, caller, signature)))
      } catch (error) {
        if (isDuplicate(error)) throw smsError('SMS_SIGNATURE_EXISTS', [found.name], { field: 'body.name' })
        if (isMissingParent(error)) throw smsError('SMS_ACCOUNT_NOT_FOUND', [accountId])
        throw error
      }
      return toSmsSignature({ ...signature, accountName: account.name, platform: account.platform, appCount: 0 })
    },

    async update(caller: Caller, ssid: string, { note }: { note: string | null }): Promise<SmsSignature> {
      needNotGeneral(ssid)
      return toSmsSignature((await change(caller, ssid, 'signature.update', { note })).after)
    },

    /** Fetches the review status again. A signature that the platform has no more is kept as `missing`. */
    async refresh(caller: Caller, ssid: string): Promise<SmsSignature> {
      needNotGeneral(ssid)
      const before = await need(caller.tenantId, ssid)
      const account = await accounts.need(caller.tenantId, before.accountId)
      const found = await asking(() => connectionOf(account).signature(before.name))
      const patch = found
        ? { status: found.status, reason: found.reason, carriers: found.carriers }
        : { status: 'missing' as const, reason: null, carriers: [] }
      return learn(caller, ssid, { ...patch, checkedAt: now() })
    },

    /** A list of the platform's, read for something else, has one of ours in it. */
    async seen(signature: StoredSignature, { status, reason }: PlatformSignature): Promise<void> {
      if (signature.status !== status) await learn(platformCaller(signature.tenantId), signature.id, { status, reason })
    },

    async delete(caller: Caller, ssid: string): Promise<void> {
      needNotGeneral(ssid)
      const { tenantId } = caller
      const entry = await database.transaction(async (tx) => {
        const before = await store.find(tenantId, ssid, tx)
        if (!before || !(await store.delete(tx, tenantId, ssid))) throw smsError('SMS_SIGNATURE_NOT_FOUND', [ssid])
        return audit.record(tx, caller, {
          action: 'signature.delete',
          target: { kind: 'signature', id: ssid, name: before.name },
          before: audited(before),
        })
      })
      audit.announce(entry)
      await alarms.endOf(tenantId, { subjectId: ssid })
    },
  }
}
export type SignaturesService = ReturnType<typeof createSignaturesService>
