import { exportSettings, importSettings } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { SettingsService } from './service.ts'

export const settingsRoutes = (route: Route, settings: SettingsService): void => {
  route(exportSettings, ({ tenantId }) => settings.export(tenantId))
  route(importSettings, (caller, { body, query }) => settings.import(caller, body, query))
}
