import { randomUUID } from 'node:crypto'
import type { Database } from './database.ts'

/**
 * Work that one of many processes does at a time. Who does it holds a lease in the database and renews it with each
 * round; when that process dies, another takes over once the lease has run out. It keeps processes from doing the same
 * twice, for the platform's sake; that nothing goes wrong if two do is up to the work.
 * @param length of a lease, in milliseconds of the real clock
 */
export const createLease = (database: Database, name: string, length: number) => {
  const holder = randomUUID()
  const insert =
    database.dialect === 'mysql'
      ? 'insert ignore into sms_leases (name, holder, expires_at) values (?, ?, ?)'
      : 'insert into sms_leases (name, holder, expires_at) values (?, ?, ?) on conflict (name) do nothing'

  const take = async (): Promise<boolean> => {
    const at = Date.now()
    const { affected } = await database.run(
      'update sms_leases set holder = ?, expires_at = ? where name = ? and (holder = ? or expires_at < ?)',
      [holder, at + length, name, holder, at],
    )
    if (affected === 1) return true
    const { rows } = await database.run('select expires_at from sms_leases where name = ?', [name])
    if (rows.length > 0) return false
    return (await database.run(insert, [name, holder, at + length])).affected === 1
  }

  return {
    /** Does the work if this process holds the lease or can have it. */
    async whileHeld(work: () => Promise<unknown>): Promise<void> {
      if (await take()) await work()
    },
    /** Lets another process take over at once. */
    async release(): Promise<void> {
      await database.run('update sms_leases set expires_at = 0 where name = ? and holder = ?', [name, holder])
    },
  }
}
