import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { LIMITED, startEmulator } from '@sms-settings/emulator'
import knexModule from 'knex'
import t, { type Test } from 'tap'
import { onEachDatabase, sqliteDatabase } from '../../support/databases.ts'
import { caller, createTestHost, DEMO } from '../../support/host.ts'
import { compiled } from '../../support/typescript.mjs'

const emulator = await startEmulator({ flowControl: false })
const program = compiled(fileURLToPath(new URL('commands.child.ts', import.meta.url)))
const folderOf = (t: Test) => {
  const folder = mkdtempSync(join(tmpdir(), 'sms-commands-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const run = (args: string[], env: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, [program, ...args], {
    env: { ...process.env, DATABASE_URL: '', SMS_KEYS: '', ...env },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
const newKey = () => randomBytes(32).toString('base64')
const atEmulator = ['--endpoint', emulator.endpoint, '--protocol', 'http']
type Finding = { what: string; state: string; says: string; mend: string | null }
const findingsOf = (stdout: string) => JSON.parse(stdout) as { ok: boolean; findings: Finding[] }

await onEachDatabase(t, async (t, database) => {
  emulator.reset()
  const ring = { current: 'k1', keys: { k1: newKey() } }
  const env = { SMS_KEYS: JSON.stringify(ring), DATABASE_URL: database.url }
  const check = (...args: string[]) => run(['check', '--json', ...atEmulator, ...args], env)

  await t.test('before the first migration', async (t) => {
    const { code, stdout } = await check()
    t.equal(code, 1)
    t.match(findingsOf(stdout).findings.at(-1), { what: 'migrations', state: 'wrong', mend: /sms-settings migrate/ })
    t.match(await run(['export', '--tenant', 'acme'], env), { code: 2, stderr: /run "sms-settings migrate" first/ })
    t.match(JSON.parse((await run(['migrate', '--json'], env)).stdout), { ran: [/settings/, /sending/, /./, /./] })
    t.match((await run(['migrate'], env)).stdout, 'The database is up to date')
    const knex = knexModule.default(database.config())
    t.teardown(() => knex.destroy())
    await knex('sms_migrations').insert({ name: '999-from-tomorrow', batch: 9, migration_time: new Date() })
    t.match(await run(['migrate'], env), { code: 1, stderr: /999-from-tomorrow.*newer version/ })
    await knex('sms_migrations').where({ name: '999-from-tomorrow' }).delete()
    t.match(await check(), { code: 0, stdout: /there are none/ })
  })

  const app = await createTestHost({
    databaseUrl: database.url,
    endpoint: emulator.endpoint,
    settings: { secrets: ring },
  })
  t.teardown(() => app.close())
  await app.ready()
  const call = caller(app)
  const { body: account } = await call('POST', '/accounts', { platform: 'alibaba_cloud', name: 'Main', ...DEMO })
  const at = `/accounts/${account.id}`
  const { body: signature } = await call('POST', `${at}/signatures`, { name: 'Quectel' })
  const { body: template } = await call('POST', `${at}/templates`, { code: 'SMS_100000002', purpose: 'log_in' })
  await call('PUT', `/signatures/${signature.ssid}/apps`, { appIds: ['shop'] })
  await call('PUT', `/templates/${template.stid}/apps`, { appIds: ['shop'] })

  await t.test('all is well', async (t) => {
    const { code, stdout } = await check()
    t.equal(code, 0, stdout)
    const { ok, findings } = findingsOf(stdout)
    t.equal(ok, true)
    t.match(findings.at(-1), { what: /"Main" of acme/, state: 'ok', says: 'its AccessKey works' })
    t.match((await run(['check', ...atEmulator], env)).stdout, /^ok {5}key ring: [\s\S]*Nothing is wrong\n$/)
    t.match(findingsOf((await check('--offline')).stdout).findings.at(-1), { says: /was not asked/ })
    t.match((await check('--tenant', 'globex')).stdout, /there are none/)
  })

  await t.test('each thing that is wrong is named with what mends it', async (t) => {
    const wrongOf = async (...args: string[]) => {
      const { code, stdout } = await check(...args)
      t.equal(code, 1)
      return findingsOf(stdout).findings.filter(({ state }) => state === 'wrong')
    }
    await call('POST', '/accounts?verify=false', { platform: 'alibaba_cloud', name: 'Limited', ...LIMITED })
    t.match(await wrongOf(), [{ what: /"Limited"/, says: /lacks .*SendSms/, mend: /"Action"/ }])
    emulator.state.deleteKey(DEMO.accessKeyId)
    t.match((await wrongOf())[0], { what: /"Main"/, says: /rejects its AccessKey/, mend: /make a new one at https/ })
    emulator.reset()
    const away = await run(['check', '--json', '--endpoint', '127.0.0.1:9', '--protocol', 'http'], env)
    t.match(away.stdout, /cannot be reached/)
    const other = { ...env, SMS_KEYS: JSON.stringify({ current: 'k9', keys: { k9: newKey() } }) }
    const { findings } = findingsOf((await run(['check', '--json', '--offline'], other)).stdout)
    t.match(findings, [{}, {}, {}, { what: 'index key', state: 'wrong', mend: /put key k1 into the key ring/ }, {}])
    t.match(findings.at(-1)?.says, /no (signature|template)|cannot be opened/)
    t.notMatch(JSON.stringify(findings), DEMO.accessKeySecret)
    const older = { ...env, SMS_KEYS: JSON.stringify({ current: 'k2', keys: { ...ring.keys, k2: newKey() } }) }
    t.match((await run(['check', ...atEmulator, '--offline'], older)).stdout, /sealed with an older key\n.*re-encrypt/)
  })

  await t.test("a tenant's settings go to another database", async (t) => {
    const { code, stdout, stderr } = await run(['export', '--tenant', 'acme'], env)
    t.equal(code, 0, stderr)
    t.notMatch(stdout, DEMO.accessKeySecret)
    const file = join(folderOf(t), `${database.name}.json`)
    writeFileSync(file, stdout)
    const elsewhere = await sqliteDatabase(t)
    const there = { ...env, DATABASE_URL: elsewhere.url }
    await run(['migrate'], there)
    const bring = (...args: string[]) =>
      run(['import', file, '--tenant', 'acme', '--json', ...atEmulator, ...args], there)
    const first = await bring()
    t.equal(first.code, 1, 'accounts have to be there')
    t.match(JSON.parse(first.stdout).steps[0], {
      action: 'skip',
      kind: 'account',
      reason: /with its AccessSecret first/,
    })
    const target = await createTestHost({
      databaseUrl: elsewhere.url,
      endpoint: emulator.endpoint,
      settings: { secrets: ring },
    })
    t.teardown(() => target.close())
    await target.ready()
    const callThere = caller(target)
    for (const [name, key] of Object.entries({ Main: DEMO, Limited: LIMITED }))
      await callThere('POST', '/accounts?verify=false', { platform: 'alibaba_cloud', name, ...key })
    const dry = await bring('--dry-run')
    t.equal(dry.code, 0, dry.stdout + dry.stderr)
    t.match(JSON.parse(dry.stdout), { applied: false })
    const settingsThere = async () => JSON.stringify((await callThere('GET', '/apps/shop/settings')).body)
    t.notMatch(await settingsThere(), /SMS_100000002/)
    t.equal((await bring()).code, 0)
    t.match(await settingsThere(), /SMS_100000002/)
    const again = JSON.parse((await bring()).stdout) as { steps: { action: string }[] }
    t.same(new Set(again.steps.map(({ action }) => action)), new Set(['keep']), 'a second time there is nothing to do')
    t.match((await callThere('GET', '/audit-log')).body.items?.[0], { actorId: 'command' })
  })
})

await t.test('help, and what was asked wrongly', async (t) => {
  const folder = folderOf(t)
  t.match(await run([]), { code: 2, stdout: /check .*what is wrong/ })
  t.match(await run(['--help']), { code: 0, stdout: /keys rotate/ })
  t.match(await run(['import', '--help']), { code: 0, stdout: /import FILE: .*the rest stays/ })
  for (const [args, says] of [
    [['chek'], 'There is no command "chek"; see --help'],
    [['check', 'it'], '"it" is one word too many; see --help'],
    [['migrate'], 'Which database? Give --database or DATABASE_URL'],
    [['keys', 'rotate'], 'The environment variable SMS_KEYS must hold the key ring; see --help'],
    [['import'], 'Which file? sms-settings import FILE, or - for standard input'],
    [['import', join(folder, 'none')], `${join(folder, 'none')} cannot be read (ENOENT)`],
    [['export', '--database', join(folder, 'empty.db')], 'Whose settings? Give --tenant'],
    [['migrate', '--tenat', 'x'], /tenat/],
  ] as const) {
    const { code, stderr } = await run([...args])
    t.equal(code, 2, args.join(' '))
    t.match(stderr, says)
  }
})

await t.test('a key, and a ring with one more', async (t) => {
  const { key } = JSON.parse((await run(['keys', 'make', '--json'])).stdout) as { key: string }
  t.equal(Buffer.from(key, 'base64').length, 32)
  t.not((await run(['keys', 'make'])).stdout.trim(), key)
  const ring = { current: 'k1', keys: { k1: key, k2: newKey() } }
  const { stdout, stderr } = await run(['keys', 'rotate'], { SMS_KEYS: JSON.stringify(ring) })
  const rotated = JSON.parse(stdout) as typeof ring
  t.equal(rotated.current, 'k3')
  t.match(rotated.keys, ring.keys, 'what was there is still there')
  t.match(stderr, /re-encrypt/)
  const broken = await run(['keys', 'rotate'], { SMS_KEYS: JSON.stringify({ current: 'k1', keys: { k1: 'short' } }) })
  t.match(broken, { code: 2, stderr: /SMS_KEYS: .*"secrets\.keys\.k1" must be 32 bytes/ })
  t.notMatch(broken.stderr, 'short', 'not a word of a key')
})

await emulator.close()
