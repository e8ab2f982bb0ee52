import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { retrying } from './database.ts'
import { isConflict } from './errors.ts'
import { createTable } from './migrations/columns.ts'
import { MIGRATIONS_TABLE, type Migration, migrations } from './migrations/index.ts'
import { createSqliteDriver } from './sqlite.ts'

/** Thrown when the database was migrated by a newer version of the plugin than this one. */
export class DatabaseNewer extends Error {
  override name = 'DatabaseNewer'
}

const LOCK_SECONDS = 60

/** On a cluster: whose turn it is to migrate. */
const TURN_TABLE = `${MIGRATIONS_TABLE}_turn`
/** Longer than any one migration takes. */
const GIVEN_UP_AFTER = 30_000

type Turn = { holder: string; step: number }

type Applied = { name: string; batch: number }

const applied = async (knex: Knex): Promise<Applied[]> => {
  await createTable(knex, MIGRATIONS_TABLE, (t) => {
    t.increments('id')
    t.string('name')
    t.integer('batch')
    t.timestamp('migration_time')
  })
  return (await knex(MIGRATIONS_TABLE).orderBy('id').select('name', 'batch')) as Applied[]
}

const pending = (done: Applied[], known: readonly Migration[]): Migration[] => {
  const strangers = done.filter(({ name }) => !known.some((it) => it.name === name))
  if (strangers.length > 0)
    throw new DatabaseNewer(
      `The database has migrations that this version of SMS Settings does not know (${strangers.map(({ name }) => name).join(', ')}): ` +
        'it was migrated by a newer version. Install that version, or roll its migrations back with it first.',
    )
  return known.filter(({ name }) => !done.some((it) => it.name === name))
}

const run = async (
  knex: Knex,
  known: readonly Migration[],
  mayGoOn: () => Promise<void> = async () => {},
): Promise<string[]> => {
  const done = await applied(knex)
  const batch = Math.max(0, ...done.map((it) => it.batch)) + 1
  const names: string[] = []
  for (const { name, up } of pending(done, known)) {
    await mayGoOn()
    await up(knex)
    await mayGoOn()
    await knex(MIGRATIONS_TABLE).insert({
      name,
      batch,
      migration_time: new Date(),
    })
    names.push(name)
  }
  return names
}

/**
 * Brings the database up to this version. Safe when several processes start at once: one migrates, the others wait and
 * then find nothing to do. (Knex's own lock makes the others fail, and stays locked when a process dies.)
 * @returns the names of the migrations that were run
 * @throws {DatabaseNewer}
 */
export const migrate = (knex: Knex, known: readonly Migration[] = migrations): Promise<string[]> =>
  knex.client.dialect === 'mysql' ? onMysql(knex, known) : onSqlite(knex, known)

const onMysql = async (knex: Knex, known: readonly Migration[]): Promise<string[]> => {
  // The lock belongs to a connection, so one connection is kept for it while others migrate; it goes when the connection does.
  const pool = knex.client as {
    acquireConnection(): Promise<unknown>
    releaseConnection(connection: unknown): Promise<void>
  }
  const connection = await pool.acquireConnection()
  try {
    const own = pinnedTo(knex, connection)
    const [[wsrep]] = await own.raw("show variables like 'wsrep_on'")
    if (wsrep?.Value === 'ON') return await inTurn(own, known)
    const [rows] = await knex
      .raw("select get_lock(concat('sms_migrations.', database()), ?) as held", [LOCK_SECONDS])
      .connection(connection)
    if (Number(rows[0].held) !== 1)
      throw new Error(`Another process has been migrating for ${LOCK_SECONDS} seconds: look at it, then start again`)
    try {
      return await run(own, known)
    } finally {
      await knex.raw("do release_lock(concat('sms_migrations.', database()))").connection(connection)
    }
  } finally {
    await pool.releaseConnection(connection)
  }
}

/**
 * A lock of a server's own keeps out only who is at the same node of a Galera cluster, so there the turn is a row, which all
 * nodes agree on. A process that died with it leaves it behind: the row says whose turn it is and counts its steps, and
 * who has waited long enough without seeing another step takes over. Clocks are not compared, and whoever was only slow
 * finds that it is no longer its turn before it goes on.
 */
const inTurn = async (knex: Knex, known: readonly Migration[]): Promise<string[]> => {
  if (pending(await retrying(() => applied(knex)), known).length === 0) return []

  await knex.raw(
    `create table if not exists ${TURN_TABLE} (name varchar(16) not null primary key, holder varchar(36) not null, step int not null) engine = InnoDB`,
  )
  const holder = randomUUID()
  const write = async (sql: string, values: Knex.RawBinding[]): Promise<number> =>
    retrying(async () => Number(((await knex.raw(sql, values)) as [{ affectedRows: number }])[0].affectedRows))
  await write(`insert ignore into ${TURN_TABLE} (name, holder, step) values ('turn', '', 0)`, [])
  const take = (was: Turn) =>
    write(`update ${TURN_TABLE} set holder = ?, step = step + 1 where name = 'turn' and holder = ? and step = ?`, [
      holder,
      was.holder,
      was.step,
    ])

  let seen: Turn = { holder: '', step: -1 }
  for (let since = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const [[row]] = (await knex.raw(`select holder, step from ${TURN_TABLE} where name = 'turn'`)) as [[Turn]]
    if (row.holder !== seen.holder || row.step !== seen.step) since = Date.now()
    seen = row
    if (row.holder !== '' && Date.now() - since < GIVEN_UP_AFTER) continue
    if ((await take(row)) === 1) break
  }
  try {
    return await retrying(() =>
      run(knex, known, async () => {
        const sql = `update ${TURN_TABLE} set step = step + 1 where name = 'turn' and holder = ?`
        if ((await write(sql, [holder])) !== 1)
          throw new Error('Another process took over this migration, which had not gone on for a while: start again')
      }),
    )
  } finally {
    await write(`update ${TURN_TABLE} set holder = '' where name = 'turn' and holder = ?`, [holder])
  }
}

/** A host's pool may have a single connection: everything runs on the one that holds the lock. */
const pinnedTo = (knex: Knex, connection: unknown): Knex =>
  new Proxy(knex, {
    apply: (target, _, [table]) => (target as (name: string) => Knex.QueryBuilder)(table).connection(connection),
    get: (target, property) => {
      if (property === 'schema') return target.schema.connection(connection)
      if (property === 'raw')
        return (sql: string, values: Knex.RawBinding[] = []) => target.raw(sql, values).connection(connection)
      return Reflect.get(target, property)
    },
  })

const onSqlite = async (knex: Knex, known: readonly Migration[]): Promise<string[]> => {
  const pool = knex.client as {
    acquireConnection(): Promise<unknown>
    releaseConnection(connection: unknown): Promise<void>
  }
  const driver = createSqliteDriver(knex)
  const connection = await pool.acquireConnection()
  try {
    const own = pinnedTo(knex, connection)
    for (const until = Date.now() + LOCK_SECONDS * 1000; ; ) {
      try {
        await driver.begin(connection)
        break
      } catch (error) {
        if (Date.now() > until || !isConflict(error)) throw error
      }
    }
    try {
      const names = await run(own, known)
      await driver.commit(connection)
      return names
    } catch (error) {
      await driver.rollback(connection)
      throw error
    }
  } finally {
    await pool.releaseConnection(connection)
  }
}

/**
 * What `migrate` would run; nothing is written.
 * @throws {DatabaseNewer}
 */
export const outstanding = async (knex: Knex): Promise<string[]> => {
  const done = (await knex.schema.hasTable(MIGRATIONS_TABLE)) ? await applied(knex) : []
  return pending(done, migrations).map(({ name }) => name)
}

/** Takes the newest migrations back, all of them unless `steps` says how many. Data in their tables is lost. */
export const rollback = async (
  knex: Knex,
  steps = Number.POSITIVE_INFINITY,
  known: readonly Migration[] = migrations,
): Promise<string[]> => {
  const done = await applied(knex)
  pending(done, known)
  const names: string[] = []
  for (const { name } of done.reverse().slice(0, steps)) {
    await known.find((it) => it.name === name)?.down(knex)
    await knex(MIGRATIONS_TABLE).where({ name }).delete()
    names.push(name)
  }
  if (names.length === done.length) {
    await knex.schema.dropTableIfExists(MIGRATIONS_TABLE)
    await knex.schema.dropTableIfExists(TURN_TABLE)
  }
  return names
}
