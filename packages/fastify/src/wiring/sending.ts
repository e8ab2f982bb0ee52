import { createBudgetAlarms } from '../guard/budgets.ts'
import { createGuard } from '../guard/service.ts'
import { createGuardStore } from '../guard/store.ts'
import { createLimitStore } from '../limits/store.ts'
import { createRecipients } from '../messages/recipients.ts'
import { createReconciler } from '../messages/reconcile.ts'
import type { MessagesService } from '../messages/service.ts'
import type { MessageStore } from '../messages/store.ts'
import { createTestSends } from '../messages/test-send.ts'
import { createReviews } from '../reports/reviews.ts'
import { createReportsService } from '../reports/service.ts'
import { createReportAddressStore } from '../reports/store.ts'
import { createRefusals } from '../timeline/refusals.ts'
import { createTimelineService } from '../timeline/service.ts'
import { createRefusalStore } from '../timeline/store.ts'
import { createVerificationsService } from '../verifications/service.ts'
import { createVerificationStore } from '../verifications/store.ts'
import type { Base } from './base.ts'
import type { SettingsWired } from './settings.ts'

/** What happens to codes and SMS: verifications, what became of their messages, and who was refused. */
export const wireSending = (
  base: Base,
  settings: SettingsWired,
  messages: MessagesService,
  messageStore: MessageStore,
) => {
  const { options, rules, hooks, log, failures, database, platforms, keyRing, index, revision } = base
  const { news, observer, audit, alarms, beside, random, now } = base
  const { apps, general, catalogue, reach, snapshots, health } = settings

  const guard = createGuard({
    database,
    store: createGuardStore(database, revision),
    alarms,
    audit,
    apps,
    snapshots,
    index,
    rules: rules.guard,
    now,
  })
  const tellOfBudget = createBudgetAlarms(alarms)
  const onBudget = (...told: Parameters<typeof tellOfBudget>) => beside(tellOfBudget(...told))

  const limits = createLimitStore(database, index)
  const refusals = createRefusals({
    store: createRefusalStore(database),
    index,
    onFailure: (error) => failures.warn('refused starts could not be noted', error),
  })
  const verificationStore = createVerificationStore(database)
  const verifications = observer.service(
    'verifications',
    createVerificationsService({
      database,
      store: verificationStore,
      limits,
      snapshots,
      messages,
      reach,
      health,
      onRefused: refusals.note,
      onBudget,
      index,
      keyRing,
      rules,
      hooks,
      news,
      random,
      now,
    }),
    ['start', 'check', 'resend', 'cancel', 'redeem'],
  )
  const tests = createTestSends({
    database,
    messages,
    limits,
    audit,
    catalogue,
    reach,
    health,
    onBudget,
    index,
    rules,
    random,
    now,
  })
  const recipients = createRecipients({ store: messageStore, apps, keyRing })
  const reconciler = createReconciler({
    database,
    store: messageStore,
    keyRing,
    reach,
    neverSent: async (tx, { tenantId, appId, verificationId }) =>
      appId && verificationId ? verifications.neverSent(tx, { tenantId, appId }, verificationId) : () => {},
    announce: messages.announce,
    onFailure: (messageId, error) =>
      failures.warn('the platform could not be asked about a message', error, { messageId }),
    now,
  })
  const reports = createReportsService({
    database,
    store: createReportAddressStore(database),
    platforms,
    index,
    audit,
    messages,
    general,
    onReview: createReviews({ ...settings, now }),
    prefix: options.prefix ?? '',
    onFailure: (error) => failures.error('reports could not be worked off; it is tried again', error),
    onStrangers: (accountId, count) => log.warn({ accountId, count }, 'reports of no message of this account'),
    now,
  })
  const timeline = createTimelineService({
    messages: messageStore,
    verifications: verificationStore,
    refusals,
    index,
    now,
  })

  return { guard, limits, refusals, verifications, verificationStore, tests, recipients, reconciler, reports, timeline }
}
export type SendingWired = ReturnType<typeof wireSending>
