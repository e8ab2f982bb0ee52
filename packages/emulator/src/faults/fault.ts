/**
 * Something that goes wrong. Unless `accept` says otherwise, `delay`, `drip`, `stale`, `rst_after_accept`,
 * `rst_in_body` and `deliver_failed` have the request handled (a message is accepted and counted, and but for the last
 * delivered), and all other kinds do not.
 */
export type Fault = {
  /** Of one action, else of any. */
  action?: string
  /** Of requests that name this number, E.164 or as sent, else of any. */
  phone?: string
  /** Of requests by this key, else by any; not for `deliver_failed`. */
  accessKeyId?: string
  /** For so many requests; 1 unless given. */
  times?: number
  /** Whether the request is handled as if nothing were wrong before the fault shows. */
  accept?: boolean
} & FaultKind

/** The ways in which it can go wrong. */
export type FaultKind =
  /** An answer with a code, with its usual status and message unless others are given. */
  | { kind: 'code'; code: string; status?: number; message?: string }
  /** 502 with a page of HTML, as a proxy answers. */
  | { kind: 'html502' }
  /** 500 without a body. */
  | { kind: 'empty500' }
  /** 200 with a page of HTML. */
  | { kind: 'html200' }
  /** 200 with half an answer. */
  | { kind: 'truncated' }
  /** 200 with JSON `null`, or `{}`. */
  | { kind: 'null' }
  | { kind: 'empty_object' }
  /** The connection is closed, or reset, before the answer. */
  | { kind: 'fin' }
  | { kind: 'rst' }
  /** The request succeeds and the caller sees a reset. */
  | { kind: 'rst_after_accept' }
  /** The answer is reset in the middle of its body. */
  | { kind: 'rst_in_body' }
  /** The answer comes late. */
  | { kind: 'delay'; ms: number }
  /** No answer ever. */
  | { kind: 'stall' }
  /** The body comes byte by byte over so many ms. */
  | { kind: 'drip'; ms: number }
  /** A good answer, after which the connection, kept alive, is reset when the next request comes. */
  | { kind: 'stale' }
  /** Too many requests a second; `retryAfter` in ms becomes the header `x-acs-retry-after`. */
  | { kind: 'throttle'; retryAfter?: number }
  /** Accepted, and then not delivered. */
  | { kind: 'deliver_failed'; errCode: string }

/** A fault of a request; one of delivery is not. */
export type RequestFault = Fault & { kind: Exclude<FaultKind['kind'], 'deliver_failed'> }

/** Whether a fault lets the request be handled first. */
export const acceptsFirst = (fault: Fault): boolean =>
  fault.accept ?? ['delay', 'drip', 'stale', 'rst_after_accept', 'rst_in_body', 'deliver_failed'].includes(fault.kind)
