import type { FastifyBaseLogger } from 'fastify'

/** Nothing but the name and code of what went wrong: messages of drivers and platforms can hold values. */
const brief = (error: unknown) => {
  const { name, code } = (error ?? {}) as { name?: string; code?: unknown }
  return { name, code }
}

/** Log lines about what has failed where nobody waits for it. */
export const createFailures = (log: FastifyBaseLogger) => ({
  /** What is tried again, or is left out without harm. */
  warn: (what: string, error: unknown, about: object = {}): void => log.warn({ ...about, err: brief(error) }, what),
  /** What somebody should look at. */
  error: (what: string, error: unknown, about: object = {}): void => log.error({ ...about, err: brief(error) }, what),
})
