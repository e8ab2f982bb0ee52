import { setTimeout as wait } from 'node:timers/promises'

/** An answer of a server process; status 0 when none came. */
export type Answered = {
  status: number
  body: { code?: string; id?: string; status?: string; attemptsLeft?: number; limit?: string; retryAfter?: number }
}

/** Who asks, as the test hosts take it. */
export type Who = { app?: string; tenant?: string; ip?: string; headers?: Record<string, string> }

const PATIENCE = 60_000

/** Asks a server process over HTTP. That it is gone is an answer, too. */
export const askServer = async (
  url: string | undefined,
  method: string,
  path: string,
  body?: unknown,
  { app = 'shop', tenant = 'acme', ip, headers = {} }: Who = {},
): Promise<Answered> => {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        'x-tenant': tenant,
        'x-app': app,
        ...(ip ? { 'x-forwarded-for': ip } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE),
    })
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : {} }
  } catch {
    return { status: 0, body: {} }
  }
}

/** How often a client comes again when it hears that the database does not keep up. */
const TRIES = 10

/**
 * The same as a client asks that does what it is told: who hears that the database does not keep up, as on a machine whose
 * disk stalls for seconds or at a node that lost against others time and again, comes again after `retryAfter`, at whichever
 * server has its turn then. Nothing was done for them.
 */
export const askPatiently = async (
  next: () => string | undefined,
  ...request: [method: string, path: string, body?: unknown, who?: Who]
): Promise<Answered> => {
  for (let tries = 1; ; tries++) {
    const answered = await askServer(next(), ...request)
    const { code, retryAfter = 1 } = answered.body
    if (code !== 'SMS_STORE_UNAVAILABLE' || tries === TRIES) return answered
    await wait(retryAfter * 1000)
  }
}
