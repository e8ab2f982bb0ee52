import { request } from 'undici'
import { start } from './processes.ts'

export type Request = { method: string; path: string; headers?: Record<string, string>; body?: unknown }

export type Job = {
  /** Servers, `http://127.0.0.1:port`; connections are shared out among them. */
  origins: string[]
  /** Each is sent once, in this order, as connections come free. */
  requests: Request[]
  /** Requests under way at any time. */
  atOnce: number
}

export type Measured = {
  /** From the first request to the last answer. */
  seconds: number
  /** How often each status came; a request without an answer counts under the code of its error. */
  statuses: Record<string, number>
  /** From request to answer, in the order of the requests. */
  milliseconds: number[]
  /** The answers, in the order of the requests. */
  bodies: string[]
}

/** Starts the process that sends load. It runs one job at a time as long as it is given one at a time. */
export const startLoad = async (): Promise<(job: Job) => Promise<Measured>> => {
  const { url } = await start(new URL('./load.child.ts', import.meta.url))
  return async (job) => {
    const answer = await request(url, {
      method: 'POST',
      body: JSON.stringify(job),
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    return (await answer.body.json()) as Measured
  }
}
