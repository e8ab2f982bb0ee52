import { PlatformProblem } from '../platform.ts'
import { problemOfAnswer, problemOfError } from './answers.ts'
import { loadSdk, type SdkClient } from './sdk.ts'

export type CallOptions = {
  /** `127.0.0.1:8080`, without a scheme. */
  endpoint: string
  protocol: 'http' | 'https'
  /** Milliseconds for the connection and for each answer. */
  timeout: number
  /** Milliseconds for a whole call, whatever happens. */
  deadline: number
  now: () => number
}

/** What the SDK resolves with. */
type Answer = { body?: { code?: string; message?: string; requestId?: string } }

class Deadline extends Error {
  override name = 'Deadline'
}

const READ_ATTEMPTS = 3

/** Calls of one key, each with an end in sight. */
export const createCalls = (credentials: { accessKeyId: string; accessKeySecret: string }, options: CallOptions) => {
  const { endpoint, protocol, timeout, deadline, now } = options
  let client: Promise<SdkClient> | undefined

  const connect = async (): Promise<SdkClient> => {
    const { Client, Config } = await loadSdk()
    // The SDK's connect time-out is really the socket's idle time-out, and its read time-out is lost on a reused socket:
    // only with both equal does one of them hold.
    return new Client(new Config({ ...credentials, endpoint, protocol, connectTimeout: timeout, readTimeout: timeout }))
  }

  /** The SDK's promise cannot be aborted, and a dripping body outlives its time-outs: what comes too late is left alone. */
  const within = async <T>(call: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Deadline()), deadline)
    })
    call.catch(() => undefined)
    try {
      return await Promise.race([call, late])
    } finally {
      clearTimeout(timer)
    }
  }

  /** One call, whatever the platform answers. Throws what the SDK throws. */
  const once = async <A extends Answer>(
    call: (client: SdkClient) => Promise<A>,
  ): Promise<NonNullable<A['body']> | undefined> => {
    client ??= connect()
    const answer = await within(call(await client))
    return answer.body as NonNullable<A['body']> | undefined
  }

  return {
    once,

    /** A call that changes nothing: asked again when the answer was lost or the platform was busy. @throws {PlatformProblem} */
    async read<A extends Answer>(call: (client: SdkClient) => Promise<A>): Promise<NonNullable<A['body']>> {
      for (let attempt = 1; ; attempt++) {
        let problem: ReturnType<typeof problemOfError>
        try {
          const body = await once(call)
          if (body?.code === 'OK') return body
          problem = problemOfAnswer(body, now())
        } catch (error) {
          problem = problemOfError(error, now())
        }
        if (attempt >= READ_ATTEMPTS || !['nonsense', 'throttled'].includes(problem.kind))
          throw new PlatformProblem(problem)
        await new Promise((resolve) => setTimeout(resolve, 50 * 4 ** (attempt - 1) * (0.5 + Math.random())))
      }
    },
  }
}
export type Calls = ReturnType<typeof createCalls>
