import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const { stdout, status } = spawnSync(
  process.execPath,
  [fileURLToPath(new URL('./run.mjs', import.meta.url)), '--list'],
  { encoding: 'utf8' },
)

t.test('`npm run bench -- --list` names every benchmark', async (t) => {
  t.equal(status, 0)
  const names = stdout.trim().split('\n')
  for (const name of ['check-and-start', 'growth', 'kit', 'provider', 'footprint']) t.ok(names.includes(name), name)
})

t.test('each has its place in the document', async (t) => {
  const text = readFileSync(new URL('../../docs/speed.md', import.meta.url), 'utf8')
  for (const name of stdout.trim().split('\n'))
    t.match(text, new RegExp(`<!-- ${name} -->[^]*<!-- /${name} -->`), `${name}: where --write puts its tables`)
})

t.test('what is not known is refused', async (t) => {
  const unknown = spawnSync(process.execPath, [fileURLToPath(new URL('./run.mjs', import.meta.url)), '--fast'], {
    encoding: 'utf8',
  })
  t.not(unknown.status, 0)
  t.match(unknown.stderr, '--fast')
})
