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
  route(checkVerification, (app, { params, body }) => verifications.check({ ...app, ...params, ...body }))
  route(resendVerification, (app, { params, request }) => verifications.resend({ ...app, ...params }, request))
  route(cancelVerification, (app, { params }) => verifications.cancel({ ...app, ...params }))
  route(getVerification, (app, { params }) => verifications.get({ ...app, ...params }))
}
