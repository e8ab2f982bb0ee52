import type { Behaviours } from '../behaviours.ts'
import { refusal } from '../errors.ts'
import type { Parameters } from './action.ts'

/** Most entries on a page. */
const LARGEST_PAGE = 50

/** An integer from 1 on; undefined when the text is none. */
const positive = (text: string) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined)

/** Which page is asked for, 10 entries on the first unless said otherwise. `index` names the page's parameter. */
export function readPage(
  params: Parameters,
  behaviours: Pick<Behaviours, 'pageSize'>,
  index: 'PageIndex' | 'CurrentPage' = 'PageIndex',
): { page: number; size: number } {
  const page = positive(params.get(index) || '1')
  const size = positive(params.get('PageSize') || '10')
  if (!page || !size || size > LARGEST_PAGE) throw refusal(behaviours.pageSize)
  return { page, size }
}

/** The entries of a page; none beyond the last. */
export const pageOf = <T>(all: readonly T[], { page, size }: { page: number; size: number }): T[] =>
  all.slice((page - 1) * size, page * size)
