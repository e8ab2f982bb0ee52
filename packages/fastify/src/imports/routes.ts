import { importFromPlatform, listImportable } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { ImportsService } from './service.ts'

export const importRoutes = (route: Route, imports: ImportsService): void => {
  route(listImportable, ({ tenantId }, { params }) => imports.importable(tenantId, params.accountId))
  route(importFromPlatform, (caller, { params, body }) => imports.add(caller, params.accountId, body))
}
