import type { Statements } from './database.ts'

/**
 * Nodes of a Galera cluster agree on each commit before it is answered, but each applies by itself what was committed at
 * another, mostly within milliseconds. Of two transactions at two nodes that change the same row the first to commit wins
 * and the other fails as if by a deadlock, whatever it had read: that is retried as any other. So nothing is ever decided
 * by an old row, except that there is no row: an update that finds none commits nothing that could fail.
 */
export const isGaleraNode = async (statements: Pick<Statements, 'run'>): Promise<boolean> => {
  const { rows } = await statements.run("show variables like 'wsrep_on'")
  return rows[0]?.Value === 'ON'
}

/** Waits until the node has all that was committed at any other by now: one round through the cluster. */
export const waitForOthers = async (statements: Statements): Promise<void> => {
  await statements.run('set @sms_sync_wait = @@session.wsrep_sync_wait, session wsrep_sync_wait = 1')
  try {
    await statements.run('select 1')
  } finally {
    await statements.run('set session wsrep_sync_wait = @sms_sync_wait')
  }
}
