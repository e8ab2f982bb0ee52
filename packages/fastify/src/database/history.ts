import type { Knex } from 'knex'
import type { Database, Row } from './database.ts'

/** One value of one column, and the index that has the column between the tenant and the id. */
export type Filter = { index: string; column: string; value: string }

/** Ids between which rows are looked for. */
export type Between = { fromId?: string; toId?: string; olderThan?: string }

/** What a page has found. */
export type Found<R> = {
  rows: R[]
  /** The rest is older than this id; null when there is no more. */
  olderThan: string | null
}

/** Rows that a page looks at, for each that it may hold. */
export const LOOKED_AT = 10

type Way = { index: string; last: string | null }
/** Null is older than any id. */
const furthest = (ways: Way[]): Way =>
  ways.reduce((best, it) => (best.last !== null && (it.last === null || it.last < best.last) ? it : best))

/**
 * Reads one page of a table that grows for ever: what is one tenant's, newest first.
 *
 * One filter has its index, which leads from row to row of the page. With several the rows of one index are looked at one
 * by one, and where the others hardly ever fit as well that could be a whole history: so a page ends when it is full, or
 * has looked at {@link LOOKED_AT} rows for each that it may hold. It goes by the index whose next so many rows lead back
 * furthest, which differs from time to time: an App that was closed last spring is then not looked for among all that
 * came since.
 * @param list the index on the tenant and the id, for when there is no filter
 */
export const readHistory = async (
  { through, knex }: Pick<Database, 'through' | 'knex'>,
  { table, list }: { table: string; list: string },
  tenantId: string,
  { filters, fromId, toId, olderThan }: Between & { filters: readonly Filter[] },
  limit: number,
): Promise<Found<Row>> => {
  const by = (index: string, fitting: readonly Filter[]): Knex.QueryBuilder => {
    const query = through(table, index).where({ tenant_id: tenantId }).orderBy('id', 'desc')
    for (const { column, value } of fitting) query.where({ [column]: value })
    if (fromId) query.where('id', '>=', fromId)
    if (toId) query.where('id', '<', toId)
    if (olderThan) query.where('id', '<', olderThan)
    return query
  }

  let way: Way = { index: filters[0]?.index ?? list, last: null }
  if (filters.length > 1) {
    const lasts = filters.map((it) =>
      by(it.index, [it])
        .select('id')
        .limit(1)
        .offset(LOOKED_AT * limit - 1)
        .as(it.index),
    )
    const [found] = (await knex.select(lasts)) as [Record<string, string | null>]
    way = furthest(Object.entries(found).map(([index, last]) => ({ index, last })))
  }

  const query = by(way.index, filters).limit(limit + 1)
  if (way.last !== null) query.where('id', '>=', way.last)
  const rows = (await query) as Row[]
  return rows.length > limit
    ? { rows: rows.slice(0, limit), olderThan: String(rows[limit - 1]?.id) }
    : { rows, olderThan: way.last }
}
