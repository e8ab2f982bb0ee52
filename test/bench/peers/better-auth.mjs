// better-auth with its phone-number plugin, as its documents set it up, on MySQL or SQLite.
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { phoneNumber } from 'better-auth/plugins'
import { Kysely, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2/promise'

/**
 * @param {object} how
 * @param {string | undefined} how.mysqlUrl
 * @param {unknown} how.sqlite a driver with better-sqlite3's interface, used when there is no URL
 * @param {(phone: string, code: string) => Promise<unknown>} how.sendCode
 */
export const createBetterAuth = async ({ mysqlUrl, sqlite, sendCode }) => {
  const options = {
    secret: 'a'.repeat(32),
    baseURL: 'http://127.0.0.1',
    logger: { disabled: true },
    telemetry: { enabled: false },
    database: mysqlUrl
      ? createPool({ uri: mysqlUrl, connectionLimit: 10, timezone: 'Z' })
      : { db: new Kysely({ dialect: new SqliteDialect({ database: sqlite }) }), type: 'sqlite' },
    plugins: [
      phoneNumber({
        otpLength: 6,
        expiresIn: 600,
        allowedAttempts: 5,
        sendOTP: (to) => sendCode(to.phoneNumber, to.code),
      }),
    ],
  }
  const { runMigrations } = await getMigrations(options)
  await runMigrations()
  return betterAuth(options).api
}
