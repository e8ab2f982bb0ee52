import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import { findProgram } from './debian.mjs'

/** The server programs we can start, best first. */
export const findServer = () => findProgram('mariadbd', 'mysqld')

/** A port that was free a moment ago. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/**
 * Waits until the server behind the URL answers.
 * @param {string} url
 * @param {number} milliseconds how long at most
 */
export async function waitForServer(url, milliseconds) {
  const end = Date.now() + milliseconds
  for (;;) {
    try {
      const connection = await mysql.createConnection({ uri: url, connectTimeout: 2_000 })
      await connection.query('select 1')
      await connection.end()
      return
    } catch (error) {
      if (Date.now() > end) throw error
      await sleep(100)
    }
  }
}

/** The last lines of a log. */
export const tail = (file) => {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-20).join('\n')
  } catch {
    return ''
  }
}

/** To run as root is asked for, and refused unless it is. */
export const asUser = () => (process.getuid?.() === 0 ? ['--user=root'] : [])

/**
 * Fills a data folder the way the program wants it: user root, no password.
 * @param {string} program path of `mariadbd` or `mysqld`
 * @param {string} folder in which `data` is made
 * @param {string[]} [extra] options of the server that matter while it is made
 */
export function initialise(program, folder, extra = []) {
  const user = asUser()
  const data = `--datadir=${join(folder, 'data')}`
  const [command, ...args] = program.endsWith('mariadbd')
    ? [
        'mariadb-install-db',
        '--no-defaults',
        ...user,
        data,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        ...extra,
      ]
    : [program, '--no-defaults', ...user, data, '--initialize-insecure', ...extra]
  const result = spawnSync(findProgram(command) ?? command, args, { encoding: 'utf8', timeout: 120_000 })
  if (result.status !== 0) throw new Error(`${command} failed: ${result.error ?? result.stdout + result.stderr}`)
}

/**
 * Starts a throw-away MariaDB or MySQL server: its own temporary folder, a free port of 127.0.0.1, user root, no
 * password, nothing kept. It ends with this process, however this process ends: its keeper, a shell, reads a pipe of
 * ours, and when the pipe closes (we stopped it, or we were killed) it kills the server and removes the folder.
 * @param {string} program path of `mariadbd` or `mysqld`
 * @param {string[]} [extra] options that follow ours, and so win over them
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void>, kill: () => Promise<void>, restart: () => Promise<void> }>}
 */
export async function startServer(program, extra = []) {
  const folder = mkdtempSync(join(tmpdir(), 'sms-test-mysql-'))
  try {
    initialise(program, folder)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  const port = await freePort()
  const args = [
    '--no-defaults',
    ...asUser(),
    `--datadir=${join(folder, 'data')}`,
    `--socket=${join(folder, 's.sock')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--pid-file=${join(folder, 'pid')}`,
    '--max-connections=300',
    '--skip-log-bin',
    '--innodb-flush-log-at-trx-commit=0',
    // MySQL's root is root@localhost only, which needs name resolution; MariaDB's is root@127.0.0.1 as well.
    ...(program.endsWith('mariadbd') ? ['--skip-name-resolve'] : ['--mysqlx=OFF']),
    ...extra,
  ]
  const keep = `folder=$1; shift
    up() { "$@" >>"$folder/log" 2>&1 </dev/null & server=$!; }
    down() { kill -9 $server; wait $server; }
    up "$@"
    while read -r word; do
      if [ "$word" = up ]; then up "$@"; else down; fi
    done
    down
    rm -rf "$folder"`
  // A session of its own: Ctrl-C at the terminal reaches us, and the keeper only learns of it by the pipe.
  const keeper = spawn('sh', ['-c', keep, 'keeper', folder, program, ...args], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const ended = new Promise((resolve) => keeper.once('close', resolve))
  const stop = async () => {
    keeper.stdin.end()
    await ended
  }
  const url = `mysql://root@127.0.0.1:${port}`
  const pidOf = () => Number(readFileSync(join(folder, 'pid'), 'utf8'))
  const server = {
    url,
    pid: 0,
    stop,
    /** Kills it as a power cut would; what it has written stays. */
    async kill() {
      const pid = pidOf()
      keeper.stdin.write('down\n')
      for (;;) {
        try {
          process.kill(pid, 0)
        } catch {
          return
        }
        await sleep(20)
      }
    },
    /** Starts it again where it was killed. */
    async restart() {
      keeper.stdin.write('up\n')
      await waitForServer(url, 60_000)
      server.pid = pidOf()
    },
  }
  try {
    await waitForServer(url, 30_000)
  } catch (error) {
    const log = tail(join(folder, 'log'))
    await stop()
    throw new Error(`${program} did not come up: ${error.message}\n${log}`)
  }
  server.pid = pidOf()
  return server
}
