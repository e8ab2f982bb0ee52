import type { OutgoingMessage, SendOutcome } from '../platform.ts'
import type { Called, Calls, LateAnswer } from './calls.ts'
import { judgeAnswer } from './errors.ts'
import { toPlatformPhone } from './notation.ts'

/** What became of a send that had been given up as unknown. */
export type LateSend = { messageId: string; outcome: SendOutcome /** Milliseconds after it began. */; after: number }

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
  (calls: Calls, now: () => number, onLate?: (late: LateSend) => void) =>
  async ({ messageId, phone, signatureName, templateCode, variables }: OutgoingMessage): Promise<SendOutcome> => {
    const values = Object.entries(variables).map(([name, value]) => [name, String(value)])
    const tell = ({ called, after }: LateAnswer<'SendSms'>) =>
      onLate?.({ messageId, outcome: toOutcome(called, now()), after })
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
      { onLate: tell },
    )
    return toOutcome(called, now())
  }
