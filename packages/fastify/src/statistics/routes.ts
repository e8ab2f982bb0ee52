import { getStatistics } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { StatisticsService } from './service.ts'

export const statisticsRoutes = (route: Route, statistics: StatisticsService): void =>
  route(getStatistics, ({ tenantId }, { query }) => statistics.get(tenantId, query))
