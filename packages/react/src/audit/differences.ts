/** One field that an action changed. */
export type Difference = { field: string; before: unknown; after: unknown }

type Values = Record<string, unknown> | null

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** What is other after an action than before: fields in the order of the entry, those that stayed left out. */
export const differences = (before: Values, after: Values): Difference[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].flatMap((field) => {
    const [was, is] = [before?.[field], after?.[field]]
    const isNothing = (value: unknown) => value === undefined || value === null || same(value, [])
    return same(was, is) || (isNothing(was) && isNothing(is)) ? [] : [{ field, before: was, after: is }]
  })
