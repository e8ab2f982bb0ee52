import type {
  CreateSmsTemplate,
  Page,
  PageQuery,
  Region,
  SmsTemplate,
  SmsTemplateContent,
  UpdateSmsTemplate,
} from '@sms-settings/api'
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
import { isGeneralStid } from '../general-entries.ts'
import type { PlatformAccount, PlatformTemplate } from '../platforms/platform.ts'
import type { VerificationRules } from '../rules.ts'
import { lint, suggestedPurpose } from './lint.ts'
import type { StoredTemplate, Template, TemplateStore } from './store.ts'
import { variablesOf } from './variables.ts'

type Parts = {
  database: Database
  store: TemplateStore
  accounts: { need(tenantId: string, id: string): Promise<Account> }
  connectionOf: (account: Account) => PlatformAccount
  audit: AuditService
  alarms: AlarmsService
  rules: VerificationRules
  now: () => number
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

const audited = ({ code, name, content, type, region, purpose, status, reason, note, accountId }: StoredTemplate) => ({
  code,
  name,
  content,
  type,
  region,
  purpose,
  status,
  reason,
  note,
  accountId,
})

export const createTemplatesService = (parts: Parts) => {
  const { database, store, accounts, connectionOf, audit, alarms, rules, now } = parts
  const toSmsTemplate = (it: Template): SmsTemplate => ({
    stid: it.id,
    accountId: it.accountId,
    accountName: it.accountName,
    platform: it.platform,
    code: it.code,
    name: it.name,
    content: it.content,
    type: it.type,
    region: it.region,
    purpose: it.purpose,
    status: it.status,
    reason: it.reason,
    variables: variablesOf(it.content),
    warnings: lint(it, rules.lifetime),
    note: it.note,
    appCount: it.appCount,
    checkedAt: iso(it.checkedAt),
    createdAt: iso(it.createdAt),
  })

  /** A template as the platform has it, with what we think of it. */
  const toContent = (found: PlatformTemplate): SmsTemplateContent => {
    const suggested = suggestedPurpose(found.name, found.content)
    const known = suggested !== null && rules.purposes.includes(suggested) ? suggested : null
    return {
      ...found,
      variables: variablesOf(found.content),
      warnings: lint({ ...found, purpose: null }, rules.lifetime),
      suggestedPurpose: found.type === 'verification' ? known : null,
    }
  }

  const checkPurpose = (purpose: string | null | undefined) => {
    if (purpose && !rules.purposes.includes(purpose))
      throw smsError('SMS_INVALID_INPUT', [`body.purpose must be one of ${rules.purposes.join(', ')}`], {
        field: 'body.purpose',
      })
  }

  const need = async (tenantId: string, stid: string): Promise<Template> => {
    const template = await store.find(tenantId, stid)
    if (!template) throw smsError('SMS_TEMPLATE_NOT_FOUND', [stid])
    return template
  }
  const needNotGeneral = (stid: string): void => {
    if (isGeneralStid(stid)) throw smsError('SMS_GENERAL_READ_ONLY')
  }

  const fetchFrom = async (account: Account, code: string): Promise<PlatformTemplate> => {
    const found = await asking(() => connectionOf(account).template(code))
    if (!found) throw smsError('SMS_TEMPLATE_NOT_FOUND', [`${code} on the platform`], { field: 'body.code' })
    return found
  }

  /** Changes a template. What turns out to be as it was is neither written down nor news. */
  const change = async (
    caller: Caller,
    stid: string,
    action: string,
    patch: Partial<StoredTemplate>,
  ): Promise<{ before: Template; after: Template }> => {
    const { tenantId } = caller
    const { before, after, entry } = await database.transaction(async (tx) => {
      const before = await store.find(tenantId, stid, tx)
      if (!before || !(await store.update(tx, tenantId, stid, patch))) throw smsError('SMS_TEMPLATE_NOT_FOUND', [stid])
      const after = { ...before, ...patch }
      if (JSON.stringify(audited(before)) === JSON.stringify(audited(after))) return { before, after, entry: null }
      const target = { kind: 'template', id: stid, name: after.name }
      const entry = await audit.record(tx, caller, { action, target, before: audited(before), after: audited(after) })
      return { before, after, entry }
    })
    if (entry) audit.announce(entry)
    return { before, after }
  }

  /** Keeps what the platform says of a template, whoever asked it, and raises or ends the alarms that belong to it. */
  const learn = async (
    caller: Caller,
    stid: string,
    patch: Pick<StoredTemplate, 'status' | 'reason'> & Partial<StoredTemplate>,
  ): Promise<SmsTemplate> => {
    const { before, after } = await change(caller, stid, 'template.refresh', patch)
    const { tenantId, accountId, name, status } = after
    const finding = { tenantId, accountId, subject: { id: stid, name } }
    if (status === 'approved') await alarms.end(tenantId, 'template_lapsed', stid)
    else await alarms.raise({ ...finding, kind: 'template_lapsed', details: { status } })
    if (before.content !== after.content) {
      const details = { before: before.content, after: after.content }
      await alarms.raise({ ...finding, kind: 'template_changed', details })
    }
    return toSmsTemplate(after)
  }

  return {
    need,
    toSmsTemplate,
    toContent,
    checkPurpose,

    /** "Query SMS Content": what the platform has; nothing is stored. @throws `SMS_TEMPLATE_NOT_FOUND` */
    async query(tenantId: string, accountId: string, code: string): Promise<SmsTemplateContent> {
      return toContent(await fetchFrom(await accounts.need(tenantId, accountId), code))
    },

    async list(
      tenantId: string,
      accountId: string,
      { limit = 20, cursor, ...filter }: PageQuery & { q?: string; purpose?: string; region?: Region },
    ): Promise<Page<SmsTemplate>> {
      await accounts.need(tenantId, accountId)
      const list = listName('templates', tenantId, { accountId, ...filter })
      const olderThan = decodeCursor(list, cursor)
      const rows = await store.list(tenantId, accountId, { ...filter, ...(olderThan ? { olderThan } : {}) }, limit + 1)
      return toPage(list, rows, limit, toSmsTemplate)
    },

    get: async (tenantId: string, stid: string): Promise<SmsTemplate> => toSmsTemplate(await need(tenantId, stid)),

    /** A template that has been fetched and found approved, ready to be stored. @throws `SMS_TEMPLATE_NOT_APPROVED` */
    prepare(account: Account, found: PlatformTemplate, purpose: string | null, note: string | null): StoredTemplate {
      if (found.status !== 'approved')
        throw smsError('SMS_TEMPLATE_NOT_APPROVED', [found.code, found.reason ?? found.status.replace('_', ' ')], {
          field: 'body.code',
        })
      const at = now()
      const { id: accountId, tenantId } = account
      return { ...found, id: newId('template', at), tenantId, accountId, purpose, note, checkedAt: at, createdAt: at }
    },

    async insert(tx: Transaction, caller: Caller, template: StoredTemplate) {
      await store.insert(tx, template)
      const target = { kind: 'template', id: template.id, name: template.name }
      return audit.record(tx, caller, { action: 'template.create', target, after: audited(template) })
    },

    /** What the text seems to be for is taken when the caller does not say. */
    async create(
      caller: Caller,
      accountId: string,
      { code, purpose, note = null }: CreateSmsTemplate,
    ): Promise<SmsTemplate> {
      checkPurpose(purpose)
      const account = await accounts.need(caller.tenantId, accountId)
      const found = await fetchFrom(account, code)
      const template = this.prepare(
        account,
        found,
        purpose === undefined ? toContent(found).suggestedPurpose : purpose,
        note,
      )
      try {
        audit.announce(await database.transaction((tx) => this.insert(tx, caller, template)))
      } catch (error) {
        if (isDuplicate(error)) throw smsError('SMS_TEMPLATE_EXISTS', [found.code], { field: 'body.code' })
        if (isMissingParent(error)) throw smsError('SMS_ACCOUNT_NOT_FOUND', [accountId])
        throw error
      }
      return toSmsTemplate({ ...template, accountName: account.name, platform: account.platform, appCount: 0 })
    },

    async update(caller: Caller, stid: string, body: UpdateSmsTemplate): Promise<SmsTemplate> {
      needNotGeneral(stid)
      checkPurpose(body.purpose)
      return toSmsTemplate((await change(caller, stid, 'template.update', body)).after)
    },

    /** Fetches status and content again. A template that the platform has no more is kept as `missing`. */
    async refresh(caller: Caller, stid: string): Promise<SmsTemplate> {
      needNotGeneral(stid)
      const before = await need(caller.tenantId, stid)
      const account = await accounts.need(caller.tenantId, before.accountId)
      const found = await asking(() => connectionOf(account).template(before.code))
      if (!found) return learn(caller, stid, { status: 'missing', reason: null, checkedAt: now() })
      const { name, content, type, region, status, reason } = found
      return learn(caller, stid, { name, content, type, region, status, reason, checkedAt: now() })
    },

    /** A list of the platform's, read for something else, has one of ours in it. */
    async seen(template: StoredTemplate, found: PlatformTemplate): Promise<void> {
      const { name, content, type, region, status, reason } = found
      if (template.status === status && template.content === content) return
      await learn(platformCaller(template.tenantId), template.id, { name, content, type, region, status, reason })
    },

    async delete(caller: Caller, stid: string): Promise<void> {
      needNotGeneral(stid)
      const { tenantId } = caller
      const entry = await database.transaction(async (tx) => {
        const before = await store.find(tenantId, stid, tx)
        if (!before || !(await store.delete(tx, tenantId, stid))) throw smsError('SMS_TEMPLATE_NOT_FOUND', [stid])
        return audit.record(tx, caller, {
          action: 'template.delete',
          target: { kind: 'template', id: stid, name: before.name },
          before: audited(before),
        })
      })
      audit.announce(entry)
      await alarms.endOf(tenantId, { subjectId: stid })
    },
  }
}
export type TemplatesService = ReturnType<typeof createTemplatesService>
