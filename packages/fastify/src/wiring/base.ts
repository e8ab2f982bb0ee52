import type { FastifyBaseLogger } from 'fastify'
import knexModule, { type Knex } from 'knex'
import { createAlarmsService } from '../alarms/service.ts'
import { createAlarmStore } from '../alarms/store.ts'
import { createAuditService } from '../audit/service.ts'
import { createAuditStore } from '../audit/store.ts'
import { createDatabase } from '../database/database.ts'
import { createNews } from '../hooks.ts'
import { createFailures } from '../observing/failures.ts'
import { createMetrics } from '../observing/metrics.ts'
import { createObserver } from '../observing/observer.ts'
import type { SmsSettingsOptions } from '../options.ts'
import { alibabaCloud } from '../platforms/alibaba-cloud/index.ts'
import { createPlatforms } from '../platforms/registry.ts'
import { createSettingsRevision } from '../revision/store.ts'
import type { VerificationRules } from '../rules.ts'
import { createIndexKey } from '../secrets/index-key.ts'
import { createKeyRing } from '../secrets/key-ring.ts'
import { createSealedStore } from '../secrets/store.ts'

const isKnex = (database: Knex | Knex.Config): database is Knex => typeof database === 'function'

/** What everything else stands on: database, keys, platforms, and how others are told what happens. */
export const wireBase = (options: SmsSettingsOptions, rules: VerificationRules, log: FastifyBaseLogger) => {
  const { hooks = {}, now = Date.now } = options
  const random = Math.random
  const failures = createFailures(log)
  const knex = isKnex(options.database) ? options.database : knexModule.default(options.database)
  const database = createDatabase(knex, !isKnex(options.database))
  const keyRing = createKeyRing(options.secrets)
  const index = createIndexKey({ store: createSealedStore(database), keyRing, now })

  const metrics = options.metrics ? createMetrics() : null
  const observer = createObserver(log, metrics)
  const platforms = createPlatforms((options.platforms ?? [alibabaCloud()]).map(observer.platform))
  const news = createNews(hooks, metrics, (hook, error) => failures.warn('a hook of the host failed', error, { hook }))
  const revision = createSettingsRevision(index)
  const audit = createAuditService({ store: createAuditStore(database), revision, news, now })
  const alarms = createAlarmsService({ database, store: createAlarmStore(database), audit, news, index, now })

  return {
    options,
    rules,
    hooks,
    log,
    failures,
    database,
    keyRing,
    index,
    metrics,
    observer,
    platforms,
    news,
    revision,
    audit,
    alarms,
    /** For work that nobody waits for. */
    beside(work: Promise<unknown>): void {
      work.catch((error: unknown) => failures.error('work beside a request failed', error))
    },
    random,
    now,
  }
}
export type Base = ReturnType<typeof wireBase>
