import { meantBy } from '../sending/phone.ts'
import { type OutboxMessage, publicMessage, type StoredMessage } from './message.ts'

/** How long `waitFor` waits, in real ms, unless told otherwise. */
const PATIENCE = 5000

/** Something happened to the outbox: a message came or changed, or all are gone. */
export type OutboxEvent = { kind: 'message'; message: OutboxMessage } | { kind: 'clear' }

/** Every accepted message, in the order of acceptance. */
export class Outbox {
  #messages: StoredMessage[] = []
  #byPhone = new Map<string, StoredMessage[]>()
  #kept = new WeakSet<StoredMessage>()
  #last = 0
  readonly #listeners = new Set<(event: OutboxEvent) => void>()

  /** The stored messages themselves, oldest first. */
  get stored(): readonly StoredMessage[] {
    return this.#messages
  }

  /** Those to a number, in whichever way it is spelled, oldest first. */
  storedTo(spelling: string): readonly StoredMessage[] {
    const found = [...meantBy(spelling)].flatMap((phone) => this.#byPhone.get(phone) ?? [])
    return found.sort((a, b) => Number(a.id) - Number(b.id))
  }

  /** Keeps a message and gives it its id. */
  add(message: Omit<StoredMessage, 'id'>): StoredMessage {
    const stored = { id: String(++this.#last), ...message }
    this.#messages.push(stored)
    const sameNumber = this.#byPhone.get(stored.phone)
    if (sameNumber) sameNumber.push(stored)
    else this.#byPhone.set(stored.phone, [stored])
    this.#kept.add(stored)
    this.changed(stored)
    return stored
  }

  /** Whether a message has not been forgotten since. */
  has(message: StoredMessage): boolean {
    return this.#kept.has(message)
  }

  /** Says that a stored message is not what it was. */
  changed(message: StoredMessage): void {
    this.#emit({ kind: 'message', message: publicMessage(message) })
  }

  /** Messages oldest first, of one number when asked. */
  messages({ phone }: { phone?: string } = {}): OutboxMessage[] {
    return (phone === undefined ? this.#messages : this.storedTo(phone)).map((message) => publicMessage(message))
  }

  /**
   * The newest message to a number once there are `count` of them (1 unless given), counting only those that came later
   * than the message `after`. Rejects after `timeout` ms (5000 unless given).
   */
  waitFor(
    phone: string,
    { after, count = 1, timeout = PATIENCE }: { after?: string; count?: number; timeout?: number } = {},
  ): Promise<OutboxMessage> {
    const matching = () =>
      this.messages({ phone }).filter(({ id }) => after === undefined || Number(id) > Number(after))
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = matching()
        const newest = found.at(-1)
        if (!newest || found.length < count) return
        stop()
        resolve(newest)
      }
      const timer = setTimeout(() => {
        stop()
        reject(new Error(`${matching().length} of ${count} messages to ${phone} came within ${timeout} ms`))
      }, timeout)
      const unsubscribe = this.subscribe(look)
      const stop = () => {
        clearTimeout(timer)
        unsubscribe()
      }
      look()
    })
  }

  /** Forgets all messages; what is under way to a phone never arrives. */
  clear(): void {
    this.#messages = []
    this.#byPhone = new Map()
    this.#kept = new WeakSet()
    this.#emit({ kind: 'clear' })
  }

  /** Calls back on every event until the returned function is called. */
  subscribe(listener: (event: OutboxEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #emit(event: OutboxEvent) {
    for (const listener of this.#listeners) listener(event)
  }
}
