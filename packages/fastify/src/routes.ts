import { accountRoutes } from './accounts/routes.ts'
import type { AccountsService } from './accounts/service.ts'
import { alarmRoutes } from './alarms/routes.ts'
import type { AlarmsService } from './alarms/service.ts'
import type { Impact } from './apps/impact.ts'
import { appRoutes } from './apps/routes.ts'
import type { AppsService } from './apps/service.ts'
import { auditRoutes } from './audit/routes.ts'
import type { AuditService } from './audit/service.ts'
import { generalRoutes } from './general/routes.ts'
import type { GeneralService } from './general/service.ts'
import { guardRoutes } from './guard/routes.ts'
import type { Guard } from './guard/service.ts'
import { importRoutes } from './imports/routes.ts'
import type { ImportsService } from './imports/service.ts'
import { messageRoutes } from './messages/routes.ts'
import type { MessagesService } from './messages/service.ts'
import type { TestSends } from './messages/test-send.ts'
import { metricsRoutes } from './observing/routes.ts'
import type { Platforms } from './platforms/registry.ts'
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
export type Rooms = {
  accounts: AccountsService
  alarms: AlarmsService
  apps: AppsService
  audit: AuditService
  /** An own signature or template, or a general one. */
  find: {
    signature: Parameters<typeof signatureRoutes>[2]
    template: Parameters<typeof templateRoutes>[2]
  }
  general: GeneralService
  guard: Guard
  impact: Impact
  imports: ImportsService
  messages: MessagesService
  /** The figures as text, or null when the host does not want them. */
  metrics: (() => Promise<string>) | null
  platforms: Platforms
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

/** Gives each room its routes. */
export const registerRoutes = (route: Route, rooms: Rooms): void => {
  const { accounts, apps, find, messages } = rooms
  accountRoutes(route, accounts, rooms.platforms)
  generalRoutes(route, rooms.general)
  signatureRoutes(route, rooms.signatures, find.signature)
  templateRoutes(route, rooms.templates, find.template)
  importRoutes(route, rooms.imports)
  appRoutes(route, {
    apps,
    impact: rooms.impact,
    needAccount: accounts.need,
    needSignature: find.signature,
    needTemplate: find.template,
  })
  settingsRoutes(route, rooms.settings)
  verificationRoutes(route, rooms.verifications)
  messageRoutes(route, messages, rooms.tests, apps.allow)
  guardRoutes(route, rooms.guard)
  reportRoutes(route, rooms.reports)
  timelineRoutes(route, rooms.timeline)
  retentionRoutes(route, rooms.retention)
  statisticsRoutes(route, rooms.statistics)
  alarmRoutes(route, rooms.alarms)
  auditRoutes(route, rooms.audit)
  if (rooms.metrics) metricsRoutes(route, rooms.metrics)
}
