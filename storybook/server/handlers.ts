import { accountHandlers } from './account-handlers.ts'
import { alarmHandlers } from './alarm-handlers.ts'
import { appHandlers } from './app-handlers.ts'
import { entryHandlers } from './entry-handlers.ts'
import { messageHandlers } from './message-handlers.ts'
import { statisticsHandlers } from './statistics-handlers.ts'
import { verificationHandlers } from './verification-handlers.ts'
import type { World } from './world.ts'

/** Every operation that the kit calls, over one world. */
export const handlersOf = (world: World) => ({
  ...accountHandlers(world),
  ...entryHandlers(world),
  ...appHandlers(world),
  ...messageHandlers(world),
  ...alarmHandlers(world),
  ...statisticsHandlers(world),
  ...verificationHandlers(world),
})
