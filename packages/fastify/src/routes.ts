import { accountRoutes } from './accounts/routes.ts'
import type { AccountsService } from './accounts/service.ts'
import { alarmRoutes } from './alarms/routes.ts'
import type { AlarmsService } from './alarms/service.ts'
import { appRoutes } from './apps/routes.ts'
import type { AppsService } from './apps/service.ts'
import { auditRoutes } from './audit/routes.ts'
import type { AuditService } from './audit/service.ts'
import type { Catalogue } from './general/catalogue.ts'
import { generalRoutes } from './general/routes.ts'
import type { GeneralService } from './general/service.ts'
import { guardRoutes } from './guard/routes.ts'
import type { Guard } from './guard/service.ts'
import { impactRoutes } from './impact/routes.ts'
import type { Impact } from './impact/service.ts'
import { importRoutes } from './imports/routes.ts'
import type { ImportsService } from './imports/service.ts'
import type { Recipients } from './messages/recipients.ts'
import { messageRoutes } from './messages/routes.ts'
import type { MessagesService } from './messages/service.ts'
import type { TestSends } from './messages/test-send.ts'
import { metricsRoutes } from './observing/routes.ts'
import type { Platforms } from './platforms/registry.ts'
import { platformRoutes } from './platforms/routes.ts'
import { reportRoutes } from './reports/routes.ts'
import type { ReportsService } from './reports/service.ts'
import { retentionRoutes } from './retention/routes.ts'
import type { RetentionService } from './retention/service.ts'
import type { Route } from './routing.ts'
import { settingsRoutes } from './settings/routes.ts'
import type { SettingsService } from './settings/service.ts'
import { signatureRoutes } from './signatures/routes.ts'
import type { SignaturesService } from './signatures/service.ts'
import { statisticsRoutes } from './statistics/routes.ts'
import type { StatisticsService } from './statistics/service.ts'
import { templateRoutes } from './templates/routes.ts'
import type { TemplatesService } from './templates/service.ts'
import { timelineRoutes } from './timeline/routes.ts'
import type { TimelineService } from './timeline/service.ts'
import { verificationRoutes } from './verifications/routes.ts'
import type { VerificationsService } from './verifications/service.ts'

/** What the routes are served by. */
export type RouteServices = {
  accounts: AccountsService
  alarms: AlarmsService
  apps: AppsService
  audit: AuditService
  catalogue: Catalogue
  general: GeneralService
  guard: Guard
  impact: Impact
  imports: ImportsService
  messages: MessagesService
  /** The figures as text, or null when the host does not want them. */
  metrics: (() => Promise<string>) | null
  platforms: Platforms
  recipients: Recipients
  reports: ReportsService
  retention: RetentionService
  settings: SettingsService
  signatures: SignaturesService
  statistics: Pick<StatisticsService, 'get'>
  templates: TemplatesService
  tests: TestSends
  timeline: TimelineService
  verifications: VerificationsService
}

export const registerRoutes = (route: Route, services: RouteServices): void => {
  platformRoutes(route, services.platforms)
  accountRoutes(route, services.accounts)
  generalRoutes(route, services.general)
  signatureRoutes(route, services.signatures, services.catalogue)
  templateRoutes(route, services.templates, services.catalogue)
  importRoutes(route, services.imports)
  appRoutes(route, services.apps)
  impactRoutes(route, services.impact)
  settingsRoutes(route, services.settings)
  verificationRoutes(route, services.verifications)
  messageRoutes(route, services.messages, services.tests, services.recipients)
  guardRoutes(route, services.guard)
  reportRoutes(route, services.reports)
  timelineRoutes(route, services.timeline)
  retentionRoutes(route, services.retention)
  statisticsRoutes(route, services.statistics)
  alarmRoutes(route, services.alarms)
  auditRoutes(route, services.audit)
  if (services.metrics) metricsRoutes(route, services.metrics)
}
