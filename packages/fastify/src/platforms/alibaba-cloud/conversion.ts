import type { PlatformAccount } from '../platform.ts'
import { type Calls, orThrow } from './calls.ts'

/**
 * Says whether a code that went abroad was used (SmsConversionIntl, help page 2346196), by which the platform chooses its
 * routes. The page calls the id only "message id"; the receipt number of SendSms is the one that we have. Without a time
 * the platform takes that of the call.
 */
export const createConversion =
  (calls: Calls): NonNullable<PlatformAccount['conversion']> =>
  async ({ bizId, used }) => {
    orThrow(await calls.once('SmsConversionIntl', { messageId: bizId, delivered: used }))
  }
