import { startEmulator } from '@sms-settings/emulator'
import t, { type Test } from 'tap'
import { onMysql } from '../../support/databases.ts'
import { caller, createTestHost } from '../../support/host.ts'
import { findServer, startServer } from '../../support/mysql-server.mjs'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

type Connection = { query(sql: string, done: (error: unknown) => void): void }

/** Codes on a server that computes all columns of an update from the old row: right, wrong, used up, after a resend. */
const checkCodes = async (t: Test, database: object) => {
  const clock = { now: Date.now() }
  const app = await createTestHost({
    databaseUrl: 'file:///unused',
    endpoint: emulator.endpoint,
    settings: {
      database,
      now: () => clock.now,
      verification: { limits: { phonePerMinute: 10, phonePerHour: 30, phonePerDay: 50 } },
    },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const phone = '+8613700000001'
  const begin = async () =>
    String((await call('POST', '/verifications', { phone, purpose: 'log_in' }, { app: 'shop' })).body.id)
  const newest = () => String(emulator.outbox.messages({ phone }).at(-1)?.params.code)
  const check = async (id: string, code: string) => {
    const { status, body } = await call('POST', `/verifications/${id}/check`, { code }, { app: 'shop' })
    return [status, body.attemptsLeft ?? body.status]
  }
  const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

  const first = await begin()
  t.same(await check(first, wrong(newest())), [422, 4])
  t.same(await check(first, newest()), [200, 'approved'])
  t.same(await check(first, newest()), [410, 'approved'])

  const second = await begin()
  const before = newest()
  clock.now += 61_000
  t.equal((await call('POST', `/verifications/${second}/resend`, undefined, { app: 'shop' })).status, 200)
  t.same(await check(second, before), [200, 'approved'], 'the code before the resend is still good')

  clock.now += 61_000
  const third = await begin()
  for (const left of [4, 3, 2, 1, 0]) t.same(await check(third, wrong(newest())), [422, left])
  t.same(await check(third, newest()), [410, 'exhausted'])
  const locked = await call('POST', '/verifications', { phone, purpose: 'log_in' }, { app: 'shop' })
  t.match(locked, { status: 429, body: { code: 'SMS_LOCKED_OUT', retryAfter: 900 } })
}

await onMysql(t, async (t, { config }) => {
  await t.test('MariaDB with SIMULTANEOUS_ASSIGNMENT', (t) =>
    checkCodes(t, {
      ...config(),
      pool: {
        afterCreate: (connection: Connection, done: (error: unknown, connection: Connection) => void) => {
          connection.query("set session sql_mode = 'SIMULTANEOUS_ASSIGNMENT'", (error) => done(error, connection))
        },
      },
    }),
  )

  await t.test('a server that says nothing of last_insert_id(…) is refused', async (t) => {
    const app = await createTestHost({
      databaseUrl: 'file:///unused',
      endpoint: emulator.endpoint,
      settings: {
        database: {
          ...config(),
          pool: {
            afterCreate: (connection: Connection & { execute: Forward }, done: (e: null, it: unknown) => void) => {
              const execute = connection.execute.bind(connection)
              connection.execute = (sql, values, tell) => execute(sql.replace('last_insert_id(37)', '37'), values, tell)
              done(null, connection)
            },
          },
        },
      },
    })
    t.teardown(() => app.close())
    const ready = async () => {
      await app.ready()
    }
    await t.rejects(ready, { code: 'SMS_INVALID_OPTION', message: /last_insert_id/ })
  })
})
type Forward = (sql: string, values: unknown[], done: unknown) => void

const program = process.env.TEST_MYSQL_URL && findServer()
const isMaria = typeof program === 'string' && program.endsWith('mariadbd')
await t.test(
  'a server that calls itself TiDB is spoken to in the same way',
  { skip: !isMaria && 'only MariaDB can pass itself off as it' },
  async (t) => {
    const server = await startServer(program as string, ['--version=8.0.11-TiDB-v8.5.1'])
    t.teardown(server.stop)
    await checkCodes(t, { client: 'mysql2', connection: `${server.url}/mysql` })
  },
)

t.end()
