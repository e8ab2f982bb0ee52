/** A time to look at: some days up to today, or from one day to another. Days are UTC days, as they are counted. */
export const SPANS = ['7', '30', '90', 'chosen'] as const
export type Span = (typeof SPANS)[number]
export type Range = { span: Span; first: string; last: string }

const DAY = 86_400_000
const beginning = (day: string) => Date.parse(`${day}T00:00:00.000Z`)
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** What is asked of the server for a range; `now` tells which day is today. */
export const queryOf = ({ span, first, last }: Range, now: number): { from?: string; to?: string } => {
  if (span !== 'chosen') return { from: new Date(beginning(dayOf(now)) - (Number(span) - 1) * DAY).toISOString() }
  return {
    ...(first === '' ? {} : { from: new Date(beginning(first)).toISOString() }),
    // The day itself included.
    ...(last === '' ? {} : { to: new Date(beginning(last) + DAY).toISOString() }),
  }
}
