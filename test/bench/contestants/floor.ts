import { createCipheriv, createHmac, randomBytes, randomInt } from 'node:crypto'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { sqliteConfig } from '@sms-settings/fastify'
import Fastify from 'fastify'
import mysql from 'mysql2'
import { monotonicFactory } from 'ulid'
import { createTestHost } from '../../support/host.ts'
import { APP_HEADERS, type Contestant, type Surroundings } from './contestant.ts'
import { createSendCode } from './sms.ts'

type Value = string | number | null
type Row = Record<string, string | number | null>
type Result = { rows: Row[]; affected: number; lastId: number }
type Run = (sql: string, values: Value[]) => Result | Promise<Result>
type Store = {
  dialect: 'mysql' | 'sqlite'
  run: Run
  transaction<T>(work: (run: Run) => Promise<T>): Promise<T>
  close(): unknown
}

const onMysql = (url: string): Store => {
  const pool = mysql.createPool({ uri: url, connectionLimit: 10 })
  const execute =
    (on: Pick<mysql.PoolConnection, 'execute'>): Run =>
    (sql, values) =>
      new Promise((resolve, reject) =>
        on.execute(sql, values, (error, result) => {
          if (error) reject(error)
          else if (Array.isArray(result)) resolve({ rows: result as Row[], affected: 0, lastId: 0 })
          else resolve({ rows: [], affected: result.affectedRows, lastId: result.insertId })
        }),
      )
  const once = async <T>(work: (run: Run) => Promise<T>): Promise<T> => {
    const connection = await pool.promise().getConnection()
    try {
      await connection.query('start transaction')
      const result = await work(execute(connection.connection as unknown as mysql.PoolConnection))
      await connection.query('commit')
      return result
    } catch (error) {
      await connection.query('rollback')
      throw error
    } finally {
      connection.release()
    }
  }
  return { dialect: 'mysql', run: execute(pool as never), transaction: once, close: () => pool.promise().end() }
}

type Prepared = { reader: boolean; all(...values: Value[]): Row[]; run(...values: Value[]): { changes: number } }
type Libsql = { prepare(sql: string): Prepared; exec(sql: string): void; pragma(sql: string): void; close(): void }

/** One connection, whose work is done before anything else runs: transactions need no more care than that. */
const onSqlite = (file: string): Store => {
  const { afterCreate } = sqliteConfig(file).pool as { afterCreate: (it: Libsql, done: () => void) => void }
  const Database = createRequire(import.meta.url)('libsql') as new (file: string) => Libsql
  const database = new Database(file)
  afterCreate(database, () => {})
  const known = new Map<string, Prepared>()
  const run: Run = (sql, values) => {
    const prepared = known.get(sql) ?? database.prepare(sql)
    known.set(sql, prepared)
    if (prepared.reader) return { rows: prepared.all(...values), affected: 0, lastId: 0 }
    return { rows: [], affected: prepared.run(...values).changes, lastId: 0 }
  }
  let last: Promise<unknown> = Promise.resolve()
  return {
    dialect: 'sqlite',
    // Never inside the transaction of another request.
    run: (sql, values) => last.then(() => run(sql, values)),
    transaction: (work) => {
      const mine = last.then(async () => {
        database.exec('begin immediate')
        try {
          const result = await work(run)
          database.exec('commit')
          return result
        } catch (error) {
          database.exec('rollback')
          throw error
        }
      })
      last = mine.catch(() => undefined)
      return mine
    },
    close: () => database.close(),
  }
}

const DAY = 24 * 60 * 60_000
const HOUR = 60 * 60_000
const KEY = Buffer.alloc(32, 9)
const hmac = (...parts: string[]) => createHmac('sha256', KEY).update(parts.join('\n')).digest('base64url')
const seal = (plain: string) => {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', KEY, nonce)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}
const insert = (table: string, row: Record<string, Value>) =>
  [
    `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.keys(row)
      .map(() => '?')
      .join(', ')})`,
    Object.values(row),
  ] as const

const server = async ({ databaseUrl, endpoint }: Surroundings) => {
  // The same tables with the same indexes: what is compared is what stands above them.
  const made = await createTestHost({ databaseUrl, endpoint })
  await made.ready()
  await made.close()

  const store = databaseUrl.startsWith('file:') ? onSqlite(fileURLToPath(databaseUrl)) : onMysql(databaseUrl)
  const isMysql = store.dialect === 'mysql'
  const sendCode = createSendCode(endpoint)
  const ulid = monotonicFactory()
  const app = Fastify()
  app.addHook('onClose', () => store.close())

  const given = (column: string) => (isMysql ? `values(${column})` : `excluded.${column}`)
  const count = (rows: number) =>
    `insert into sms_limits (id, used, window_start, recent, verification_id, expires_at) values ${Array(rows).fill('(?, ?, ?, ?, ?, ?)').join(', ')}
     ${isMysql ? 'on duplicate key update' : 'on conflict (id) do update set'}
     used = case when ${given('window_start')} > sms_limits.window_start then 1 else sms_limits.used + 1 end,
     window_start = ${given('window_start')},
     recent = ${isMysql ? `left(concat(${given('recent')}, sms_limits.recent), 1313)` : `substr(${given('recent')} || sms_limits.recent, 1, 1313)`},
     previous_verification_id = sms_limits.verification_id, verification_id = ${given('verification_id')},
     expires_at = ${given('expires_at')}`
  const outcome = 'case when code_hash = ? then 100 else attempts_left - 1 end'
  // The times, too: an approval is redeemed within minutes or not at all, and wrong codes count for a day.
  const check = `update sms_verifications set
    status = case when code_hash = ? then 'approved' when attempts_left = 1 then 'exhausted' else status end,
    approved_at = case when code_hash = ? then ? else approved_at end,
    failed_at = case when code_hash = ? then failed_at else ? end,
    locked_until = case when code_hash = ? or attempts_left > 1 then locked_until else ? + 3600000 end,
    attempts_left = ${isMysql ? `attempts_left - case when last_insert_id(${outcome}) = 100 then 0 else 1 end` : `attempts_left - case when ${outcome} = 100 then 0 else 1 end`}
    where id = ? and tenant_id = ? and app_id = ? and status = 'pending' and expires_at > ? and attempts_left > 0
    ${isMysql ? '' : 'returning status, attempts_left'}`

  app.post(
    '/verifications',
    {
      schema: {
        body: {
          type: 'object',
          properties: { phone: { type: 'string' }, purpose: { type: 'string' } },
          required: ['phone', 'purpose'],
          additionalProperties: false,
        },
        response: { '2xx': { type: 'object', properties: { id: { type: 'string' }, status: { type: 'string' } } } },
      },
    },
    async (request, reply) => {
      const { phone, purpose } = request.body as { phone: string; purpose: string }
      if (!/^\+861[3-9]\d{9}$/.test(phone)) return reply.code(400).send({ code: 'INVALID_PHONE' })
      const [tenant, appId] = [String(request.headers['x-tenant']), String(request.headers['x-app'])]
      const now = Date.now()
      const id = `V${ulid(now)}`
      const messageId = `M${ulid(now)}`
      const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
      const phoneHash = hmac('phone', phone)
      const [hour, day] = [Math.floor(now / HOUR) * HOUR, Math.floor(now / DAY) * DAY]
      const entry = now.toString(36).padStart(9, '0') + randomInt(36 ** 3, 36 ** 4).toString(36)
      const rows: Value[][] = [
        [`p:${hmac('p', tenant, appId, phoneHash)}`, 1, day, entry, null, day + 2 * DAY],
        [`i:${hmac('i', tenant, appId, request.ip)}`, 1, hour, '', null, hour + 2 * HOUR],
        [`a:${hmac('a', tenant, appId)}`, 1, day, '', null, day + 2 * DAY],
        [`c:${hmac('c', tenant, appId, 'CN')}`, 1, hour, '', null, hour + 2 * HOUR],
        [`n:${hmac('n', tenant, appId, phone.slice(0, -4))}`, 1, hour, '', null, hour + 2 * HOUR],
        [`t:${hmac('t', tenant)}`, 1, day, '', null, day + 2 * DAY],
        [`v:${hmac('v', tenant, appId, purpose, phoneHash)}`, 0, 0, '', id, now + 2 * DAY],
      ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
      const refused = await store.transaction(async (run) => {
        await run(count(rows.length), rows.flat())
        const { rows: counted } = await run(
          `select l.id as limit_id, l.used, l.window_start, l.recent, l.settings_revision, v.* from sms_limits l
           left join sms_verifications v on v.id = l.previous_verification_id
           where l.id in (${rows.map(() => '?').join(', ')})${isMysql ? ' for update' : ''}`,
          rows.map(([it]) => it as string),
        )
        if (counted.some(({ used }) => Number(used) > 10_000_000)) return true
        const last = counted.find(({ limit_id }) => String(limit_id).startsWith('p:'))?.recent
        if (Number.parseInt(String(last).slice(13, 22), 36) > now - 60_000) return true
        const pending = counted.find(({ status }) => status === 'pending')
        if (pending)
          await run("update sms_verifications set status = 'cancelled' where id = ? and status = 'pending'", [
            pending.id as string,
          ])
        await run(
          ...insert('sms_verifications', {
            id,
            tenant_id: tenant,
            app_id: appId,
            purpose,
            phone_hash: phoneHash,
            sealed_phone: seal(phone),
            masked_phone: `${phone.slice(0, 6)}****${phone.slice(-4)}`,
            country: 'CN',
            prefix: phone.slice(0, -4),
            status: 'pending',
            decoy: 0,
            code_hash: hmac(id, code),
            code_expires_at: now + 600_000,
            code_length: 6,
            attempts: 5,
            attempts_left: 5,
            lockouts: 0,
            checks: '',
            sends: 1,
            resend_at: now + 60_000,
            sent_stid: 'C1',
            expires_at: now + 600_000,
            created_at: now,
            counted: '',
            count_at: now + 90_000,
          }),
        )
        await run(
          ...insert('sms_messages', {
            id: messageId,
            tenant_id: tenant,
            app_id: appId,
            account_id: null,
            account_name: 'general',
            platform: 'alibaba_cloud',
            verification_id: id,
            purpose,
            phone_hash: phoneHash,
            sealed_phone: seal(phone),
            masked_phone: `${phone.slice(0, 6)}****${phone.slice(-4)}`,
            country: 'CN',
            region: 'mainland',
            ssid: 'C1',
            signature_name: 'Quectel',
            stid: 'C1',
            template_name: 'Login',
            template_code: 'SMS_100000001',
            status: 'queued',
            created_at: now,
            ask_at: now + 60_000,
            asked: 0,
            count_at: now + 60_000,
          }),
        )
        return false
      })
      if (refused) return reply.code(429).send({ code: 'LIMITED' })
      const { bizId, requestId } = await sendCode(phone, code, messageId)
      const settled = Date.now()
      await store.run(
        "update sms_messages set status = 'accepted', biz_id = ?, request_id = ?, settled_at = ?, ask_at = ?, count_at = ? where id = ? and status = 'queued'",
        [bizId, requestId, settled, settled + 120_000, settled, messageId],
      )
      return reply.code(201).send({ id, status: 'pending' })
    },
  )

  app.post(
    '/verifications/:id/check',
    {
      schema: {
        body: {
          type: 'object',
          properties: { code: { type: 'string' } },
          required: ['code'],
          additionalProperties: false,
        },
        response: { '2xx': { type: 'object', properties: { id: { type: 'string' }, status: { type: 'string' } } } },
      },
    },
    async (request, reply) => {
      const { id } = request.params as { id: string }
      const [tenant, appId] = [String(request.headers['x-tenant']), String(request.headers['x-app'])]
      const hash = hmac(id, (request.body as { code: string }).code)
      const now = Date.now()
      const compared = [hash, hash, now, hash, now, hash, now, hash]
      const { affected, lastId, rows } = await store.run(check, [...compared, id, tenant, appId, now])
      if (isMysql ? affected === 0 : rows.length === 0) return reply.code(410).send({ code: 'OVER' })
      if (isMysql ? lastId === 100 : rows[0]?.status === 'approved') return { id, status: 'approved' }
      return reply
        .code(422)
        .send({ code: 'CODE_INCORRECT', attemptsLeft: isMysql ? lastId : Number(rows[0]?.attempts_left) })
    },
  )
  return app
}

/**
 * A bare Fastify route on the driver itself, with the fewest prepared statements by which the same limits, rows and
 * SMS are right under concurrent requests. It serves one App with one template and has no settings.
 */
export const floor: Contestant = {
  name: 'the floor',
  serve: server,
  start: (phone) => ({
    method: 'POST',
    path: '/verifications',
    headers: APP_HEADERS,
    body: { phone, purpose: 'log_in' },
  }),
  check: ({ id, code }) => ({
    method: 'POST',
    path: `/verifications/${id}/check`,
    headers: APP_HEADERS,
    body: { code },
  }),
}
