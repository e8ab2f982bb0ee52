import { type Signature, statusNumber } from '../accounts/account.ts'
import { chinaTime } from '../china-time.ts'
import { refusal } from '../errors.ts'
import type { Action, ActionContext } from './action.ts'

/** The signature that a request names, a general one first; otherwise as with unknown templates. */
export function findSignature({ params, account, behaviours }: ActionContext): Signature | undefined {
  const named = account.signatures.filter(({ name }) => name === params.get('SignName'))
  const signature = named.find(({ scene }) => scene === 'general') ?? named[0]
  if (!signature && behaviours.unknownSignature !== 'OK') throw refusal(behaviours.unknownSignature)
  return signature
}

/** A signature with its registration at the carriers. Source: help.aliyun.com/document_detail/2807429.html. */
export const getSmsSign: Action = {
  name: 'GetSmsSign',
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
      OrderId: signature.orderId,
      SignCode: signature.signCode,
      SignTag: signature.tag,
      SignUsage: signature.usage,
      ThirdParty: signature.thirdParty,
      Remark: signature.remark,
      ApplyScene: signature.applyScene,
      QualificationId: signature.qualificationId,
      FileUrlList: [],
      AuditInfo: {
        ...(signature.reviewedAt === null ? {} : { AuditDate: chinaTime(signature.reviewedAt) }),
        ...(signature.status === 'rejected' ? { RejectInfo: signature.rejection ?? '' } : {}),
      },
      SignIspRegisterDetailList: signature.registrations.map((registration) => ({
        OperatorCode: registration.operator,
        RegisterStatus: registration.status,
        ...(registration.completedAt === null ? {} : { OperatorCompleteTime: chinaTime(registration.completedAt) }),
        RegisterStatusReasons: registration.reasons.map(({ code, descriptions }) => ({
          ReasonCode: code,
          ReasonDescList: descriptions,
        })),
      })),
    }
  },
}
