import type { AlarmsService } from '../alarms/service.ts'
import type { Budget } from '../limits/budgets.ts'
import { tryAgain } from '../repeating.ts'

/** Days that are over are forgotten from so many on. */
const REMEMBERED = 1000

/** Seconds until it is tried again: that a budget is low is told by one start only, in the crowd of which the database may be busy. */
const AGAIN_AFTER = [0.5, 1, 2, 4, 8, 15, 30]

/**
 * Raises alarms for budgets that are low or spent, once for each App or tenant and day. What many refused starts tell
 * again costs no statement.
 */
export const createBudgetAlarms = (alarms: Pick<AlarmsService, 'raise'>) => {
  const told = new Set<string>()

  return async (
    { tenantId, appId }: { tenantId: string; appId: string },
    { kind, of, used, limit, from, until }: Budget,
  ): Promise<void> => {
    const day = new Date(from).toISOString().slice(0, 10)
    const id = of === 'app' ? `${appId} ${day}` : day
    const key = [kind, tenantId, id].join('\n')
    if (told.has(key)) return
    if (told.size >= REMEMBERED) told.clear()
    told.add(key)
    const raise = () =>
      alarms.raise({
        kind,
        tenantId,
        appId: of === 'app' ? appId : null,
        subject: { id, name: day },
        details: { used, limit, until: new Date(until).toISOString() },
      })
    try {
      await raise().catch(() => tryAgain(raise, AGAIN_AFTER))
    } catch (error) {
      told.delete(key)
      throw error
    }
  }
}
