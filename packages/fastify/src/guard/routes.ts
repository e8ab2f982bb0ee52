import { getConversions, liftBlock, listBlocks } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { Guard } from './service.ts'

export const guardRoutes = (route: Route, guard: Guard): void => {
  route(listBlocks, ({ tenantId }, { params, query }) => guard.blocks(tenantId, params.appId, query))
  route(liftBlock, (caller, { params }) => guard.lift(caller, params.appId, params.id))
  route(getConversions, ({ tenantId }, { params }) => guard.conversions(tenantId, params.appId))
}
