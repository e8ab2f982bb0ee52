import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { onMysql } from '../../support/databases.ts'
import { startProcess } from '../../support/processes.ts'

/** What `npm start` runs. */
const main = new URL('../../../examples/host/dist/main.js', import.meta.url)
const ready = /in an example host: (http\S+)/

const folder = async (t: Test) => {
  const path = await mkdtemp(join(tmpdir(), 'sms-example-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return join(path, 'data')
}
const run = (t: Test, env: Record<string, string | undefined>) =>
  startProcess(t, main, {
    env: { PORT: '0', EMULATOR_PORT: '0', DATABASE_URL: undefined, SMS_KEYS: undefined, NODE_ENV: undefined, ...env },
    ready,
  })
const json = { 'content-type': 'application/json' }
const signIn = async (url: string, person: 'ada@acme.example' | 'grace@globex.example') => {
  const password = person === 'ada@acme.example' ? 'ada-at-acme' : 'grace-at-globex'
  const answer = await fetch(`${url}/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email: person, password }),
  })
  const { token } = (await answer.json()) as { token: string }
  return { ...json, authorization: `Bearer ${token}` }
}

t.setTimeout(300_000)

await t.test('the command comes up in an empty folder, answers and stops', async (t) => {
  const DATA_DIR = await folder(t)
  const host = await run(t, { DATA_DIR })
  for (const said of ['/docs', 'ada@acme.example', 'app_demo_acme_shop', 'LTAI', 'development key'])
    t.match(host.output(), said)
  t.equal((await fetch(`${host.url}/docs/json`)).status, 200)
  const phone = await fetch(`${host.url}/phone`)
  t.equal(phone.status, 200)
  t.not(new URL(phone.url).port, new URL(host.url).port, "the emulator's page")
  const general = await fetch(`${host.url}/sms/general`, { headers: await signIn(host.url, 'ada@acme.example') })
  t.match(await general.json(), { signatures: [{ ssid: 'C1', available: true }] })

  const key = join(DATA_DIR, 'development-keys.json')
  t.equal((await stat(key)).mode & 0o777, 0o600)
  const before = await readFile(key, 'utf8')
  const began = Date.now()
  t.same(await host.kill('SIGTERM'), { code: 0, signal: null })
  t.ok(Date.now() - began < 5000, 'within seconds')

  const again = await run(t, { DATA_DIR })
  t.equal(await readFile(key, 'utf8'), before, 'the key stays')
  t.same(await again.kill('SIGINT'), { code: 0, signal: null })
})

const shareDatabase = async (t: Test, env: Record<string, string>) => {
  const hosts = await Promise.all([1, 2].map(() => run(t, env)))
  const [one, two] = hosts as [(typeof hosts)[0], (typeof hosts)[0]]
  const ada = await signIn(one.url, 'ada@acme.example')
  const made = await fetch(`${one.url}/apps`, {
    method: 'POST',
    headers: ada,
    body: JSON.stringify({ name: 'Shared' }),
  })
  t.equal(made.status, 201)
  const seen = await fetch(`${two.url}/sms/apps`, { headers: ada })
  t.match(JSON.stringify(await seen.json()), 'Shared', 'signed in at one, seen at the other')

  const starts = Array.from({ length: 10 }, (_, n) =>
    fetch(`${hosts[n % 2]?.url}/sms/verifications`, {
      method: 'POST',
      headers: { ...json, 'x-app-key': 'app_demo_acme_shop' },
      body: JSON.stringify({ phone: '+8613900001234', purpose: 'log_in' }),
    }),
  )
  const statuses = (await Promise.all(starts)).map((it) => it.status).sort()
  t.same(statuses, [201, ...Array(9).fill(429)], 'one SMS a minute, whichever is asked')
  for (const host of hosts) t.equal((await host.kill('SIGTERM')).code, 0)
}

await t.test('two hosts that start at once share a SQLite file and a key', async (t) =>
  shareDatabase(t, { DATA_DIR: await folder(t) }),
)

await t.test('two hosts that start at once share a server', (t) =>
  onMysql(t, async (t, { url }) => shareDatabase(t, { DATA_DIR: await folder(t), DATABASE_URL: url })),
)

await t.test('a host whose npm is gone goes too', async (t) => {
  const env = { PORT: '0', EMULATOR_PORT: '0', DATA_DIR: await folder(t), npm_lifecycle_event: 'start' }
  // As npm does it: a shell between, which dies of a SIGTERM without passing it on.
  const command = `"${process.execPath}" "${fileURLToPath(main)}"; true`
  const shell = spawn('sh', ['-c', command], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  const ended = once(shell.stdout.setEncoding('utf8'), 'end')
  shell.stdout.on('data', (text) => {
    output += text
    if (ready.test(output)) shell.kill('SIGTERM')
  })
  await ended
  t.match(output, ready)
})

await t.test('what stands in the way is said in a sentence', async (t) => {
  const DATA_DIR = await folder(t)
  const other = createServer().listen(0)
  t.teardown(() => other.close())
  const { port } = other.address() as { port: number }
  await t.rejects(run(t, { DATA_DIR, PORT: String(port) }), { message: new RegExp(`Port ${port} is in use`) })
  await t.rejects(run(t, { DATA_DIR, PORT: 'http' }), /PORT must be a port/)
  await t.rejects(run(t, { DATA_DIR, DATABASE_URL: 'postgres://localhost' }), /DATABASE_URL must begin with mysql/)
  await t.rejects(run(t, { DATA_DIR, NODE_ENV: 'production' }), /SMS_KEYS is not set/)
  await t.rejects(run(t, { DATA_DIR, SMS_KEYS: 'nonsense' }), /SMS_KEYS must be a key ring/)
})

await t.test('in production nobody signs in with a password that everybody knows', async (t) => {
  const SMS_KEYS = JSON.stringify({ current: 'k1', keys: { k1: Buffer.alloc(32, 1).toString('base64') } })
  const host = await run(t, { DATA_DIR: await folder(t), NODE_ENV: 'production', SMS_KEYS })
  const answer = await fetch(`${host.url}/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ email: 'ada@acme.example', password: 'ada-at-acme' }),
  })
  t.equal(answer.status, 401)
  t.notMatch(host.output(), 'ada@')
})
