import type { Page, PageQuery, SearchedPage } from '@sms-settings/api'

/** One page of a list. */
export const pageOf = <T>(items: readonly T[], { limit = 20, cursor }: PageQuery): Page<T> => {
  const from = Number(cursor ?? 0)
  return {
    items: items.slice(from, from + limit),
    nextCursor: from + limit < items.length ? String(from + limit) : null,
  }
}

/** Rows that a page with several filters looks at, for each that it may hold. */
const LOOKED_AT = 10

/** One page of what fits, where a page with filters looks through so much and no more. */
export const searchedPageOf = <T extends { createdAt: string }>(
  all: readonly T[],
  fits: (item: T) => boolean,
  { limit = 20, cursor }: PageQuery,
): SearchedPage<T> => {
  const from = Number(cursor ?? 0)
  const items: T[] = []
  let at = from
  for (; at < all.length && at < from + LOOKED_AT * limit && items.length < limit; at++) {
    const item = all[at] as T
    if (fits(item)) items.push(item)
  }
  const isOver = at >= all.length
  return {
    items,
    nextCursor: isOver ? null : String(at),
    ...(isOver || items.length === limit ? {} : { searchedTo: (all[at - 1] as T).createdAt }),
  }
}

/** Whether what is looked for is part of any of the texts. */
export const has = (q: string | undefined, ...texts: (string | null)[]): boolean =>
  q === undefined || texts.some((it) => it?.toLowerCase().includes(q.toLowerCase()))
