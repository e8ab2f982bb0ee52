import { getGeneral } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { GeneralService } from './service.ts'

export const generalRoutes = (route: Route, general: GeneralService): void => {
  route(getGeneral, async () => general.view())
}
