import { getReportAddress, receiveReports, rotateReportAddress } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { ReportsService } from './service.ts'

export const reportRoutes = (route: Route, reports: ReportsService): void => {
  route(getReportAddress, ({ tenantId }, { params }) => reports.address(tenantId, params.accountId))
  route(rotateReportAddress, (caller, { params }) => reports.rotate(caller, params.accountId))
  route(receiveReports, (_, { params, body }) => reports.receive(params.platform, params.token, body))
}
