import type { AlarmsService } from '../alarms/service.ts'
import type { Budget } from '../limits/budgets.ts'

/** Days that are over are forgotten from so many on. */
const REMEMBERED = 1000

/**
 * Tells operators of budgets that are low or spent, once for each App or tenant and day. What many refused starts tell
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
    try {
      await alarms.raise({
        kind,
        tenantId,
        appId: of === 'app' ? appId : null,
        subject: { id, name: day },
        details: { used, limit, until: new Date(until).toISOString() },
      })
    } catch (error) {
      told.delete(key)
      throw error
    }
  }
}
