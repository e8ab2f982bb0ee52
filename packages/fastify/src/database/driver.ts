export type Value = string | number | null
export type Row = Record<string, unknown>

/** What a statement gave. */
export type Result = {
  rows: Row[]
  /** Rows matched by an update or delete, or inserted. */
  affected: number
  /** On MySQL the number set by `last_insert_id(…)` in the statement. */
  lastId: number
}

/**
 * What is done on one connection of Knex's pool, past Knex itself: building and rewriting a statement that is always the
 * same costs as much as running it.
 */
export type Driver = {
  /** Runs one statement with `?` for its values, prepared once for the connection. */
  run(connection: unknown, sql: string, values: Value[]): Promise<Result>
  /** Begins a transaction that writes. */
  begin(connection: unknown): Promise<void>
  commit(connection: unknown): Promise<void>
  rollback(connection: unknown): Promise<void>
}

/** Knex's pool takes a connection out of use when this is set. */
export type Poisonable = { __knex__disposed?: unknown }

/** Statements that only differ in how many values they take: each is written once, for its text is looked up every time. */
export const byCount = (write: (count: number) => string): ((count: number) => string) => {
  const known = new Map<number, string>()
  return (count) => {
    const sql = known.get(count) ?? write(count)
    known.set(count, sql)
    return sql
  }
}
