import type { AlarmKind } from '@sms-settings/api'
import type { Database, Row, Statements } from '../database/database.ts'
import { isDuplicate } from '../database/errors.ts'
import { inList } from '../database/lists.ts'

export type AlarmRow = {
  id: string
  tenantId: string
  /** The hash of what it is about while it stands, else null. */
  standing: string | null
  kind: AlarmKind
  accountId: string | null
  appId: string | null
  subjectId: string
  subjectName: string | null
  platformCode: string | null
  details: Record<string, unknown>
  times: number
  firstAt: number
  lastAt: number
  /** When it is over by itself; null once it has ended. */
  endsAt: number | null
  endedAt: number | null
}

const text = (value: unknown) => (value === null || value === undefined ? null : String(value))

const toAlarm = (row: Row): AlarmRow => ({
  id: String(row.id),
  tenantId: String(row.tenant_id),
  standing: text(row.standing),
  kind: String(row.kind) as AlarmKind,
  accountId: text(row.account_id),
  appId: text(row.app_id),
  subjectId: String(row.subject_id),
  subjectName: text(row.subject_name),
  platformCode: text(row.platform_code),
  details: JSON.parse(String(row.details)),
  times: Number(row.times),
  firstAt: Number(row.first_at),
  lastAt: Number(row.last_at),
  endsAt: row.ends_at === null || row.ends_at === undefined ? null : Number(row.ends_at),
  endedAt: row.ended_at === null || row.ended_at === undefined ? null : Number(row.ended_at),
})

const END = 'update sms_alarms set standing = null, ended_at = ?, ends_at = null'
/**
 * In this order: MySQL computes each column from what was assigned before it. One that was ended by hand before migration
 * 005, or by a process from before it, has its end already.
 */
const LAPSE = 'update sms_alarms set standing = null, ended_at = coalesce(ended_at, ends_at), ends_at = null'

export const createAlarmStore = (database: Database) => ({
  /** Writes an alarm down. @returns false when the same stands already: then it is only counted */
  async raise(alarm: AlarmRow): Promise<boolean> {
    const { standing, platformCode, details, lastAt, endsAt } = alarm
    const again = () =>
      database.run(
        'update sms_alarms set times = times + 1, last_at = ?, platform_code = ?, details = ?, ends_at = ? where standing = ?',
        [lastAt, platformCode, JSON.stringify(details), endsAt, standing],
      )
    // One whose time is over stands no more, although no row says so: the same found again is news.
    await database.run(`${LAPSE} where standing = ? and ends_at <= ?`, [standing, lastAt])
    if ((await again()).affected === 1) return false
    try {
      await database.run(
        `insert into sms_alarms (id, tenant_id, standing, kind, account_id, app_id, subject_id, subject_name,
         platform_code, details, times, first_at, last_at, ends_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          alarm.id,
          alarm.tenantId,
          standing,
          alarm.kind,
          alarm.accountId,
          alarm.appId,
          alarm.subjectId,
          alarm.subjectName,
          platformCode,
          JSON.stringify(details),
          1,
          alarm.firstAt,
          lastAt,
          endsAt,
        ],
      )
      return true
    } catch (error) {
      if (!isDuplicate(error)) throw error
      await again()
      return false
    }
  },

  /** Ends what stands. @returns whether anything did */
  async end(statements: Statements, standing: string, at: number): Promise<boolean> {
    const { affected } = await statements.run(`${END} where standing = ?`, [at, standing])
    return affected === 1
  },

  /** Ends some of those whose time is over. @returns how many were looked at */
  async lapse(at: number, atMost: number): Promise<number> {
    const { rows } = await database.run(
      `select id from sms_alarms where ends_at <= ? order by ends_at limit ${Math.floor(atMost)}`,
      [at],
    )
    if (rows.length === 0) return 0
    // One that was found again in between goes on.
    const { marks, values } = inList(rows.map(({ id }) => String(id)))
    await database.run(`${LAPSE} where id in (${marks}) and ends_at <= ?`, [...values, at])
    return rows.length
  },

  async endOf(tenantId: string, column: 'account_id' | 'subject_id', id: string, at: number): Promise<void> {
    await database.run(`${END} where tenant_id = ? and standing is not null and ${column} = ?`, [at, tenantId, id])
  },

  async endEverywhere(kind: AlarmKind, subjectId: string, at: number): Promise<void> {
    await database.run(`${END} where kind = ? and standing is not null and subject_id = ?`, [at, kind, subjectId])
  },

  async kindsOf(subjectId: string, kinds: readonly AlarmKind[]): Promise<Set<AlarmKind>> {
    const { rows } = await database.run(
      `select distinct kind from sms_alarms where kind in (${kinds.map(() => '?').join(', ')}) and standing is not null and subject_id = ?`,
      [...kinds, subjectId],
    )
    return new Set(rows.map(({ kind }) => kind as AlarmKind))
  },

  async standing(kinds: readonly AlarmKind[], before: number, atMost: number): Promise<AlarmRow[]> {
    const { rows } = await database.run(
      `select * from sms_alarms where kind in (${kinds.map(() => '?').join(', ')}) and standing is not null and last_at <= ?
       order by last_at limit ${Math.floor(atMost)}`,
      [...kinds, before],
    )
    return rows.map(toAlarm)
  },

  async findStanding(standing: string): Promise<AlarmRow | undefined> {
    const { rows } = await database.run('select * from sms_alarms where standing = ?', [standing])
    return rows[0] && toAlarm(rows[0])
  },

  async find(tenantId: string, id: string): Promise<AlarmRow | undefined> {
    const { rows } = await database.run('select * from sms_alarms where id = ? and tenant_id = ?', [id, tenantId])
    return rows[0] && toAlarm(rows[0])
  },

  async list(
    tenantId: string,
    { standing, olderThan }: { standing: boolean; olderThan?: string },
    limit: number,
  ): Promise<AlarmRow[]> {
    const query = database
      .through('sms_alarms', standing ? 'sms_alarms_open' : 'sms_alarms_list')
      .where({ tenant_id: tenantId })
      .orderBy('id', 'desc')
      .limit(limit)
    if (standing) query.whereNotNull('standing')
    if (olderThan) query.where('id', '<', olderThan)
    return ((await query) as Row[]).map(toAlarm)
  },
})
export type AlarmStore = ReturnType<typeof createAlarmStore>
