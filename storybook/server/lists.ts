import type { Page, PageQuery } from '@sms-settings/api'

/** One page of a list. */
export const pageOf = <T>(items: readonly T[], { limit = 20, cursor }: PageQuery): Page<T> => {
  const from = Number(cursor ?? 0)
  return {
    items: items.slice(from, from + limit),
    nextCursor: from + limit < items.length ? String(from + limit) : null,
  }
}

/** Whether what is looked for is part of any of the texts. */
export const has = (q: string | undefined, ...texts: (string | null)[]): boolean =>
  q === undefined || texts.some((it) => it?.toLowerCase().includes(q.toLowerCase()))
