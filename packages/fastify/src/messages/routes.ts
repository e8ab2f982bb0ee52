import { allowNumber, exportMessages, getMessage, listMessages, sendTestMessage } from '@sms-settings/api'
import { file, type Route } from '../routing.ts'
import { toCsv } from './export.ts'
import type { Recipients } from './recipients.ts'
import type { MessagesService } from './service.ts'
import type { TestSends } from './test-send.ts'

export const messageRoutes = (
  route: Route,
  messages: MessagesService,
  tests: TestSends,
  recipients: Recipients,
): void => {
  route(listMessages, ({ tenantId }, { query }) => messages.list(tenantId, query))
  route(exportMessages, async ({ tenantId }, { query }) =>
    file('sms-messages.csv', toCsv(messages.all(tenantId, query))),
  )
  route(sendTestMessage, (caller, { body, request }) => tests.send(caller, body, request.id))
  route(allowNumber, (caller, { params }) => recipients.allow(caller, params.id))
  route(getMessage, ({ tenantId }, { params }) => messages.get(tenantId, params.id))
}
