import { createHash } from 'node:crypto'
import type { SearchedPage } from '@sms-settings/api'
import { smsError } from '../errors.ts'
import type { Found } from './history.ts'
import { timeOf } from './ids.ts'

/**
 * The name of a list. What a filter leaves open is as if it were not there, and the order in which it was asked for does
 * not matter: the same list has the same name however it was written.
 */
export const listName = (kind: string, tenantId: string, filter: Record<string, string | undefined> = {}): string =>
  JSON.stringify([
    kind,
    tenantId,
    ...Object.entries(filter)
      .filter(([, value]) => value)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  ])

/** Short however long a list's filters are: what we give out as a cursor must be taken back. */
const markOf = (list: string): string => createHash('sha256').update(list).digest('base64url').slice(0, 22)

/**
 * A place in a list. The cursor bears the mark of its list (a tenant, a filter): it is of no use in another.
 * @param list its name, with the tenant and the filters
 */
export const encodeCursor = (list: string, place: string): string =>
  Buffer.from(`${markOf(list)}${place}`).toString('base64url')

/** @throws `SMS_INVALID_CURSOR` when it is not a cursor of this list */
export const placeOf = (list: string, cursor: string, isPlace: (text: string) => boolean = () => true): string => {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const mark = markOf(list)
  const place = text.slice(mark.length)
  if (!text.startsWith(mark) || !isPlace(place))
    throw smsError('SMS_INVALID_CURSOR', [], { field: 'querystring.cursor' })
  return place
}

/**
 * The place in a list sorted by id, newest first: the id that the next page is older than. Ids begin with their time, so
 * every page costs the same however long the list is.
 * @throws `SMS_INVALID_CURSOR` when it is not a cursor of this list
 */
export const decodeCursor = (list: string, cursor: string | undefined): string | undefined =>
  cursor === undefined ? undefined : placeOf(list, cursor, (place) => /^[A-Z][0-9A-Z]{26}$/.test(place))

/** A page that may end before it is full; then it says back to when all has been looked at. */
export const toSearchedPage = <R extends { id: string }, T>(
  list: string,
  { rows, olderThan }: Found<R>,
  limit: number,
  map: (row: R) => T,
): SearchedPage<T> => ({
  items: rows.map(map),
  nextCursor: olderThan && encodeCursor(list, olderThan),
  ...(olderThan !== null && rows.length < limit ? { searchedTo: new Date(timeOf(olderThan)).toISOString() } : {}),
})

/** One more row than asked for tells whether there is a next page, without counting. */
export const toPage = <R extends { id: string }, T>(list: string, rows: R[], limit: number, map: (row: R) => T) => {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map(map),
    nextCursor: last ? encodeCursor(list, last.id) : null,
  }
}
