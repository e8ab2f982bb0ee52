// What `npm run bench` runs: the benchmarks, one after the other, each in a process of its own.
//
//   npm run bench                         all of them, small enough for a laptop's patience
//   npm run bench -- check-and-start      those whose name contains the text
//   npm run bench -- --full               the sizes of docs/speed.md, which take hours
//   npm run bench -- --write              puts the tables into docs/speed.md
//   npm run bench -- --list               says what there is
//
// The peers that some are measured beside are in a package of their own, installed on the first run.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { children, compile, compiled } from '../support/typescript.mjs'

const here = new URL('.', import.meta.url)
const asked = process.argv.slice(2)
const flags = asked.filter((it) => it.startsWith('--'))
const names = asked.filter((it) => !it.startsWith('--'))
const unknown = flags.filter((it) => !['--full', '--write', '--list'].includes(it))
if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(' ')}; see the head of test/bench/run.mjs`)

const all = readdirSync(here)
  .filter((it) => it.endsWith('.bench.ts'))
  .sort()
const chosen = all.filter((it) => names.length === 0 || names.some((name) => it.includes(name)))
if (chosen.length === 0) throw new Error(`no benchmark is named ${names.join(' or ')}; there are ${all.join(', ')}`)

if (flags.includes('--list')) {
  for (const it of all) console.log(it.replace('.bench.ts', ''))
  process.exit()
}

const peers = fileURLToPath(new URL('peers/', here))
if (!existsSync(`${peers}node_modules`)) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: peers,
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('the peers could not be installed')
}

const env = {
  ...process.env,
  ...(flags.includes('--full') && { BENCH_FULL: '1' }),
  ...(flags.includes('--write') && { BENCH_WRITE: '1' }),
}
const programs = chosen.map((name) => fileURLToPath(new URL(name, here)))
await compile([...programs, ...children()])
let failed = false
for (const [at, name] of chosen.entries()) {
  const child = spawn(process.execPath, ['--enable-source-maps', compiled(programs[at])], { env, stdio: 'inherit' })
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) {
    failed = true
    console.error(`${name} failed`)
  }
}
process.exitCode = failed ? 1 : 0
