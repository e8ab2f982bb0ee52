import type { MessageStatus, SmsAlarm, SmsAuditEntry, SmsMessage, VerificationStatus } from '@sms-settings/api'
import type { AppCaller, Caller } from './callers.ts'
import { isSmsError, smsError } from './errors.ts'

/** Something somebody should look at, told when it begins. */
export type Alarm = SmsAlarm & { tenantId: string }

export type VerificationEvent = {
  id: string
  tenantId: string
  appId: string
  purpose: string
  status: VerificationStatus
}

/** What a host may do when something happens, or before. */
export type Hooks = {
  /** A message was written or changed its status. */
  onMessage?(message: SmsMessage & { tenantId: string }): unknown
  /** A verification began or changed its state. */
  onVerification?(event: VerificationEvent): unknown
  onAudit?(entry: SmsAuditEntry & { tenantId: string }): unknown
  onAlarm?(alarm: Alarm): unknown
  /**
   * Before a code is sent; throw to refuse (a CAPTCHA that was not solved, say). The message of what is thrown is shown
   * to the App user when it has a 4xx `statusCode`.
   */
  beforeSend?(start: AppCaller & { purpose: string; country: string; resend: boolean }, request?: unknown): unknown
  /** Before secrets are written and before anything is deleted: throw, or return false, unless the person has just shown who they are. */
  stepUp?(caller: Caller, action: string, request?: unknown): unknown
}

const TIMEOUT = 10_000

/** Waits for a function of the host's, but not for ever. */
export const askHost = async <T>(what: string, ask: () => T | Promise<T>, timeout = TIMEOUT): Promise<T> => {
  const said = ask()
  if (typeof (said as PromiseLike<T> | undefined)?.then !== 'function') return said
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(smsError('SMS_HOOK_FAILED', [`${what} did not answer within ${timeout / 1000} seconds`])),
      timeout,
    )
  })
  try {
    return await Promise.race([said, late])
  } finally {
    clearTimeout(timer)
  }
}

type Told = 'onMessage' | 'onVerification' | 'onAudit' | 'onAlarm'

/**
 * Tells the host what has happened. It cannot be undone by then, so a hook that throws or hangs changes nothing.
 * @param counts counts what it is told, for metrics
 * @param onFailure told the name of a hook that threw and what it threw
 */
export const createNews = (
  hooks: Hooks,
  counts: { message(status: string): void; alarm(kind: string): void } | null,
  onFailure: (hook: string, error: unknown) => void,
) => {
  /** @param make what is told, made only for a host that listens */
  const tell = <H extends Told>(name: H, make: () => Parameters<NonNullable<Hooks[H]>>[0]) => {
    const hook = hooks[name] as ((news: unknown) => unknown) | undefined
    if (!hook) return
    const news = make()
    setImmediate(async () => {
      try {
        await hook(news)
      } catch (error) {
        onFailure(name, error)
      }
    })
  }
  return {
    message: (status: MessageStatus, make: () => SmsMessage & { tenantId: string }) => {
      counts?.message(status)
      tell('onMessage', make)
    },
    verification: (it: VerificationEvent) => tell('onVerification', () => it),
    audit: (it: SmsAuditEntry & { tenantId: string }) => tell('onAudit', () => it),
    alarm: (it: Alarm) => {
      counts?.alarm(it.kind)
      tell('onAlarm', () => it)
    },
  }
}
export type News = ReturnType<typeof createNews>

const statusOf = (error: unknown) => (error as { statusCode?: unknown } | undefined)?.statusCode

/** What the caller is told when a function of the host's refuses or fails. Only a 4xx is the host's word; the rest is hidden. */
export const asHostRefusal = (what: string, error: unknown): unknown => {
  if (isSmsError(error)) return error
  const status = statusOf(error)
  if (status === 401) return smsError('SMS_UNAUTHENTICATED')
  if (typeof status === 'number' && status >= 400 && status < 500)
    return smsError('SMS_REFUSED_BY_HOST', [(error as Error).message])
  return smsError('SMS_HOOK_FAILED', [what], {}, error)
}
