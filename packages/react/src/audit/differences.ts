/** What an action changed in one place: `['limits', 'phonePerHour']`. */
export type Difference = { path: readonly string[] } & (
  | { kind: 'value'; before: unknown; after: unknown }
  /** A list, of which only what came and what went is told. */
  | { kind: 'list'; added: readonly unknown[]; removed: readonly unknown[] }
)

type Values = Record<string, unknown>

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
const isNothing = (value: unknown) => value === undefined || value === null || value === ''
const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Numbers in a row mean something by their order; of other lists it is told what came and what went. */
const isList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && !(value.length > 0 && value.every((it) => typeof it === 'number'))

const compare = (path: readonly string[], before: unknown, after: unknown): Difference[] => {
  if (same(before, after) || (isNothing(before) && isNothing(after))) return []
  if ((isObject(before) || isNothing(before)) && (isObject(after) || isNothing(after))) {
    const [was, is] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) =>
      compare([...path, name], was[name], is[name]),
    )
  }
  if ((isList(before) || isNothing(before)) && (isList(after) || isNothing(after))) {
    const [was, is] = [isList(before) ? before : [], isList(after) ? after : []]
    const added = is.filter((it) => !was.some((other) => same(it, other)))
    const removed = was.filter((it) => !is.some((other) => same(it, other)))
    return added.length + removed.length > 0 ? [{ path, kind: 'list', added, removed }] : []
  }
  return [{ path, kind: 'value', before, after }]
}

/** What is other after an action than before, place by place in the order of the entry; what stayed is left out. */
export const differences = (before: Values | null, after: Values | null): Difference[] => compare([], before, after)
