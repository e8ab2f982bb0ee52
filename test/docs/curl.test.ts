import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { startProcess } from '../support/processes.ts'
import { blocksOf } from './documents.ts'

const walk = blocksOf('README.md').filter(({ language, text }) => language === 'sh' && /\b(sms|app) [A-Z/]/.test(text))

await t.test('the walk with curl goes as the README has it, against what `npm start` runs', async (t) => {
  const [settings, code, ...more] = walk
  if (!settings || !code || more.length > 0) return t.fail(`the README has ${walk.length} blocks of it`)
  const folder = await mkdtemp(join(tmpdir(), 'sms-curl-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const host = await startProcess(t, new URL('../../examples/host/dist/main.js', import.meta.url), {
    env: {
      PORT: '0',
      EMULATOR_PORT: '0',
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: undefined,
      SMS_KEYS: undefined,
      NODE_ENV: undefined,
    },
    ready: /in an example host: (http\S+)/,
  })
  const phone = new URL((await fetch(`${host.url}/phone`)).url)
  const script = [
    'set -e',
    settings.text.replace('HOST=http://localhost:3000', `HOST=${host.url}`),
    // What the person reads on the phone.
    `CODE=$(curl -s ${phone.origin}/_emulator/outbox | sed -E 's/.*"code":"([0-9]+)".*/\\1/')`,
    code.text.replace('THE CODE', `'"$CODE"'`),
  ].join('\n')
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { timeout: 60_000 })
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.match(answers[0], { name: 'Main', status: 'active' })
  t.match(answers.at(-4), { readiness: Array }, 'what the App can send')
  t.match(answers.at(-3), { status: 'approved' })
  t.match(answers.at(-2), { user: Object, token: String }, 'signed up')
  t.match(answers.at(-1), { items: [{ appId: 'acme-shop', purpose: 'sign_up' }] })
})
