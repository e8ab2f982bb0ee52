import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { compiled } from './typescript.mjs'

/** How a process is started. */
export interface ProcessOptions {
  args?: string[]
  /** Of Node itself. */
  nodeOptions?: string[]
  /** Added to this process's environment; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>
  /** The folder that it runs in. Default: this process's. */
  cwd?: string
  /** What its output says once it is ready; the first group, if there is one, is its `url`. Default: the first URL. */
  ready?: RegExp
  /** How long to wait for that, in milliseconds. Default: 30 000. */
  timeout?: number
}

/** A Node process that a test started, ready to serve. */
export interface RunningProcess {
  pid: number
  /** Where it serves, as its ready line said, without a trailing slash. */
  url: string
  /** Everything it has written so far, stdout and stderr. */
  output: () => string
  /** Sends a signal (default SIGKILL: no goodbye, like a power cut) and resolves when the process is gone. */
  kill: (signal?: NodeJS.Signals) => Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/**
 * Starts a Node process and waits until it says on stdout that it is ready. It is killed when `t` ends, if not before.
 *
 *     const server = await startProcess(t, new URL('./two-servers.child.ts', import.meta.url), { env: { DATABASE_URL } })
 *     await fetch(`${server.url}/…`)
 *     await server.kill()
 *
 * @param script a `.child.ts`, `.mjs` or `.js` file
 * @throws when it ends or stays silent instead, with all it wrote
 */
export async function startProcess(
  t: Test,
  script: URL | string,
  options: ProcessOptions = {},
): Promise<RunningProcess> {
  const { args = [], nodeOptions = [], env = {}, cwd, ready = /https?:\/\/[^\s"'<>]+/, timeout = 60_000 } = options
  const path = script instanceof URL ? fileURLToPath(script) : script
  const program = path.endsWith('.ts') ? compiled(path) : path
  const child = spawn(process.execPath, [...nodeOptions, program, ...args], {
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    child.kill(signal)
    const [code, by] = await closed
    return { code, signal: by }
  }
  t.teardown(() => kill())

  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  const match = await readyLine(child, ready, timeout, path, () => output)
  const url = (match[1] ?? match[0]).replace(/\/$/, '')
  return { pid: child.pid as number, url, output: () => output, kill }
}

function readyLine(child: ChildProcess, ready: RegExp, timeout: number, path: string, output: () => string) {
  return new Promise<RegExpMatchArray>((resolve, reject) => {
    let lines = ''
    const fail = (what: string) => reject(new Error(`${path} ${what}\n${output()}`))
    const timer = setTimeout(() => fail(`was not ready within ${timeout} ms`), timeout)
    child.once('error', (error) => fail(`could not be started: ${error.message}`))
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      fail(`ended before it was ready (${signal ?? `exit code ${code}`})`)
    })
    child.stdout?.on('data', (text: string) => {
      lines += text
      // Only whole lines: half a URL looks like a URL.
      const match = lines.slice(0, lines.lastIndexOf('\n') + 1).match(ready)
      if (!match) return
      clearTimeout(timer)
      resolve(match)
    })
  })
}
