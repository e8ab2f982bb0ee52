import { chinaDay, chinaTime, parseChinaDay } from '../china-time.ts'
import { refusal } from '../errors.ts'
import type { StoredMessage } from '../outbox/message.ts'
import { localPhone } from '../sending/phone.ts'
import type { Action } from './action.ts'
import { pageOf, readPage } from './paging.ts'

/** How far back one may ask. */
const DAYS = 30

const sendStatus = { waiting: 1, failed: 2, delivered: 3 } as const

const detail = (message: StoredMessage) => ({
  PhoneNum: localPhone(message.phone),
  SendStatus: sendStatus[message.status],
  ...(message.errCode === null ? {} : { ErrCode: message.errCode }),
  TemplateCode: message.templateCode,
  Content: message.text,
  SendDate: chinaTime(message.acceptedAt),
  ...(message.receivedAt === null ? {} : { ReceiveDate: chinaTime(message.receivedAt) }),
  ...(message.outId === null ? {} : { OutId: message.outId }),
})

/** What became of the messages to a number on a day. Source: help.aliyun.com/document_detail/419277.html. */
export const querySendDetails: Action = {
  name: 'QuerySendDetails',
  required: ['PhoneNumber', 'SendDate', 'PageSize', 'CurrentPage'],
  sends: false,
  phones: (params) => [params.get('PhoneNumber') ?? ''],
  run: ({ params, account, outbox, behaviours, now }) => {
    const page = readPage(params, behaviours, 'CurrentPage')
    const phone = params.get('PhoneNumber') ?? ''
    const day = params.get('SendDate') ?? ''
    const midnight = parseChinaDay(day)
    if (midnight === undefined || midnight < (parseChinaDay(chinaDay(now)) ?? 0) - DAYS * 86_400_000)
      throw refusal('isv.INVALID_PARAMETERS')
    const bizId = params.get('BizId')
    const found = outbox
      .storedTo(phone)
      .filter(
        (message) =>
          message.accountId === account.id &&
          chinaDay(message.acceptedAt) === day &&
          (!bizId || message.bizId === bizId),
      )
    return {
      TotalCount: behaviours.totalCount === 'string' ? String(found.length) : found.length,
      SmsSendDetailDTOs: { SmsSendDetailDTO: pageOf(found.reverse(), page).map(detail) },
    }
  },
}
