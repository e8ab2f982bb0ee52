import * as story from './examples.ts'
import { id } from './schema.ts'

/** Ids, as paths and filters take them. */
const idOf =
  (description: string, example: string) =>
  (options: { description?: string } = {}) =>
    id({ description, examples: [example], ...options })

export const accountId = idOf('The id of an SMS account.', story.ACCOUNT_ID)
export const ssid = idOf('The id of a signature (`ssid`).', story.SSID)
export const stid = idOf('The id of a template (`stid`).', story.STID)
export const appId = idOf('The id of an App, as the host has it.', story.APP_ID)
export const verificationId = idOf('The id of a verification.', story.VERIFICATION_ID)
export const messageId = idOf('The id of a message.', story.MESSAGE_ID)
export const alarmId = idOf('The id of an alarm.', story.ALARM_ID)
export const blockId = idOf('The id of a block.', story.BLOCK_ID)
