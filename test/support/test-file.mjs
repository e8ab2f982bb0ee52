import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { Parser } from 'tap-parser'
import { inSources } from './positions.mjs'
import { compiled } from './typescript.mjs'
import { undocumented } from './undocumented.mjs'

/** Everything still alive in the process group of a test file: the file itself and the servers it started. */
const killGroup = (child) => {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // nothing left of it
  }
}

/** Test files under way, so that an interrupted run leaves none behind. */
const running = new Set()
export const killAll = () => running.forEach(killGroup)

/**
 * @typedef {object} Verdict
 * @property {string} file
 * @property {number} passed assertions that held
 * @property {number} failed assertions that did not, and 1 for a file that failed in any other way
 * @property {number} skipped assertions marked skip or todo
 * @property {string | undefined} trouble what is wrong with the file as a whole
 * @property {string} output all it wrote, stdout and stderr in the order they came
 * @property {number} seconds
 */

/**
 * Runs one test file in a process (and process group) of its own and judges it: its assertions, its plan, its exit code
 * and its manners. A file that dies, hangs, is cut short or tests nothing has failed, whatever it printed; so has one
 * whose servers answered what is not in the OpenAPI document (documented.mjs, undocumented.mjs), in whichever process.
 * @param {string} file
 * @param {{ env: NodeJS.ProcessEnv, timeout: number, limit: number, answers: string, document: string }} how
 *   `timeout` in seconds is tap's own (a test may raise it by `t.setTimeout`); after `limit` seconds the file is killed;
 *   `answers` is a folder for what servers answer, `document` the file of the document to compare it with
 * @returns {Promise<Verdict>}
 */
export function runTestFile(file, { env, timeout, limit, answers, document }) {
  return new Promise((resolve) => {
    const started = Date.now()
    const verdict = { file, passed: 0, failed: 0, skipped: 0, trouble: undefined, output: '', seconds: 0 }
    let results
    const parser = new Parser((final) => {
      results = final
    })
    // 'result' comes for every assertion at any depth, but not for the line that only closes a subtest.
    parser.on('result', (result) => {
      if (result.skip || result.todo) verdict.skipped++
      else if (result.ok) verdict.passed++
      else verdict.failed++
    })

    const written = mkdtempSync(join(answers, 'answers-'))
    const child = spawn(process.execPath, [compiled(file)], {
      env: { ...env, TAP: '1', TAP_TIMEOUT: String(timeout), TEST_ANSWERS: written },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    running.add(child)
    let late = false
    const deadline = setTimeout(() => {
      late = true
      killGroup(child)
    }, limit * 1000)

    const decoder = new StringDecoder('utf8')
    child.stdout.on('data', (chunk) => {
      const text = decoder.write(chunk)
      verdict.output += text
      parser.write(text)
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      verdict.output += text
    })
    child.once('error', (error) => {
      verdict.output += `${error.stack}\n`
    })
    // What the file started and forgot would keep our pipes open: it goes as soon as the file itself is gone.
    child.once('exit', () => killGroup(child))
    child.once('close', (code, signal) => {
      clearTimeout(deadline)
      running.delete(child)
      parser.end()
      verdict.seconds = (Date.now() - started) / 1000
      const problems = undocumented(written, document)
      rmSync(written, { recursive: true, force: true, maxRetries: 3 })
      for (const problem of problems) verdict.output += `not as the document says: ${problem}\n`
      verdict.failed += problems.length
      verdict.trouble = troubleOf({ code, signal, late, limit, results, verdict })
      if (verdict.trouble && verdict.failed === 0) verdict.failed = 1
      // A file left out as a whole, with its reason, is one skipped test.
      if (!verdict.trouble && results.count === 0) verdict.skipped = 1
      resolve(verdict)
    })
  })
}

function troubleOf({ code, signal, late, limit, results, verdict }) {
  if (late) return `was killed after ${limit} s`
  if (signal === 'SIGALRM') return 'timed out'
  if (signal) return `was killed by ${signal}`
  if (results?.bailout) return `bailed out${results.bailout === true ? '' : `: ${results.bailout}`}`
  if (!results || (results.count === 0 && !results.plan.skipAll)) return `tested nothing (exit code ${code})`
  if (results.count === 0 && results.plan.skipReason === 'no tests found') return 'tested nothing'
  if (results.plan.end === null) return `ended without a plan (exit code ${code})`
  if (!results.ok && verdict.failed === 0) return 'does not keep its plan'
  if (code !== 0) return verdict.failed ? undefined : `exit code ${code}`
  return undefined
}

const indentOf = (line) => line.search(/\S/)

/**
 * The telling part of a test file's output: its failures whole, with diagnostics, and everything it wrote besides; not
 * the assertions that held.
 * @param {string} output
 */
export function failuresOf(output) {
  const kept = []
  let inDiagnostics = false
  for (const line of inSources(output).split('\n')) {
    if (/^\s*---$/.test(line)) inDiagnostics = true
    if (inDiagnostics || !/^\s*$|^\s*ok \d|^\s*\d+\.\.\d+|^\s*# time=|^# \{ total|^TAP version/.test(line))
      kept.push(line)
    if (/^\s*\.\.\.$/.test(line)) inDiagnostics = false
  }
  // A subtest's title stays only above something of its own.
  const telling = []
  for (const line of kept.reverse()) {
    const below = telling.at(-1)
    if (/^\s*# Subtest: /.test(line) && (below === undefined || indentOf(below) <= indentOf(line))) continue
    telling.push(line)
  }
  return telling.reverse().join('\n')
}
