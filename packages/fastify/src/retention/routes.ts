import { erasePhone } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { RetentionService } from './service.ts'

export const retentionRoutes = (route: Route, retention: RetentionService): void =>
  route(erasePhone, (caller, { params }) => retention.erase(caller, params.phone))
