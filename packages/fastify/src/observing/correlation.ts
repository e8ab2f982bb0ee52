import { AsyncLocalStorage } from 'node:async_hooks'

const requests = new AsyncLocalStorage<string>()

/** Does the work as part of a request: what is logged of calls to a platform names it. */
export const withCorrelation = <T>(requestId: string, work: () => T): T => requests.run(requestId, work)

/** The id of the request under way, as the host's own log has it; undefined beside requests. */
export const correlationId = (): string | undefined => requests.getStore()
