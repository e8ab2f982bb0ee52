import type { Value } from './driver.ts'

// Each text of a statement is prepared on each connection, and kept there and at the server, which keeps so many for all of
// its clients together (`max_prepared_stmt_count` of MySQL and MariaDB, 16,382 by default) and then refuses any more. A list
// of every length would be a text of its own, so lists come in powers of two.
// https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_prepared_stmt_count

/**
 * What stands in `in (…)`: the values, the last of them repeated until they are as many as a power of two.
 * @param values at least one
 */
export const inList = <T extends Value>(values: readonly T[]): { marks: string; values: T[] } => {
  const length = 2 ** Math.ceil(Math.log2(values.length))
  const padding = Array<T>(length - values.length).fill(values.at(-1) as T)
  return { marks: Array(length).fill('?').join(', '), values: [...values, ...padding] }
}

/** Rows in the order they have, for statements that name each: as many at a time as a power of two, the most first. */
export function* batchesOf<T>(rows: readonly T[], most: number): Generator<T[]> {
  let size = 2 ** Math.floor(Math.log2(most))
  for (let at = 0; at < rows.length; at += size) {
    while (size > rows.length - at) size /= 2
    yield rows.slice(at, at + size)
  }
}
