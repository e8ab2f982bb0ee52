import type { Knex } from 'knex'

/**
 * Creates a table unless a migration that was cut off half-way has created it already: MySQL commits every DDL
 * statement. Text compares byte by byte there, as it does on SQLite.
 */
export const createTable = async (
  knex: Knex,
  name: string,
  columns: (table: Knex.CreateTableBuilder) => void,
): Promise<void> => {
  if (await knex.schema.hasTable(name)) return
  await knex.schema.createTable(name, (table) => {
    if (knex.client.dialect === 'mysql') {
      table.engine('InnoDB')
      table.charset('utf8mb4')
      table.collate('utf8mb4_bin')
    }
    columns(table)
  })
}
