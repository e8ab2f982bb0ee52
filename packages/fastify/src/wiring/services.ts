import type { FastifyBaseLogger } from 'fastify'
import { migrate } from '../database/migrate.ts'
import { learnServer } from '../database/server.ts'
import { createMessagesService } from '../messages/service.ts'
import { createMessageStore } from '../messages/store.ts'
import type { SmsSettingsOptions } from '../options.ts'
import { registerRoutes } from '../routes.ts'
import type { Route } from '../routing.ts'
import type { VerificationRules } from '../rules.ts'
import { wireBase } from './base.ts'
import { wireSending } from './sending.ts'
import { wireSettings } from './settings.ts'
import { wireUpkeep } from './upkeep.ts'

/** Everything that the plugin is made of, wired together from below to above, and what the host is given of it. */
export const createServices = (options: SmsSettingsOptions, rules: VerificationRules, log: FastifyBaseLogger) => {
  const base = wireBase(options, rules, log)
  const { failures, database, keyRing, index, metrics, platforms, news, audit, alarms, now } = base
  const messageStore = createMessageStore(database)
  const messages = createMessagesService({
    database,
    store: messageStore,
    index,
    keyRing,
    news,
    onLost: (messageId, error) =>
      failures.error('a message could not be settled; it will be asked about', error, { messageId }),
    now,
  })
  const settings = wireSettings(base, messages)
  const sending = wireSending(base, settings, messages, messageStore)
  const upkeep = wireUpkeep(base, settings, sending, messageStore)

  const { accounts, apps, catalogue, general, impact, imports, signatures, templates } = settings
  const { guard, refusals, reports, timeline, verifications } = sending
  const { counting, statistics, retention, watch, generalWatch, background } = upkeep

  return {
    public: {
      platforms: { list: platforms.list },
      accounts,
      signatures: { ...signatures, get: catalogue.signature },
      templates: { ...templates, get: catalogue.template },
      general,
      apps,
      imports,
      settings: settings.settingsDocument,
      verifications,
      messages: { ...messages, test: sending.tests.send, allow: sending.recipients.allow },
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
        catalogue,
        general,
        guard,
        impact,
        imports,
        messages,
        metrics: metrics && (async () => metrics.text((now() - (await counting.countedUntil())) / 1000)),
        platforms,
        recipients: sending.recipients,
        reports,
        retention,
        settings: settings.settingsDocument,
        signatures,
        statistics,
        templates,
        tests: sending.tests,
        timeline,
        verifications,
      }),

    /** @param withBackground whether what is done beside requests is done here, too */
    async start(withBackground: boolean): Promise<void> {
      if (options.migrate !== false) await migrate(database.knex)
      await learnServer(database)
      await database.catchUp()
      await index.load()
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
