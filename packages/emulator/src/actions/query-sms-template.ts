import { statusNumber } from '../accounts/account.ts'
import { chinaTime } from '../china-time.ts'
import type { Action } from './action.ts'
import { findTemplate } from './get-sms-template.ts'

/** The deprecated way to look at a template: status and type are integers here. Source: the official SDK's typings. */
export const querySmsTemplate: Action = {
  name: 'QuerySmsTemplate',
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
      TemplateStatus: statusNumber[template.status],
      TemplateType: template.type,
      CreateDate: chinaTime(template.createdAt),
      Reason: template.status === 'rejected' ? (template.rejection ?? '') : '',
    }
  },
}
