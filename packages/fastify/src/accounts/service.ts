import type {
  CreateSmsAccount,
  Page,
  PageQuery,
  SmsAccount,
  SmsAccountCheck,
  SmsCircuit,
  SmsCredentials,
  UpdateSmsAccount,
} from '@sms-settings/api'
import type { AlarmsService } from '../alarms/service.ts'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import { decodeCursor, listName, toPage } from '../database/cursor.ts'
import type { Database } from '../database/database.ts'
import { isDuplicate } from '../database/errors.ts'
import { newId } from '../database/ids.ts'
import { isSmsError, smsError } from '../errors.ts'
import type { KeyCheck } from '../platforms/platform.ts'
import type { Platforms } from '../platforms/registry.ts'
import type { KeyRing } from '../secrets/key-ring.ts'
import { type Connections, secretPlace } from './connections.ts'
import type { Account, AccountStore, Counts } from './store.ts'
import { audited, toSmsAccount } from './view.ts'

type Parts = {
  database: Database
  store: AccountStore
  platforms: Platforms
  connections: Connections
  keyRing: KeyRing
  audit: AuditService
  alarms: AlarmsService
  /** Resolves once nothing is being sent from an account any more. */
  drained: (accountId: string) => Promise<void>
  now: () => number
}

const NOTHING_BELOW = { signatureCount: 0, templateCount: 0 }

const iso = (at: number) => new Date(at).toISOString()

/** A secret that is only a picture of one: somebody posted back what a form had shown. */
const isMasked = (secret: string) => /^[*•●·.…xX\s]+$/.test(secret) || /[*•●…]{3,}/.test(secret)

const ALARMS = {
  cannot_send: 'account_cannot_send',
  rejected: 'key_rejected',
  forbidden: 'permission_missing',
  unreadable: 'secret_unreadable',
} as const

/** How an account is doing, as far as it is known here. */
export type AccountHealth = Pick<SmsAccount, 'id' | 'name' | 'status' | 'health'> & { circuit: SmsCircuit }

export const createAccountsService = ({
  database,
  store,
  platforms,
  connections,
  keyRing,
  audit,
  alarms,
  drained,
  now,
}: Parts) => {
  const need = async (tenantId: string, id: string): Promise<Account> => {
    const account = await store.find(tenantId, id)
    if (!account) throw smsError('SMS_ACCOUNT_NOT_FOUND', [id])
    return account
  }
  const view = async (account: Account): Promise<SmsAccount> => {
    const counts = await store.counts(account.tenantId, [account.id])
    return toSmsAccount(account, counts.get(account.id) as Counts, connections.circuit(account.id))
  }

  /** Raises the alarm that belongs to what is known of an account's key, and ends the others. */
  const tellOf = async ({ tenantId, id, name, health, healthCode }: Account): Promise<void> => {
    for (const [bad, kind] of Object.entries(ALARMS))
      if (bad === health)
        await alarms.raise({ kind, tenantId, accountId: id, subject: { id, name }, platformCode: healthCode })
      else await alarms.end(tenantId, kind, id)
  }

  /** Asks the platform whether a key works, before it is stored. */
  const tryKey = async (platform: string, credentials: SmsCredentials): Promise<KeyCheck | null> => {
    const { accessKeyId, accessKeySecret, settings = {} } = credentials
    const checked = await platforms.get(platform).connect({ accessKeyId, accessKeySecret, settings }).check()
    const details = { platform: { code: checked.code, requestId: checked.requestId } }
    if (checked.status === 'rejected')
      throw smsError('SMS_CREDENTIALS_REJECTED', [], { ...details, field: 'body.accessKeySecret' })
    if (checked.status === 'unreachable') throw smsError('SMS_PLATFORM_NOT_ASKED', [], details)
    return checked
  }

  const checkInput = (platform: string, credentials: SmsCredentials) => {
    if (isMasked(credentials.accessKeySecret))
      throw smsError('SMS_SECRET_MASKED', [], { field: 'body.accessKeySecret' })
    const { settings = {}, ...key } = credentials
    platforms.validateCredentials(platforms.get(platform), { ...key, settings })
  }

  const conflict = (error: unknown): unknown => {
    if (!isDuplicate(error)) return error
    const byName = /sms_accounts_name|sms_accounts\.name/.test(String((error as Error).message))
    return smsError('SMS_ACCOUNT_EXISTS', [byName ? 'name' : 'AccessKey'], {
      field: byName ? 'body.name' : 'body.accessKeyId',
    })
  }

  /** Changes an account and writes it down, unless it is so already. `after` sees the account as it was. */
  const change = async (
    caller: Caller,
    id: string,
    action: string,
    after: (before: Account) => Partial<Account>,
  ): Promise<SmsAccount> => {
    const { tenantId } = caller
    try {
      const { account, entry } = await database.transaction(async (tx) => {
        const before = await store.find(tenantId, id, tx)
        if (!before) throw smsError('SMS_ACCOUNT_NOT_FOUND', [id])
        // Only what changes is written: two people may edit different things at once.
        const changed = after(before)
        const isSame = (Object.keys(changed) as (keyof Account)[]).every((name) => changed[name] === before[name])
        if (isSame) return { account: before, entry: null }
        const patch = { ...changed, updatedAt: now() }
        const account = { ...before, ...patch }
        if (!(await store.update(tx, tenantId, id, patch))) throw smsError('SMS_ACCOUNT_NOT_FOUND', [id])
        const target = { kind: 'account', id, name: account.name }
        const entry = await audit.record(tx, caller, {
          action,
          target,
          before: audited(before),
          after: audited(account),
        })
        return { account, entry }
      })
      if (entry) audit.announce(entry)
      return await view(account)
    } catch (error) {
      throw conflict(error)
    }
  }

  const service = {
    async list(tenantId: string, { limit = 20, cursor, q }: PageQuery & { q?: string }): Promise<Page<SmsAccount>> {
      const list = listName('accounts', tenantId, { q })
      const olderThan = decodeCursor(list, cursor)
      const rows = await store.list(tenantId, { ...(q ? { q } : {}), ...(olderThan ? { olderThan } : {}) }, limit + 1)
      const counts = await store.counts(
        tenantId,
        rows.map(({ id }) => id),
      )
      return toPage(list, rows, limit, (row) =>
        toSmsAccount(row, counts.get(row.id) as Counts, connections.circuit(row.id)),
      )
    },

    get: async (tenantId: string, id: string): Promise<SmsAccount> => view(await need(tenantId, id)),

    /** The account as it is stored, for the services above. @throws `SMS_ACCOUNT_NOT_FOUND` */
    need,

    /** @throws `SMS_CREDENTIALS_REJECTED`, `SMS_PLATFORM_NOT_ASKED`, `SMS_ACCOUNT_EXISTS`; in each case nothing is stored */
    async create(
      caller: Caller,
      body: CreateSmsAccount,
      { verify = true }: { verify?: boolean } = {},
    ): Promise<SmsAccount> {
      checkInput(body.platform, body)
      const checked = verify ? await tryKey(body.platform, body) : null
      const at = now()
      const id = newId('account', at)
      const account: Account = {
        id,
        tenantId: caller.tenantId,
        platform: body.platform,
        name: body.name,
        note: body.note ?? null,
        accessKeyId: body.accessKeyId,
        sealedSecret: keyRing.seal(body.accessKeySecret, secretPlace(id)),
        settings: body.settings ?? {},
        status: 'active',
        health: checked?.status ?? 'unknown',
        healthCode: checked?.code ?? null,
        checkedAt: checked ? at : null,
        createdAt: at,
        updatedAt: at,
      }
      try {
        const entry = await database.transaction(async (tx) => {
          await store.insert(tx, account)
          return audit.record(tx, caller, {
            action: 'account.create',
            target: { kind: 'account', id, name: account.name },
            after: audited(account),
          })
        })
        audit.announce(entry)
      } catch (error) {
        throw conflict(error)
      }
      return toSmsAccount(account, NOTHING_BELOW, connections.circuit(id))
    },

    update: (caller: Caller, id: string, body: UpdateSmsAccount): Promise<SmsAccount> =>
      change(caller, id, 'account.update', () => body),

    async replaceCredentials(
      caller: Caller,
      id: string,
      body: SmsCredentials,
      { verify = true }: { verify?: boolean } = {},
    ): Promise<SmsAccount> {
      const { platform, settings } = await need(caller.tenantId, id)
      // Further fields that are not given stay as they are, so the key is tried with those.
      const credentials = { ...body, settings: body.settings ?? settings }
      checkInput(platform, credentials)
      const checked = verify ? await tryKey(platform, credentials) : null
      const changed = await change(caller, id, 'account.credentials', () => ({
        accessKeyId: body.accessKeyId,
        sealedSecret: keyRing.seal(body.accessKeySecret, secretPlace(id)),
        ...(body.settings ? { settings: body.settings } : {}),
        health: checked?.status ?? 'unknown',
        healthCode: checked?.code ?? null,
        checkedAt: checked ? now() : null,
      }))
      // What was known of the old key is no more.
      await tellOf(await need(caller.tenantId, id))
      return changed
    },

    /** Asks again whether the key works; what the platform says is kept as the account's health. */
    async check(caller: Caller, id: string): Promise<SmsAccountCheck> {
      const account = await need(caller.tenantId, id)
      const checkedAt = iso(now())
      let checked: KeyCheck
      try {
        checked = await connections.connectionOf(account).check()
      } catch (error) {
        if (!isSmsError(error) || error.code !== 'SMS_SECRET_UNREADABLE') throw error
        return {
          status: 'unreadable',
          missingPermissions: [],
          policy: null,
          platformCode: null,
          requestId: null,
          checkedAt,
        }
      }
      const { status, missingPermissions, policy, code, requestId } = checked
      await service.markHealth(caller.tenantId, id, status, code, account.sealedSecret)
      if (status !== 'unreachable') await alarms.end(caller.tenantId, 'platform_unreachable', id)
      return { status, missingPermissions, policy, platformCode: code, requestId, checkedAt }
    },

    /**
     * Keeps what has been learnt of an account's key. A change for the worse raises an alarm, once, however many learn it.
     * @param sealedSecret of the key that it was learnt of: what is said of a key that has been replaced since is no more
     */
    async markHealth(
      tenantId: string,
      id: string,
      health: Account['health'],
      code: string | null,
      sealedSecret?: string,
    ): Promise<void> {
      const learnt = { health, healthCode: code, checkedAt: now() }
      const changed = await database.transaction(async (tx) => {
        const isNews = await store.learn(tx, tenantId, id, learnt, sealedSecret)
        // Only what decides whether a code can be sent makes cached settings stale.
        if (isNews) await audit.settingsChanged(tx, tenantId)
        return isNews ? await store.find(tenantId, id, tx) : undefined
      })
      if (changed) await tellOf(changed)
    },

    /** An SMS was taken from an account of which the last one had been refused because of the account itself. */
    async recovered(tenantId: string, id: string): Promise<void> {
      const isNews = await database.transaction(async (tx) => {
        const isNews = await store.recover(tx, tenantId, id, now())
        if (isNews) await audit.settingsChanged(tx, tenantId)
        return isNews
      })
      if (isNews) await alarms.end(tenantId, ALARMS.cannot_send, id)
    },

    /**
     * How every account of a tenant is doing, for a host's own health check: what is stored, and the circuit as this
     * process sees it. The platform is not asked.
     */
    async health(tenantId: string): Promise<AccountHealth[]> {
      return (await store.all(tenantId)).map((account) => {
        const { id, name, status, health, circuit } = toSmsAccount(
          account,
          NOTHING_BELOW,
          connections.circuit(account.id),
        )
        return { id, name, status, health, circuit }
      })
    },

    pause: (caller: Caller, id: string): Promise<SmsAccount> =>
      change(caller, id, 'account.pause', () => ({ status: 'paused' })).then(async (account) => {
        await drained(id)
        return account
      }),
    resume: (caller: Caller, id: string): Promise<SmsAccount> =>
      change(caller, id, 'account.resume', () => ({ status: 'active' })),

    /** Once it resolves nothing is sent from the account any more, by any process. The message log stays. */
    async delete(caller: Caller, id: string): Promise<void> {
      const { tenantId } = caller
      const entry = await database.transaction(async (tx) => {
        const before = await store.find(tenantId, id, tx)
        if (!before || !(await store.delete(tx, tenantId, id))) throw smsError('SMS_ACCOUNT_NOT_FOUND', [id])
        return audit.record(tx, caller, {
          action: 'account.delete',
          target: { kind: 'account', id, name: before.name },
          before: audited(before),
        })
      })
      audit.announce(entry)
      await alarms.endOf(tenantId, { accountId: id })
      await drained(id)
    },
  }
  return service
}
export type AccountsService = ReturnType<typeof createAccountsService>
