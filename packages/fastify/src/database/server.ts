import type { Knex } from 'knex'
import { InvalidOption } from '../errors.ts'
import type { Database } from './database.ts'

/**
 * Learns how the server takes what the check of a code is written with, once the tables are there.
 *
 * MySQL and MariaDB assign the columns of an update one after the other, and each sees what was assigned before it. TiDB
 * computes all of them from the old row (https://docs.pingcap.com/tidb/stable/sql-statement-update), and so does MariaDB
 * with one of its modes: a check has another text there, that means the same either way.
 *
 * What a check decided comes back as the number of `last_insert_id(…)` with the answer to its update. That is tried, for not
 * every engine says whether it does so, and one that does not would have each right code answered as a wrong one.
 * @throws {InvalidOption}
 */
export const learnServer = async (database: Database): Promise<void> => {
  if (database.dialect !== 'mysql') return
  const { rows } = await database.run('select @@session.sql_mode as mode, version() as version')
  const [{ mode, version } = { mode: '', version: '' }] = rows
  database.server.assignsAtOnce = /TiDB/i.test(String(version)) || /\bSIMULTANEOUS_ASSIGNMENT\b/.test(String(mode))
  const told = await database.transaction(async (tx) => {
    await tx.run("insert into sms_marks (name, place) values ('server', '') on duplicate key update place = ''")
    const { lastId } = await tx.run(
      "update sms_marks set place = case last_insert_id(37) when 37 then 'told' else place end where name = 'server'",
    )
    return lastId
  })
  if (told !== 37)
    throw new InvalidOption(
      'database',
      `is a server (${version}) that does not answer an update with its last_insert_id(…): codes could not be checked there`,
    )
}

/** What the database is, with its version, to people. Throws what the driver says when it cannot be reached. */
export const nameOfServer = async (knex: Knex): Promise<string> => {
  const isMysql = knex.client.dialect === 'mysql'
  const answer = await knex.raw(isMysql ? 'select version() as version' : 'select sqlite_version() as version')
  const { version } = (isMysql ? answer[0][0] : answer[0]) as { version: string }
  return `${isMysql ? 'MySQL or MariaDB' : 'SQLite'} ${version}`
}
