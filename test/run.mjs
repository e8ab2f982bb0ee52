// What `npm test` runs: finds or starts a MySQL server, runs the test files, and closes with `N passed, N failed`.
//
//   npm test                      everything
//   npm test -- test/emulator     the files of a folder, one file, or every file whose path contains the text
//   TEST_DATABASE_URL=mysql://…   a server of yours instead (it gets schemas sms_test_…, dropped again)
//   CI=true                       nothing may be left out
//
// Each file is run as tap's own runner does it, by node with TAP=1, but by us: that runner was seen to lose the results of
// the files that came after one that hung, and its loader of TypeScript takes seconds a file; see support/typescript.mjs.

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { canInstall, findBrowser, install } from './support/debian.mjs'
import { findGalera } from './support/galera.mjs'
import { findServer, startServer, waitForServer } from './support/mysql-server.mjs'
import { pluginDocument } from './support/plugin-document.mjs'
import { failuresOf, killAll, runTestFile } from './support/test-file.mjs'
import { children, compile } from './support/typescript.mjs'

/**
 * Test files at a time: two keep a small machine busy, and while they wait, as for a server that was killed, there is room
 * for more.
 */
const JOBS = { least: 2, most: 4 }
/** Of these in a browser, which is busy by itself, and whose pages are only good when they are in time. */
const BROWSERS = 2
/** The share of the machine that has to be idle for a moment before one more begins. */
const ROOM = 0.3
const MOMENT = 2000
/** Those that take minutes begin first, so that none is left to run alone at the end. */
const LONGEST = [
  'test/storybook/stories',
  'test/structure/types',
  'test/fastify/guard/pumping',
  'test/faults/',
  'test/cluster/',
  'test/console/axe',
  'test/react/panels/apps',
  'test/fastify/commands',
  'test/fastify/verifications/fail-over',
  'test/fastify/verifications/decoys',
  'test/packages/',
  'test/walks/',
]
/** Seconds until tap gives up on a file, unless the file itself says more by `t.setTimeout`. */
const TIMEOUT = 240
/** Seconds until we do, whatever the file says. */
const LIMIT = 600

/** What is tried once more, alone, after it failed: pages in a browser, whose timing on a busy machine nobody vouches for. */
const IN_A_BROWSER = ['test/react/', 'test/console/', 'test/storybook/', 'test/examples/ssr-react/']
const isInBrowser = (file) => IN_A_BROWSER.some((folder) => file.startsWith(folder))
/** When more than these fail, it is not the timing. */
const UNSTEADY = 2

const inCI = process.env.CI === 'true'
const say = (text) => process.stdout.write(`${text}\n`)
const count = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
process.on('exit', killAll)
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])
  process.on(signal, () => process.exit(code))

/** The test files that the arguments name; all of them without arguments. */
function testFiles(filters) {
  const files = readdirSync('test', { recursive: true })
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.test\.(ts|tsx|mts|mjs|js)$/.test(path) && !path.includes('node_modules/'))
    .sort()
  const place = (file) => LONGEST.findIndex((long) => file.startsWith(long)) + 1 || LONGEST.length + 1
  files.sort((a, b) => place(a) - place(b))
  return filters.length
    ? files.filter((file) => filters.some((filter) => file.includes(filter.replace(/^\.\//, ''))))
    : files
}

/** Something the tests want is not here: in CI that ends the run, elsewhere it is said, and the rest runs. */
function leaveOut(what, why) {
  if (inCI) throw new Error(`${what} must not be left out with CI=true: ${why}`)
  say(`# LEFT OUT: ${what}: ${why}`)
}

/** Finds a program, installing its Debian packages where we may. */
function provide(find, packages) {
  const program = find()
  if (program) return { program }
  if (!canInstall())
    return { why: `not installed, and only root on Debian can have it installed here (${packages.join(' ')})` }
  say(`# installing ${packages.join(' ')}`)
  const trouble = install(...packages)
  return {
    program: find(),
    why: trouble ? `apt-get could not install it: ${trouble}` : `not found after installing ${packages.join(' ')}`,
  }
}

async function provideDatabase() {
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    if (!/^mysql:\/\//.test(given)) throw new Error('TEST_DATABASE_URL must begin with mysql://')
    await waitForServer(given, 15_000)
    say('# MySQL: the server of TEST_DATABASE_URL')
    return { url: given, stop: async () => {} }
  }
  const { program, why } = provide(findServer, ['mariadb-server-core', 'mariadb-client-core'])
  if (!program) {
    leaveOut('everything on MySQL', `${why}; or name a server by TEST_DATABASE_URL=mysql://…`)
    return { url: undefined, stop: async () => {} }
  }
  const server = await startServer(program)
  say(`# MySQL: ${program}, started for this run`)
  return server
}

function provideCluster() {
  const { program, why } = provide(findGalera, ['mariadb-server-core', 'mariadb-client-core', 'galera-4'])
  if (!program) leaveOut('everything on a cluster', why)
}

function provideBrowser() {
  if (!existsSync('test/react')) return
  const { program, why } = provide(findBrowser, ['chromium-headless-shell'])
  if (!program) leaveOut('everything in a browser', why)
}

function report(verdict) {
  const failed = verdict.failed > 0
  say(`${failed ? 'FAILED' : 'ok    '}  ${verdict.file}  ${count(verdict)}  ${verdict.seconds.toFixed(1)} s`)
  if (!failed) return
  say(failuresOf(verdict.output).replace(/^/gm, '    '))
  if (verdict.trouble) say(`    ${verdict.file} ${verdict.trouble}`)
}

/** The share of the machine's time that was idle since the last call. */
function idleMeter() {
  const read = () => {
    const times = cpus().map((it) => it.times)
    const idle = times.reduce((sum, it) => sum + it.idle, 0)
    return { idle, all: times.flatMap(Object.values).reduce((sum, it) => sum + it, 0) }
  }
  let last = read()
  return () => {
    const now = read()
    const share = (now.idle - last.idle) / (now.all - last.all || 1)
    last = now
    return share
  }
}

async function runAll(files, how) {
  const verdicts = []
  const waiting = [...files]
  const running = new Map()
  const begin = () => {
    const browsers = [...running.keys()].filter(isInBrowser).length
    // One in a browser and one that waits for servers are less in each other's way than two of a kind.
    const file =
      waiting.find((it) => isInBrowser(it) === (browsers === 0)) ??
      waiting.find((it) => browsers < BROWSERS || !isInBrowser(it))
    if (file === undefined) return
    waiting.splice(waiting.indexOf(file), 1)
    const done = runTestFile(file, how).then((verdict) => {
      running.delete(file)
      report(verdict)
      verdicts.push(verdict)
    })
    running.set(file, done)
  }
  const idle = idleMeter()
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < JOBS.least && waiting.length > 0) begin()
    const isMoment = await Promise.race([...running.values(), setTimeout(MOMENT, true, { ref: false })])
    const share = idle()
    if (isMoment && share > ROOM && running.size < JOBS.most) begin()
  }
  return await repeatUnsteady(verdicts, how)
}

/** A second failure counts, a second success is said aloud: it is a test to be mended, but no reason to stop a release. */
async function repeatUnsteady(verdicts, how) {
  const failed = verdicts.filter((verdict) => verdict.failed > 0)
  if (failed.length > UNSTEADY || !failed.every(({ file }) => isInBrowser(file))) return verdicts
  for (const first of failed) {
    say(`AGAIN   ${first.file}, alone`)
    const second = await runTestFile(first.file, how)
    report(second)
    if (second.failed === 0) say(`UNSTEADY  ${first.file} failed beside others and passed alone`)
    verdicts.splice(verdicts.indexOf(first), 1, second)
  }
  return verdicts
}

async function main(filters) {
  const files = testFiles(filters)
  if (files.length === 0)
    throw new Error(filters.length ? `no test file matches ${filters.join(' ')}` : 'there are no test files')
  await compile([...files, ...children()], { gather: true })
  provideBrowser()
  if (files.some((file) => file.startsWith('test/cluster/'))) provideCluster()
  const documents = mkdtempSync(join(tmpdir(), 'sms-settings-openapi-'))
  const document = join(documents, 'document.json')
  writeFileSync(document, JSON.stringify(await pluginDocument()))
  const database = await provideDatabase()
  try {
    const { TEST_MYSQL_URL: _, ...inherited } = process.env
    const env = {
      ...inherited,
      ...(database.url && { TEST_MYSQL_URL: database.url }),
      // In the processes that tests start as well.
      NODE_OPTIONS: `${inherited.NODE_OPTIONS ?? ''} --import=${new URL('./support/documented.mjs', import.meta.url)}`,
    }
    return await runAll(files, { env, timeout: TIMEOUT, limit: LIMIT, answers: documents, document })
  } finally {
    rmSync(documents, { recursive: true, force: true })
    await database.stop()
  }
}

let verdicts
try {
  verdicts = await main(process.argv.slice(2))
} catch (error) {
  say(`The tests could not be run: ${error.stack ?? error}`)
  verdicts = [{ file: 'test/run.mjs', passed: 0, failed: 1, skipped: 0 }]
}
const total = { passed: 0, failed: 0, skipped: 0 }
for (const verdict of verdicts) for (const key of Object.keys(total)) total[key] += verdict[key]
const failures = verdicts.filter((verdict) => verdict.failed > 0)
say('')
for (const { file, failed } of failures) say(`FAILED  ${file}  ${failed} failed`)
// All tests left out is no success either.
process.exitCode = failures.length > 0 || total.passed === 0 ? 1 : 0
process.stdout.write(`${count(total)}\n`)
