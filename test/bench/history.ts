import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Emulator, startEmulator } from '@sms-settings/emulator'
import mysql from 'mysql2/promise'
import { encodeTime } from 'ulid'
import { caller, createTestHost, DEMO } from '../support/host.ts'

type Row = Record<string, string | number | null>
/** A database as whoever fills it needs it: nothing of ours in between. */
type Sql = {
  isMysql: boolean
  run(sql: string): Promise<unknown>
  all(sql: string): Promise<Row[]>
  insert(table: string, rows: Row[]): Promise<void>
  close(): Promise<unknown>
}

const onMysql = async (url: string): Promise<Sql> => {
  const connection = await mysql.createConnection({ uri: url })
  await connection.query('set unique_checks = 0, foreign_key_checks = 0')
  return {
    isMysql: true,
    run: (sql) => connection.query(sql),
    all: async (sql) => (await connection.query<mysql.RowDataPacket[]>(sql))[0] as Row[],
    async insert(table, rows) {
      const columns = Object.keys(rows[0] as Row)
      for (let at = 0; at < rows.length; at += 2000)
        await connection.query(`insert into ${table} (${columns.join(', ')}) values ?`, [
          rows.slice(at, at + 2000).map((row) => columns.map((column) => row[column])),
        ])
    },
    close: () => connection.end(),
  }
}

type Libsql = {
  exec(sql: string): void
  close(): void
  prepare(sql: string): { all(): Row[]; run(...values: unknown[]): unknown }
}
const onSqlite = async (url: string): Promise<Sql> => {
  const Database = createRequire(import.meta.url)('libsql') as new (file: string) => Libsql
  const database = new Database(fileURLToPath(url))
  // Nobody else is there, and what is lost in a crash is made anew.
  for (const pragma of ['foreign_keys = off', 'synchronous = off', 'cache_size = -1000000', 'temp_store = memory'])
    database.exec(`pragma ${pragma}`)
  return {
    isMysql: false,
    run: async (sql) => database.exec(sql),
    all: async (sql) => database.prepare(sql).all(),
    async insert(table, rows) {
      const columns = Object.keys(rows[0] as Row)
      const prepared = database.prepare(
        `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
      )
      database.exec('begin')
      for (const row of rows) prepared.run(...columns.map((column) => row[column] ?? null))
      database.exec('commit')
    },
    close: async () => database.close(),
  }
}

const DAY = 86_400_000
/** What is made by the service itself; the rest are copies of it. */
const BASE = 1000
/** SMS a day: a million are half a year, which is as long as numbers are kept. */
const A_DAY = 6000
const MANY = 10_000_000

/** What the requests of a benchmark name. */
export type Known = { accountId: string; phone: string; actorId: string; messageId: string }

const APPS = [
  { tenant: 'acme', app: 'shop' },
  { tenant: 'acme', app: 'shop' },
  { tenant: 'acme', app: 'shop' },
  { tenant: 'acme', app: 'bank' },
  { tenant: 'globex', app: 'portal' },
]

/** A thousand verifications as they come about: by the service, some approved, some not, some refused. */
const begin = async (databaseUrl: string, emulator: Emulator): Promise<Known> => {
  const app = await createTestHost({
    databaseUrl,
    endpoint: emulator.endpoint,
    settings: {
      verification: {
        limits: { ipPerHour: MANY, appPerDay: MANY, countryPerHour: MANY, prefixPerHour: MANY },
        tenantPerDay: MANY,
      },
    },
  })
  await app.ready()
  const call = caller(app)
  const must = async (...given: Parameters<typeof call>) => {
    const answer = await call(...given)
    if (answer.status >= 400) throw new Error(`${given[0]} ${given[1]}: ${answer.text}`)
    return answer.body as Record<string, string>
  }
  const { id: accountId = '' } = await must('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Acme', ...DEMO })
  const { ssid } = await must('POST', `/accounts/${accountId}/signatures`, { name: 'Quectel' })
  const { stid } = await must('POST', `/accounts/${accountId}/templates`, { code: 'SMS_100000002', purpose: 'log_in' })
  for (const path of [`/signatures/${ssid}/apps`, `/templates/${stid}/apps`])
    await must('PUT', path, { appIds: ['shop'] })
  for (let at = 0; at < 90; at++)
    await must('PATCH', `/accounts/${accountId}`, { note: `note ${at}` }, { headers: { 'x-actor': `actor${at % 9}` } })

  const one = async (at: number) => {
    const who = APPS[at % APPS.length] as (typeof APPS)[number]
    const phone = `+86137${String((at * 7919) % 10_000).padStart(4, '0')}${String(at).padStart(4, '0')}`
    const purpose = at % 7 === 0 ? 'sign_up' : 'log_in'
    const { id } = await must('POST', '/verifications', { phone, purpose }, who)
    if (at % 10 === 0) await call('POST', '/verifications', { phone, purpose }, who)
    if (at % 10 === 1) await call('POST', `/verifications/${id}/check`, { code: '000000' }, who)
    const code = emulator.outbox.messages({ phone }).at(-1)?.params.code
    if (at % 4 !== 3) await must('POST', `/verifications/${id}/check`, { code }, who)
    return phone
  }
  let phone = ''
  for (let at = 0; at < BASE; at += 8) {
    const made = await Promise.all(Array.from({ length: Math.min(8, BASE - at) }, (_, more) => one(at + more)))
    phone ||= made[0] as string
    emulator.outbox.clear()
  }
  const { items = [] } = (await call('GET', '/messages?limit=1')).body
  await app.close()
  return { accountId, phone, actorId: 'actor3', messageId: (items[0] as { id: string }).id }
}

/** Time as it passes: everything has been asked about, reported and counted. */
const settle = async ({ run }: Sql) => {
  const now = Date.now()
  const last = (column: string) => `substr(${column}, 27, 1)`
  await run(
    `update sms_messages set ask_at = null, count_at = null,
     status = case when ${last('id')} in ('0', '1') then 'failed' when ${last('id')} = '2' then 'unknown' else 'delivered' end,
     problem_kind = case when ${last('id')} in ('0', '1') then 'phone' end,
     problem_code = case when ${last('id')} in ('0', '1') then 'MOBILE_NOT_ON_SERVICE' end,
     reported_at = case when ${last('id')} = '2' then null else created_at + 3000 end`,
  )
  await run(
    "update sms_messages set counted = case status when 'failed' then 'failed:MOBILE_NOT_ON_SERVICE' when 'unknown' then 'unknown' else 'delivered:4' end",
  )
  await run(
    `update sms_verifications set count_at = null, expires_at = ${now}, code_expires_at = ${now}, resend_at = ${now}`,
  )
  await run("update sms_verifications set counted = 'started:C2'")
  await run("update sms_verifications set counted = 'approved:C2' where approved_at is not null")
  await run("update sms_marks set place = '' where name = 'counting'")
}

const KINDS = ['budget_low', 'prefix_blocked', 'template_changed', 'account_cannot_send', 'key_rejected']
const alarms = (now: number): Row[] =>
  Array.from({ length: 40 }, (_, at) => ({
    id: `N${encodeTime(now - at, 10)}${String(at).padStart(16, '0')}`,
    tenant_id: at % 4 === 3 ? 'globex' : 'acme',
    standing: at % 4 === 0 ? `standing${at}` : null,
    kind: KINDS[at % KINDS.length] as string,
    subject_id: `x${at}`,
    subject_name: `Subject ${at}`,
    details: '{}',
    times: 3,
    first_at: now - 100_000,
    last_at: now,
    ended_at: at % 4 === 0 ? null : now,
  }))

const dayOf = (at: number) => Math.floor(at / DAY)
/** A year of one tenant with two Apps, as counting leaves it: each day and each month, for each App and for all. */
const statistics = (now: number): Row[] => {
  const values: [string, string[]][] = [
    ['day', ['']],
    ['app', ['shop', 'bank']],
    ['template', ['C1', 'C2', 'C3', 'C4']],
    ['country', ['CN', 'HK', 'MO', 'TW', 'SG', 'DE']],
    ['error', ['MOBILE_NOT_ON_SERVICE', 'SP_UNKNOWN_ERROR', 'isv.BUSINESS_LIMIT_CONTROL']],
  ]
  const days = Array.from({ length: 365 }, (_, at) => dayOf(now) - at)
  const months = new Set(
    days.map((day) => dayOf(Date.UTC(new Date(day * DAY).getUTCFullYear(), new Date(day * DAY).getUTCMonth()))),
  )
  const begins = [...days.map((day) => ['d', day] as const), ...[...months].map((day) => ['m', day] as const)]
  return ['', 'shop', 'bank'].flatMap((app_id) =>
    values.flatMap(([dimension, all]) =>
      all.flatMap((value) =>
        begins.map(([period, day]) => ({
          tenant_id: 'acme',
          app_id,
          dimension,
          period,
          begins: day,
          value,
          started: 100,
          approved: 70,
          sent: 110,
          codes: 110,
          delivered: 100,
          failed: 6,
          unknown: 4,
          time_3: 60,
          time_4: 40,
        })),
      ),
    ),
  )
}

/**
 * Fills an empty database with what a busy host leaves behind in months: `size` verifications and messages of several
 * tenants, twice as many limits whose windows are over, a tenth as many refusals and audit rows, and with them alarms,
 * statistics and the settings of other tenants. A thousand are made by the service, and copied through time by the
 * database; the thousand are the newest, so that what requests ask for is the same at every size.
 */
export const makeHistory = async (databaseUrl: string, size: number): Promise<Known> => {
  const emulator = await startEmulator({ flowControl: false })
  const known = await begin(databaseUrl, emulator)
  await emulator.close()
  const sql = await (databaseUrl.startsWith('file:') ? onSqlite(databaseUrl) : onMysql(databaseUrl))
  const { isMysql, run, all, insert } = sql
  await settle(sql)
  const now = Date.now()
  await insert('sms_alarms', alarms(now))
  // In place of what has been counted of the thousand.
  await run('delete from sms_statistics')
  await insert('sms_statistics', statistics(now))

  const copies = size / BASE - 1
  const between = Math.min(DAY / (A_DAY / BASE), (170 * DAY) / Math.max(1, copies))
  await run('create table bench_slots (n int primary key, shift bigint, prefix varchar(10))')
  await insert(
    'bench_slots',
    Array.from({ length: Math.max(1, copies) }, (_, n) => {
      const shift = -Math.floor((n + 1) * between)
      return { n, shift, prefix: encodeTime(now + shift, 10) }
    }),
  )
  const join = (...parts: string[]) => (isMysql ? `concat(${parts.join(', ')})` : parts.join(' || '))
  const aHash = isMysql ? 'left(concat(md5(rand()), md5(rand())), 43)' : 'substr(lower(hex(randomblob(22))), 1, 43)'
  const digits = isMysql ? 'floor(rand() * 1e15)' : '(abs(random()) % 1000000000000000)'
  const shifted = (...columns: string[]) =>
    Object.fromEntries(columns.map((column) => [column, `b.${column} + s.shift`]))
  /** A copy's id says its own time, and has the original's own letters behind it. */
  const idOf = (column: string) => join(`substr(b.${column}, 1, 1)`, 's.prefix', `substr(b.${column}, 12)`)

  const copy = async (table: string, changed: Record<string, string>, { which = '1 = 1', every = 1 } = {}) => {
    if (copies < 1) return
    await run(`create table bench_base as select * from ${table} where ${which}`)
    const columns = Object.keys((await all('select * from bench_base limit 1'))[0] as Row)
    // A column may be called `before`.
    const quoted = columns.map((it) => (isMysql ? `\`${it}\`` : `"${it}"`))
    const given = columns.map((column, at) => changed[column] ?? `b.${quoted[at]}`)
    for (let from = 0; from < copies; from += 20 * every)
      await run(
        `insert into ${table} (${quoted.join(', ')}) select ${given.join(', ')} from bench_slots s cross join bench_base b
         where s.n >= ${from} and s.n < ${from + 20 * every} and s.n % ${every} = 0`,
      )
    await run('drop table bench_base')
  }
  await copy('sms_verifications', {
    id: idOf('id'),
    phone_hash: aHash,
    code_hash: aHash,
    ...shifted('code_expires_at', 'failed_at', 'resend_at', 'approved_at', 'ended_at', 'expires_at', 'created_at'),
  })
  await copy('sms_messages', {
    id: idOf('id'),
    verification_id: idOf('verification_id'),
    phone_hash: aHash,
    biz_id: join(digits, "'^0'"),
    ...shifted('created_at', 'settled_at', 'reported_at'),
  })
  await copy(
    'sms_limits',
    {
      id: join('substr(b.id, 1, 2)', aHash),
      ...shifted('window_start'),
      // Over, however young.
      expires_at: `${now} + s.shift`,
    },
    { which: "id like 'p:%' or id like 'v:%'" },
  )
  await copy('sms_refusals', { id: aHash, phone_hash: aHash, ...shifted('first_at', 'last_at') })
  await copy('sms_audit_log', { id: idOf('id') })
  await copy(
    'sms_alarms',
    { id: idOf('id'), standing: 'null', ...shifted('first_at', 'last_at', 'ended_at') },
    { every: 4 },
  )
  await copy('sms_statistics', { tenant_id: join("'tenant'", 's.n') }, { which: "tenant_id = 'acme'", every: 25 })

  // Those who are gone: an App, a person, a whole tenant of whom there is nothing but what is oldest.
  const oldest = (table: string, tenant: string, count: number) =>
    `where id in (select id from (select id from ${table} where tenant_id = '${tenant}' order by id limit ${count}) as oldest)`
  await run(`update sms_messages set app_id = 'closed' ${oldest('sms_messages', 'acme', 40)}`)
  await run(`update sms_audit_log set actor_id = 'gone' ${oldest('sms_audit_log', 'acme', 40)}`)
  await run(`update sms_messages set tenant_id = 'quiet' ${oldest('sms_messages', 'globex', 10)}`)

  // Settings: sixty accounts of the tenant's own, one with sixty signatures and templates; and those of others.
  await run('create table bench_numbers (n int primary key)')
  await insert(
    'bench_numbers',
    Array.from({ length: 60 + Math.ceil(size / 1000) }, (_, n) => ({ n: n + 1 })),
  )
  const ours = 60
  const tenant = `case when s.n <= ${ours} then 'acme' else ${join("'tenant'", 's.n')} end`
  const [number, id] = isMysql
    ? ["lpad(s.n, 6, '0')", (letter: string) => `concat('${letter}', lpad(s.n, 26, '0'))`]
    : ["printf('%06d', s.n)", (letter: string) => `'${letter}' || printf('%026d', s.n)`]
  const settings = async (table: string, changed: Record<string, string>) => {
    await run(`create table bench_base as select * from ${table} where tenant_id = 'acme' limit 1`)
    const columns = Object.keys((await all('select * from bench_base'))[0] as Row)
    await run(
      `insert into ${table} (${columns.join(', ')}) select ${columns.map((it) => changed[it] ?? `b.${it}`).join(', ')} from bench_numbers s cross join bench_base b`,
    )
    await run('drop table bench_base')
  }
  // What is watched was looked at just now.
  const watched = String(now + DAY)
  await settings('sms_accounts', {
    id: id('A'),
    tenant_id: tenant,
    name: join("'Account '", number),
    access_key_id: join("'LTAI'", number),
  })
  const owner = `case when s.n <= ${ours} then b.account_id else ${id('A')} end`
  await settings('sms_signatures', {
    id: id('S'),
    tenant_id: tenant,
    account_id: owner,
    name: join("'Name '", number),
    watched_at: watched,
  })
  await settings('sms_templates', {
    id: id('T'),
    tenant_id: tenant,
    account_id: owner,
    code: join("'SMS_2'", number),
    purpose: "'marketing'",
    watched_at: watched,
  })
  for (const table of ['sms_signatures', 'sms_templates']) await run(`update ${table} set watched_at = ${watched}`)
  await run('drop table bench_slots')
  await run('drop table bench_numbers')
  // MySQL does so by itself, some time later.
  if (isMysql)
    for (const { name } of await all(
      "select table_name as name from information_schema.tables where table_schema = database() and table_name like 'sms\\_%'",
    ))
      await run(`analyze table ${name}`)
  await sql.close()
  return known
}
