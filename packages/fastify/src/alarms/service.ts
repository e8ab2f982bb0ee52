import type { AlarmKind, Page, PageQuery, SmsAlarm } from '@sms-settings/api'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import { decodeCursor, listName, toPage } from '../database/cursor.ts'
import type { Database } from '../database/database.ts'
import { newId } from '../database/ids.ts'
import { smsError } from '../errors.ts'
import type { News } from '../hooks.ts'
import { inBatches } from '../repeating.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import type { AlarmRow, AlarmStore } from './store.ts'

/** Something that was found, by whichever process. */
export type Finding = {
  kind: AlarmKind
  tenantId: string
  /** What it is about; one alarm of a kind stands for it at a time. */
  subject: { id: string; name: string | null }
  accountId?: string | null
  appId?: string | null
  platformCode?: string | null
  /** No secrets and no whole phone numbers. `until` (ISO 8601) says when it is over by itself. */
  details?: Record<string, unknown>
}

type Parts = {
  database: Database
  store: AlarmStore
  audit: AuditService
  news: News
  index: IndexKey
  now: () => number
}

const SWEPT_AT_ONCE = 500
const SWEPT_BATCHES = 20

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

export const createAlarmsService = ({ database, store, audit, news, index, now }: Parts) => {
  const standingOf = (tenantId: string, kind: AlarmKind, subjectId: string) =>
    index.hash('alarm', tenantId, kind, subjectId)

  /** One whose time is over has ended, although no row says so. */
  const endedAtOf = ({ endedAt, endsAt }: AlarmRow): number | null =>
    endedAt ?? (endsAt !== null && endsAt <= now() ? endsAt : null)

  const toSmsAlarm = (it: AlarmRow): SmsAlarm => ({
    id: it.id,
    kind: it.kind,
    accountId: it.accountId,
    appId: it.appId,
    subject: { id: it.subjectId, name: it.subjectName },
    platformCode: it.platformCode,
    details: it.details,
    times: it.times,
    firstAt: iso(it.firstAt) as string,
    lastAt: iso(it.lastAt) as string,
    endedAt: iso(endedAtOf(it)),
  })

  return {
    /**
     * Raises an alarm: written down for the console, and told to the host, once for as long as it stands.
     * @returns whether it is news
     */
    async raise({ kind, tenantId, subject, ...finding }: Finding): Promise<boolean> {
      const { accountId = null, appId = null, platformCode = null, details = {} } = finding
      const at = now()
      const alarm: AlarmRow = {
        id: newId('alarm', at),
        tenantId,
        standing: standingOf(tenantId, kind, subject.id),
        kind,
        accountId,
        appId,
        subjectId: subject.id,
        subjectName: subject.name,
        platformCode,
        details,
        times: 1,
        firstAt: at,
        lastAt: at,
        endsAt: typeof details.until === 'string' ? Date.parse(details.until) : null,
        endedAt: null,
      }
      const isNews = await store.raise(alarm)
      if (isNews) news.alarm({ ...toSmsAlarm(alarm), tenantId })
      return isNews
    },

    /** What was found is over. */
    end: (tenantId: string, kind: AlarmKind, subjectId: string): Promise<boolean> =>
      store.end(database, standingOf(tenantId, kind, subjectId), now()),

    /** Writes down that those are over whose time is: a list of what stands is not to read them for ever. */
    sweep: (): Promise<void> => inBatches(() => store.lapse(now(), SWEPT_AT_ONCE), SWEPT_BATCHES),

    /** What stood of something that is no more: an account with all below it, or one signature or template. */
    endOf: (tenantId: string, gone: { accountId: string } | { subjectId: string }): Promise<void> =>
      'accountId' in gone
        ? store.endOf(tenantId, 'account_id', gone.accountId, now())
        : store.endOf(tenantId, 'subject_id', gone.subjectId, now()),

    /** What was found about something that is not of one tenant is over, for every tenant that was told. */
    endEverywhere: (kind: AlarmKind, subjectId: string): Promise<void> => store.endEverywhere(kind, subjectId, now()),

    /** Which of some kinds stand about something, for whichever tenant. */
    kindsOf: (subjectId: string, kinds: readonly AlarmKind[]): Promise<Set<AlarmKind>> =>
      store.kindsOf(subjectId, kinds),

    /** What stands of some kinds, of every tenant, longest not found first. For work that one process does for all. */
    standing: (kinds: readonly AlarmKind[], { before, atMost }: { before: number; atMost: number }) =>
      store.standing(kinds, before, atMost),

    /** What stands about one thing; null when nothing does. */
    async find(tenantId: string, kind: AlarmKind, subjectId: string): Promise<SmsAlarm | null> {
      const row = await store.findStanding(standingOf(tenantId, kind, subjectId))
      return row ? toSmsAlarm(row) : null
    },

    async list(
      tenantId: string,
      { limit = 20, cursor, standing = false }: PageQuery & { standing?: boolean },
    ): Promise<Page<SmsAlarm>> {
      const list = listName('alarms', tenantId, { standing: standing ? 'true' : undefined })
      const olderThan = decodeCursor(list, cursor)
      const rows = await store.list(tenantId, { standing, ...(olderThan ? { olderThan } : {}) }, limit + 1)
      const page = toPage(list, rows, limit, toSmsAlarm)
      return standing ? { ...page, items: page.items.filter(({ endedAt }) => endedAt === null) } : page
    },

    /** A person has seen to it. @throws `SMS_ALARM_NOT_FOUND` */
    async endByHand(caller: Caller, id: string): Promise<SmsAlarm> {
      const alarm = await store.find(caller.tenantId, id)
      if (!alarm) throw smsError('SMS_ALARM_NOT_FOUND', [id])
      const { standing } = alarm
      if (standing === null) return toSmsAlarm(alarm)
      const at = now()
      const entry = await database.transaction(async (tx) =>
        (await store.end(tx, standing, at))
          ? audit.record(tx, caller, {
              action: 'alarm.end',
              target: { kind: 'alarm', id, name: alarm.kind },
              after: { kind: alarm.kind, subject: alarm.subjectId },
            })
          : null,
      )
      if (entry) audit.announce(entry)
      return toSmsAlarm({ ...alarm, standing: null, endedAt: at })
    },
  }
}
export type AlarmsService = ReturnType<typeof createAlarmsService>
