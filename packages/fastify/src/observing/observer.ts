import { context, isSpanContextValid, type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import type { FastifyBaseLogger } from 'fastify'
import { asStoreError } from '../database/errors.ts'
import { isSmsError } from '../errors.ts'
import { type Platform, type PlatformAccount, PlatformProblem, type SendOutcome } from '../platforms/platform.ts'
import { correlationOf } from './correlation.ts'
import type { Metrics } from './metrics.ts'

type Call = (...args: never[]) => Promise<unknown>

/**
 * Shows what happens inside: a span for each operation and each call to a platform where the host has OpenTelemetry (there
 * is nothing to configure, and without it nothing is recorded), metrics where they are switched on, and a log line for each
 * SMS that was handed over, which leads from the host's request to the platform's own id of it. None of them holds a
 * number, a code or a secret.
 */
export const createObserver = (log: FastifyBaseLogger, metrics: Metrics | null) => {
  const tracer = trace.getTracer('@sms-settings/fastify')

  const within = <T>(
    name: string,
    correlationId: string | null,
    work: (span: Span) => Promise<T>,
    outcomeOf: (error: unknown) => string,
  ): Promise<T> => {
    const span = tracer.startSpan(name)
    // The host records nothing, which is to cost nothing.
    if (!isSpanContextValid(span.spanContext())) return work(span)
    return context.with(trace.setSpan(context.active(), span), async () => {
      if (correlationId !== null) span.setAttribute('sms.correlation_id', correlationId)
      try {
        return await work(span)
      } catch (error) {
        // Not the error itself: messages of drivers and platforms can hold values.
        span.setStatus({ code: SpanStatusCode.ERROR, message: outcomeOf(error) })
        throw error
      } finally {
        span.end()
      }
    })
  }

  const codeOf = (error: unknown) => (isSmsError(error) ? error.code : 'SMS_INTERNAL')

  /** @param run its second argument is the host's request, if there is one */
  const operation = <F extends Call>(name: string, run: F): F => {
    const spanName = `sms.${name}`
    return (async (...args: Parameters<F>) => {
      const began = performance.now()
      let outcome = 'ok'
      try {
        return await within(spanName, correlationOf(args[1]), () => run(...args), codeOf)
      } catch (error) {
        // A host that calls a service is told no more of a failing database than whoever calls a route.
        const known = asStoreError(error)
        outcome = codeOf(known)
        throw known
      } finally {
        metrics?.operation(name, outcome, (performance.now() - began) / 1000)
      }
    }) as unknown as F
  }

  return {
    /** Some functions of a service, observed. */
    service<S extends object, K extends keyof S & string>(name: string, service: S, functions: readonly K[]): S {
      const observed = functions.map((it) => [
        it,
        operation(`${name}.${it}`, (service[it] as Call).bind(service) as Call),
      ])
      return { ...service, ...Object.fromEntries(observed) }
    },

    /** A platform whose accounts are observed. */
    platform(it: Platform): Platform {
      const connect: Platform['connect'] = (credentials) => observed(it.connect(credentials), it.id)
      return Object.assign(Object.create(it) as Platform, { connect })
    },
  }

  function observed(account: PlatformAccount, platform: string): PlatformAccount {
    const call = <A extends unknown[], T>(
      name: string,
      run: (...args: A) => Promise<T>,
      ended: (result: T) => { outcome: string; problem: string; requestId?: string | null } = () => ({
        outcome: 'ok',
        problem: '',
      }),
      about: (...args: A) => { messageId?: string; correlationId?: string | null } = () => ({}),
    ) => {
      return (...args: A): Promise<T> => {
        const began = performance.now()
        const problemOf = (error: unknown) => (error instanceof PlatformProblem ? error.problem.kind : 'bug')
        const note = (outcome: string, problem: string) =>
          metrics?.call({ platform, call: name, outcome, problem }, (performance.now() - began) / 1000)
        const { correlationId = null, ...subject } = about(...args)
        return within(
          `sms.platform.${name}`,
          correlationId,
          async (span) => {
            span.setAttribute('sms.platform', platform)
            try {
              const result = await run(...args)
              const { outcome, problem, requestId } = ended(result)
              note(outcome, problem)
              span.setAttributes({ 'sms.outcome': outcome, ...(problem ? { 'sms.problem': problem } : {}) })
              if (requestId) span.setAttribute('sms.platform_request_id', requestId)
              if (outcome === 'refused' || outcome === 'unknown')
                span.setStatus({ code: SpanStatusCode.ERROR, message: problem })
              if (name === 'send')
                log.info(
                  {
                    ...(correlationId === null ? {} : { reqId: correlationId }),
                    platform,
                    ...subject,
                    outcome,
                    ...(problem ? { problem } : {}),
                    platformRequestId: requestId ?? null,
                    ms: Math.round(performance.now() - began),
                  },
                  'an SMS was handed to the platform',
                )
              return result
            } catch (error) {
              note('error', problemOf(error))
              throw error
            }
          },
          problemOf,
        )
      }
    }
    const conversion = account.conversion?.bind(account)
    const sent = (it: SendOutcome) =>
      it.outcome === 'accepted'
        ? { outcome: it.outcome, problem: '', requestId: it.requestId }
        : { outcome: it.outcome, problem: it.problem.kind, requestId: it.problem.requestId }
    return {
      check: call('check', () => account.check()),
      send: call(
        'send',
        (...args: Parameters<PlatformAccount['send']>) => account.send(...args),
        sent,
        ({ messageId, correlationId }) => ({ messageId, correlationId: correlationId ?? null }),
      ),
      signature: call('signature', (name: string) => account.signature(name)),
      template: call('template', (code: string) => account.template(code)),
      listSignatures: call('listSignatures', (limit: number) => account.listSignatures(limit)),
      listTemplates: call('listTemplates', (limit: number) => account.listTemplates(limit)),
      status: call('status', (message: Parameters<PlatformAccount['status']>[0]) => account.status(message)),
      ...(conversion
        ? { conversion: call('conversion', (it: Parameters<typeof conversion>[0]) => conversion(it)) }
        : {}),
    }
  }
}
