import { smsError } from '../errors.ts'

/**
 * A place in a list sorted by id, newest first. Ids begin with their time, so "older than this id" is the next page, at
 * the same cost however long the list is. The cursor names its list (a tenant, a filter): it is of no use in another.
 */
export const encodeCursor = (list: string, lastId: string): string =>
  Buffer.from(`${lastId}\n${list}`).toString('base64url')

/** @throws `SMS_INVALID_CURSOR` when it is not a cursor of this list */
export const decodeCursor = (list: string, cursor: string | undefined): string | undefined => {
  if (cursor === undefined) return undefined
  const [lastId = '', ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split('\n')
  if (rest.join('\n') !== list || !/^[A-Z][0-9A-Z]{26}$/.test(lastId))
    throw smsError('SMS_INVALID_CURSOR', [], { field: 'querystring.cursor' })
  return lastId
}

/** One more row than asked for tells whether there is a next page, without counting. */
export const toPage = <R extends { id: string }, T>(list: string, rows: R[], limit: number, map: (row: R) => T) => {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    items: rows.slice(0, limit).map(map),
    nextCursor: last ? encodeCursor(list, last.id) : null,
  }
}
