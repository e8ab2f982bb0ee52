import { CANNOT_SEND } from '@sms-settings/api'
import type { FastifyBaseLogger } from 'fastify'
import knexModule, { type Knex } from 'knex'
import { createConnections } from './accounts/connections.ts'
import { createAccountsService } from './accounts/service.ts'
import { type Account, createAccountStore } from './accounts/store.ts'
import { createAlarmsService } from './alarms/service.ts'
import { createAlarmStore } from './alarms/store.ts'
import { createImpact } from './apps/impact.ts'
import { GENERAL } from './apps/selection.ts'
import { createAppsService } from './apps/service.ts'
import { accountState, createSnapshots } from './apps/snapshot.ts'
import { createAppStore } from './apps/store.ts'
import { createAuditService } from './audit/service.ts'
import { createAuditStore } from './audit/store.ts'
import { createBackground } from './background.ts'
import { createCounting } from './counting/service.ts'
import { createCountingStore } from './counting/store.ts'
import { createDatabase } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import { learnServer } from './database/server.ts'
import { isSmsError, smsError } from './errors.ts'
import { createGeneralService } from './general/service.ts'
import { createBudgetAlarms } from './guard/budgets.ts'
import { createFeedback } from './guard/feedback.ts'
import { createGuard } from './guard/service.ts'
import { createGuardStore } from './guard/store.ts'
import { createNews } from './hooks.ts'
import { createImportsService } from './imports/service.ts'
import { createSettingsRevision } from './limits/revision.ts'
import { createLimitStore } from './limits/store.ts'
import { createReconciler } from './messages/reconcile.ts'
import { createMessagesService } from './messages/service.ts'
import { createMessageStore } from './messages/store.ts'
import { createTestSends } from './messages/test-send.ts'
import { createMetrics } from './observing/metrics.ts'
import { createObserver } from './observing/observer.ts'
import type { SmsSettingsOptions } from './options.ts'
import { alibabaCloud } from './platforms/alibaba-cloud/index.ts'
import { createPlatforms } from './platforms/registry.ts'
import { createReviews } from './reports/reviews.ts'
import { createReportsService } from './reports/service.ts'
import { createReportAddressStore } from './reports/store.ts'
import { createRetention } from './retention/service.ts'
import { createRetentionStore } from './retention/store.ts'
import { registerRoutes } from './routes.ts'
import type { Route } from './routing.ts'
import type { VerificationRules } from './rules.ts'
import { type IndexKey, loadIndexKey } from './secrets/index-key.ts'
import { createKeyRing } from './secrets/key-ring.ts'
import { createSettingsService } from './settings/service.ts'
import { createSignaturesService, toSmsSignature } from './signatures/service.ts'
import { createSignatureStore } from './signatures/store.ts'
import { createStatisticsService } from './statistics/service.ts'
import { createStatisticsStore } from './statistics/store.ts'
import { createTemplatesService } from './templates/service.ts'
import { createTemplateStore } from './templates/store.ts'
import { createRefusals } from './timeline/refusals.ts'
import { createTimelineService } from './timeline/service.ts'
import { readMobile } from './verifications/phones.ts'
import { createVerificationsService } from './verifications/service.ts'
import { statusAt } from './verifications/state.ts'
import { createVerificationStore } from './verifications/store.ts'
import { createGeneralWatch } from './watch/general.ts'
import { createWatch, WATCH_EVERY } from './watch/service.ts'
import { createStanding } from './watch/standing.ts'
import { createWatchStore } from './watch/store.ts'

const isKnex = (database: Knex | Knex.Config): database is Knex => typeof database === 'function'

/** Days. */
const PHONES_KEPT = 180

/** The one place where the rooms are wired together. */
export const createServices = (options: SmsSettingsOptions, rules: VerificationRules, log: FastifyBaseLogger) => {
  const { hooks = {}, now = Date.now } = options
  const random = Math.random
  // Nothing but the name and code of what went wrong: messages of drivers and platforms can hold values.
  const brief = (error: unknown) => {
    const { name, code } = (error ?? {}) as { name?: string; code?: unknown }
    return { name, code }
  }

  const own = isKnex(options.database) ? options.database : knexModule.default(options.database)
  const database = createDatabase(own, !isKnex(options.database))
  const keyRing = createKeyRing(options.secrets)
  let loaded: IndexKey | undefined
  const index: IndexKey = {
    hash(...parts) {
      if (!loaded) throw new Error('SMS Settings: the server is not ready yet; await app.ready() first')
      return loaded.hash(...parts)
    },
  }

  const metrics = options.metrics ? createMetrics() : null
  const observer = createObserver(log, metrics)
  const platforms = createPlatforms((options.platforms ?? [alibabaCloud()]).map(observer.platform))
  const news = createNews(hooks, metrics, (hook, error) =>
    log.warn({ hook, err: brief(error) }, 'a hook of the host failed'),
  )
  const revision = createSettingsRevision(index)
  const audit = createAuditService({ store: createAuditStore(database), revision, news, now })

  const alarms = createAlarmsService({ database, store: createAlarmStore(database), audit, news, index, now })

  const accountStore = createAccountStore(database)
  const connections = createConnections({
    database,
    platforms,
    keyRing,
    resilience: {},
    onUnreadable: ({ tenantId, id, health }) => {
      if (health !== 'unreadable') beside(accounts.markHealth(tenantId, id, 'unreadable', null))
    },
    onCircuit: (account, state) => standing.onCircuit(account, state),
  })
  const messageStore = createMessageStore(database)
  const readNumber = (text: string, field: string) => readMobile(text, undefined, () => true, field)
  const messages = createMessagesService({
    database,
    store: messageStore,
    index,
    keyRing,
    news,
    readPhone: (text) => readNumber(text, 'querystring.phone'),
    onLost: (messageId, error) =>
      log.error({ messageId, err: brief(error) }, 'a message could not be settled; it will be asked about'),
    now,
  })
  const accounts = createAccountsService({
    database,
    store: accountStore,
    platforms,
    connections,
    keyRing,
    audit,
    alarms,
    drained: messages.drained,
    now,
  })

  const general = createGeneralService({
    options: options.general,
    platforms,
    resilience: {},
    lifetime: rules.lifetime,
    defaultPlatform: platforms.list()[0]?.id ?? '',
    onCircuit: (state) => standing.onGeneralCircuit(state),
  })
  const { connectionOf } = connections
  const signatureStore = createSignatureStore(database)
  const signatures = createSignaturesService({
    database,
    store: signatureStore,
    accounts,
    connectionOf,
    audit,
    alarms,
    now,
  })
  const templateStore = createTemplateStore(database)
  const templates = createTemplatesService({
    database,
    store: templateStore,
    accounts,
    connectionOf,
    audit,
    alarms,
    rules,
    now,
  })
  const findSignature = async (tenantId: string, ssid: string) =>
    general.findSignature(ssid) ?? signatures.get(tenantId, ssid)
  const findTemplate = async (tenantId: string, stid: string) =>
    general.findTemplate(stid) ?? templates.get(tenantId, stid)

  const appStore = createAppStore(database)
  const snapshots = createSnapshots({ database, revision, general: general.choices, rules, now })
  const apps = createAppsService({
    database,
    store: appStore,
    directory: options.apps,
    snapshots,
    signaturesOf: async (tenantId, appId) => [
      ...(await signatureStore.all(tenantId, { appId })).map(toSmsSignature),
      ...general.signatures(),
    ],
    templatesOf: async (tenantId, appId) => [
      ...(await templateStore.all(tenantId, { appId })).map(templates.toSmsTemplate),
      ...general.templates(),
    ],
    nameOf: async (tenantId, kind, id) => {
      if (kind === 'signature' ? general.findSignature(id) : general.findTemplate(id))
        throw smsError('SMS_GENERAL_READ_ONLY')
      return (await (kind === 'signature' ? signatures.need(tenantId, id) : templates.need(tenantId, id))).name
    },
    readPhone: readNumber,
    audit,
    rules,
    index,
    keyRing,
    now,
  })
  const impact = createImpact({ store: appStore, snapshots, directory: options.apps })
  const imports = createImportsService({
    database,
    accounts,
    connectionOf,
    signatures,
    signatureStore,
    templates,
    templateStore,
    checkApps: async (tenantId, appIds) => {
      const known = new Set((await options.apps.find(tenantId, appIds)).map(({ appId }) => appId))
      const strangers = appIds.filter((appId) => !known.has(appId))
      if (strangers.length > 0)
        throw smsError('SMS_APP_UNKNOWN', [strangers.slice(0, 5).join(', ')], { field: 'body.appIds' })
    },
    authorise: (tx, tenantId, kind, id, appIds) =>
      appStore.authorise(tx, tenantId, kind, id, { added: appIds, removed: [] }),
    audit,
  })
  const settings = createSettingsService({
    accounts,
    accountStore,
    signatures,
    signatureStore,
    templates,
    templateStore,
    apps,
    appStore,
    now,
  })

  const connect = (tenantId: string, accountId: string) =>
    accountId === GENERAL ? general.connect() : connections.connect(tenantId, accountId)
  /** To send with: an account that was deleted since it was chosen is no "not found" of the one who asks for a code. */
  const connectToSend = async (tenantId: string, accountId: string, known?: Account | null) => {
    if (known) return connections.connectionOf(known)
    try {
      return await connect(tenantId, accountId)
    } catch (error) {
      if (!isSmsError(error) || error.code !== 'SMS_ACCOUNT_NOT_FOUND') throw error
      throw smsError('SMS_CANNOT_SEND', [CANNOT_SEND.account_deleted], { reason: 'account_deleted' }, error)
    }
  }
  const beside = (work: Promise<unknown>) => {
    work.catch((error: unknown) => log.error({ err: brief(error) }, 'work beside a request failed'))
  }
  const standing = createStanding({
    accounts,
    connections,
    general,
    alarms,
    forgetGeneral: snapshots.forgetAll,
    beside,
    now,
  })
  const { onOutcome } = standing

  const guard = createGuard({
    database,
    store: createGuardStore(database, revision),
    alarms,
    audit,
    needApp: apps.need,
    countriesOf: async (tenantId, appId) => (await snapshots.current(tenantId, appId)).countries,
    index,
    rules: rules.guard,
    now,
  })
  const tellOfBudget = createBudgetAlarms(alarms)
  const onBudget = (...told: Parameters<typeof tellOfBudget>) => beside(tellOfBudget(...told))

  const limits = createLimitStore(database, index)
  const refusals = createRefusals(database, index, (error) =>
    log.warn({ err: brief(error) }, 'refused starts could not be noted'),
  )
  const verificationStore = createVerificationStore(database)
  const verifications = observer.service(
    'verifications',
    createVerificationsService({
      database,
      store: verificationStore,
      limits,
      snapshots,
      messages,
      connect: connectToSend,
      mayStillSend: async (tx, owner, sender) => {
        const may = await appStore.mayStillSend(tx, owner, sender)
        if (may) await revision.hold(tx, owner.tenantId)
        return may
      },
      onRefused: refusals.note,
      onBudget,
      obstacle: (accountId) => (accountId === GENERAL ? general.obstacle() : connections.obstacle(accountId)),
      onOutcome,
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
    findSignature,
    findTemplate,
    platformNames: (signature, template) => ({
      signatureName: signature.name,
      templateCode: template.code ?? general.codeOf(template.stid) ?? '',
    }),
    stateOf: async (tenantId, accountId) => {
      if (accountId === GENERAL) return general.choices().account?.state
      const { status, health } = await accounts.need(tenantId, accountId)
      return accountState(status, health)
    },
    connect: connectToSend,
    onOutcome,
    onBudget,
    readMobile: (text, country) => readMobile(text, country),
    index,
    rules,
    random,
    now,
  })
  const reconciler = createReconciler({
    database,
    store: messageStore,
    keyRing,
    connect: async ({ tenantId, accountId }) => {
      try {
        return await connect(tenantId, accountId ?? GENERAL)
      } catch (error) {
        if (isSmsError(error) && error.code === 'SMS_ACCOUNT_NOT_FOUND') return null
        throw error
      }
    },
    neverSent: async (tx, { tenantId, appId, verificationId }) =>
      appId && verificationId ? verifications.neverSent(tx, { tenantId, appId }, verificationId) : () => {},
    announce: messages.announce,
    onFailure: (messageId, error) =>
      log.warn({ messageId, err: brief(error) }, 'the platform could not be asked about a message'),
    now,
  })
  const timeline = createTimelineService({
    messagesOf: messageStore.ofPhone,
    verificationsOf: verificationStore.ofPhone,
    refusals,
    readPhone: (text) => readNumber(text, 'params.phone'),
    index,
    now,
  })
  const retention = createRetention({
    database,
    store: createRetentionStore(database),
    audit,
    index,
    readPhone: (text) => readNumber(text, 'params.phone'),
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
      log.warn({ accountId, err: brief(error) }, 'the platform could not be asked about a signature or template'),
    now,
  })
  const generalWatch = createGeneralWatch({
    general,
    every,
    forgetGeneral: snapshots.forgetAll,
    onChange: (entry, status) =>
      log[status === 'approved' ? 'info' : 'error']({ entry, status }, 'a general entry has changed on the platform'),
    now,
  })
  const reviews = createReviews({ signatures, signatureStore, templates, templateStore, now })
  const reports = createReportsService({
    database,
    store: createReportAddressStore(database),
    platforms,
    index,
    audit,
    messages,
    general: general.key,
    onReview: reviews,
    prefix: options.prefix ?? '',
    onFailure: (error) => log.error({ err: brief(error) }, 'reports could not be worked off; it is tried again'),
    onStrangers: (accountId, count) => log.warn({ accountId, count }, 'reports of no message of this account'),
    now,
  })

  const feedback = rules.conversionFeedback
    ? createFeedback({
        find: async (tenantId, appId, id) => {
          const found = await verificationStore.find(database, tenantId, appId, id)
          if (!found) return undefined
          const { phoneHash } = found
          const status = statusAt(found.status, found.expiresAt, now())
          return { phoneHash, used: status === 'approved' || status === 'redeemed', over: status !== 'pending' }
        },
        messagesSince: (tenantId, phoneHash, from) =>
          messageStore.ofPhone(tenantId, phoneHash, { from, to: now() + 1 }, 100),
        connect: (tenantId, accountId) => connect(tenantId, accountId ?? GENERAL),
        onFailure: (what, error) =>
          log.warn({ ...what, err: brief(error) }, 'the platform could not be told which codes were used'),
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
    appsNamed: options.apps.find,
    templatesNamed: async (tenantId, stids) => {
      const own = await templateStore.names(tenantId, stids)
      return new Map(
        stids.flatMap((stid) => {
          const name = general.findTemplate(stid)?.name ?? own.get(stid)
          return name === undefined ? [] : [[stid, name] as const]
        }),
      )
    },
    countedUntil: counting.countedUntil,
    now,
  })

  const onTimerError = (error: unknown) => log.error({ err: brief(error) }, 'work on a timer failed')
  const background = createBackground({
    database,
    alarms,
    counting,
    feedback,
    guard,
    limits,
    reconciler,
    retention,
    standing,
    watch: options.watch?.every === false ? null : { own: watch, general: generalWatch },
    onError: onTimerError,
    now,
  })

  return {
    public: {
      accounts,
      signatures,
      templates,
      general,
      apps,
      imports,
      settings,
      verifications,
      messages,
      reports,
      timeline,
      retention,
      statistics: {
        get: statistics.get,
        /** Counts what has happened up to now, rather than some seconds later. */
        bringUpToDate: async () => {
          await counting.bringUpToDate()
          await guard.judge()
        },
        /** Counts everything anew. Figures are too low until it is done. */
        rebuild: () => counting.rebuild(),
      },
      alarms,
      watch: {
        /** Asks the platform now about all that was not asked about for `watch.every`, and about the general entries. */
        look: async () => {
          await watch.look()
          if (general.health() !== null) await generalWatch.look()
        },
      },
      guard: {
        blocks: guard.blocks,
        lift: guard.lift,
        conversions: guard.conversions,
        /** Counts and judges what is due, rather than a second later. */
        judge: async () => {
          await counting.run()
          await guard.judge()
        },
      },
      audit,
      impact,
    },

    catchUp: database.catchUp,

    routes: (route: Route): void =>
      registerRoutes(route, {
        accounts,
        alarms,
        apps,
        audit,
        find: { signature: findSignature, template: findTemplate },
        general,
        guard,
        impact,
        imports,
        messages,
        metrics: metrics && (async () => metrics.text((now() - (await counting.countedUntil())) / 1000)),
        platforms,
        reports,
        retention,
        settings,
        signatures,
        statistics,
        templates,
        tests,
        timeline,
        verifications,
      }),

    /** @param withBackground whether what is done beside requests is done here, too */
    async start(withBackground: boolean): Promise<void> {
      if (options.migrate !== false) await migrate(database.knex)
      await learnServer(database)
      await database.catchUp()
      loaded = await loadIndexKey(database, keyRing, now)
      if (withBackground) background.start()
    },
    stop: background.stop,
    async close(): Promise<void> {
      await reports.close()
      await refusals.close()
      await background.close()
      await database.close()
    },
  }
}
export type Services = ReturnType<typeof createServices>

/** What `fastify.sms` gives a host: the services that the routes use. */
export type SmsServices = Services['public']
