import { meantBy, readPhone } from '../sending/phone.ts'
import type { Fault, RequestFault } from './fault.ts'

const concerns = (fault: Fault, action: string, phones: readonly string[], accessKeyId?: string) =>
  (fault.accessKeyId === undefined || fault.accessKeyId === accessKeyId) &&
  (fault.action === undefined || fault.action === action) &&
  (fault.phone === undefined || phones.some((phone) => same(fault.phone ?? '', phone)))

const same = (wanted: string, spelling: string) => {
  const meant = meantBy(spelling)
  return meant.has(wanted) || meant.has(readPhone(wanted)?.e164 ?? '')
}

/** Faults that wait for their request, used in the order in which they were added. */
export class FaultList {
  #waiting: { fault: Fault; left: number }[] = []

  /** Has the next requests that match go wrong. */
  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  /** Drops every fault. */
  clear(): void {
    this.#waiting = []
  }

  /** What waits, with how often it will still happen. */
  list(): (Fault & { left: number })[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, left }))
  }

  /** The fault that a request meets, if any. */
  takeRequest(action: string, phones: readonly string[], accessKeyId: string): RequestFault | undefined {
    return this.#take(
      (fault): fault is RequestFault => fault.kind !== 'deliver_failed' && concerns(fault, action, phones, accessKeyId),
    )
  }

  /** The error with which a message will not be delivered, if any. */
  takeDelivery(action: string, phone: string): string | undefined {
    return this.#take(
      (fault): fault is Fault & { kind: 'deliver_failed' } =>
        fault.kind === 'deliver_failed' && concerns(fault, action, [phone]),
    )?.errCode
  }

  #take<T extends Fault>(wanted: (fault: Fault) => fault is T): T | undefined {
    for (const entry of this.#waiting) {
      const { fault } = entry
      if (!wanted(fault)) continue
      entry.left--
      this.#waiting = this.#waiting.filter(({ left }) => left > 0)
      return fault
    }
    return undefined
  }
}
