import type { IndexKey } from '../secrets/index-key.ts'
import type { CountedRefusal, Refusal, RefusalRow, RefusalStore } from './store.ts'

type Parts = {
  store: RefusalStore
  index: IndexKey
  onFailure: (error: unknown) => void
}

const HOUR = 3_600_000
const FLUSH_AFTER = 1_000
/** Kinds of refusals waiting to be written; under a flood above that, what is new is not. */
const MOST_WAITING = 10_000

/**
 * Remembers who was refused a code and why, so that somebody who asks later is told. However many are refused, one row is
 * written for each phone, App, purpose and reason in an hour, and not on the request.
 */
export const createRefusals = ({ store, index, onFailure }: Parts) => {
  const waiting = new Map<string, RefusalRow>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const write = async () => {
    const all = [...waiting.values()]
    waiting.clear()
    await store.add(all)
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write).catch(onFailure)
    return writing
  }

  return {
    note({ at, ...refusal }: Refusal): void {
      const { tenantId, appId, purpose, phoneHash, code, limit } = refusal
      const hour = String(Math.floor(at / HOUR))
      const id = index.hash('refusal', tenantId, appId, purpose, phoneHash, code, limit ?? '', hour)
      const known = waiting.get(id)
      if (known) waiting.set(id, { ...known, count: known.count + 1, lastAt: Math.max(known.lastAt, at) })
      else if (waiting.size < MOST_WAITING) waiting.set(id, { ...refusal, id, count: 1, firstAt: at, lastAt: at })
      timer ??= setTimeout(flush, FLUSH_AFTER).unref()
    },

    /** Those of one number, newest first. */
    async ofPhone(...asked: Parameters<RefusalStore['ofPhone']>): Promise<CountedRefusal[]> {
      await flush()
      return store.ofPhone(...asked)
    },

    close: flush,
  }
}
export type Refusals = ReturnType<typeof createRefusals>
