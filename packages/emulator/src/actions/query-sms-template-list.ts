import type { ReviewStatus, Template } from '../accounts/account.ts'
import { chinaTime } from '../china-time.ts'
import type { Action } from './action.ts'
import { pageOf, readPage } from './paging.ts'

/** The cancelled state is documented with this spelling for templates, unlike for signatures. */
const reviewStatus: Readonly<Record<ReviewStatus, string>> = {
  in_review: 'AUDIT_STATE_INIT',
  approved: 'AUDIT_STATE_PASS',
  rejected: 'AUDIT_STATE_NOT_PASS',
  cancelled: 'AUDIT_SATE_CANCEL',
}

/** Types are numbered differently in this list: 0 notice, 1 promotion, 2 verification, 6 international. */
const listType = [2, 0, 1, 6] as const

/** Why something was rejected; an object always, empty otherwise. */
export const reasonOf = ({ status, reviewedAt, rejection }: Pick<Template, 'status' | 'reviewedAt' | 'rejection'>) =>
  status === 'rejected'
    ? {
        RejectDate: reviewedAt === null ? '' : chinaTime(reviewedAt),
        RejectInfo: rejection ?? '',
        RejectSubInfo: '',
      }
    : {}

/** The account's templates, page by page. Source: help.aliyun.com/document_detail/419288.html. */
export const querySmsTemplateList: Action = {
  name: 'QuerySmsTemplateList',
  required: [],
  sends: false,
  phones: () => [],
  run: ({ params, account, behaviours }) => {
    const page = readPage(params, behaviours)
    return {
      TotalCount: account.templates.length,
      CurrentPage: page.page,
      PageSize: page.size,
      SmsTemplateList: pageOf(account.templates, page).map((template) => ({
        TemplateCode: template.code,
        TemplateName: template.name,
        TemplateContent: template.content,
        AuditStatus: reviewStatus[template.status],
        OuterTemplateType: template.type,
        TemplateType: listType[template.type],
        CreateDate: chinaTime(template.createdAt),
        OrderId: template.orderId,
        SignatureName: template.relatedSignature,
        Reason: reasonOf(template),
      })),
    }
  },
}
