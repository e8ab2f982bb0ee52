import { getAccountImpact, getSignatureImpact, getTemplateImpact } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { Impact } from './service.ts'

export const impactRoutes = (route: Route, impact: Impact): void => {
  route(getAccountImpact, ({ tenantId }, { params }) => impact.ofAccount(tenantId, params.accountId))
  route(getSignatureImpact, ({ tenantId }, { params, query }) => impact.ofSignature(tenantId, params.ssid, query.appId))
  route(getTemplateImpact, ({ tenantId }, { params, query }) => impact.ofTemplate(tenantId, params.stid, query.appId))
}
