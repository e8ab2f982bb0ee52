import type { Knex } from 'knex'

/** MySQL's number of the error. */
const TABLE_EXISTS = 1050

/** Statements of Knex's that add keys to a table, told in the one that creates it; undefined when they are not as known. */
const inOne = (name: string, [create, ...keys]: readonly { sql: string }[]): string | undefined => {
  const [adding, options] = [`alter table \`${name}\` add `, ') default character set ']
  const [columns, rest, ...more] = create?.sql.split(options) ?? []
  if (rest === undefined || more.length > 0 || !keys.every(({ sql }) => sql.startsWith(adding))) return undefined
  return [columns, ...keys.map(({ sql }) => sql.slice(adding.length))].join(', ') + options + rest
}

/**
 * Creates a table with its keys, all or nothing, unless a migration that was cut off half-way has created it already: MySQL
 * commits each DDL statement, so there it is one. Text compares byte by byte: `a` and `A` are two tenants.
 */
export const createTable = async (
  knex: Knex,
  name: string,
  columns: (table: Knex.CreateTableBuilder) => void,
): Promise<void> => {
  if (await knex.schema.hasTable(name)) return
  const isMysql = /mysql/.test(knex.client.dialect)
  const creating = knex.schema.createTable(name, (table) => {
    if (isMysql) {
      table.engine('InnoDB')
      table.charset('utf8mb4')
      table.collate('utf8mb4_bin')
    }
    columns(table)
  })
  const one = isMysql ? inOne(name, creating.toSQL() as unknown as { sql: string }[]) : undefined
  try {
    await (one === undefined ? creating : knex.raw(one))
  } catch (error) {
    // Another process, at another node of a cluster, may just have done the same.
    if ((error as { errno?: number }).errno !== TABLE_EXISTS) throw error
  }
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
