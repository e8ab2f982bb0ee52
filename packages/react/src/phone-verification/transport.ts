import type { SmsVerification } from '@sms-settings/api'
import { createClient, type SmsClient, SmsClientError, type SmsClientOptions } from '@sms-settings/api/client'
import type { Refusal } from './machine.ts'

export type TransportOptions = {
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal
}

/** A verification as a server answers it. */
export type VerificationAnswer = Omit<SmsVerification, 'now'> & {
  /**
   * The server's time of its answer, ISO 8601. With it, countdowns are right on a machine whose clock is not. The plugin
   * says it; where a route of the host's leaves it out, `httpTransport` has it from the `date` header.
   */
  now?: string | undefined
}

/**
 * How codes are sent and checked. Make one from the routes of the plugin, or of your own server under the same paths, by
 * `baseUrl` or `client`; write one when your server's routes are different.
 *
 * Each call rejects with an `SmsClientError`, or with anything that has the fields of an `SmsError` (or has them in
 * `body`). A rejection without a `code` is taken for a network that is down, and what was asked may be asked again.
 */
export type VerificationTransport = {
  /** Sends a code. `idempotencyKey` is the same when the same start is tried again after no answer came. */
  start: (
    request: { phone: string; country?: string; purpose: string; locale?: string },
    options: TransportOptions & { idempotencyKey: string },
  ) => Promise<VerificationAnswer>
  /** Sends a new code of the same verification. */
  resend: (id: string, options: TransportOptions) => Promise<VerificationAnswer>
  /** Resolves when the code is right. */
  check: (id: string, code: string, options: TransportOptions) => Promise<unknown>
  /** How a verification stands: asked after a reload, and when a platform did not say whether it sent. */
  status?: (id: string, options: TransportOptions) => Promise<VerificationAnswer>
  /** Ends a verification, after another number has got a code. */
  cancel?: (id: string, options: TransportOptions) => Promise<unknown>
}

/**
 * A transport over a typed client. Its `baseUrl` may be a path of your own server that answers in the plugin's way.
 * @param clock the server's time of its last answer, ISO 8601
 */
export const verificationTransport = (client: SmsClient, clock?: () => string | undefined): VerificationTransport => {
  const timed = async (given: Promise<VerificationAnswer>): Promise<VerificationAnswer> => {
    const answer = await given
    return { ...answer, now: answer.now ?? clock?.() }
  }
  return {
    start: ({ phone, country, purpose, locale }, { idempotencyKey, signal }) =>
      timed(
        client.startVerification(
          { body: { phone, purpose, ...(country ? { country } : {}), ...(locale ? { locale } : {}) } },
          { signal, headers: { 'idempotency-key': idempotencyKey } },
        ),
      ),
    resend: (id, options) => timed(client.resendVerification({ params: { id } }, options)),
    check: (id, code, options) => client.checkVerification({ params: { id }, body: { code } }, options),
    status: (id, options) => timed(client.getVerification({ params: { id } }, options)),
    cancel: (id, options) => client.cancelVerification({ params: { id } }, options),
  }
}

/** A transport over HTTP that goes by the server's clock, as far as its `date` header may be read. */
export const httpTransport = ({ baseUrl, fetch }: SmsClientOptions): VerificationTransport => {
  const ask = fetch ?? ((url, init) => globalThis.fetch(url, init))
  let date: string | undefined
  const client = createClient({
    baseUrl,
    fetch: async (url, init) => {
      const response = await ask(url, init)
      date = response.headers.get('date') ?? undefined
      return response
    },
  })
  return verificationTransport(client, () => date)
}

type Loose = { [field: string]: unknown }
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
const countOf = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : undefined)

/** What a transport threw, read as an answer of the server's; without a code of a server's, the network is to blame. */
export const refusalOf = (cause: unknown): Refusal => {
  const thrown = isObject(cause) ? cause : {}
  const body = cause instanceof SmsClientError ? (cause.body ?? {}) : isObject(thrown.body) ? thrown.body : thrown
  const fields: Loose = body
  return {
    code: textOf(fields.code) ?? 'SMS_NETWORK',
    message: textOf(fields.message) ?? '',
    retryAfter: countOf(fields.retryAfter),
    attemptsLeft: countOf(fields.attemptsLeft),
    status: textOf(fields.status),
    verificationId: textOf(fields.verificationId),
    cause,
  }
}
