import { readFileSync } from 'node:fs'
import type { Test } from 'tap'
import { findServer, startServer } from '../support/mysql-server.mjs'
import { type ProcessOptions, type RunningProcess, startProcess } from '../support/processes.ts'

const endings: (() => unknown)[] = []
const untilTheEnd = { teardown: (end: () => unknown) => endings.push(end) } as unknown as Test

/** Starts a process that lives until {@link endAll}. */
export const start = (script: URL, options?: ProcessOptions): Promise<RunningProcess> =>
  startProcess(untilTheEnd, script, options)

/** Stops whatever was started, newest first. */
export const endAll = async (): Promise<void> => {
  for (let end = endings.pop(); end; end = endings.pop()) await end()
}

/** A throw-away MariaDB or MySQL server, and the process to be billed for it. */
export const startMysql = async (extra: string[] = []): Promise<{ url: string; pid: number }> => {
  const program = findServer()
  if (!program) throw new Error('neither mariadbd nor mysqld is installed here')
  const server = await startServer(program, extra)
  endings.push(server.stop)
  return server
}

const TICKS_PER_SECOND = 100

/**
 * Seconds of CPU time that a process has used so far, with all its threads, as the operating system accounts for it
 * (Linux: fields 14 and 15 of /proc/<pid>/stat, in hundredths of a second).
 */
export const cpuOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Bytes of memory that a process holds, its share of what several hold included (Linux: `Pss` of smaps_rollup). */
export const memoryOf = (pid: number): number => {
  const [, kib] = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss:\s+(\d+) kB/m) ?? []
  return Number(kib) * 1024
}
