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
