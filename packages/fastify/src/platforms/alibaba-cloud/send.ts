import type { PlatformAccount, SendOutcome } from '../platform.ts'
import type { Called, Calls } from './calls.ts'
import { judgeAnswer } from './errors.ts'
import { toPlatformPhone } from './notation.ts'

const toOutcome = (called: Called<'SendSms'>, now: number): SendOutcome => {
  if ('body' in called) {
    const { bizId, requestId } = called.body
    if (typeof bizId === 'string' && bizId !== '') return { outcome: 'accepted', bizId, requestId: requestId ?? null }
    // "OK" without a receipt
    const { problem } = judgeAnswer({ code: 'OK', status: 200, requestId }, now)
    return { outcome: 'unknown', problem }
  }
  const { sent, problem } = called.verdict
  return { outcome: sent === 'no' ? 'refused' : 'unknown', problem }
}

/**
 * Sends one SMS, once: SendSms knows no idempotency, so whatever may have been sent is never sent again by itself. Our
 * message id goes along as OutId, by which the platform can be asked afterwards.
 */
export const createSend =
  (calls: Calls, now: () => number): PlatformAccount['send'] =>
  async ({ messageId, phone, signatureName, templateCode, variables }, onLate) => {
    const values = Object.entries(variables).map(([name, value]) => [name, String(value)])
    const called = await calls.once(
      'SendSms',
      {
        phoneNumbers: toPlatformPhone(phone),
        signName: signatureName,
        templateCode,
        // A JSON text of texts: the SDK would spread an object over parameters of its own, and numbers are refused.
        ...(values.length > 0 ? { templateParam: JSON.stringify(Object.fromEntries(values)) } : {}),
        outId: messageId,
      },
      { onLate: (late) => onLate?.(toOutcome(late, now())) },
    )
    return toOutcome(called, now())
  }
