/** A message that the service accepted, as tests and the outbox page see it. */
export type OutboxMessage = {
  /** Grows with each message, also across `clear` and `reset`. */
  id: string
  bizId: string
  /** E.164. */
  phone: string
  signName: string
  templateCode: string
  params: Record<string, string>
  /** As the phone shows it: signature in brackets, then the text. */
  text: string
  outId: string | null
  acceptedAt: number
  status: 'waiting' | 'delivered' | 'failed'
  /** `DELIVERED` or why it failed; null while waiting. */
  errCode: string | null
}

/** What the emulator knows besides. */
export type StoredMessage = OutboxMessage & {
  accountId: string
  domestic: boolean
  /** 0 verification, 1 notice, 2 promotion, 3 international, as templates count. */
  templateType: 0 | 1 | 2 | 3
  parts: number
  /** When the carrier answered. */
  receivedAt: number | null
  /** What the carrier will answer instead of delivering. */
  failsWith: string | null
}

/** The part of a message that is shown. */
export const publicMessage = (message: StoredMessage): OutboxMessage => ({
  id: message.id,
  bizId: message.bizId,
  phone: message.phone,
  signName: message.signName,
  templateCode: message.templateCode,
  params: { ...message.params },
  text: message.text,
  outId: message.outId,
  acceptedAt: message.acceptedAt,
  status: message.status,
  errCode: message.errCode,
})
