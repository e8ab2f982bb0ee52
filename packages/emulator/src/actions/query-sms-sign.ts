import { statusNumber } from '../accounts/account.ts'
import { chinaTime } from '../china-time.ts'
import type { Action } from './action.ts'
import { findSignature } from './get-sms-sign.ts'

/** The older way to look at a signature; the reason is a string. Source: help.aliyun.com/document_detail/419282.html. */
export const querySmsSign: Action = {
  name: 'QuerySmsSign',
  required: ['SignName'],
  sends: false,
  phones: () => [],
  run: (context) => {
    const signature = findSignature(context)
    if (!signature) return {}
    return {
      SignName: signature.name,
      SignStatus: statusNumber[signature.status],
      CreateDate: chinaTime(signature.createdAt),
      Reason: signature.status === 'rejected' ? (signature.rejection ?? '') : '',
    }
  },
}
