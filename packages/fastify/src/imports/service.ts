import type { SmsImport, SmsImportable, SmsImportResult } from '@sms-settings/api'
import { asking } from '../accounts/problems.ts'
import type { Account } from '../accounts/store.ts'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import type { Database, Transaction } from '../database/database.ts'
import { isDuplicate, isMissingParent } from '../database/errors.ts'
import { isSmsError, smsError } from '../errors.ts'
import type { PlatformAccount } from '../platforms/platform.ts'
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
  /** Authorises Apps for what was just added; throws before anything is written when one is not the tenant's. */
  checkApps: (tenantId: string, appIds: string[]) => Promise<void>
  authorise: (
    tx: Transaction,
    tenantId: string,
    kind: 'signature' | 'template',
    id: string,
    appIds: string[],
  ) => Promise<void>
  audit: AuditService
}

/** More is not listed: the platform gives fifty at a time. */
const LISTED = 2000

type Refused = SmsImportResult['refused'][number]

const refusal = (kind: Refused['kind'], name: string, error: unknown): Refused => {
  if (!isSmsError(error)) throw error
  return { kind, name, code: error.code, message: error.message }
}

export const createImportsService = (parts: Parts) => {
  const { database, accounts, connectionOf, signatures, signatureStore, templates, templateStore, audit } = parts

  const listed = async (account: Account) => {
    const connection = connectionOf(account)
    const [foundSignatures, foundTemplates, ownSignatures, ownTemplates] = await Promise.all([
      asking(() => connection.listSignatures(LISTED)),
      asking(() => connection.listTemplates(LISTED)),
      signatureStore.all(account.tenantId, { accountId: account.id }),
      templateStore.all(account.tenantId, { accountId: account.id }),
    ])
    return {
      foundSignatures,
      foundTemplates,
      names: new Set(ownSignatures.map((it) => it.name)),
      codes: new Set(ownTemplates.map((it) => it.code)),
    }
  }

  return {
    async importable(tenantId: string, accountId: string): Promise<SmsImportable> {
      const { foundSignatures, foundTemplates, names, codes } = await listed(await accounts.need(tenantId, accountId))
      return {
        signatures: foundSignatures.items
          .filter((it) => it.status === 'approved')
          .map(({ name }) => ({ name, added: names.has(name) })),
        templates: foundTemplates.items
          .filter((it) => it.status === 'approved')
          .map((it) => ({ template: templates.toContent(it), added: codes.has(it.code) })),
        complete: foundSignatures.complete && foundTemplates.complete,
      }
    },

    /** Adds many in one step: what cannot be added is named, the rest is added in one transaction. */
    async add(
      caller: Caller,
      accountId: string,
      { signatures: names = [], templates: wanted = [], appIds = [] }: SmsImport,
    ): Promise<SmsImportResult> {
      const { tenantId } = caller
      const account = await accounts.need(tenantId, accountId)
      await parts.checkApps(tenantId, appIds)
      const platform = await listed(account)
      const refused: Refused[] = []
      const newSignatures: StoredSignature[] = []
      const newTemplates: StoredTemplate[] = []
      const seen = { signatures: new Set(platform.names), templates: new Set(platform.codes) }

      for (const { name } of names) {
        try {
          if (seen.signatures.has(name)) throw smsError('SMS_SIGNATURE_EXISTS', [name])
          const found = platform.foundSignatures.items.find((it) => it.name === name)
          if (!found) throw smsError('SMS_SIGNATURE_NOT_FOUND', [`"${name}" on the platform`])
          newSignatures.push(signatures.prepare(account, found, null))
          seen.signatures.add(name)
        } catch (error) {
          refused.push(refusal('signature', name, error))
        }
      }
      for (const { code, purpose } of wanted) {
        try {
          if (seen.templates.has(code)) throw smsError('SMS_TEMPLATE_EXISTS', [code])
          templates.checkPurpose(purpose)
          const found = platform.foundTemplates.items.find((it) => it.code === code)
          if (!found) throw smsError('SMS_TEMPLATE_NOT_FOUND', [`${code} on the platform`])
          newTemplates.push(
            templates.prepare(
              account,
              found,
              purpose === undefined ? templates.toContent(found).suggestedPurpose : purpose,
              null,
            ),
          )
          seen.templates.add(code)
        } catch (error) {
          refused.push(refusal('template', code, error))
        }
      }

      try {
        const entries = await database.transaction(async (tx) => {
          const written = []
          for (const signature of newSignatures) {
            written.push(await signatures.insert(tx, caller, signature))
            await parts.authorise(tx, tenantId, 'signature', signature.id, appIds)
          }
          for (const template of newTemplates) {
            written.push(await templates.insert(tx, caller, template))
            await parts.authorise(tx, tenantId, 'template', template.id, appIds)
          }
          return written
        })
        for (const entry of entries) audit.announce(entry)
      } catch (error) {
        // Somebody else has just added one of them, or deleted the account: nothing was added, and can be tried again.
        if (isDuplicate(error)) throw smsError('SMS_TEMPLATE_EXISTS', ['or signature'], {}, error)
        if (isMissingParent(error)) throw smsError('SMS_ACCOUNT_NOT_FOUND', [accountId])
        throw error
      }
      const shown = { accountName: account.name, platform: account.platform, appCount: appIds.length }
      return {
        signatures: newSignatures.map((it) => signatures.toSmsSignature({ ...it, ...shown })),
        templates: newTemplates.map((it) => templates.toSmsTemplate({ ...it, ...shown })),
        refused,
      }
    },
  }
}
export type ImportsService = ReturnType<typeof createImportsService>
