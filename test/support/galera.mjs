import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import { findProgram } from './debian.mjs'
import { asUser, freePort, initialise, tail, waitForServer } from './mysql-server.mjs'

const PROVIDERS = [
  '/usr/lib/galera/libgalera_smm.so',
  '/usr/lib64/galera-4/libgalera_smm.so',
  '/usr/lib/libgalera_smm.so',
]

/** What a cluster needs: MariaDB and the library that replicates. */
export const findGalera = () => {
  const [program, library] = [findProgram('mariadbd'), PROVIDERS.find((path) => existsSync(path))]
  return program && library ? { program, library } : undefined
}

/**
 * What MariaDB runs for a node that joins, at both ends, to copy the data: the nodes share a machine, so a pipe in the
 * folder will do to say that there is nothing to copy, and from where on changes will follow.
 */
const TRANSFER = `#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    --role) role=$2; shift ;;
    --address) address=$2; shift ;;
    --gtid) place=$2; shift ;;
    --bypass) bypass=yes ;;
  esac
  shift
done
if [ "$role" = joiner ]; then
  pipe=$(mktemp -u "$(dirname "$0")/transfer-XXXXXX")
  mkfifo "$pipe"
  echo "ready $pipe"
  read -r place <"$pipe"
  rm -f "$pipe"
  echo "$place"
else
  [ "$bypass" = yes ] || { echo "it has missed too much" >&2; exit 1; }
  echo "$place" >"$address"
  echo "done $place"
fi
`

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    // One that has ended and that its parent has not asked about is still there, as a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`

/**
 * Starts a throw-away MariaDB Galera cluster on 127.0.0.1: one folder, free ports, user root, no password, nothing kept.
 * It ends with this process, however this process ends: its keeper, a shell, reads from a pipe of ours which nodes to
 * start, and when the pipe closes it kills them all and removes the folder.
 *
 * All nodes begin as copies of the same data at the same place of the same history, so that a node that joins only lacks
 * what has happened since, which the others keep at hand (an "incremental state transfer"). So nothing that copies a whole
 * node need be installed; one that had missed more than the others keep would not come up.
 * @param {number} [size] nodes
 */
export async function startCluster(size = 3) {
  const galera = findGalera()
  if (!galera) throw new Error('a Galera cluster needs mariadbd and galera-4')
  const folder = mkdtempSync(join(tmpdir(), 'sms-test-galera-'))
  const ports = []
  for (let at = 0; at < size; at++)
    ports.push({ sql: await freePort(), group: await freePort(), transfer: await freePort() })
  const members = ports.map(({ group }) => `127.0.0.1:${group}`).join(',')

  const own = (at) => join(folder, String(at))
  const optionsOf = (at) => {
    const { sql, group, transfer } = ports[at]
    return [
      '--no-defaults',
      ...asUser(),
      `--datadir=${join(own(at), 'data')}`,
      `--socket=${join(own(at), 's.sock')}`,
      `--port=${sql}`,
      '--bind-address=127.0.0.1',
      '--max-connections=300',
      '--skip-name-resolve',
      '--binlog-format=row',
      '--innodb-autoinc-lock-mode=2',
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-buffer-pool-size=64M',
      '--innodb-log-file-size=32M',
      '--wsrep-on=ON',
      `--wsrep-provider=${galera.library}`,
      '--wsrep-cluster-name=sms-test',
      `--wsrep-node-name=node-${at}`,
      `--wsrep-node-address=127.0.0.1:${group}`,
      '--wsrep-slave-threads=2',
      '--wsrep-sst-method=test',
      `--wsrep-provider-options=${[
        `gmcast.listen_addr=tcp://127.0.0.1:${group}`,
        `ist.recv_addr=127.0.0.1:${transfer}`,
        'gcache.size=64M',
        // Where a node is lost sight of, it is given up after two seconds instead of five.
        'evs.keepalive_period=PT0.3S',
        'evs.suspect_timeout=PT2S',
        'evs.inactive_check_period=PT0.3S',
        'evs.inactive_timeout=PT4S',
        'evs.install_timeout=PT4S',
        'pc.recovery=FALSE',
      ].join(';')}`,
    ]
  }

  try {
    writeFileSync(join(folder, 'wsrep_sst_test'), TRANSFER, { mode: 0o755 })
    for (let at = 0; at < size; at++) mkdirSync(own(at))
    initialise(galera.program, own(0), ['--innodb-log-file-size=32M'])
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }

  const keep = `cd "$1"
    while read -r node; do
      sh "$node/start" >>"$node/log" 2>&1 </dev/null &
      echo $! >"$node/pid"
    done
    for pid in */pid; do kill -9 "$(cat "$pid")" 2>/dev/null; done
    wait; cd /; rm -rf "$1"`
  const keeper = spawn('sh', ['-c', keep, 'keeper', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const ended = new Promise((resolve) => keeper.once('close', resolve))

  /** With the others, or as the first: `--wsrep-new-cluster`. */
  const launch = (at, how = `--wsrep-cluster-address=gcomm://${members}`, ...more) => {
    const args = [galera.program, ...optionsOf(at), how, ...more]
    rmSync(join(own(at), 'pid'), { force: true })
    writeFileSync(
      join(own(at), 'start'),
      `PATH=${quote(folder)}:$PATH\nexport PATH\nexec ${args.map(quote).join(' ')}\n`,
    )
    keeper.stdin.write(`${at}\n`)
  }

  const nodes = ports.map(({ sql }, at) => {
    const url = `mysql://root@127.0.0.1:${sql}`
    const pid = () => Number(readFileSync(join(own(at), 'pid'), 'utf8'))
    const ask = async (statement) => {
      const connection = await mysql.createConnection({ uri: url, connectTimeout: 2_000 })
      try {
        const [rows] = await connection.query(statement)
        return rows
      } finally {
        await connection.end()
      }
    }
    /** A figure of the node's own, by its name without `wsrep_`. */
    const status = async (name) => (await ask(`show status like 'wsrep_${name}'`))[0]?.Value
    const alone = async () => {
      launch(at, '--wsrep-new-cluster', '--wsrep-cluster-address=gcomm://')
      await waitForServer(url, 30_000)
      await synced()
    }
    /** Until it has caught up with the others. */
    const synced = async (milliseconds = 30_000) => {
      const end = Date.now() + milliseconds
      for (;;) {
        const state = await status('local_state_comment').catch((error) => error.message)
        if (state === 'Synced' && (await status('cluster_status')) === 'Primary') return
        if (Date.now() > end) throw new Error(`node ${at} is not back but ${state}:\n${tail(join(own(at), 'log'))}`)
        await sleep(50)
      }
    }
    return {
      url,
      pid,
      status,
      synced,
      alone,
      /** By default as in a power cut: no goodbye. */
      async kill(signal = 'SIGKILL') {
        const was = pid()
        process.kill(was, signal)
        while (isAlive(was)) await sleep(10)
      },
      /** Comes up again at the place where it was killed, and catches up with the others. */
      async restart() {
        const found = spawnSync(
          galera.program,
          [...optionsOf(at), '--wsrep-cluster-address=gcomm://', '--wsrep-recover'],
          {
            encoding: 'utf8',
            timeout: 60_000,
          },
        )
        const position = /Recovered position:? ([0-9a-f-]{36}:-?\d+)/.exec(found.stderr + found.stdout)?.[1]
        if (!position) throw new Error(`node ${at} does not know its place:\n${found.stderr.slice(-2000)}`)
        launch(at, undefined, `--wsrep-start-position=${position}`)
        await waitForServer(url, 30_000)
        await synced()
      },
      stop: () => process.kill(pid(), 'SIGSTOP'),
      async goOn() {
        process.kill(pid(), 'SIGCONT')
        const end = Date.now() + 30_000
        // What it says of itself is at first what was so when it was stopped.
        const isTakenBack = async () => (await nodes[(at + 1) % size].status('cluster_size')) === String(size)
        while (Date.now() < end && !(await isTakenBack())) {
          if ((await status('connected').catch(() => undefined)) === 'OFF') {
            await this.kill()
            return this.restart()
          }
          await sleep(50)
        }
        await synced()
      },
      /** Out of reach of the other nodes, while clients still reach it. */
      cutOff: () => ask(`set global wsrep_provider_options = 'gmcast.isolate=1'`),
      async rejoin() {
        await ask(`set global wsrep_provider_options = 'gmcast.isolate=0'`)
        await synced()
      },
    }
  })
  const [first] = nodes
  const stop = async () => {
    keeper.stdin.end()
    await ended
  }
  try {
    // The first writes down where history begins, in its data too, before there are copies.
    await first.alone()
    await first.kill('SIGTERM')
    for (let at = 1; at < size; at++) cpSync(join(own(0), 'data'), join(own(at), 'data'), { recursive: true })
    await first.alone()
    for (let at = 1; at < size; at++) launch(at)
    await Promise.all(nodes.map(({ synced }) => synced()))
  } catch (error) {
    const logs = nodes.map((_, at) => tail(join(own(at), 'log'))).join('\n\n')
    await stop()
    throw new Error(`the cluster did not come up: ${error.message}\n${logs}`)
  }
  return { nodes, stop }
}
