import { listAuditLog } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { AuditService } from './service.ts'

export const auditRoutes = (route: Route, audit: AuditService): void => {
  route(listAuditLog, ({ tenantId }, { query }) => audit.list(tenantId, query))
}
