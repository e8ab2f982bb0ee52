import type { SmsSignature } from '@sms-settings/api'
import {
  createSignature,
  deleteSignature,
  getSignature,
  listSignatures,
  refreshSignature,
  updateSignature,
} from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { SignaturesService } from './service.ts'

export const signatureRoutes = (
  route: Route,
  signatures: SignaturesService,
  catalogue: { signature(tenantId: string, ssid: string): Promise<SmsSignature> },
): void => {
  route(listSignatures, ({ tenantId }, { params, query }) => signatures.list(tenantId, params.accountId, query))
  route(createSignature, (caller, { params, body }) => signatures.create(caller, params.accountId, body))
  route(getSignature, ({ tenantId }, { params }) => catalogue.signature(tenantId, params.ssid))
  route(updateSignature, (caller, { params, body }) => signatures.update(caller, params.ssid, body))
  route(deleteSignature, (caller, { params }) => signatures.delete(caller, params.ssid))
  route(refreshSignature, (caller, { params }) => signatures.refresh(caller, params.ssid))
}
