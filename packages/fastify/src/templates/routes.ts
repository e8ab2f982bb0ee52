import type { SmsTemplate } from '@sms-settings/api'
import {
  createTemplate,
  deleteTemplate,
  getTemplate,
  listTemplates,
  queryTemplate,
  refreshTemplate,
  updateTemplate,
} from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { TemplatesService } from './service.ts'

export const templateRoutes = (
  route: Route,
  templates: TemplatesService,
  catalogue: { template(tenantId: string, stid: string): Promise<SmsTemplate> },
): void => {
  route(queryTemplate, ({ tenantId }, { params, body }) => templates.query(tenantId, params.accountId, body.code))
  route(listTemplates, ({ tenantId }, { params, query }) => templates.list(tenantId, params.accountId, query))
  route(createTemplate, (caller, { params, body }) => templates.create(caller, params.accountId, body))
  route(getTemplate, ({ tenantId }, { params }) => catalogue.template(tenantId, params.stid))
  route(updateTemplate, (caller, { params, body }) => templates.update(caller, params.stid, body))
  route(deleteTemplate, (caller, { params }) => templates.delete(caller, params.stid))
  route(refreshTemplate, (caller, { params }) => templates.refresh(caller, params.stid))
}
