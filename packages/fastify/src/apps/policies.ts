import { SMS_LIST_AT_MOST, type SmsApp, type SmsPolicy, type SmsPolicyInput } from '@sms-settings/api'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import type { Database } from '../database/database.ts'
import { smsError } from '../errors.ts'
import { readNumber } from '../phones.ts'
import type { VerificationRules } from '../rules.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import { type KeyRing, Unreadable } from '../secrets/key-ring.ts'
import { checkPolicy, rulesFor, type StoredPolicy, valuesFor } from './policy.ts'
import type { AppStore, PolicyRow } from './store.ts'

type Parts = {
  database: Database
  store: AppStore
  audit: AuditService
  rules: VerificationRules
  index: IndexKey
  keyRing: KeyRing
  now: () => number
}

type Lists = { safeList: string[]; blockList: string[] }

const listsPlace = (tenantId: string, appId: string) => `sms_app_policies/sealed_lists/${tenantId}/${appId}`

const NONE: PolicyRow = { rules: '{}', sealedLists: '', safeHashes: '[]', blockHashes: '[]' }

/** In the audit log lists of phone numbers are only counted, as are the numbers that were added and taken away. */
const audited = (before: PolicyRow, after: PolicyRow) => {
  const count = (name: string, was: string, is: string) => {
    const [old, current] = [new Set(JSON.parse(was) as string[]), new Set(JSON.parse(is) as string[])]
    const added = [...current].filter((hash) => !old.has(hash)).length
    const removed = [...old].filter((hash) => !current.has(hash)).length
    return {
      before: { [name]: old.size },
      after: {
        [name]: current.size,
        ...(added > 0 ? { [`${name}Added`]: added } : {}),
        ...(removed > 0 ? { [`${name}Removed`]: removed } : {}),
      },
    }
  }
  const safe = count('safeList', before.safeHashes, after.safeHashes)
  const block = count('blockList', before.blockHashes, after.blockHashes)
  return {
    before: { ...(JSON.parse(before.rules) as object), ...safe.before, ...block.before },
    after: { ...(JSON.parse(after.rules) as object), ...safe.after, ...block.after },
  }
}

/** What Apps have set for themselves, with their lists of phone numbers: sealed, and hashed to be found. */
export const createPolicies = ({ database, store, audit, rules, index, keyRing, now }: Parts) => {
  /** @throws `SMS_SECRET_UNREADABLE` when the lists cannot be opened; codes are still sent by their hashes */
  const open = (tenantId: string, appId: string, row: PolicyRow): SmsPolicyInput => {
    try {
      const lists = JSON.parse(keyRing.open(row.sealedLists, listsPlace(tenantId, appId))) as Lists
      return { ...(JSON.parse(row.rules) as StoredPolicy), ...lists }
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      throw smsError('SMS_SECRET_UNREADABLE', [`lists of numbers of App ${appId}: ${error.message}`], {}, error)
    }
  }

  const view = (set: SmsPolicyInput): SmsPolicy => ({
    set,
    inherited: valuesFor(rules, {}),
    inForce: {
      ...valuesFor(rules, set),
      purposes: rules.purposes.map((purpose) => ({ purpose, ...rulesFor(rules, set, purpose) })),
    },
    bounds: { ...rules.bounds, countries: rules.countries },
  })

  const hashes = (phones: string[]) => JSON.stringify(phones.map((e164) => index.hash('phone', e164)))

  const read = async (tenantId: string, appId: string): Promise<SmsPolicyInput> => {
    const row = await store.policy(tenantId, appId)
    return row ? open(tenantId, appId, row) : {}
  }

  return {
    view: async (tenantId: string, appId: string): Promise<SmsPolicy> => view(await read(tenantId, appId)),

    /** What every App of a tenant has set, by its id. */
    async all(tenantId: string): Promise<Map<string, SmsPolicyInput>> {
      const rows = await store.policies(tenantId)
      return new Map([...rows].map(([appId, row]) => [appId, open(tenantId, appId, row)]))
    },

    /** @throws `SMS_POLICY_OUT_OF_BOUNDS`, `SMS_INVALID_PHONE`, each naming the field */
    async put(caller: Caller, { appId, name }: SmsApp, input: SmsPolicyInput): Promise<SmsPolicy> {
      const { tenantId } = caller
      checkPolicy(input, rules)
      const { safeList = [], blockList = [], ...set } = input
      const readAll = (list: string, phones: string[]) => [
        ...new Set(phones.map((text, at) => readNumber(text, `body.${list}.${at}`).e164)),
      ]
      const lists: Lists = { safeList: readAll('safeList', safeList), blockList: readAll('blockList', blockList) }
      const row: PolicyRow = {
        rules: JSON.stringify(set),
        sealedLists: keyRing.seal(JSON.stringify(lists), listsPlace(tenantId, appId)),
        safeHashes: hashes(lists.safeList),
        blockHashes: hashes(lists.blockList),
      }
      const entry = await database.transaction(async (tx) => {
        // Never opened here: lists that cannot be opened any more can still be replaced.
        const before = (await store.policy(tenantId, appId, tx)) ?? NONE
        await store.replacePolicy(tx, tenantId, appId, row, now())
        const target = { kind: 'app', id: appId, name }
        return audit.record(tx, caller, { action: 'app.policy', target, ...audited(before, row) })
      })
      audit.announce(entry)
      return view({ ...set, ...lists })
    },

    /**
     * Puts one number on the safe list of an App, and takes it from its block list.
     * @throws `SMS_LIST_FULL`, `SMS_SECRET_UNREADABLE`
     */
    async allow(caller: Caller, { appId, name }: SmsApp, e164: string, maskedPhone: string): Promise<void> {
      const { tenantId } = caller
      const entry = await database.transaction(async (tx) => {
        // Takes the tenant's row: what is added to is not replaced by another meanwhile.
        await audit.settingsChanged(tx, tenantId)
        const before = (await store.policy(tenantId, appId, tx)) ?? NONE
        const { safeList = [], blockList = [] } = before === NONE ? {} : open(tenantId, appId, before)
        const lists: Lists = {
          safeList: safeList.includes(e164) ? safeList : [...safeList, e164],
          blockList: blockList.filter((it) => it !== e164),
        }
        if (lists.safeList.length === safeList.length && lists.blockList.length === blockList.length) return null
        if (lists.safeList.length > SMS_LIST_AT_MOST) throw smsError('SMS_LIST_FULL')
        const row: PolicyRow = {
          rules: before.rules,
          sealedLists: keyRing.seal(JSON.stringify(lists), listsPlace(tenantId, appId)),
          safeHashes: hashes(lists.safeList),
          blockHashes: hashes(lists.blockList),
        }
        await store.replacePolicy(tx, tenantId, appId, row, now())
        return audit.record(tx, caller, {
          action: 'app.allow',
          target: { kind: 'app', id: appId, name },
          after: { phone: maskedPhone },
        })
      })
      if (entry) audit.announce(entry)
    },
  }
}
