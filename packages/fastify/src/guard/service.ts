import type { Page, PageQuery, SmsConversions, SmsPrefixBlock } from '@sms-settings/api'
import type { AlarmsService } from '../alarms/service.ts'
import type { AppsService } from '../apps/service.ts'
import type { Snapshots } from '../apps/snapshot.ts'
import type { AuditService } from '../audit/service.ts'
import type { Caller } from '../callers.ts'
import { encodeCursor, listName, placeOf } from '../database/cursor.ts'
import type { Database, Transaction } from '../database/database.ts'
import { newId } from '../database/ids.ts'
import { smsError } from '../errors.ts'
import { inBatches } from '../repeating.ts'
import type { GuardRules } from '../rules.ts'
import type { IndexKey } from '../secrets/index-key.ts'
import { BEFORE, isPumped, type Tally } from './judge.ts'
import { ALL, type Block, type Count, type GuardStore, SLOT, slotOf } from './store.ts'

/** A verification that now counts otherwise than before, told once. */
export type VerificationChange = {
  id: string
  tenantId: string
  appId: string
  country: string
  /** The number without its last four digits; empty when it was erased. */
  prefix: string
  createdAt: number
  started: -1 | 0 | 1
  approved: -1 | 0 | 1
}

type Parts = {
  database: Database
  store: GuardStore
  alarms: AlarmsService
  audit: AuditService
  apps: AppsService
  snapshots: Snapshots
  index: IndexKey
  /** Null: nothing is counted and nobody is blocked. */
  rules: GuardRules | null
  now: () => number
}

/** A country that is suspected is told of once in so long. */
const TOLD_AGAIN = 24 * 60 * 60_000
/** How long counts and ended blocks are kept. */
const COUNTS_KEPT = 7 * 24 * 60 * 60_000
const BLOCKS_KEPT = 180 * 24 * 60 * 60_000
const SWEPT_AT_ONCE = 500
const SWEPT_BATCHES = 100
const MOST_PREFIXES = 100
/** No number has so many prefixes: what is more is no country. */
const MOST_COUNTRIES = 300

const NONE: Tally = { started: 0, approved: 0 }
const sum = (tallies: readonly Tally[]): Tally => ({
  started: tallies.reduce((total, it) => total + it.started, 0),
  approved: tallies.reduce((total, it) => total + it.approved, 0),
})
const less = (from: Tally, taken: Tally): Tally => ({
  started: Math.max(0, from.started - taken.started),
  approved: Math.max(0, from.approved - taken.approved),
})

const iso = (at: number) => new Date(at).toISOString()
const isPrefix = (scope: string) => scope.startsWith('+')

/** Watches which codes are used, by country and by prefix of the number, and keeps SMS pumping away. */
export const createGuard = (parts: Parts) => {
  const { database, store, alarms, audit, apps, snapshots, index, rules, now } = parts
  /** Apps with the countries of the scopes that have to be judged. */
  let waiting = new Map<string, { tenantId: string; appId: string; scopes: Map<string, string> }>()
  let judging: Promise<void> = Promise.resolve()
  const told = new Map<string, number>()
  const subjectOf = (appId: string, scope: string) => ({ id: `${appId} ${scope}`, name: scope })

  const toSmsPrefixBlock = (it: Block): SmsPrefixBlock => ({
    id: it.id,
    country: it.country,
    prefix: it.prefix,
    mode: it.mode,
    started: it.started,
    approved: it.approved,
    beganAt: iso(it.beganAt),
    endsAt: iso(it.endsAt),
    standing: it.standing !== null && it.endsAt > now(),
    liftedAt: it.liftedAt === null ? null : iso(it.liftedAt),
  })

  const suspectCountry = async (tenantId: string, appId: string, country: string, { started, approved }: Tally) => {
    const at = now()
    const key = [tenantId, appId, country].join('\n')
    if ((told.get(key) ?? 0) > at) return
    told.set(key, at + TOLD_AGAIN)
    const details = { country, started, approved, until: iso(at + TOLD_AGAIN) }
    await alarms.raise({ kind: 'country_suspected', tenantId, appId, subject: subjectOf(appId, country), details })
  }

  const blockPrefix = async (
    rules: GuardRules,
    { tenantId, appId, country, prefix }: Pick<Block, 'tenantId' | 'appId' | 'country' | 'prefix'>,
    mode: Block['mode'],
    { started, approved }: Tally,
  ) => {
    const at = now()
    const endsAt = at + rules.blockedFor
    const isNew = await store.block({
      id: newId('block', at),
      standing: index.hash('block', tenantId, appId, prefix),
      tenantId,
      appId,
      country,
      prefix,
      mode,
      started,
      approved,
      beganAt: at,
      endsAt,
      liftedAt: null,
    })
    if (!isNew) return
    const kind = mode === 'block' ? 'prefix_blocked' : 'prefix_suspected'
    const details = { country, prefix, started, approved, until: iso(endsAt) }
    await alarms.raise({ kind, tenantId, appId, subject: subjectOf(appId, prefix), details })
    if (mode === 'block') await alarms.end(tenantId, 'prefix_suspected', subjectOf(appId, prefix).id)
  }

  const judgeApp = async (rules: GuardRules, tenantId: string, appId: string, touched: Map<string, string>) => {
    const at = now()
    const since = at - rules.window
    const busy = await store.busy(tenantId, appId, [...touched.keys()], since, rules.minimum)
    if (busy.length === 0) return

    const blocks = await store.blocksSince(tenantId, appId, since)
    const standing = new Map(
      blocks.filter((it) => it.standing !== null && it.endsAt > at).map((it) => [it.prefix, it] as const),
    )
    const countries = [...new Set(busy.map((scope) => touched.get(scope) as string))]
    const scopes = [...new Set([...busy, ...countries, ALL, ...blocks.map(({ prefix }) => prefix)])]
    const known = await store.tallies(tenantId, appId, scopes, since - BEFORE, since)
    const of = (scope: string) => known.get(scope) ?? { window: NONE, before: NONE }
    const whole = (scope: string) => sum([of(scope).window, of(scope).before])
    // What was found already, also if that has ended of late, says nothing of what is usual, nor of its whole country.
    const found = new Map(blocks.map(({ prefix, country }) => [prefix, country] as const))
    const foundIn = (country?: string) =>
      [...found].filter(([, it]) => country === undefined || it === country).map(([prefix]) => prefix)
    const besides = (scope: string, own: string) => {
      const prefixes = foundIn(scope === ALL ? undefined : scope).filter((it) => it !== own)
      return less(whole(scope), sum([own, ...prefixes].map(whole)))
    }

    const { countries: policy } = await snapshots.current(tenantId, appId)
    for (const prefix of busy.filter(isPrefix)) {
      const country = touched.get(prefix) as string
      const mode = policy.named.find((it) => it.country === country)?.mode ?? policy.others
      const wanted = mode === 'monitor' ? 'monitor' : 'block'
      const stands = standing.get(prefix)
      if (stands && (stands.mode === 'block' || wanted === 'monitor')) continue
      // What led to a block that has ended leads to no second one. When a person lifted it, what came just before counts no
      // more either: slots are no finer than that.
      const from = Math.max(
        0,
        ...blocks
          .filter((it) => it.prefix === prefix && it !== stands)
          .map(({ endsAt, liftedAt }) => slotOf(endsAt) + (liftedAt === null ? 0 : SLOT)),
      )
      const window = from > since ? await store.since(tenantId, appId, prefix, from) : of(prefix).window
      const others = [besides(country, prefix), besides(ALL, prefix)]
      if (!isPumped({ window, before: of(prefix).before, others }, rules)) continue
      await blockPrefix(rules, { tenantId, appId, country, prefix }, wanted, window)
      found.set(prefix, country)
    }

    for (const country of busy.filter((scope) => !isPrefix(scope))) {
      const prefixes = foundIn(country).map(of)
      const window = less(of(country).window, sum(prefixes.map((it) => it.window)))
      const before = less(of(country).before, sum(prefixes.map((it) => it.before)))
      const elsewhere = foundIn().filter((prefix) => found.get(prefix) !== country)
      const others = [less(whole(ALL), sum([country, ...elsewhere].map(whole)))]
      if (isPumped({ window, before, others }, rules)) await suspectCountry(tenantId, appId, country, window)
    }
  }

  const judgeWaiting = async () => {
    const all = [...waiting.values()]
    waiting = new Map()
    if (!rules) return
    for (const { tenantId, appId, scopes } of all) await judgeApp(rules, tenantId, appId, scopes)
  }

  return {
    /** Counts verifications that were started or approved, in the transaction that knows of them. */
    async onVerifications(tx: Transaction, changes: readonly VerificationChange[]): Promise<void> {
      if (!rules) return
      const known = changes.filter(({ country, prefix }) => country !== '' && prefix !== '')
      const counts = known.flatMap((it): Count[] =>
        [ALL, it.country, it.prefix].map((scope) => ({
          tenantId: it.tenantId,
          appId: it.appId,
          scope,
          country: scope === ALL ? '' : it.country,
          slot: slotOf(it.createdAt),
          started: it.started,
          approved: it.approved,
        })),
      )
      await store.add(tx, counts)
      // Only what was started can speak against a scope. Should the transaction fail, nothing is found once too often.
      for (const { tenantId, appId, country, prefix } of known.filter(({ started }) => started > 0)) {
        const key = [tenantId, appId].join('\n')
        const app = waiting.get(key) ?? { tenantId, appId, scopes: new Map<string, string>() }
        waiting.set(key, app)
        app.scopes.set(country, country).set(prefix, country)
      }
    },

    /** Judges what was counted since the last time. */
    judge(): Promise<void> {
      judging = judging.then(judgeWaiting, judgeWaiting)
      return judging
    },

    /** Prefixes that are blocked, or were, of one App: what stands comes first. @throws `SMS_APP_NOT_FOUND` */
    async blocks(tenantId: string, appId: string, { limit = 20, cursor }: PageQuery): Promise<Page<SmsPrefixBlock>> {
      await apps.need(tenantId, appId)
      const list = listName('blocks', tenantId, { appId })
      const place =
        cursor === undefined ? undefined : placeOf(list, cursor, (text) => /^\d{1,15} B[0-9A-Z]{26}$/.test(text))
      const [endsAt, id] = place?.split(' ') ?? []
      const after = endsAt === undefined || id === undefined ? undefined : { endsAt: Number(endsAt), id }
      const rows = await store.list(tenantId, appId, after, limit + 1)
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        items: rows.slice(0, limit).map(toSmsPrefixBlock),
        nextCursor: last ? encodeCursor(list, `${last.endsAt} ${last.id}`) : null,
      }
    },

    /** Ends a block at once, in all processes. @throws `SMS_APP_NOT_FOUND`, `SMS_BLOCK_NOT_FOUND` */
    async lift(caller: Caller, appId: string, id: string): Promise<SmsPrefixBlock> {
      const { tenantId } = caller
      await apps.need(tenantId, appId)
      const at = now()
      const { entry, lifted } = await database.transaction(async (tx) => {
        // The tenant's row first, as whoever blocks does.
        await audit.settingsChanged(tx, tenantId)
        const found = await store.find(tx, tenantId, appId, id)
        if (!found) throw smsError('SMS_BLOCK_NOT_FOUND', [id])
        if (!(await store.lift(tx, id, at))) return { entry: null, lifted: found }
        const { country, prefix, mode } = found
        const entry = await audit.record(tx, caller, {
          action: 'block.lift',
          target: { kind: 'block', id, name: prefix },
          after: { appId, country, prefix, mode },
        })
        return { entry, lifted: { ...found, standing: null, endsAt: at, liftedAt: at } }
      })
      if (entry) {
        audit.announce(entry)
        for (const kind of ['prefix_blocked', 'prefix_suspected'] as const)
          await alarms.end(tenantId, kind, subjectOf(appId, lifted.prefix).id)
      }
      return toSmsPrefixBlock(lifted)
    },

    /** What the next judgement would look at. @throws `SMS_APP_NOT_FOUND` */
    async conversions(tenantId: string, appId: string): Promise<SmsConversions> {
      await apps.need(tenantId, appId)
      const at = now()
      const since = at - (rules?.window ?? 60 * 60_000)
      const [countries, prefixes] = await Promise.all([
        store.recent(tenantId, appId, 'countries', since, MOST_COUNTRIES),
        store.recent(tenantId, appId, 'prefixes', since, MOST_PREFIXES),
      ])
      return {
        from: iso(since),
        to: iso(at),
        countries: countries.map(({ country, started, approved }) => ({ country, started, approved })),
        prefixes: prefixes.map(({ scope, country, started, approved }) => ({
          country,
          prefix: scope,
          started,
          approved,
        })),
      }
    },

    /** Deletes counts and blocks that are too old to be asked for. */
    async sweep(): Promise<void> {
      const at = now()
      await inBatches(() => store.sweep(at - COUNTS_KEPT, at - BLOCKS_KEPT, SWEPT_AT_ONCE), SWEPT_BATCHES)
    },
  }
}
export type Guard = ReturnType<typeof createGuard>
