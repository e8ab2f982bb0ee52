import { usePermission } from '../context.ts'
import { useSmsList } from '../queries/queries.ts'

/** As many as the server gives at once. */
const MOST = 100
const EVERY_MINUTE = 60_000

/**
 * How many alarms stand, read again each minute: for the navigation of a host. Null until it is known, and where the
 * person may not know it.
 * @returns `isMore`: there are at least as many
 */
export const useStandingAlarms = (): { count: number; isMore: boolean } | null => {
  const alarms = useSmsList(
    'listAlarms',
    { query: { standing: true, limit: MOST } },
    { enabled: usePermission('settings:read'), every: EVERY_MINUTE },
  )
  return alarms.items === undefined ? null : { count: alarms.items.length, isMore: alarms.hasNextPage }
}
