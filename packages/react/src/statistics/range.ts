import { beginningOf } from '../words/days.ts'

/** A time to look at: some days up to today, or from one day to another. Days are UTC days, as they are counted. */
export const SPANS = ['7', '30', '90', 'chosen'] as const
export type Span = (typeof SPANS)[number]
export type Range = { span: Span; first: string; last: string }

export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** What is asked of the server for a range; `now` tells which day is today. */
export const queryOf = ({ span, first, last }: Range, now: number): { from?: string; to?: string } => {
  const isChosen = span === 'chosen'
  const from = isChosen
    ? beginningOf(first, { isUtc: true })
    : beginningOf(dayOf(now), { later: 1 - Number(span), isUtc: true })
  // The day itself included.
  const to = isChosen ? beginningOf(last, { later: 1, isUtc: true }) : undefined
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}
