import { statusNumber, type Template } from '../accounts/account.ts'
import { chinaTime } from '../china-time.ts'
import { refusal } from '../errors.ts'
import type { Action, ActionContext } from './action.ts'

/** The template that a request names; otherwise the code under which unknown ones are refused, `OK` included. */
export function findTemplate({ params, account, behaviours }: ActionContext): Template | undefined {
  const template = account.templates.find(({ code }) => code === params.get('TemplateCode'))
  if (!template && behaviours.unknownTemplate !== 'OK') throw refusal(behaviours.unknownTemplate)
  return template
}

/** A template with everything about it; status and type are strings. Source: the official SDK's typings. */
export const getSmsTemplate: Action = {
  name: 'GetSmsTemplate',
  required: ['TemplateCode'],
  sends: false,
  phones: () => [],
  run: (context) => {
    const template = findTemplate(context)
    if (!template) return {}
    return {
      TemplateCode: template.code,
      TemplateName: template.name,
      TemplateContent: template.content,
      TemplateStatus: String(statusNumber[template.status]),
      TemplateType: String(template.type),
      ...(template.type === 3 ? { IntlType: template.intlType ?? 0 } : {}),
      CreateDate: chinaTime(template.createdAt),
      OrderId: template.orderId,
      Remark: template.remark,
      RelatedSignName: template.relatedSignature,
      ApplyScene: template.applyScene,
      VariableAttribute: JSON.stringify(template.attributes),
      AuditInfo: {
        ...(template.reviewedAt === null ? {} : { AuditDate: chinaTime(template.reviewedAt) }),
        ...(template.status === 'rejected' ? { RejectInfo: template.rejection ?? '' } : {}),
      },
      TemplateTag: template.tag,
      FileUrlList: { FileUrl: [] },
      MoreDataFileUrlList: { MoreDataFileUrl: [] },
      SignList: { SignList: template.relatedSignature ? [template.relatedSignature] : [] },
      VendorAuditStatus: {},
    }
  },
}
