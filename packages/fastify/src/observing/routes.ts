import { getMetrics } from '@sms-settings/api'
import type { Route } from '../routing.ts'

export const metricsRoutes = (route: Route, text: () => Promise<string>): void => route(getMetrics, async () => text())
