import type { AlarmsService } from './alarms/service.ts'
import type { Counting } from './counting/service.ts'
import type { Database } from './database/database.ts'
import { createLease } from './database/lease.ts'
import type { Feedback } from './guard/feedback.ts'
import type { Guard } from './guard/service.ts'
import type { Health } from './health/service.ts'
import type { LimitStore } from './limits/store.ts'
import type { Reconciler } from './messages/reconcile.ts'
import { inBatches, repeating } from './repeating.ts'
import type { RetentionService } from './retention/service.ts'
import type { GeneralWatch } from './watch/general.ts'
import type { Watch } from './watch/service.ts'

type Parts = {
  database: Database
  alarms: AlarmsService
  counting: Counting
  /** Null when the platform is not told which codes were used. */
  feedback: Feedback | null
  guard: Guard
  health: Health
  limits: LimitStore
  reconciler: Reconciler
  retention: RetentionService
  /** Null when the platform is not asked by itself. */
  watch: { own: Watch; general: GeneralWatch } | null
  onError: (error: unknown) => void
  now: () => number
}

/** How often, in milliseconds. */
const RECONCILE_EVERY = 5_000
const SWEEP_EVERY = 60_000
const JUDGE_EVERY = 1_000
const FOLLOW_EVERY = 10_000
const PROBE_EVERY = 60_000
const WATCH_ROUND = 30_000
const ERASE_EVERY = 10 * 60_000

/** Milliseconds that a process may be silent before another takes its work over. */
const LEASE = 20_000
/** A round of the watch takes its time; what two processes do at once is still done once. */
const WATCH_LEASE = 60_000

/** Ids are hashes, so each lies on a page of its own: on SQLite a batch of 500 held up whoever came meanwhile for 40 ms. */
const SWEPT_AT_ONCE = 100
/** Batches in a minute: rows of 800 windows a second, more than one process begins. */
const SWEPT_BATCHES = 500

/** What is done beside requests, by every process or by one of them (whichever holds the lease). */
export const createBackground = ({
  database,
  alarms,
  counting,
  feedback,
  guard,
  health,
  limits,
  reconciler,
  retention,
  watch,
  onError,
  now,
}: Parts) => {
  const asking = createLease(database, 'asking', LEASE)
  const counts = createLease(database, 'counting', LEASE)
  const probing = createLease(database, 'probing', WATCH_LEASE)
  const watching = createLease(database, 'watching', WATCH_LEASE)
  const erasing = createLease(database, 'erasing', LEASE)

  const timers = (
    [
      [RECONCILE_EVERY, () => reconciler.askUnknown()],
      [RECONCILE_EVERY, () => asking.whileHeld(() => reconciler.askUnreported())],
      [SWEEP_EVERY, () => inBatches(() => limits.sweep(now(), SWEPT_AT_ONCE), SWEPT_BATCHES)],
      [SWEEP_EVERY, () => guard.sweep()],
      [SWEEP_EVERY, () => alarms.sweep()],
      [
        JUDGE_EVERY,
        async () => {
          await counts.whileHeld(() => counting.run())
          await guard.judge()
        },
      ],
      [JUDGE_EVERY, feedback && (() => feedback.run())],
      [FOLLOW_EVERY, () => health.followGeneral()],
      [PROBE_EVERY, () => probing.whileHeld(() => health.probe())],
      [WATCH_ROUND, watch && (() => watching.whileHeld(() => watch.own.look()))],
      [FOLLOW_EVERY, watch && (() => watch.general.lookWhenDue())],
      [ERASE_EVERY, () => erasing.whileHeld(() => retention.sweep())],
    ] as const
  ).flatMap(([every, work]) => (work ? [repeating(work, every, onError)] : []))

  return {
    start(): void {
      for (const timer of timers) timer.start()
    },
    stop(): void {
      for (const timer of timers) timer.stop()
    },
    /** Resolves when nothing is being done any more, and others may have the work. */
    async close(): Promise<void> {
      for (const timer of timers) await timer.stopped()
      for (const lease of [asking, counts, probing, watching, erasing]) await lease.release().catch(onError)
    },
  }
}
