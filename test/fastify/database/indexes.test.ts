import { startEmulator } from '@sms-settings/emulator'
import knexModule from 'knex'
import mysql from 'mysql2/promise'
import t from 'tap'
import { createAccountStore } from '../../../packages/fastify/src/accounts/store.ts'
import { createAlarmStore } from '../../../packages/fastify/src/alarms/store.ts'
import { createAppStore } from '../../../packages/fastify/src/apps/store.ts'
import { createAuditStore } from '../../../packages/fastify/src/audit/store.ts'
import { createSums } from '../../../packages/fastify/src/counting/figures.ts'
import { createCountingStore } from '../../../packages/fastify/src/counting/store.ts'
import { createDatabase } from '../../../packages/fastify/src/database/database.ts'
import { LOOKED_AT } from '../../../packages/fastify/src/database/history.ts'
import { createGuardStore } from '../../../packages/fastify/src/guard/store.ts'
import { createLimitStore } from '../../../packages/fastify/src/limits/store.ts'
import { createMessageStore, type Message } from '../../../packages/fastify/src/messages/store.ts'
import { createSettingsRevision } from '../../../packages/fastify/src/revision/store.ts'
import { createVerificationStore } from '../../../packages/fastify/src/verifications/store.ts'
import { createWatchStore } from '../../../packages/fastify/src/watch/store.ts'
import { onMysql } from '../../support/databases.ts'
import { caller, createTestHost, DEMO } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

/** Tables that grow with every SMS, and with what people do: nobody waits until their rows are counted. */
const GROWING = /sms_(messages|verifications|limits|refusals|statistics|conversions|prefix_blocks|audit_log|alarms)/i
/** Tables that stay small whatever happens: a whole scan of them is as good as an index. */
const SMALL = ['sms_keys', 'sms_migrations', 'sms_leases']

await onMysql(t, async (t, database) => {
  const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const connection = await mysql.createConnection({ uri: database.url, multipleStatements: true })
  t.teardown(() => connection.end())
  const schema = new URL(database.url).pathname.slice(1)

  // Enough rows of others that the optimiser has something to avoid.
  const filler = async (table: string, columns: Record<string, (i: number) => string | number | null>, rows = 2000) => {
    const names = Object.keys(columns)
    const values = Array.from({ length: rows }, (_, i) => names.map((name) => columns[name]?.(i) ?? null))
    await connection.query(`insert into ${table} (${names.join(', ')}) values ?`, [values])
  }
  const tenant = (i: number) => `tenant${i % 400}`
  const old = (i: number) => `01A${String(i).padStart(23, '0')}`
  await filler('sms_accounts', {
    id: (i) => `A${old(i)}`,
    tenant_id: tenant,
    platform: () => 'alibaba_cloud',
    name: (i) => `n${i}`,
    access_key_id: (i) => `k${i}`,
    sealed_secret: () => 's',
    settings: () => '{}',
    status: () => 'active',
    health: () => 'ok',
    created_at: () => 1,
    updated_at: () => 1,
  })
  await filler('sms_signatures', {
    id: (i) => `S${old(i)}`,
    tenant_id: tenant,
    account_id: (i) => `A${old(i)}`,
    name: (i) => `n${i}`,
    status: () => 'approved',
    carriers: () => '[]',
    created_at: () => 1,
    watched_at: (i) => 9_000_000_000_000 + i,
  })
  await filler('sms_templates', {
    id: (i) => `T${old(i)}`,
    tenant_id: tenant,
    account_id: (i) => `A${old(i)}`,
    code: (i) => `SMS_${i}`,
    name: () => 'n',
    content: () => '${code}',
    type: () => 'verification',
    region: () => 'domestic',
    status: () => 'approved',
    created_at: () => 1,
    watched_at: (i) => 9_000_000_000_000 + i,
  })
  await filler('sms_alarms', {
    id: (i) => `N${old(i)}`,
    tenant_id: tenant,
    standing: (i) => (i % 4 ? null : `standing${i}`),
    kind: (i) => ['budget_low', 'budget_spent', 'prefix_blocked', 'template_changed'][i % 4] as string,
    account_id: (i) => `A${old(i)}`,
    subject_id: (i) => `x${i}`,
    details: () => '{}',
    times: () => 1,
    first_at: () => 1,
    last_at: () => 1,
  })
  await filler('sms_signature_apps', { ssid: (i) => `S${old(i)}`, tenant_id: tenant, app_id: (i) => `app${i}` })
  await filler('sms_template_apps', { stid: (i) => `T${old(i)}`, tenant_id: tenant, app_id: (i) => `app${i}` })
  await filler('sms_app_defaults', {
    tenant_id: tenant,
    app_id: (i) => `app${i}`,
    purpose: () => 'log_in',
    region: () => 'domestic',
    ssid: (i) => `S${i}`,
    stid: (i) => `T${i}`,
  })
  await filler('sms_app_policies', {
    tenant_id: tenant,
    app_id: (i) => `app${i}`,
    rules: () => '{}',
    sealed_lists: () => 's',
    safe_hashes: () => '[]',
    block_hashes: () => '[]',
    updated_at: () => 1,
  })
  await filler('sms_audit_log', {
    id: (i) => `L${old(i)}`,
    tenant_id: tenant,
    actor_id: (i) => `actor${i}`,
    action: () => 'a',
    target_kind: () => 'k',
    target_id: (i) => `x${i}`,
  })
  await filler(
    'sms_limits',
    {
      id: (i) => `p:${i}`,
      used: () => 1,
      window_start: () => 1,
      recent: () => '',
      expires_at: (i) => 9_000_000_000_000 + i,
    },
    4000,
  )
  await filler(
    'sms_verifications',
    {
      id: (i) => `V${old(i)}`,
      tenant_id: tenant,
      app_id: (i) => `app${i}`,
      purpose: () => 'log_in',
      phone_hash: (i) => `h${i}`,
      sealed_phone: () => 's',
      masked_phone: () => 'm',
      country: () => 'CN',
      status: () => 'pending',
      decoy: () => 0,
      code_hash: (i) => `c${i}`,
      code_expires_at: () => 1,
      code_length: () => 6,
      attempts: () => 5,
      attempts_left: () => 5,
      lockouts: () => 0,
      checks: () => '',
      sends: () => 1,
      resend_at: () => 1,
      expires_at: () => 1,
      created_at: (i) => i,
      count_at: (i) => 9_000_000_000_000 + i,
    },
    4000,
  )
  await filler(
    'sms_messages',
    {
      id: (i) => `M${old(i)}`,
      tenant_id: tenant,
      app_id: (i) => `app${i % 500}`,
      account_id: (i) => `A${old(i % 500)}`,
      account_name: () => 'n',
      platform: () => 'alibaba_cloud',
      purpose: () => 'log_in',
      phone_hash: (i) => `h${i}`,
      masked_phone: () => 'm',
      region: () => 'domestic',
      ssid: () => 'C1',
      signature_name: () => 's',
      stid: () => 'C1',
      template_name: () => 't',
      template_code: () => 'c',
      status: () => 'accepted',
      created_at: (i) => i,
      ask_at: (i) => 9_000_000_000_000 + i,
      count_at: (i) => 9_000_000_000_000 + i,
    },
    4000,
  )
  await filler(
    'sms_conversions',
    {
      tenant_id: tenant,
      app_id: (i) => `app${i % 500}`,
      scope: (i) => `+8613${i}`,
      slot: (i) => 8_000_000_000_000 + i,
      country: () => 'CN',
    },
    4000,
  )
  await filler(
    'sms_prefix_blocks',
    {
      id: (i) => `B${old(i)}`,
      standing: (i) => `s${i}`,
      tenant_id: tenant,
      app_id: (i) => `app${i % 500}`,
      country: () => 'CN',
      prefix: (i) => `+8613${i}`,
      mode: () => 'block',
      started: () => 1,
      approved: () => 1,
      began_at: () => 1,
      ends_at: (i) => 8_000_000_000_000 + i,
    },
    4000,
  )
  await filler(
    'sms_statistics',
    {
      tenant_id: tenant,
      app_id: (i) => `app${i % 500}`,
      dimension: () => 'country',
      period: () => 'd',
      begins: (i) => i,
      value: () => 'CN',
    },
    4000,
  )
  await connection.query(
    [
      'accounts',
      'signatures',
      'templates',
      'signature_apps',
      'template_apps',
      'app_defaults',
      'app_policies',
      'audit_log',
      'limits',
      'verifications',
      'messages',
      'conversions',
      'prefix_blocks',
      'alarms',
      'statistics',
    ]
      .map((it) => `analyze table sms_${it}`)
      .join('; '),
  )

  await connection.query(
    "set global log_output = 'TABLE'; truncate table mysql.general_log; set global general_log = on",
  )
  try {
    const account = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Acme', ...DEMO })
    const id = account.body.id
    const signature = await call('POST', `/accounts/${id}/signatures`, { name: 'Quectel' })
    const template = await call('POST', `/accounts/${id}/templates`, { code: 'SMS_100000002' })
    for (const path of [`/signatures/${signature.body.ssid}/apps`, `/templates/${template.body.stid}/apps`])
      await call('PUT', path, { appIds: ['shop'] })
    await call('PUT', '/apps/shop/defaults', { defaults: [] })
    await call('PUT', '/apps/shop/policy', { lifetime: 240 })
    const phone = '+8613900001234'
    const started = await call(
      'POST',
      '/verifications',
      { phone, purpose: 'log_in' },
      { app: 'shop', headers: { 'idempotency-key': 'k' } },
    )
    t.equal(started.status, 201)
    const code = emulator.outbox.messages({ phone })[0]?.params.code
    const verification = `/verifications/${started.body.id}`
    await call('POST', `${verification}/check`, { code: '000000' }, { app: 'shop' })
    await call('POST', `${verification}/resend`, undefined, { app: 'shop' })
    await call('POST', `${verification}/check`, { code }, { app: 'shop' })
    await app.sms.verifications.redeem({
      tenantId: 'acme',
      appId: 'shop',
      verificationId: String(started.body.id),
      phone,
      purpose: 'log_in',
    })
    await call('DELETE', verification, undefined, { app: 'shop' })
    const { items = [] } = (await call('GET', '/messages')).body
    const from = encodeURIComponent(new Date(0).toISOString())
    for (const url of [
      '/accounts?q=a',
      '/accounts?limit=1',
      `/accounts/${id}`,
      `/accounts/${id}/signatures?q=q`,
      `/accounts/${id}/templates?q=q&region=domestic`,
      `/accounts/${id}/impact`,
      '/apps/shop/settings',
      '/apps/shop/policy',
      '/settings/export',
      '/messages?limit=1',
      '/messages?appId=shop',
      `/messages?accountId=${id}`,
      '/messages?status=accepted',
      '/messages?purpose=log_in',
      '/messages?appId=shop&status=accepted&purpose=log_in',
      `/messages?phone=${encodeURIComponent(phone)}`,
      `/messages?from=${from}`,
      `/messages/${(items[0] as { id: string }).id}`,
      '/apps/shop/blocks',
      '/apps/shop/conversions',
      '/alarms',
      '/alarms?standing=true',
      '/audit-log',
      '/audit-log?actorId=ada',
      `/audit-log?targetId=${id}`,
      `/audit-log?actorId=ada&targetId=${id}`,
      `/audit-log?from=${from}`,
      verification,
    ])
      t.equal(
        (await call('GET', url)).status === 404 || (await call('GET', url, undefined, { app: 'shop' })).status === 200,
        true,
        url,
      )
    // What timers ask, which no request waits for.
    const own = knexModule.default({ client: 'mysql2', connection: database.url })
    t.teardown(() => own.destroy())
    const background = createDatabase(own, false)
    const messages = createMessageStore(background)
    await connection.query(
      "update sms_messages set status = 'queued', ask_at = 1000 where id in (select id from (select id from sms_messages order by id desc limit 1) as set_up)",
    )
    const [due] = await messages.toAsk('queued', 2000, 50)
    t.ok(due, 'a message to ask about')
    if (due) await messages.claimAsking(due, 3000)
    await messages.inFlight(String(id), 0)
    await createLimitStore(background, { hash: () => '' } as never).sweep(Date.now() + 365 * 86_400_000, 5)
    const alarms = createAlarmStore(background)
    for (let i = 0; i < 2; i++)
      await alarms.raise({
        id: `N${'7'.repeat(25)}${i}`,
        tenantId: 'acme',
        standing: 'ours',
        kind: 'key_rejected',
        accountId: String(id),
        appId: null,
        subjectId: String(id),
        subjectName: null,
        platformCode: null,
        details: {},
        times: 1,
        firstAt: 1,
        lastAt: 1,
        endsAt: null,
        endedAt: null,
      })
    for (const url of ['/alarms', '/alarms?standing=true']) await call('GET', url)
    await alarms.findStanding('ours')
    await alarms.standing(['platform_unreachable'], 2, 20)
    await alarms.kindsOf('general', ['account_cannot_send', 'key_rejected', 'platform_unreachable'])
    await alarms.endEverywhere('key_rejected', 'general', 2)
    await alarms.end(background, 'ours', 2)
    for (const column of ['account_id', 'subject_id'] as const) await alarms.endOf('acme', column, String(id), 2)
    const watch = createWatchStore(background)
    for (const kind of ['signature', 'template'] as const) {
      const [first] = await watch.due(kind, Date.now(), 50)
      t.ok(first, 'something to look at')
      if (first) await watch.claim(kind, first, 1)
      await watch.putOff(kind, String(id), 1, 2)
    }
    await background.transaction(async (tx) => {
      const sender = { accountId: String(id), ssid: String(signature.body.ssid), stid: String(template.body.stid) }
      t.equal(await createAppStore(background).mayStillSend(tx, { tenantId: 'acme', appId: 'shop' }, sender), true)
      await createVerificationStore(background).sentWith(tx, String(started.body.id), sender.stid, Date.now())
      await createAccountStore(background).recover(tx, 'acme', String(id), 1)
    })
    for (const groupBy of ['day', 'app', 'template', 'country', 'error'])
      await call('GET', `/statistics?from=2026-01-10T00:00:00Z&to=2026-11-20T00:00:00Z&groupBy=${groupBy}`)
    const counting = createCountingStore(background)
    for (const table of ['sms_messages', 'sms_verifications'] as const) {
      await counting.due(table, Date.now() + 1_000_000, 5)
      await background.transaction(async (tx) => {
        await counting.take(tx)
        const [row] = await counting.holdAfter(tx, table, table === 'sms_messages' ? 'M' : 'V', 5)
        const [held] = await counting.hold(tx, table, [String(row?.id)])
        t.ok(held, `${table}: something to count`)
        await counting.setCounted(tx, table, new Map([['', [String(held?.id)]]]))
      })
    }
    const sums = createSums()
    const message = { tenantId: 'acme', appId: 'shop', createdAt: 0, stid: 'C1', country: 'CN', verificationId: null }
    sums.message(message as Message, 'sent', '')
    await background.transaction((tx) => counting.add(tx, sums))
    const index = { hash: (...parts: string[]) => parts.join(' ').slice(0, 40) }
    const guard = createGuardStore(background, createSettingsRevision(index))
    const of = { tenantId: 'acme', appId: 'shop', country: 'CN' }
    const at = Date.now()
    await background.transaction((tx) =>
      guard.add(tx, [{ ...of, scope: '+861390000', slot: at, started: 1, approved: 0 }]),
    )
    await guard.busy('acme', 'shop', ['+861390000', 'CN'], at - 1000, 1)
    await guard.tallies('acme', 'shop', ['+861390000', 'CN', '*'], at - 2000, at - 1000)
    await guard.since('acme', 'shop', '+861390000', at - 1000)
    const block = {
      ...of,
      id: `B${'0'.repeat(26)}`,
      standing: 'acme shop +861390000',
      prefix: '+861390000',
      mode: 'block' as const,
      started: 1,
      approved: 0,
      beganAt: at,
      endsAt: at + 100_000,
      liftedAt: null,
    }
    t.equal(await guard.block(block), true)
    t.equal(await guard.block({ ...block, id: `B${'1'.repeat(26)}` }), false, 'one stands')
    await guard.blocksSince('acme', 'shop', at - 1000)
    await createVerificationStore(background).wasApproved('acme', 'shop', 'h1')
    await call('GET', '/apps/shop/blocks?limit=1')
    await guard.list('acme', 'shop', { endsAt: at + 200_000, id: block.id }, 5)
    await call('POST', `/apps/shop/blocks/${block.id}/lift`)
    await guard.sweep(at + 1, at + 200_000, 5)
    await call('POST', `/messages/${(items[0] as { id: string }).id}/allow`)
    await call('DELETE', `/templates/${template.body.stid}`)
    await call('DELETE', `/accounts/${id}`)
  } finally {
    await connection.query('set global general_log = off')
  }

  // The log is the whole server's: other tests run their own statements beside ours, on databases of their own.
  const [rows] = await connection.query<mysql.RowDataPacket[]>(
    "select distinct convert(argument using utf8mb4) as statement from mysql.general_log where thread_id in (select id from information_schema.processlist where db = ?) and command_type in ('Execute', 'Query') and convert(argument using utf8mb4) regexp '^(select|update|delete|insert)[[:space:]].*sms_'",
    [schema],
  )
  const statements = rows
    .map(({ statement }) => String(statement))
    .filter((it) => !it.includes('general_log') && !it.includes('information_schema') && !it.includes('set_up'))
    // MariaDB now and then logs one that is being executed without its values; it is there again with them.
    .filter((it) => !/= \?/.test(it))
  for (const part of [
    'ask_at <= ?',
    'set ask_at = ?',
    'settled_at is null',
    'where expires_at < ?',
    'watched_at <= ?',
    'in share mode',
    'having sum(started)',
    "in ('approved', 'redeemed')",
    'count_at <= ?',
    'count_at is not null',
    'delete from sms_statistics',
    "(period = '",
  ])
    t.ok(
      statements.some((it) => it.includes(part.replace('?', '')) || it.includes(part)),
      `${part} was asked`,
    )
  t.ok(statements.length > 60, `${statements.length} statements were run`)
  for (const statement of statements)
    t.notOk(/count\s*\(/i.test(statement) && GROWING.test(statement), `not counted: ${statement.slice(0, 160)}`)
  for (const statement of statements) {
    if (/^insert/i.test(statement) && !/select/i.test(statement)) continue
    const plan = await connection.query<mysql.RowDataPacket[]>(`explain ${statement}`).then(
      ([it]) => it,
      (error: Error) => t.fail(`${error.message}: ${statement.slice(0, 200)}`),
    )
    if (!Array.isArray(plan)) continue
    for (const { table, type, key, possible_keys: possible, Extra } of plan) {
      if (
        table === null ||
        SMALL.includes(String(table)) ||
        /no matching row|Impossible|optimized away/i.test(String(Extra))
      )
        continue
      const indexed = key !== null && type !== 'ALL' && type !== 'index'
      t.ok(
        indexed || (possible === null && type === 'system'),
        `${table}: ${type} by ${key} for ${statement.replace(/\s+/g, ' ').slice(0, 160)}`,
      )
    }
  }
  t.equal(schema.startsWith('sms_test_'), true)
})

/** A tenant that was there long ago, and all that others have written since. */
await onMysql(t, async (t, database) => {
  const app = await createTestHost({ databaseUrl: database.url, endpoint: emulator.endpoint })
  await app.ready()
  await app.close()
  const knex = knexModule.default({ client: 'mysql2', connection: database.url, pool: { min: 1, max: 1 } })
  t.teardown(() => knex.destroy())
  const OTHERS = 3000
  const messages = Array.from({ length: OTHERS + 10 }, (_, i) => ({
    id: `M01A${String(i).padStart(23, '0')}`,
    tenant_id: i < 10 ? 'quiet' : 'busy',
    app_id: 'shop',
    account_id: 'A1',
    account_name: 'n',
    platform: 'alibaba_cloud',
    purpose: 'log_in',
    phone_hash: `h${i}`,
    masked_phone: 'm',
    region: 'domestic',
    ssid: 'C1',
    signature_name: 's',
    stid: 'C1',
    template_name: 't',
    template_code: 'c',
    status: 'delivered',
    created_at: i,
  }))
  // The newest of the busy one's are of another App, and failed: what is asked for is far back. Of two accounts each has a
  // purpose of its own, so that the one hardly ever meets the other's.
  for (const [i, message] of messages.entries())
    if (i > 100)
      Object.assign(message, {
        app_id: 'bank',
        status: 'failed',
        ...(i % 2 ? { account_id: 'A2', purpose: 'sign_up' } : { account_id: 'A3', purpose: 'reset_password' }),
      })
  await knex.batchInsert('sms_messages', messages, 1000)
  await knex.batchInsert(
    'sms_audit_log',
    messages.map(({ id, tenant_id, purpose, account_id }) => ({
      id: id.replace('M', 'L'),
      tenant_id,
      actor_id: purpose,
      action: 'a',
      target_kind: 'k',
      target_id: account_id,
    })),
    1000,
  )
  await knex.batchInsert(
    'sms_alarms',
    messages.map(({ id, tenant_id, created_at }) => ({
      id: id.replace('M', 'N'),
      tenant_id,
      standing: created_at < 20 ? id : null,
      kind: 'budget_low',
      subject_id: id,
      details: '{}',
      times: 1,
      first_at: 1,
      last_at: 1,
    })),
    1000,
  )
  await knex.raw('analyze table sms_messages, sms_audit_log, sms_alarms')

  const own = createDatabase(knex, false)
  const [log, audit, alarms] = [createMessageStore(own), createAuditStore(own), createAlarmStore(own)]
  const rowsRead = async () => {
    const [rows] = (await knex.raw("show session status like 'Handler_read%'")) as [{ Value: string }[]]
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0)
  }
  const asked = await rowsRead()
  const asking = (await rowsRead()) - asked
  const LIMIT = 20
  const lists: Record<string, () => Promise<unknown>> = {
    "a quiet tenant's log": () => log.list('quiet', {}, LIMIT),
    'by App': () => log.list('busy', { appId: 'shop' }, LIMIT),
    'by account': () => log.list('busy', { accountId: 'A1' }, LIMIT),
    'by purpose': () => log.list('busy', { purpose: 'log_in' }, LIMIT),
    'by status': () => log.list('busy', { status: 'delivered' }, LIMIT),
    'by number': () => log.list('busy', { phoneHash: 'h20' }, LIMIT),
    'by time': () => log.list('busy', { fromId: messages[20]?.id as string, toId: messages[30]?.id as string }, LIMIT),
    'the last that ended': () => log.lastSettled('busy', 'A1', LIMIT),
    "a quiet tenant's audit log": () => audit.list('quiet', {}, LIMIT),
    'by actor': () => audit.list('busy', { actorId: 'log_in' }, LIMIT),
    'by target': () => audit.list('busy', { targetId: 'A1' }, LIMIT),
    "a quiet tenant's alarms": () => alarms.list('quiet', { standing: false }, LIMIT + 1),
    'those that stand': () => alarms.list('busy', { standing: true }, LIMIT + 1),
  }
  /** Of several filters each index is looked through for where to end, and one for what fits. */
  const together: Record<
    string,
    [filters: number, list: () => Promise<{ rows: unknown[]; olderThan: string | null }>]
  > = {
    'by App and status': [2, () => log.list('busy', { appId: 'shop', status: 'delivered' }, LIMIT)],
    'by an account and the purpose of the other': [
      2,
      () => log.list('busy', { accountId: 'A2', purpose: 'reset_password' }, LIMIT),
    ],
    'by four that never meet': [
      4,
      () => log.list('busy', { appId: 'bank', accountId: 'A2', purpose: 'reset_password', status: 'failed' }, LIMIT),
    ],
    'by an actor and what another changed': [
      2,
      () => audit.list('busy', { actorId: 'sign_up', targetId: 'A3' }, LIMIT),
    ],
  }
  const readBy = async (list: () => Promise<unknown>) => {
    const before = await rowsRead()
    await list()
    return (await rowsRead()) - before - asking
  }
  for (const [name, list] of Object.entries(lists)) {
    const read = await readBy(list)
    t.ok(read <= 60, `${name}: a page reads ${read} rows, of ${OTHERS}`)
  }
  for (const [name, [filters, list]] of Object.entries(together)) {
    const read = await readBy(list)
    const most = (filters + 1) * (LOOKED_AT * LIMIT + 10)
    t.ok(read <= most, `${name}: a page reads ${read} rows, of ${OTHERS}; ${most} at most`)
  }
})

t.end()
