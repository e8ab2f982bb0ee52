import { listPlatforms } from '@sms-settings/api'
import type { Route } from '../routing.ts'
import type { Platforms } from './registry.ts'

export const platformRoutes = (route: Route, platforms: Platforms): void => {
  route(listPlatforms, async () => ({ items: platforms.list() }))
}
