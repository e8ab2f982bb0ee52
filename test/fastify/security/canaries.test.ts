import { readFile } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { startEmulator } from '@sms-settings/emulator'
import knexModule from 'knex'
import t from 'tap'
import { onEachDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO } from '../../support/host.ts'

const emulator = await startEmulator({ flowControl: false })
t.after(() => emulator.close())

const PHONES = ['13912345678', '13987654321']
const WRONG_SECRET = 'CanarySecretThatIsWrong0001'

await onEachDatabase(t, async (t, database) => {
  const seen: string[] = []
  const log = new Writable({
    write(chunk, _, done) {
      seen.push(`log: ${chunk}`)
      done()
    },
  })
  const told: unknown[] = []
  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    server: { logger: { level: 'trace', stream: log } },
    settings: {
      hooks: {
        onMessage: (it) => told.push(it),
        onVerification: (it) => told.push(it),
        onAudit: (it) => told.push(it),
        onAlarm: (it) => told.push(it),
      },
    },
  })
  t.teardown(() => app.close())
  await app.ready()
  const plain = caller(app)
  const call: typeof plain = async (...args) => {
    const answer = await plain(...args)
    seen.push(
      `${args[0]} ${args[1].replace(/phone=[^&]+/, 'phone=…')} → ${answer.text} ${JSON.stringify(answer.headers)}`,
    )
    return answer
  }
  const codes: string[] = []
  const started = async (phone: string, fault?: Parameters<typeof emulator.faults.add>[0]) => {
    if (fault) emulator.faults.add(fault)
    const answer = await call('POST', '/verifications', { phone: `+86${phone}`, purpose: 'log_in' }, { app: 'shop' })
    emulator.faults.clear()
    for (const message of emulator.outbox.messages({ phone: `+86${phone}` })) codes.push(String(message.params.code))
    return answer
  }

  const account = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Acme', ...DEMO })
  t.equal(account.status, 201)
  await call('PUT', `/accounts/${account.body.id}/credentials`, {
    accessKeyId: DEMO.accessKeyId,
    accessKeySecret: WRONG_SECRET,
  })
  await call('PUT', `/accounts/${account.body.id}/credentials`, DEMO)
  await call('POST', `/accounts/${account.body.id}/check`)
  await call('GET', '/settings/export')
  await call('PUT', '/apps/shop/policy', { lifetime: 240 })
  const one = await started(PHONES[0] as string)
  t.equal(one.status, 201)
  const wrong = codes[0] === '123456' ? '123457' : '123456'
  await call('POST', `/verifications/${one.body.id}/check`, { code: wrong }, { app: 'shop' })
  await call('POST', `/verifications/${one.body.id}/check`, { code: codes[0] }, { app: 'shop' })
  for (const kind of ['rst_after_accept', 'html502', 'truncated'] as const) {
    // Each of these makes the SDK throw an error whose message holds the whole URL, or the platform echo it.
    await started(PHONES[1] as string, { action: 'SendSms', kind })
    await call('POST', '/messages/test', {
      phone: `+86${PHONES[1]}`,
      ssid: 'C1',
      stid: 'C2',
      variables: { code: '778899' },
    })
  }
  codes.push('778899')
  await call('GET', `/messages?phone=${encodeURIComponent(`+86${PHONES[0]}`)}`)
  await call('GET', '/messages')
  await call('GET', '/audit-log?limit=100')
  await call('DELETE', `/accounts/${account.body.id}`)
  await new Promise((resolve) => setTimeout(resolve, 50))

  const db = knexModule.default(database.config())
  t.teardown(() => db.destroy())
  const tables = [
    'keys',
    'accounts',
    'signatures',
    'templates',
    'app_policies',
    'audit_log',
    'limits',
    'verifications',
    'messages',
  ]
  const rows = await Promise.all(tables.map((table) => db(`sms_${table}`).select()))
  t.ok(rows[8]?.length, 'messages were written')
  const raw = database.url.startsWith('file:')
    ? (
        await Promise.all(
          ['', '-wal'].map((end) => readFile(fileURLToPath(database.url) + end).catch(() => Buffer.alloc(0))),
        )
      ).map((bytes) => bytes.toString('latin1'))
    : []
  const everything = {
    'answers and log lines': seen.join('\n'),
    'what hooks were told': JSON.stringify(told),
    'database rows': JSON.stringify(rows),
    'bytes of the database': raw.join(''),
  }

  const canaries: Record<string, string> = {
    secret: DEMO.accessKeySecret,
    'wrong secret': WRONG_SECRET,
    'first phone': PHONES[0] as string,
    'second phone': PHONES[1] as string,
  }
  for (const [where, text] of Object.entries(everything)) {
    for (const [what, canary] of Object.entries(canaries)) t.notOk(text.includes(canary), `no ${what} in ${where}`)
    // Six digits occur by chance inside longer numbers and ids: only a code that stands for itself counts.
    for (const code of new Set(codes))
      t.notMatch(text, new RegExp(`(?<![0-9A-Za-z_.-])${code}(?![0-9A-Za-z_.-])`), `no code in ${where}`)
  }
  t.ok(everything['answers and log lines'].includes('incoming request'), 'the log was looked at')
})

t.end()
