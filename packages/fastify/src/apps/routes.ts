import {
  getAppPolicy,
  getAppSettings,
  getSignatureApps,
  getTemplateApps,
  listApps,
  patchSignatureApps,
  patchTemplateApps,
  putAppDefaults,
  putAppPolicy,
  putSignatureApps,
  putTemplateApps,
} from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { AppsService } from './service.ts'

export const appRoutes = (route: Route, apps: AppsService): void => {
  route(listApps, ({ tenantId }, { query }) => apps.list(tenantId, query))
  route(getAppSettings, ({ tenantId }, { params }) => apps.settings(tenantId, params.appId))
  route(putAppDefaults, (caller, { params, body }) => apps.putDefaults(caller, params.appId, body.defaults))
  route(getAppPolicy, ({ tenantId }, { params }) => apps.policy(tenantId, params.appId))
  route(putAppPolicy, (caller, { params, body }) => apps.putPolicy(caller, params.appId, body))

  route(getSignatureApps, ({ tenantId }, { params }) => apps.authorised(tenantId, 'signature', params.ssid))
  route(putSignatureApps, (caller, { params, body }) => apps.authorise(caller, 'signature', params.ssid, body))
  route(patchSignatureApps, (caller, { params, body }) => apps.authorise(caller, 'signature', params.ssid, body))
  route(getTemplateApps, ({ tenantId }, { params }) => apps.authorised(tenantId, 'template', params.stid))
  route(putTemplateApps, (caller, { params, body }) => apps.authorise(caller, 'template', params.stid, body))
  route(patchTemplateApps, (caller, { params, body }) => apps.authorise(caller, 'template', params.stid, body))
}
