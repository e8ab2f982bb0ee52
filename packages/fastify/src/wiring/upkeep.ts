import { createBackground } from '../background.ts'
import { createCounting } from '../counting/service.ts'
import { createCountingStore } from '../counting/store.ts'
import { createFeedback } from '../guard/feedback.ts'
import type { MessageStore } from '../messages/store.ts'
import { createRetention } from '../retention/service.ts'
import { createRetentionStore } from '../retention/store.ts'
import { createStatisticsService } from '../statistics/service.ts'
import { createStatisticsStore } from '../statistics/store.ts'
import { createEndings } from '../verifications/ending.ts'
import { createGeneralWatch } from '../watch/general.ts'
import { createWatch, WATCH_EVERY } from '../watch/service.ts'
import { createWatchStore } from '../watch/store.ts'
import type { Base } from './base.ts'
import type { SendingWired } from './sending.ts'
import type { SettingsWired } from './settings.ts'

/** Days. */
const PHONES_KEPT = 180

/** What is done beside requests, on timers: counting, watching, erasing, asking again. */
export const wireUpkeep = (base: Base, settings: SettingsWired, sending: SendingWired, messageStore: MessageStore) => {
  const { options, rules, log, failures, database, audit, alarms, index, now } = base
  const { accounts, accountStore, apps, catalogue, general, health, reach, signatures, snapshots, templates } = settings
  const { guard, limits, reconciler, verificationStore } = sending

  const retention = createRetention({
    database,
    store: createRetentionStore(database),
    audit,
    index,
    days: options.retention?.phoneDays ?? PHONES_KEPT,
    now,
  })
  const every = (options.watch?.every || WATCH_EVERY) * 1000
  const watch = createWatch({
    store: createWatchStore(database),
    accountStore,
    accounts,
    refresh: { signature: signatures.refresh, template: templates.refresh },
    every,
    onFailure: (accountId, error) =>
      failures.warn('the platform could not be asked about a signature or template', error, { accountId }),
    now,
  })
  const generalWatch = createGeneralWatch({
    general,
    every,
    snapshots,
    onChange: (entry, status) =>
      log[status === 'approved' ? 'info' : 'error']({ entry, status }, 'a general entry has changed on the platform'),
    now,
  })
  const feedback = rules.conversionFeedback
    ? createFeedback({
        endOf: createEndings({ database, store: verificationStore, now }),
        messagesSince: (tenantId, phoneHash, from) =>
          messageStore.ofPhone(tenantId, phoneHash, { from, to: now() + 1 }, 100),
        reach,
        onFailure: (what, error) => failures.warn('the platform could not be told which codes were used', error, what),
        now,
      })
    : null
  const counting = createCounting({
    database,
    store: createCountingStore(database),
    onVerifications: async (tx, changes) => {
      await guard.onVerifications(tx, changes)
      feedback?.note(changes)
    },
    now,
  })
  const statistics = createStatisticsService({
    store: createStatisticsStore(database),
    apps,
    catalogue,
    counting,
    now,
  })
  const background = createBackground({
    database,
    alarms,
    counting,
    feedback,
    guard,
    limits,
    reconciler,
    retention,
    health,
    watch: options.watch?.every === false ? null : { own: watch, general: generalWatch },
    onError: (error) => failures.error('work on a timer failed', error),
    now,
  })

  return { retention, watch, generalWatch, counting, statistics, background }
}
