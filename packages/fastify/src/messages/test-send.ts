import {
  CANNOT_SEND,
  type CannotSendReason,
  type Phone,
  prefixOf,
  type SmsMessage,
  type SmsSignature,
  type SmsTemplate,
} from '@sms-settings/api'
import { problemError } from '../accounts/problems.ts'
import { accountObjection } from '../apps/selection.ts'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import type { Database } from '../database/database.ts'
import { inWords, smsError } from '../errors.ts'
import type { Catalogue } from '../general/catalogue.ts'
import type { Reach } from '../general/reach.ts'
import { GENERAL } from '../general-entries.ts'
import type { Health } from '../health/service.ts'
import { type Budget, budgetsAt } from '../limits/budgets.ts'
import { entryOf, firstHit } from '../limits/decide.ts'
import type { LimitStore } from '../limits/store.ts'
import { readMobile } from '../phones.ts'
import type { VerificationRules } from '../rules.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import type { MessagesService } from './service.ts'

type TestSend = { phone: string; country?: string; ssid: string; stid: string; variables: Record<string, string> }

type Parts = {
  database: Database
  messages: MessagesService
  limits: LimitStore
  audit: AuditService
  catalogue: Catalogue
  reach: Reach
  health: Health
  /** Told when the tenant's budget of the day is nearly or wholly used up. */
  onBudget: (owner: { tenantId: string; appId: string }, budget: Budget) => void
  index: IndexKey
  rules: VerificationRules
  random: () => number
  now: () => number
}

/** The limits of one phone and of the tenant's day hold for tests from the console too; they belong to no App. */
const TESTS = '*test'

const objectionTo = (
  signature: SmsSignature,
  template: SmsTemplate,
  phone: Phone,
  variables: Record<string, string>,
): CannotSendReason | null => {
  if (signature.accountId !== template.accountId) return 'different_accounts'
  if (signature.status !== 'approved') return 'signature_not_approved'
  if (template.status !== 'approved') return 'template_not_approved'
  if (template.region !== phone.region) return 'region_mismatch'
  return template.variables.every((name) => Object.hasOwn(variables, name)) ? null : 'variables_not_filled'
}

/** One SMS from the console, to see whether signature, template and account work together. */
export const createTestSends = (parts: Parts) => {
  const { database, messages, limits, audit, catalogue, reach, health, index, rules, random, now } = parts
  const refuse = (reason: CannotSendReason) => smsError('SMS_CANNOT_SEND', [CANNOT_SEND[reason]], { reason })

  return {
    /** @throws `SMS_CANNOT_SEND` with the reason, `SMS_LIMITED`, and what the platform says */
    async send(
      caller: Caller,
      { phone: text, country, ssid, stid, variables }: TestSend,
      correlationId: string | null = null,
    ): Promise<SmsMessage> {
      const { tenantId } = caller
      const phone = readMobile(text, country)
      const [signature, template] = await Promise.all([
        catalogue.signature(tenantId, ssid),
        catalogue.template(tenantId, stid),
      ])
      const accountId = template.accountId ?? GENERAL
      const state = await reach.state(tenantId, accountId)
      const objection = objectionTo(signature, template, phone, variables) ?? accountObjection(state)
      if (objection) throw refuse(objection)

      const phoneHash = index.hash('phone', phone.e164)
      const { queued, allowance, entry, budgets } = await database.transaction(async (tx) => {
        const at = now()
        const { counted, allowance } = await limits.take(
          tx,
          {
            tenantId,
            appId: TESTS,
            purpose: TESTS,
            phoneHash,
            ip: null,
            country: phone.country,
            prefix: prefixOf(phone.e164),
          },
          { verificationId: null, entry: entryOf(at, random), counters: ['phone', 'tenant'], now: at },
        )
        const budgets = budgetsAt(counted, rules.limits, rules.tenantPerDay)
        const hit = firstHit(counted, rules.limits, rules.tenantPerDay, at)
        if (hit) {
          for (const budget of budgets)
            if (budget.kind === 'budget_spent') parts.onBudget({ tenantId, appId: TESTS }, budget)
          throw smsError('SMS_LIMITED', [`try again in ${inWords(hit.retryAfter)}`], hit)
        }
        const queued = await messages.queue(tx, {
          tenantId,
          appId: null,
          verificationId: null,
          purpose: null,
          phone,
          phoneHash,
          correlationId,
          accountId: template.accountId,
          accountName: template.accountName ?? GENERAL,
          platform: template.platform,
          ssid,
          stid,
          templateName: template.name,
          ...catalogue.platformNames(signature, template),
        })
        const target = { kind: 'message', id: queued.message.id, name: queued.message.maskedPhone }
        const entry = await audit.record(tx, caller, { action: 'message.test', target, after: { ssid, stid } })
        return { queued, allowance, entry, budgets }
      })
      audit.announce(entry)
      for (const budget of budgets) parts.onBudget({ tenantId, appId: TESTS }, budget)
      const outcome = await messages.handOver(
        queued,
        () => reach.connectToSend(tenantId, accountId),
        variables,
        async (tx) => {
          await limits.giveBack(tx, allowance)
          return () => {}
        },
      )
      health.onOutcome(tenantId, accountId, outcome, state ?? 'ready')
      if (outcome.outcome !== 'accepted') throw outcome.cause ?? problemError(outcome.problem)
      return messages.get(tenantId, queued.message.id)
    },
  }
}
export type TestSends = ReturnType<typeof createTestSends>
