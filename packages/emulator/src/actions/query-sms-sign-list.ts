import type { ReviewStatus } from '../accounts/account.ts'
import { chinaTime } from '../china-time.ts'
import type { Action } from './action.ts'
import { pageOf, readPage } from './paging.ts'
import { reasonOf } from './query-sms-template-list.ts'

const reviewStatus: Readonly<Record<ReviewStatus, string>> = {
  in_review: 'AUDIT_STATE_INIT',
  approved: 'AUDIT_STATE_PASS',
  rejected: 'AUDIT_STATE_NOT_PASS',
  cancelled: 'AUDIT_STATE_CANCEL',
}

const businessType = { verification: '验证码类型', general: '通用类型' } as const

/** The account's signatures, page by page. `authorizationLetterAuditPass` begins with a small letter on the wire. */
export const querySmsSignList: Action = {
  name: 'QuerySmsSignList',
  required: [],
  sends: false,
  phones: () => [],
  run: ({ params, account, behaviours }) => {
    const page = readPage(params, behaviours)
    return {
      TotalCount: account.signatures.length,
      CurrentPage: page.page,
      PageSize: page.size,
      SmsSignList: pageOf(account.signatures, page).map((signature) => ({
        SignName: signature.name,
        AuditStatus: reviewStatus[signature.status],
        BusinessType: businessType[signature.scene],
        CreateDate: chinaTime(signature.createdAt),
        OrderId: signature.orderId,
        Reason: reasonOf(signature),
        authorizationLetterAuditPass: true,
      })),
    }
  },
}
