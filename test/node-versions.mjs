// Runs tests on each version of Node that the packages are for, and closes with a table.
//
//   npm run test:node                            the chosen part, on 20, 22, 24 and 26
//   npm run test:node -- 22 24                   on these
//   npm run test:node -- 22 test/fastify         other tests: a folder, a file, a part of a path
//   npm run test:node -- 26 all                  every test
//
// A version comes by `npx -p node@…`, native modules as they are installed. One that the registry does not have is said
// to be missing, and is no failure.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const VERSIONS = ['20', '22', '24', '26']
/** What Node itself could break: modules and how they are loaded, native drivers, streams and sockets, crypto, npm. */
const PART = [
  'test/emulator/',
  'test/examples/',
  'test/fastify/database/',
  'test/fastify/platforms/network',
  'test/fastify/platforms/sdk',
  'test/fastify/secrets/',
  'test/fastify/verifications/verifications',
  'test/packages/',
  'test/react/react-18/',
]

const given = process.argv.slice(2)
const named = given.filter((it) => /^\d+(\.\d+)*$/.test(it))
const paths = given.filter((it) => !named.includes(it))
const part = paths.length === 0 ? PART : paths.includes('all') ? [] : paths

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

/** Runs a command under a version of Node; `tell` sees its output as it comes. */
const under = (version, args, tell = () => {}) =>
  new Promise((resolve) => {
    const child = spawn('npx', ['--yes', '--package', `node@${version}`, '--', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
      tell(text)
    })
    child.once('close', (code) => resolve({ code, output }))
  })

const rows = []
let failed = false
for (const version of named.length ? named : VERSIONS) {
  const { code, output } = await under(version, ['node', '--version'])
  const exact = /^v(\S+)/m.exec(output)?.[1]
  if (code !== 0 || !exact?.startsWith(version)) {
    rows.push([version, '', 'not to be had from the registry'])
    continue
  }
  process.stdout.write(`\n# Node ${exact}\n`)
  const began = Date.now()
  const run = await under(version, ['node', 'test/run.mjs', ...part], (text) => process.stdout.write(text))
  if (run.code !== 0) failed = true
  const seconds = `${Math.round((Date.now() - began) / 1000)} s`
  rows.push([exact, seconds, run.output.trimEnd().split('\n').at(-1)])
}

process.stdout.write(`\n| Node | time | tests |\n| --- | --- | --- |\n`)
for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`)
process.exitCode = failed ? 1 : 0
