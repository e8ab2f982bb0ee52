import type { Snapshots } from '../apps/snapshot.ts'
import type { GeneralService } from '../general/service.ts'
import { variablesOf } from '../templates/variables.ts'

type Parts = {
  general: GeneralService
  /** Milliseconds. */
  every: number
  /** What is cached of the general entries becomes stale. */
  snapshots: Pick<Snapshots, 'forgetAll'>
  /** Told an entry whose review status on the platform has changed. */
  onChange: (entry: string, status: string) => void
  now: () => number
}

/** Milliseconds after its start that a process first asks: not every restart needs seven questions at once. */
const FIRST_AFTER = 60_000
/** Milliseconds until what could not be looked at is tried again. */
const RETRY_AFTER = 10 * 60_000

/**
 * Looks slowly at what stands behind the general entries. They are in no table, so each process looks for itself: seven
 * questions at a time.
 */
export const createGeneralWatch = ({ general, every, snapshots, onChange, now }: Parts) => {
  let nextAt = now() + Math.min(every, FIRST_AFTER)

  const look = async (): Promise<void> => {
    nextAt = now() + Math.min(every, RETRY_AFTER)
    const account = await general.connect()
    const { signatureName, templates } = general.behind()
    const keep = (
      entry: { ssid: string } | { stid: string },
      seen: Omit<Parameters<typeof general.see>[1], 'checkedAt'>,
    ) => {
      const before = general.see(entry, { ...seen, checkedAt: now() })
      if (before === null) return
      snapshots.forgetAll()
      if (seen.status !== 'approved' || before !== 'unknown') onChange(Object.values(entry)[0] as string, seen.status)
    }
    const signature = await account.signature(signatureName)
    keep({ ssid: 'C1' }, { status: signature?.status ?? 'missing', reason: signature?.reason ?? null, variables: null })
    for (const { stid, code } of templates) {
      const template = await account.template(code)
      const variables = template && variablesOf(template.content)
      keep({ stid }, { status: template?.status ?? 'missing', reason: template?.reason ?? null, variables })
    }
    nextAt = now() + every
  }

  return {
    look,
    /** Looks if it is time to. */
    lookWhenDue: async (): Promise<void> => {
      if (general.health() !== null && now() >= nextAt) await look()
    },
  }
}
export type GeneralWatch = ReturnType<typeof createGeneralWatch>
