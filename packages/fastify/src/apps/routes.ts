import {
  getAccountImpact,
  getAppPolicy,
  getAppSettings,
  getSignatureApps,
  getSignatureImpact,
  getTemplateApps,
  getTemplateImpact,
  listApps,
  patchSignatureApps,
  patchTemplateApps,
  putAppDefaults,
  putAppPolicy,
  putSignatureApps,
  putTemplateApps,
} from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { Impact } from './impact.ts'
import type { AppsService } from './service.ts'

type Parts = {
  apps: AppsService
  impact: Impact
  /** Each throws 404 when there is no such thing. */
  needAccount: (tenantId: string, id: string) => Promise<unknown>
  needSignature: (tenantId: string, ssid: string) => Promise<unknown>
  needTemplate: (tenantId: string, stid: string) => Promise<unknown>
}

export const appRoutes = (route: Route, { apps, impact, needAccount, needSignature, needTemplate }: Parts): void => {
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

  route(getAccountImpact, async ({ tenantId }, { params }) => {
    await needAccount(tenantId, params.accountId)
    return impact(tenantId, params)
  })
  route(getSignatureImpact, async ({ tenantId }, { params, query }) => {
    await needSignature(tenantId, params.ssid)
    return impact(tenantId, params, query.appId)
  })
  route(getTemplateImpact, async ({ tenantId }, { params, query }) => {
    await needTemplate(tenantId, params.stid)
    return impact(tenantId, params, query.appId)
  })
}
