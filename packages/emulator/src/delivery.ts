import type { StoredMessage } from './outbox/message.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Scheduler } from './scheduler.ts'

/** Takes accepted messages to their phones, after a while. */
export class Delivery {
  readonly #scheduler: Scheduler
  readonly #outbox: Outbox
  readonly #after: number
  readonly #settled: (message: StoredMessage) => void

  constructor(
    scheduler: Scheduler,
    outbox: Outbox,
    /** How long a message is under way, in ms of the clock. */
    after: number,
    /** Called for each message that has been delivered or has failed. */
    settled: (message: StoredMessage) => void,
  ) {
    this.#scheduler = scheduler
    this.#outbox = outbox
    this.#after = after
    this.#settled = settled
  }

  /** Sends a message on its way. */
  start(message: StoredMessage): void {
    this.#scheduler.at(message.acceptedAt + this.#after, () => {
      if (!this.#outbox.has(message)) return
      message.status = message.failsWith ? 'failed' : 'delivered'
      message.errCode = message.failsWith ?? 'DELIVERED'
      message.receivedAt = message.acceptedAt + this.#after
      this.#outbox.changed(message)
      this.#settled(message)
    })
  }
}
