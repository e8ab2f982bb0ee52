import {
  cancelVerification,
  checkVerification,
  getVerification,
  resendVerification,
  startVerification,
} from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { VerificationsService } from './service.ts'

export const verificationRoutes = (route: Route, verifications: VerificationsService): void => {
  route(startVerification, (app, { body, headers, request }) =>
    verifications.start({ ...app, ...body, idempotencyKey: headers['idempotency-key'] }, request),
  )
  route(checkVerification, ({ tenantId, appId }, { params: { id }, body: { code }, request }) =>
    verifications.check({ tenantId, appId, id, code }, request),
  )
  route(resendVerification, (app, { params, request }) => verifications.resend({ ...app, ...params }, request))
  route(cancelVerification, (app, { params, request }) => verifications.cancel({ ...app, ...params }, request))
  route(getVerification, (app, { params }) => verifications.get({ ...app, ...params }))
}
