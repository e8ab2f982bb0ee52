import type { Action } from './action.ts'
import { getSmsSign } from './get-sms-sign.ts'
import { getSmsTemplate } from './get-sms-template.ts'
import { querySendDetails } from './query-send-details.ts'
import { querySendStatistics } from './query-send-statistics.ts'
import { querySmsSign } from './query-sms-sign.ts'
import { querySmsSignList } from './query-sms-sign-list.ts'
import { querySmsTemplate } from './query-sms-template.ts'
import { querySmsTemplateList } from './query-sms-template-list.ts'
import { sendBatchSms } from './send-batch-sms.ts'
import { sendSms } from './send-sms.ts'
import { smsConversionIntl } from './sms-conversion-intl.ts'

/** Every action of the emulator by its name. */
export const actions: ReadonlyMap<string, Action> = new Map(
  [
    sendSms,
    sendBatchSms,
    querySendDetails,
    querySendStatistics,
    getSmsTemplate,
    querySmsTemplate,
    querySmsTemplateList,
    getSmsSign,
    querySmsSign,
    querySmsSignList,
    smsConversionIntl,
  ].map((action) => [action.name, action]),
)
