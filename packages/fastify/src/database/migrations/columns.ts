import type { Knex } from 'knex'

/** MySQL's number of the error. */
const TABLE_EXISTS = 1050

/**
 * Creates a table unless a migration that was cut off half-way has created it already (MySQL commits each DDL statement).
 * Text compares byte by byte: `a` and `A` are two tenants.
 */
export const createTable = async (
  knex: Knex,
  name: string,
  columns: (table: Knex.CreateTableBuilder) => void,
): Promise<void> => {
  if (await knex.schema.hasTable(name)) return
  const creating = knex.schema.createTable(name, (table) => {
    if (/mysql/.test(knex.client.dialect)) {
      table.engine('InnoDB')
      table.charset('utf8mb4')
      table.collate('utf8mb4_bin')
    }
    columns(table)
  })
  // Another process, at another node of a cluster, may just have done the same.
  await creating.catch((error: { errno?: number }) => {
    if (error.errno !== TABLE_EXISTS) throw error
  })
}

/** Whether an index is there already, left by a migration that was cut off half-way. */
export const hasIndex = async (knex: Knex, table: string, name: string): Promise<boolean> => {
  const found = /mysql/.test(knex.client.dialect)
    ? (
        await knex.raw(
          'select 1 from information_schema.statistics where table_schema = database() and table_name = ? and index_name = ?',
          [table, name],
        )
      )[0]
    : await knex.raw("select name from sqlite_master where type = 'index' and tbl_name = ? and name = ?", [table, name])
  return found.length > 0
}

/** An id, ours or the host's. */
export const id = (table: Knex.TableBuilder, name: string) => table.string(name, 64)

/** A moment in milliseconds since the epoch, in UTC whatever the connection's time zone. */
export const moment = (table: Knex.TableBuilder, name: string) => table.bigInteger(name)

/** A keyed hash: 43 characters of base64url, with a short kind before it for a limit. */
export const hash = (table: Knex.TableBuilder, name: string) => table.string(name, 48)
