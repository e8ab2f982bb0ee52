import { getPhoneTimeline } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { TimelineService } from './service.ts'

export const timelineRoutes = (route: Route, timeline: TimelineService): void =>
  route(getPhoneTimeline, ({ tenantId }, { params, query }) => timeline.of(tenantId, params.phone, query))
