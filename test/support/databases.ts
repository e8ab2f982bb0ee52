import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Knex } from 'knex'
import mysql from 'mysql2/promise'
import type { Test } from 'tap'

/** An empty database of one test's own; it vanishes with the test. */
export interface TestDatabase {
  name: 'sqlite' | 'mysql'
  /** `file:///…` or `mysql://…`; a child process makes its own configuration of it by {@link databaseConfig}. */
  url: string
  /** A fresh Knex configuration for it, as a host would write it. */
  config: () => Knex.Config
}

/** The Knex configuration for a test database's URL. */
export async function databaseConfig(url: string): Promise<Knex.Config> {
  if (!url.startsWith('file:')) return { client: 'mysql2', connection: url }
  const plugin = (await import('@sms-settings/fastify')) as unknown as {
    sqliteConfig: (filename: string) => Knex.Config
  }
  return plugin.sqliteConfig(fileURLToPath(url))
}

const testDatabase = async (name: TestDatabase['name'], url: string): Promise<TestDatabase> => {
  const config = await databaseConfig(url)
  return { name, url, config: () => ({ ...config }) }
}

/** A new SQLite file in a temporary folder, removed when `t` ends. */
export async function sqliteDatabase(t: Test): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'sms-test-sqlite-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return testDatabase('sqlite', pathToFileURL(join(folder, 'test.db')).href)
}

/** A new schema on the MySQL or MariaDB server of `TEST_MYSQL_URL`, dropped when `t` ends. */
export async function mysqlDatabase(t: Test): Promise<TestDatabase> {
  const server = process.env.TEST_MYSQL_URL
  if (!server) throw new Error('TEST_MYSQL_URL is not set: run the tests by npm test')
  const name = `sms_test_${randomBytes(6).toString('hex')}`
  const run = async (statement: string) => {
    const connection = await mysql.createConnection({ uri: server })
    try {
      // Dropping waits for whoever still has a table open: for a while, not for ever.
      await connection.query('set session lock_wait_timeout = 20')
      await connection.query(statement)
    } finally {
      await connection.end()
    }
  }
  await run(`create database ${name} character set utf8mb4`)
  t.teardown(() => run(`drop database ${name}`))
  const url = new URL(server)
  url.pathname = name
  return testDatabase('mysql', url.href)
}

type Body = (t: Test, database: TestDatabase) => Promise<unknown>

/**
 * Runs the body as a subtest on a fresh SQLite database.
 *
 *     await onSqlite(t, async (t, database) => { … })
 */
export const onSqlite = (t: Test, body: Body) =>
  t.test('on sqlite', async (t) => {
    await body(t, await sqliteDatabase(t))
  })

/**
 * Runs the body as a subtest on a fresh MySQL database. Without a server it is skipped, and with `CI=true` it fails.
 */
export const onMysql = (t: Test, body: Body) => {
  const missing = !process.env.TEST_MYSQL_URL && process.env.CI !== 'true'
  return t.test('on mysql', { skip: missing && 'TEST_MYSQL_URL is not set' }, async (t) => {
    await body(t, await mysqlDatabase(t))
  })
}

/** Runs the body as two subtests, on SQLite and on MySQL, each on a fresh database. */
export async function onEachDatabase(t: Test, body: Body) {
  await onSqlite(t, body)
  await onMysql(t, body)
}
