import type { DeliveryStatus } from '../platform.ts'
import { type Calls, orThrow } from './calls.ts'
import { deliveryKind } from './errors.ts'
import { chinaDay, readChinaTime, toPlatformPhone } from './notation.ts'

const PAGE_SIZE = 50
/** Pages of one phone and day: more SMS than any limit of the platform lets through. */
const MOST_PAGES = 20
/** The platform's clock and ours differ, and a message is written down before it is sent. */
const SPREAD = 10 * 60_000
/** The platform looks back no further. */
const OLDEST = 30 * 86_400_000

type Message = { messageId: string; phone: string; bizId: string | null; sentAt: number }

/** Asks what became of one message, found by our id, which SendSms took along as OutId (help page 419277). */
export const createStatus =
  (calls: Calls, now: () => number) =>
  async ({ messageId, phone, bizId, sentAt }: Message): Promise<DeliveryStatus> => {
    if (now() - sentAt > OLDEST) return { status: 'not_found' }
    const today = chinaDay(now())
    const days = [...new Set([sentAt, sentAt + SPREAD, sentAt - SPREAD].map(chinaDay))].filter((day) => day <= today)
    for (const sendDate of days) {
      for (let currentPage = 1; currentPage <= MOST_PAGES; currentPage++) {
        const body = orThrow(
          await calls.read('QuerySendDetails', {
            phoneNumber: toPlatformPhone(phone),
            sendDate,
            pageSize: PAGE_SIZE,
            currentPage,
            ...(bizId === null ? {} : { bizId }),
          }),
        )
        const details = body.smsSendDetailDTOs?.smsSendDetailDTO ?? []
        // A receipt number covers one phone of ours, so what was found by it is ours even where OutId was not kept.
        const found = details.find(({ outId }) => outId === messageId || (bizId !== null && !outId))
        if (found) {
          const code = found.errCode || null
          const reportedAt = readChinaTime(found.receiveDate)
          if (found.sendStatus === 3) return { status: 'delivered', code, reportedAt }
          if (found.sendStatus === 2) return { status: 'failed', code, reportedAt, kind: deliveryKind(code) }
          return { status: 'waiting', code, reportedAt }
        }
        if (details.length === 0 || currentPage * PAGE_SIZE >= Number(body.totalCount)) break
      }
    }
    return { status: 'not_found' }
  }
