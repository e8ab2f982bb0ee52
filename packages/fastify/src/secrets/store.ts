import type { Database, Row } from '../database/database.ts'

/** A column that holds something sealed. */
export type SealedColumn = { table: string; column: string; keys: string[] }

const BATCH = 500

/** Everything that is sealed in the database. */
export const createSealedStore = (database: Database) => ({
  /** The index key, sealed; undefined before the first start. */
  async indexKey(): Promise<string | undefined> {
    const row = (await database.table('sms_keys').where({ id: 'index' }).first('sealed')) as Row | undefined
    return row && String(row.sealed)
  },

  /** Adds the index key, unless another process was first. */
  async addIndexKey(sealed: string, now: number): Promise<void> {
    await database.transaction((tx) =>
      tx.table('sms_keys').insert({ id: 'index', sealed, created_at: now }).onConflict('id').ignore(),
    )
  },

  /** Some rows of a column in the order of their keys, after one of them; none of a value that was erased. */
  async some({ table, column, keys }: SealedColumn, after: Row | undefined): Promise<Row[]> {
    const query = database
      .table(table)
      .select(...keys, column)
      .whereNotNull(column)
      .whereNot(column, '')
      .limit(BATCH)
    for (const key of keys) query.orderBy(key)
    if (after)
      query.whereRaw(
        `(${keys.join(', ')}) > (${keys.map(() => '?').join(', ')})`,
        keys.map((key) => String(after[key])),
      )
    return (await query) as Row[]
  },

  /** Replaces a value, if it is still what was read. @returns whether it was */
  async replace({ table, column, keys }: SealedColumn, row: Row, anew: string): Promise<boolean> {
    const where = Object.fromEntries([...keys, column].map((key) => [key, row[key]]))
    const affected = await database.transaction((tx) =>
      tx
        .table(table)
        .where(where)
        .update({ [column]: anew }),
    )
    return affected === 1
  },
})
export type SealedStore = ReturnType<typeof createSealedStore>
