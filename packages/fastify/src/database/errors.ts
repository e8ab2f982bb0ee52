import { isSmsError, smsError } from '../errors.ts'

type DriverError = Error & {
  code?: string
  errno?: number
  extendedCode?: string
  rawCode?: number
}

const all = (error: unknown): DriverError[] => {
  const found: DriverError[] = []
  for (let it = error; it instanceof Error && found.length < 5; it = it.cause) found.push(it as DriverError)
  return found
}

/** A unique key was hit. */
export const isDuplicate = (error: unknown): boolean =>
  all(error).some(
    ({ code, errno, message }) =>
      code === 'ER_DUP_ENTRY' ||
      errno === 1062 ||
      code === 'SQLITE_CONSTRAINT_UNIQUE' ||
      code === 'SQLITE_CONSTRAINT_PRIMARYKEY' ||
      /UNIQUE constraint failed/.test(message),
  )

/** A row that a foreign key needs is not there (any more). */
export const isMissingParent = (error: unknown): boolean =>
  all(error).some(
    ({ code, errno, message }) =>
      errno === 1452 || code === 'SQLITE_CONSTRAINT_FOREIGNKEY' || /FOREIGN KEY constraint failed/.test(message),
  )

/** Another transaction was in the way; the same work may succeed when done again. */
export const isConflict = (error: unknown): boolean =>
  all(error).some(
    ({ code, errno, message }) =>
      // Deadlock, lock wait time-out; and on a cluster the loss against another node, which comes as a deadlock too.
      errno === 1213 ||
      errno === 1205 ||
      // The same loss on MySQL Group Replication, at commit.
      errno === 3101 ||
      (typeof code === 'string' && (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED')) ||
      /database is locked/.test(message),
  )

/** Seconds in which a database that was lost is mostly there again, or another in its place. */
const BACK_WITHIN = 5

const fromDriver = ({ code, errno, name }: DriverError): boolean =>
  typeof errno === 'number' ||
  name === 'KnexTimeoutError' ||
  (typeof code === 'string' && /^(ER_|SQLITE|PROTOCOL_|ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|HANDSHAKE|POOL)/.test(code))

/**
 * What a caller is told when the database fails: nothing of the statement or its values. Errors that are not the
 * database's come back as they are.
 */
export const asStoreError = (error: unknown): unknown =>
  isSmsError(error) || !all(error).some(fromDriver)
    ? error
    : smsError('SMS_STORE_UNAVAILABLE', [], { retryAfter: isConflict(error) ? 1 : BACK_WITHIN }, error)
