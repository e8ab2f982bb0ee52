import { allowNumber, exportMessages, getMessage, listMessages, sendTestMessage } from '@sms-settings/api'
import type { Caller } from '../callers.ts'
import { file, type Route } from '../routing.ts'
import { toCsv } from './export.ts'
import type { MessagesService } from './service.ts'
import type { TestSends } from './test-send.ts'

/** Lets the number of a message pass in its App. */
type Allow = (caller: Caller, appId: string, phone: string, maskedPhone: string) => Promise<void>

export const messageRoutes = (route: Route, messages: MessagesService, tests: TestSends, allow: Allow): void => {
  route(listMessages, ({ tenantId }, { query }) => messages.list(tenantId, query))
  route(exportMessages, async ({ tenantId }, { query }) =>
    file('sms-messages.csv', toCsv(messages.all(tenantId, query))),
  )
  route(sendTestMessage, (caller, { body, request }) => tests.send(caller, body, request.id))
  route(allowNumber, async (caller, { params }) => {
    const { appId, phone, maskedPhone } = await messages.recipient(caller.tenantId, params.id)
    await allow(caller, appId, phone, maskedPhone)
    return { appId, phone: maskedPhone }
  })
  route(getMessage, ({ tenantId }, { params }) => messages.get(tenantId, params.id))
}
