import type { Some } from './handler.ts'
import { pageOf } from './lists.ts'
import { Refusal } from './refusal.ts'
import { ago, type World } from './world.ts'

/** What should be looked at. */
export const alarmHandlers = (world: World): Some<'listAlarms' | 'endAlarm'> => ({
  listAlarms: ({ query }) =>
    pageOf(
      world.alarms.filter(({ endedAt }) => !query.standing || endedAt === null),
      query,
    ),
  endAlarm: ({ params }) => {
    const it = world.alarms.find(({ id }) => id === params.id)
    if (!it) throw new Refusal('SMS_ALARM_NOT_FOUND', params.id)
    return Object.assign(it, { endedAt: it.endedAt ?? ago(0) })
  },
})
