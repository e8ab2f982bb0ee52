import type {
  GetSmsSignResponseBody,
  GetSmsTemplateResponseBody,
  QuerySendDetailsResponseBody,
  QuerySmsSignListResponseBody,
  QuerySmsTemplateListResponseBody,
  SendSmsResponseBody,
  SmsConversionIntlResponseBody,
} from '@alicloud/dysmsapi20170525'
import { ExponentialBackoff, handleWhenResult, retry } from 'cockatiel'
import { PlatformProblem } from '../platform.ts'
import { heldBack, judgeAnswer, judgeError, tooLate, type Verdict } from './errors.ts'
import { type LoadedSdk, loadSdk, type SdkClient, type SdkConfig } from './sdk.ts'

/** What each action of the platform answers. */
type Answers = {
  SendSms: SendSmsResponseBody
  QuerySendDetails: QuerySendDetailsResponseBody
  GetSmsSign: GetSmsSignResponseBody
  GetSmsTemplate: GetSmsTemplateResponseBody
  QuerySmsSignList: QuerySmsSignListResponseBody
  QuerySmsTemplateList: QuerySmsTemplateListResponseBody
  SmsConversionIntl: SmsConversionIntlResponseBody
}
export type Action = keyof Answers

type Fields = Record<string, string | number | boolean>
type Answer<B> = { statusCode?: number | undefined; body?: B | undefined }
type Invoke<B> = (loaded: LoadedSdk, client: SdkClient, fields: Fields) => Promise<Answer<B>>

const INVOKE: { [A in Action]: Invoke<Answers[A]> } = {
  SendSms: ({ sdk }, client, fields) => client.sendSms(new sdk.SendSmsRequest(fields)),
  QuerySendDetails: ({ sdk }, client, fields) => client.querySendDetails(new sdk.QuerySendDetailsRequest(fields)),
  GetSmsSign: ({ sdk }, client, fields) => client.getSmsSign(new sdk.GetSmsSignRequest(fields)),
  GetSmsTemplate: ({ sdk }, client, fields) => client.getSmsTemplate(new sdk.GetSmsTemplateRequest(fields)),
  QuerySmsSignList: ({ sdk }, client, fields) => client.querySmsSignList(new sdk.QuerySmsSignListRequest(fields)),
  QuerySmsTemplateList: ({ sdk }, client, fields) =>
    client.querySmsTemplateList(new sdk.QuerySmsTemplateListRequest(fields)),
  SmsConversionIntl: ({ sdk }, client, fields) => client.smsConversionIntl(new sdk.SmsConversionIntlRequest(fields)),
}

/** Every action that we need. A key must be allowed to do all of them; telling of conversion is an extra. */
export const ACTIONS = (Object.keys(INVOKE) as Action[]).filter((action) => action !== 'SmsConversionIntl')

export type Called<A extends Action> = { body: Answers[A] } | { verdict: Verdict }

export type CallOptions = {
  config: SdkConfig
  /** Milliseconds that one call may take in all, retries included. */
  deadline: number
  /** Calls of this account at a time, those counted that we no longer wait for. */
  maxConcurrent: number
  now: () => number
}

/** Milliseconds after which a call that never ends no longer counts: a body that drips for ever must not hold its place for ever. */
const FORGOTTEN_AFTER = 60_000
/** How often a read is tried in all, and the longest pause between, ms. */
const ATTEMPTS = 3
const LONGEST_PAUSE = 400

const isWorthRepeating = (called: Called<Action>) =>
  'verdict' in called &&
  (called.verdict.sent === 'maybe' ||
    called.verdict.problem.kind === 'throttled' ||
    called.verdict.problem.code === 'SignatureNonceUsed')

/** Asks the platform with one key. Neither function throws what the SDK threw. */
export const createCalls = ({ config, deadline, maxConcurrent, now }: CallOptions) => {
  let client: SdkClient | undefined
  let running = 0

  /** One call to its very end. Never rejects. */
  const invoke = async <A extends Action>(action: A, loaded: LoadedSdk, fields: Fields): Promise<Called<A>> => {
    try {
      client ??= loaded.createClient(config)
      const { body, statusCode } = await INVOKE[action](loaded, client, fields)
      if (body?.code === 'OK') return { body }
      const { code, message, requestId } = body ?? {}
      const bizId = body && 'bizId' in body ? body.bizId : undefined
      return { verdict: judgeAnswer({ code, message, requestId, bizId, status: statusCode ?? 200 }, now()) }
    } catch (error) {
      return { verdict: judgeError(error, now()) }
    }
  }

  /**
   * Makes one call and waits for it at most `patience` ms. The SDK's calls cannot be aborted: one that is given up runs
   * on, keeps its place among the concurrent ones, and tells `onLate` how it ended.
   */
  const once = async <A extends Action>(
    action: A,
    fields: Fields,
    { patience = deadline, onLate }: { patience?: number; onLate?: (late: Called<A>) => void } = {},
  ): Promise<Called<A>> => {
    if (running >= maxConcurrent) return { verdict: heldBack('throttled', 'TOO_MANY_CALLS', 1) }
    running += 1
    const leave = () => {
      running -= 1
    }
    let loaded: LoadedSdk
    try {
      loaded = await loadSdk()
    } catch {
      leave()
      return { verdict: heldBack('bug', 'SDK_NOT_LOADED') }
    }

    const call = invoke(action, loaded, fields)
    let timer: NodeJS.Timeout | undefined
    const givenUp = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, patience), undefined)
    })
    const called = await Promise.race([call, givenUp])
    clearTimeout(timer)
    if (called) {
      leave()
      return called
    }
    const forgotten = new Promise((resolve) => {
      timer = setTimeout(resolve, FORGOTTEN_AFTER).unref()
    })
    Promise.race([call, forgotten]).then(() => {
      clearTimeout(timer)
      leave()
    })
    if (onLate)
      call
        .then(onLate)
        // What the listener throws is its own affair: the call was given up long ago.
        .catch(() => {})
    return { verdict: tooLate('DEADLINE') }
  }

  return {
    once,
    /** Makes a call that changes nothing; again if that may help, all within one deadline. */
    async read<A extends Action>(action: A, fields: Fields): Promise<Called<A>> {
      const until = performance.now() + deadline
      const thereIsTime = () => performance.now() + LONGEST_PAUSE < until
      const policy = retry(
        handleWhenResult((called) => isWorthRepeating(called as Called<Action>) && thereIsTime()),
        {
          maxAttempts: ATTEMPTS - 1,
          backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: LONGEST_PAUSE }),
        },
      )
      return policy.execute(() => once(action, fields, { patience: until - performance.now() }))
    },
  }
}
export type Calls = ReturnType<typeof createCalls>

/** @throws {PlatformProblem} unless the call succeeded */
export const orThrow = <A extends Action>(called: Called<A>): Answers[A] => {
  if ('verdict' in called) throw new PlatformProblem(called.verdict.problem)
  return called.body
}
