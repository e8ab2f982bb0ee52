import { endAlarm, listAlarms } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { AlarmsService } from './service.ts'

export const alarmRoutes = (route: Route, alarms: AlarmsService): void => {
  route(listAlarms, ({ tenantId }, { query }) => alarms.list(tenantId, query))
  route(endAlarm, (caller, { params }) => alarms.endByHand(caller, params.id))
}
