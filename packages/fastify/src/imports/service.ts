import type { SmsImport, SmsImportable, SmsImportResult } from '@sms-settings/api'
import { asking } from '../accounts/problems.ts'
import type { Account } from '../accounts/store.ts'
import type { AppsService } from '../apps/service.ts'
import type { AppStore } from '../apps/store.ts'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import type { Database } from '../database/database.ts'
import { isDuplicate, isMissingParent } from '../database/errors.ts'
import { isSmsError, smsError } from '../errors.ts'
import type { PlatformAccount, PlatformSignature, PlatformTemplate } from '../platforms/platform.ts'
import type { SignaturesService } from '../signatures/service.ts'
import type { SignatureStore, StoredSignature } from '../signatures/store.ts'
import type { TemplatesService } from '../templates/service.ts'
import type { StoredTemplate, TemplateStore } from '../templates/store.ts'

type Parts = {
  database: Database
  accounts: { need(tenantId: string, id: string): Promise<Account> }
  connectionOf: (account: Account) => PlatformAccount
  signatures: SignaturesService
  signatureStore: SignatureStore
  templates: TemplatesService
  templateStore: TemplateStore
  apps: AppsService
  appStore: AppStore
  audit: AuditService
}

/** More is not listed: the platform gives fifty at a time. */
const LISTED = 2000
/** Rows that one import may write to authorise Apps: it holds up everybody else's changes meanwhile. */
const AUTHORISED = 100_000
/** Others who add the same at the same time are few. */
const ATTEMPTS = 5

type Refused = SmsImportResult['refused'][number]

const refusal = (kind: Refused['kind'], name: string, error: unknown): Refused => {
  if (!isSmsError(error)) throw error
  return { kind, name, code: error.code, message: error.message }
}

type Own = { names: ReadonlySet<string>; codes: ReadonlySet<string> }
type Listed = { signatures: PlatformSignature[]; templates: PlatformTemplate[]; complete: boolean }

export const createImportsService = (parts: Parts) => {
  const { database, accounts, connectionOf, signatures, signatureStore, templates, templateStore } = parts
  const { apps, appStore, audit } = parts

  /** What the platform has; each list is asked for once, and only if it is wanted. */
  const list = async (account: Account, wants: { signatures: boolean; templates: boolean }): Promise<Listed> => {
    const connection = connectionOf(account)
    const nothing = { items: [], complete: true }
    const [foundSignatures, foundTemplates] = await Promise.all([
      wants.signatures ? asking(() => connection.listSignatures(LISTED)) : nothing,
      wants.templates ? asking(() => connection.listTemplates(LISTED)) : nothing,
    ])
    return {
      signatures: foundSignatures.items,
      templates: foundTemplates.items,
      complete: foundSignatures.complete && foundTemplates.complete,
    }
  }

  /** What has been added already. What the platform says of it by now is not let pass by. */
  const ownOf = async ({ tenantId, id: accountId }: Account, on: Listed): Promise<Own> => {
    const [ownSignatures, ownTemplates] = await Promise.all([
      signatureStore.all(tenantId, { accountId }),
      templateStore.all(tenantId, { accountId }),
    ])
    const listedSignatures = new Map(on.signatures.map((it) => [it.name, it]))
    const listedTemplates = new Map(on.templates.map((it) => [it.code, it]))
    for (const own of ownSignatures) {
      const listed = listedSignatures.get(own.name)
      if (listed) await signatures.seen(own, listed)
    }
    for (const own of ownTemplates) {
      const listed = listedTemplates.get(own.code)
      if (listed) await templates.seen(own, listed)
    }
    return { names: new Set(ownSignatures.map((it) => it.name)), codes: new Set(ownTemplates.map((it) => it.code)) }
  }

  /** What of the wanted can be added, and why the rest cannot. */
  const sort = (
    account: Account,
    { signatures: names = [], templates: wanted = [] }: SmsImport,
    on: Listed,
    own: Own,
  ) => {
    const refused: Refused[] = []
    const newSignatures = new Map<string, StoredSignature>()
    const newTemplates = new Map<string, StoredTemplate>()
    for (const { name } of names) {
      try {
        if (own.names.has(name) || newSignatures.has(name)) throw smsError('SMS_SIGNATURE_EXISTS', [name])
        const found = on.signatures.find((it) => it.name === name)
        if (!found) throw smsError('SMS_SIGNATURE_NOT_FOUND', [`"${name}" on the platform`])
        newSignatures.set(name, signatures.prepare(account, found, null))
      } catch (error) {
        refused.push(refusal('signature', name, error))
      }
    }
    for (const { code, purpose } of wanted) {
      try {
        if (own.codes.has(code) || newTemplates.has(code)) throw smsError('SMS_TEMPLATE_EXISTS', [code])
        templates.checkPurpose(purpose)
        const found = on.templates.find((it) => it.code === code)
        if (!found) throw smsError('SMS_TEMPLATE_NOT_FOUND', [`${code} on the platform`])
        const known = purpose === undefined ? templates.toContent(found).suggestedPurpose : purpose
        newTemplates.set(code, templates.prepare(account, found, known, null))
      } catch (error) {
        refused.push(refusal('template', code, error))
      }
    }
    return { refused, signatures: [...newSignatures.values()], templates: [...newTemplates.values()] }
  }
  type Sorted = ReturnType<typeof sort>

  const write = async (caller: Caller, { signatures: added, templates: addedTemplates }: Sorted, appIds: string[]) => {
    const { tenantId } = caller
    const entries = await database.transaction(async (tx) => {
      const written = []
      for (const it of added) {
        written.push(await signatures.insert(tx, caller, it))
        await appStore.authorise(tx, tenantId, 'signature', it.id, { added: appIds, removed: [] })
      }
      for (const it of addedTemplates) {
        written.push(await templates.insert(tx, caller, it))
        await appStore.authorise(tx, tenantId, 'template', it.id, { added: appIds, removed: [] })
      }
      return written
    })
    for (const entry of entries) audit.announce(entry)
  }

  return {
    async importable(tenantId: string, accountId: string): Promise<SmsImportable> {
      const account = await accounts.need(tenantId, accountId)
      const on = await list(account, { signatures: true, templates: true })
      const own = await ownOf(account, on)
      return {
        signatures: on.signatures
          .filter((it) => it.status === 'approved')
          .map(({ name }) => ({ name, added: own.names.has(name) })),
        templates: on.templates
          .filter((it) => it.status === 'approved')
          .map((it) => ({ template: templates.toContent(it), added: own.codes.has(it.code) })),
        complete: on.complete,
      }
    },

    /** Adds many in one step: what cannot be added is named, the rest is added in one transaction. */
    async add(caller: Caller, accountId: string, wanted: SmsImport): Promise<SmsImportResult> {
      const { tenantId } = caller
      const { signatures: names = [], templates: codes = [], appIds = [] } = wanted
      if ((names.length + codes.length) * appIds.length > AUTHORISED)
        throw smsError(
          'SMS_INVALID_INPUT',
          ['body.appIds are too many for so much at once: authorise them afterwards'],
          {
            field: 'body.appIds',
          },
        )
      const account = await accounts.need(tenantId, accountId)
      await apps.checkApps(tenantId, appIds)
      const on = await list(account, { signatures: names.length > 0, templates: codes.length > 0 })
      for (let attempt = 1; ; attempt++) {
        const sorted = sort(account, wanted, on, await ownOf(account, on))
        try {
          await write(caller, sorted, appIds)
        } catch (error) {
          // Somebody else has just added one of them: by now it can be named.
          if (isDuplicate(error) && attempt < ATTEMPTS) continue
          if (isMissingParent(error)) throw smsError('SMS_ACCOUNT_NOT_FOUND', [accountId])
          throw error
        }
        const shown = { accountName: account.name, platform: account.platform, appCount: appIds.length }
        return {
          signatures: sorted.signatures.map((it) => signatures.toSmsSignature({ ...it, ...shown })),
          templates: sorted.templates.map((it) => templates.toSmsTemplate({ ...it, ...shown })),
          refused: sorted.refused,
        }
      }
    },
  }
}
export type ImportsService = ReturnType<typeof createImportsService>
