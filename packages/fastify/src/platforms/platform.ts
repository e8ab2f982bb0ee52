import type { Region, ReviewStatus, SmsCarrierRegistration, SmsPlatform } from '@sms-settings/api'

/** The key of an account, and whatever further fields its platform has. */
export type Credentials = { accessKeyId: string; accessKeySecret: string; settings: Record<string, string> }

/**
 * What is wrong, in our words, so that nothing above the adapter knows a platform's codes.
 *
 * | kind | meaning |
 * | --- | --- |
 * | limited | the platform limits SMS to this number; `retryAfter` says for how long |
 * | phone | the number is malformed, or cannot be reached |
 * | settings | signature, template or variables do not fit |
 * | account | the account is out of money, suspended or not activated: urgent |
 * | credentials | the key is unknown, disabled, or its secret is wrong |
 * | permission | the key is real but lacks a right |
 * | throttled | too many requests; refused before anything was sent |
 * | unreachable | no connection; nothing was sent |
 * | timeout | no answer in time |
 * | nonsense | an answer that makes no sense, or a connection lost midway |
 * | not_found | no such signature or template |
 * | bug | we asked wrongly |
 */
export type ProblemKind =
  | 'limited'
  | 'phone'
  | 'settings'
  | 'account'
  | 'credentials'
  | 'permission'
  | 'throttled'
  | 'unreachable'
  | 'timeout'
  | 'nonsense'
  | 'not_found'
  | 'bug'

/** Never holds a raw message of the platform's or of the network's: these can echo the phone number and the code. */
export type Problem = {
  kind: ProblemKind
  /** The platform's own code, or that of the network error. */
  code: string | null
  requestId: string | null
  /** Seconds. */
  retryAfter?: number
}

/** Thrown by everything but `send`. */
export class PlatformProblem extends Error {
  override name = 'PlatformProblem'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(`${problem.kind}${problem.code ? ` (${problem.code})` : ''}`)
    this.problem = problem
  }
}

/** One SMS to send. */
export type OutgoingMessage = {
  /** Our id; the platform gives it back in reports and when asked. */
  messageId: string
  /** E.164. */
  phone: string
  signatureName: string
  templateCode: string
  variables: Record<string, string>
  /** Of the host's request that it is sent for, as the host's log has it. */
  correlationId?: string | null
}

/**
 * What became of a send. `unknown`: it may or may not have been sent, so it must never be sent again by itself.
 */
export type SendOutcome =
  | { outcome: 'accepted'; bizId: string; requestId: string | null }
  | { outcome: 'refused'; problem: Problem }
  | { outcome: 'unknown'; problem: Problem }

export type PlatformSignature = {
  name: string
  status: ReviewStatus
  reason: string | null
  carriers: SmsCarrierRegistration[]
}

export type PlatformTemplate = {
  code: string
  name: string
  content: string
  type: 'verification' | 'notice' | 'promotion'
  region: Region
  status: ReviewStatus
  reason: string | null
}

/** What the platform says of a key. */
export type KeyCheck = {
  status: 'ok' | 'rejected' | 'forbidden' | 'unreachable'
  /** Actions that we need and the key may not do, in the platform's words. */
  missingPermissions: string[]
  /** A least-privilege policy to paste into the platform; null when nothing is missing. */
  policy: string | null
  code: string | null
  requestId: string | null
}

/** What the platform knows of one message. */
export type DeliveryStatus =
  | {
      status: 'waiting' | 'delivered' | 'failed'
      /** The platform's own, or the carrier's. */
      code: string | null
      reportedAt: number | null
      /** Of a failed one: whose matter it is. */
      kind?: ProblemKind
    }
  | { status: 'not_found' }

/** What a platform pushed, unasked. Anybody could have sent it: nothing in it is believed before it is compared. */
export type PlatformReport =
  | {
      kind: 'delivery'
      bizId: string
      /** E.164; more than one where the platform's notation leaves it open. */
      phones: string[]
      /** Ours, where the platform gives it back. */
      messageId: string | null
      status: 'delivered' | 'failed'
      code: string | null
      /** Of a failed one: whose matter it is. */
      problem: ProblemKind | null
      reportedAt: number | null
    }
  /** A review has ended; how is to be asked. */
  | { kind: 'signature'; name: string }
  | { kind: 'template'; code: string }

/** A platform's account, with its key. */
export type PlatformAccount = {
  /** Whether the key works, and what it lacks. Sends nothing. */
  check(): Promise<KeyCheck>
  /**
   * Never throws.
   * @param onLate told how it ended after all, if it was given up and answered as unknown
   */
  send(message: OutgoingMessage, onLate?: (outcome: SendOutcome) => void): Promise<SendOutcome>
  /** Null when the platform has no such signature, or none that this key may see. */
  signature(name: string): Promise<PlatformSignature | null>
  template(code: string): Promise<PlatformTemplate | null>
  /** All of them, at most `limit`. */
  listSignatures(limit: number): Promise<{ items: PlatformSignature[]; complete: boolean }>
  listTemplates(limit: number): Promise<{ items: PlatformTemplate[]; complete: boolean }>
  /** What became of a message sent at `sentAt` (ms since the epoch). */
  status(message: { messageId: string; phone: string; bizId: string | null; sentAt: number }): Promise<DeliveryStatus>
  /** Tells the platform whether the code of a message was used; left out where none wants to know. */
  conversion?(message: { bizId: string; used: boolean }): Promise<void>
}

/** A port to an SMS service. Adding a second one touches no route. */
export type Platform = SmsPlatform & {
  /** Cheap: no request is made. */
  connect(credentials: Credentials): PlatformAccount
  /** How reports are pushed; left out by a platform that is only ever asked. */
  reports?: {
    /** Reads what was pushed; items that are no reports are left out. Never throws. */
    read(items: readonly unknown[]): PlatformReport[]
    /** What the platform wants to hear when a push was taken. */
    taken: { code: number; msg: string }
  }
}
