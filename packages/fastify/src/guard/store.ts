import type { Database, Row, Statements, Transaction, Value } from '../database/database.ts'
import { isDuplicate } from '../database/errors.ts'
import { batchesOf, inList } from '../database/lists.ts'
import type { SettingsRevision } from '../revision/store.ts'
import type { Tally } from './judge.ts'

/** Codes are counted by five minutes of their start. */
export const SLOT = 5 * 60_000
export const slotOf = (at: number): number => Math.floor(at / SLOT) * SLOT

/** All codes of an App. */
export const ALL = '*'
/** Rows in one statement. */
const AT_ONCE = 128

/** A change of how often something was started and approved. */
export type Count = Tally & { tenantId: string; appId: string; scope: string; country: string; slot: number }

export type Block = {
  id: string
  /** The hash of what it is about while it stands, else null. */
  standing: string | null
  tenantId: string
  appId: string
  country: string
  prefix: string
  mode: 'block' | 'monitor'
  started: number
  approved: number
  beganAt: number
  endsAt: number
  liftedAt: number | null
}

const toBlock = (row: Row): Block => ({
  id: String(row.id),
  standing: row.standing === null ? null : String(row.standing),
  tenantId: String(row.tenant_id),
  appId: String(row.app_id),
  country: String(row.country),
  prefix: String(row.prefix),
  mode: row.mode === 'monitor' ? 'monitor' : 'block',
  started: Number(row.started),
  approved: Number(row.approved),
  beganAt: Number(row.began_at),
  endsAt: Number(row.ends_at),
  liftedAt: row.lifted_at === null ? null : Number(row.lifted_at),
})

export const createGuardStore = (database: Database, revision: SettingsRevision) => {
  const mine = (column: string) => `sms_conversions.${column}`
  const given = (column: string) => (database.dialect === 'mysql' ? `values(${column})` : `excluded.${column}`)
  const upsert = (rows: number) =>
    `insert into sms_conversions (tenant_id, app_id, scope, slot, country, started, approved)
     values ${Array(rows).fill('(?, ?, ?, ?, ?, ?, ?)').join(', ')} ${
       database.dialect === 'mysql'
         ? 'on duplicate key update'
         : 'on conflict (tenant_id, app_id, scope, slot) do update set'
     } started = ${mine('started')} + ${given('started')}, approved = ${mine('approved')} + ${given('approved')}`

  return {
    /** Adds to what was counted. Rows are taken in one order by everybody, so that two who add do not deadlock. */
    async add(tx: Transaction, counts: readonly Count[]): Promise<void> {
      const keyOf = ({ tenantId, appId, scope, slot }: Count) => [tenantId, appId, scope, slot].join('\n')
      const merged = new Map<string, Count>()
      for (const count of counts) {
        const known = merged.get(keyOf(count))
        if (!known) merged.set(keyOf(count), { ...count })
        else {
          known.started += count.started
          known.approved += count.approved
        }
      }
      const all = [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
      for (const rows of batchesOf(all, AT_ONCE))
        await tx.run(
          upsert(rows.length),
          rows.flatMap((it) => [it.tenantId, it.appId, it.scope, it.slot, it.country, it.started, it.approved]),
        )
    },

    /** Of some scopes, those with at least so many started codes since a moment. */
    async busy(
      tenantId: string,
      appId: string,
      scopes: readonly string[],
      since: number,
      minimum: number,
    ): Promise<string[]> {
      const found: string[] = []
      for (let at = 0; at < scopes.length; at += AT_ONCE) {
        const { marks, values } = inList(scopes.slice(at, at + AT_ONCE))
        const { rows } = await database.run(
          `select scope from sms_conversions where tenant_id = ? and app_id = ? and scope in (${marks}) and slot >= ?
           group by scope having sum(started) >= ?`,
          [tenantId, appId, ...values, since, minimum],
        )
        found.push(...rows.map(({ scope }) => String(scope)))
      }
      return found
    },

    /** What scopes had from `before` to `since`, and from `since` on. */
    async tallies(
      tenantId: string,
      appId: string,
      scopes: readonly string[],
      before: number,
      since: number,
    ): Promise<Map<string, { before: Tally; window: Tally }>> {
      const found = new Map<string, { before: Tally; window: Tally }>()
      for (let at = 0; at < scopes.length; at += AT_ONCE) {
        const { marks, values } = inList(scopes.slice(at, at + AT_ONCE))
        const { rows } = await database.run(
          `select scope, sum(started) as started, sum(approved) as approved,
           sum(case when slot >= ? then started else 0 end) as started_since,
           sum(case when slot >= ? then approved else 0 end) as approved_since
           from sms_conversions where tenant_id = ? and app_id = ? and scope in (${marks}) and slot >= ? group by scope`,
          [since, since, tenantId, appId, ...values, before],
        )
        for (const row of rows) {
          const window = { started: Number(row.started_since), approved: Number(row.approved_since) }
          found.set(String(row.scope), {
            window,
            before: { started: Number(row.started) - window.started, approved: Number(row.approved) - window.approved },
          })
        }
      }
      return found
    },

    /** What one scope had from a moment on. */
    async since(tenantId: string, appId: string, scope: string, moment: number): Promise<Tally> {
      const { rows } = await database.run(
        `select sum(started) as started, sum(approved) as approved from sms_conversions
         where tenant_id = ? and app_id = ? and scope = ? and slot >= ?`,
        [tenantId, appId, scope, moment],
      )
      return { started: Number(rows[0]?.started ?? 0), approved: Number(rows[0]?.approved ?? 0) }
    },

    /** Countries, or prefixes, by what was started since a moment; most first. */
    async recent(
      tenantId: string,
      appId: string,
      of: 'countries' | 'prefixes',
      since: number,
      atMost: number,
    ): Promise<(Tally & { scope: string; country: string })[]> {
      const { rows } = await database.run(
        `select scope, country, sum(started) as total_started, sum(approved) as total_approved from sms_conversions
         where tenant_id = ? and app_id = ? and slot >= ? and ${of === 'prefixes' ? "scope like '+%'" : 'scope = country'}
         group by scope, country having sum(started) > 0 order by 3 desc, scope limit ${Math.floor(atMost)}`,
        [tenantId, appId, since],
      )
      return rows.map((row) => ({
        scope: String(row.scope),
        country: String(row.country),
        started: Number(row.total_started),
        approved: Number(row.total_approved),
      }))
    },

    /** Blocks of an App that stand, or ended after a moment. */
    async blocksSince(tenantId: string, appId: string, moment: number): Promise<Block[]> {
      const { rows } = await database.run(
        'select * from sms_prefix_blocks where tenant_id = ? and app_id = ? and ends_at > ?',
        [tenantId, appId, moment],
      )
      return rows.map(toBlock)
    },

    /**
     * Writes a block down and makes what processes have cached of the tenant's settings stale.
     * @returns false when one stands already that says as much
     */
    async block(block: Block): Promise<boolean> {
      const { tenantId, standing, beganAt } = block
      try {
        return await database.transaction(async (tx) => {
          // First of all, as all do who change settings: of two processes that find the same, one waits for the other here.
          await revision.bump(tx, tenantId)
          // What is over stands no more; what only told gives way to what refuses.
          const over = block.mode === 'block' ? "(ends_at <= ? or mode = 'monitor')" : 'ends_at <= ?'
          await tx.run(
            `update sms_prefix_blocks set standing = null, ends_at = case when ends_at > ? then ? else ends_at end where standing = ? and ${over}`,
            [beganAt, beganAt, standing, beganAt],
          )
          await tx.run(
            `insert into sms_prefix_blocks (id, standing, tenant_id, app_id, country, prefix, mode, started, approved, began_at, ends_at)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
            [
              block.id,
              standing,
              tenantId,
              block.appId,
              block.country,
              block.prefix,
              block.mode,
              block.started,
              block.approved,
              beganAt,
              block.endsAt,
            ],
          )
          return true
        })
      } catch (error) {
        if (!isDuplicate(error)) throw error
        return false
      }
    },

    async find(statements: Statements, tenantId: string, appId: string, id: string): Promise<Block | undefined> {
      const { rows } = await statements.run(
        'select * from sms_prefix_blocks where id = ? and tenant_id = ? and app_id = ?',
        [id, tenantId, appId],
      )
      return rows[0] && toBlock(rows[0])
    },

    /** @returns false when it did not stand any more */
    async lift(tx: Transaction, id: string, at: number): Promise<boolean> {
      const { affected } = await tx.run(
        'update sms_prefix_blocks set standing = null, ends_at = ?, lifted_at = ? where id = ? and standing is not null and ends_at > ?',
        [at, at, id, at],
      )
      return affected === 1
    },

    /** Those that end last first: what stands comes before what is over. */
    async list(
      tenantId: string,
      appId: string,
      after: { endsAt: number; id: string } | undefined,
      limit: number,
    ): Promise<Block[]> {
      const values: Value[] = [tenantId, appId]
      if (after) values.push(after.endsAt, after.endsAt, after.id)
      const { rows } = await database.run(
        `select * from sms_prefix_blocks where tenant_id = ? and app_id = ?
         ${after ? 'and ends_at <= ? and (ends_at < ? or id < ?)' : ''}
         order by ends_at desc, id desc limit ${Math.floor(limit)}`,
        values,
      )
      return rows.map(toBlock)
    },

    /** Deletes some of what is too old to be asked for. @returns how many */
    async sweep(slotsBefore: number, blocksBefore: number, atMost: number): Promise<number> {
      const most = Math.floor(atMost)
      const { rows } = await database.run(
        `select tenant_id, app_id, scope, slot from sms_conversions where slot < ? order by slot limit ${most}`,
        [slotsBefore],
      )
      let deleted = 0
      for (const some of batchesOf(rows, AT_ONCE)) {
        const { affected } = await database.run(
          `delete from sms_conversions where ${some.map(() => '(tenant_id = ? and app_id = ? and scope = ? and slot = ?)').join(' or ')}`,
          some.flatMap((row) => [String(row.tenant_id), String(row.app_id), String(row.scope), Number(row.slot)]),
        )
        deleted += affected
      }
      const { rows: old } = await database.run(
        `select id from sms_prefix_blocks where ends_at < ? order by ends_at limit ${most}`,
        [blocksBefore],
      )
      if (old.length === 0) return deleted
      const { marks, values } = inList(old.map(({ id }) => String(id)))
      const { affected } = await database.run(`delete from sms_prefix_blocks where id in (${marks})`, values)
      return deleted + affected
    },
  }
}
export type GuardStore = ReturnType<typeof createGuardStore>
