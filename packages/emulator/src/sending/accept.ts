import { randomInt } from 'node:crypto'
import { type Account, isVerification } from '../accounts/account.ts'
import type { Delivery } from '../delivery.ts'
import { refusal } from '../errors.ts'
import type { FaultList } from '../faults/faults.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { type CheckContext, checkDraft, costOf, type DraftItem, readDraft, textOf, valuesOf } from './checks.ts'
import { type FlowCounters, flowKeys } from './flow-control.ts'
import { countParts } from './template.ts'

/** What sending needs of the emulator. */
export type SendContext = Omit<CheckContext, 'sent'> & {
  action: string
  account: Account
  outbox: Outbox
  flow: FlowCounters
  delivery: Delivery
  faults: FaultList
}

/** A request to send, of one message or many. */
export type SendRequest = {
  templateCode: string
  items: DraftItem[]
  /** Most messages that the action takes. */
  most: number
  outId: string | undefined
  extendCode: string | undefined
}

/** 18 digits and `^0`. One number serves all messages of a request. */
const createBizId = () => `9006${String(randomInt(1e14)).padStart(14, '0')}^0`

/** Checks a request and accepts it whole or not at all: counted, billed, kept, on its way. Returns the BizId. */
export function send(context: SendContext, request: SendRequest): string {
  const { account, now, outbox, flow, delivery, faults, behaviours, action } = context
  if (request.outId !== undefined && request.outId.length > 255) throw refusal('isv.INVALID_PARAMETERS')
  if (request.extendCode && !/^\d{1,10}$/.test(request.extendCode)) throw refusal('isv.EXTEND_CODE_ERROR')
  const draft = readDraft(account, behaviours, request)
  checkDraft(draft, { ...context, sent: outbox.stored })
  const { template, templateCode } = draft
  if (!template) throw refusal('isv.SMS_TEMPLATE_ILLEGAL')

  account.balance -= costOf(draft)
  const bizId = createBizId()
  const counted = new Set<string>()
  for (const item of draft.items) {
    const { phone, signName, signature } = item
    if (!phone || !signature) throw refusal('isv.INVALID_PARAMETERS')
    const verification = isVerification(template)
    const keys = flowKeys({ accountId: account.id, signName, templateCode, phone: phone.e164, verification })
    if (phone.domestic) for (const key of [keys.own, keys.everywhere]) if (key) counted.add(key)
    const text = textOf(template, item)
    const blocked =
      phone.domestic &&
      behaviours.unregisteredSignature === 'blocked' &&
      !signature.registrations.some(({ status }) => status === 1 || status === 3)
    const message = outbox.add({
      bizId,
      phone: phone.e164,
      signName,
      templateCode,
      params: valuesOf(item.params),
      text,
      outId: request.outId || null,
      acceptedAt: now,
      status: 'waiting',
      errCode: null,
      accountId: account.id,
      domestic: phone.domestic,
      templateType: template.type,
      parts: countParts(text, phone.domestic),
      receivedAt: null,
      failsWith: faults.takeDelivery(action, item.spelling) ?? (blocked ? 'PORT_NOT_REGISTERED' : null),
    })
    delivery.start(message)
  }
  for (const key of counted) flow.count(key, now)
  return bizId
}
