import { chinaDay, parseChinaDay } from '../china-time.ts'
import { refusal } from '../errors.ts'
import type { StoredMessage } from '../outbox/message.ts'
import type { Action } from './action.ts'
import { pageOf, readPage } from './paging.ts'

/** Filters by type number: as templates count, but international is 7. */
const typeNumbers = ['0', '1', '2', '7'] as const

const statistics = (day: string, messages: readonly StoredMessage[]) => {
  const count = (status: StoredMessage['status']) => messages.filter((message) => message.status === status).length
  return {
    SendDate: day,
    TotalCount: messages.length,
    RespondedSuccessCount: count('delivered'),
    RespondedFailCount: count('failed'),
    NoRespondedCount: count('waiting'),
  }
}

function groupByDay(messages: readonly StoredMessage[]): Map<string, StoredMessage[]> {
  const days = new Map<string, StoredMessage[]>()
  for (const message of messages) {
    const day = chinaDay(message.acceptedAt)
    days.set(day, [...(days.get(day) ?? []), message])
  }
  return days
}

/** Messages by day, of the days on which there were any. Source: the official SDK's typings. */
export const querySendStatistics: Action = {
  name: 'QuerySendStatistics',
  required: ['IsGlobe', 'StartDate', 'EndDate', 'PageIndex', 'PageSize'],
  sends: false,
  phones: () => [],
  run: ({ params, account, outbox, behaviours }) => {
    const page = readPage(params, behaviours)
    const globe = params.get('IsGlobe') ?? ''
    const [start, end] = [params.get('StartDate') ?? '', params.get('EndDate') ?? '']
    const type = params.get('TemplateType')
    const signName = params.get('SignName')
    if (!['1', '2'].includes(globe) || !parseChinaDay(start) || !parseChinaDay(end) || start > end)
      throw refusal('isv.INVALID_PARAMETERS')
    const days = groupByDay(
      outbox.stored.filter(
        (message) =>
          message.accountId === account.id &&
          message.domestic === (globe === '1') &&
          (!type || typeNumbers[message.templateType] === type) &&
          (!signName || message.signName === signName),
      ),
    )
    const found = [...days].filter(([day]) => day >= start && day <= end).sort(([a], [b]) => (a < b ? 1 : -1))
    return {
      Data: {
        TotalSize: found.length,
        TargetList: pageOf(found, page).map(([day, messages]) => statistics(day, messages)),
      },
    }
  },
}
