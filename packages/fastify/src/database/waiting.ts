type Client = {
  acquireConnection(): Promise<unknown>
  releaseConnection(connection: unknown): Promise<void>
}

/** Thrown instead of waiting for a connection any longer, or at all. */
class TooManyWait extends Error {
  override name = 'TooManyWait'
  readonly code = 'POOL_TOO_MANY_WAIT'
}

/** Milliseconds that anybody waits for a connection. Knex's own time-out is the host's, a minute unless it says otherwise. */
const PATIENCE = 5_000
/** Whoever would have to wait for longer is told at once. */
const CROWDED_AFTER = 1_000
/** Below that nobody is told: a moment's stall is no crowd. */
const STALLED_AFTER = 250
/** What one turn counts in the pace of all. */
const SHARE = 1 / 20
/** Milliseconds between two looks at those who wait. */
const LOOK_EVERY = 50
/** Time that passes unseen counts no more than this: an answer may lie there unread. */
const SEEN_AT_MOST = 2 * LOOK_EVERY

/**
 * Keeps requests from queueing without end when the database does not keep up, or is not there: with every connection in
 * use the first wait for a while, and the others hear at once that they should come again later. What is too much is
 * judged by time and not by a number: a pool that moves may have any number waiting. How long a newcomer would wait is how
 * long the first has, or how many are before him by the pace at which they have their turns. Only time in which the process
 * looked is counted: that it had no turn itself, or was busy with something else, says nothing of the database.
 */
export const boundWaiting = (client: Client): void => {
  const acquire = client.acquireConnection.bind(client)
  /** Whoever waits, the one who came first in front. */
  const waiting = new Set<{ since: number; giveUp: () => void }>()
  let looking: NodeJS.Timeout | undefined
  /** Milliseconds of waiting that this process has seen pass. */
  let passed = 0
  let seenAt = 0
  /** Milliseconds between two turns while others wait. */
  let pace = 0
  let lastTurn: number | undefined

  const clock = () => passed + Math.min(performance.now() - seenAt, SEEN_AT_MOST)

  const noteTurn = () => {
    const at = clock()
    if (lastTurn !== undefined) pace += (at - lastTurn - pace) * SHARE
    lastTurn = waiting.size > 0 ? at : undefined
  }
  const isCrowded = (now: number): boolean => {
    const [first] = waiting
    const waited = first ? now - first.since : 0
    return waited > CROWDED_AFTER || (waited > STALLED_AFTER && waiting.size * pace > CROWDED_AFTER)
  }

  const look = () => {
    passed = clock()
    seenAt = performance.now()
    for (const it of waiting) {
      if (it.since + PATIENCE > passed) break
      it.giveUp()
    }
    looking = waiting.size > 0 ? setTimeout(look, LOOK_EVERY).unref() : undefined
  }

  client.acquireConnection = () => {
    const since = clock()
    if (isCrowded(since)) return Promise.reject(new TooManyWait('others wait already'))
    return new Promise((resolve, reject) => {
      let isOver = false
      const leave = () => {
        isOver = true
        waiting.delete(me)
      }
      const me = {
        since,
        giveUp: () => {
          leave()
          reject(new TooManyWait(`no connection came free within ${PATIENCE} ms`))
        },
      }
      waiting.add(me)
      if (!looking) looking = setTimeout(look, LOOK_EVERY).unref()
      acquire().then(
        (connection) => {
          if (isOver) return client.releaseConnection(connection)
          leave()
          noteTurn()
          resolve(connection)
        },
        (error) => {
          if (isOver) return
          leave()
          reject(error)
        },
      )
    })
  }
}
